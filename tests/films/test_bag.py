from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.films.bag import draw

ITEMS = "abcdefg"
pools = st.lists(st.sampled_from(ITEMS), min_size=1, max_size=len(ITEMS), unique=True)
dice = st.integers(0, 2**32).map(Random)


class Bag:
    """Remembers, as the store does, what was drawn."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.seen: dict[str, int] = {}
        self.drawn: list[str] = []

    def draw(self, pool: Sequence[str]) -> str:
        found = draw(pool, self.seen, self.drawn[-1] if self.drawn else None, self.random)
        self.seen[found.item] = found.bag
        self.drawn.append(found.item)
        return found.item


@given(pool=pools, random=dice, rounds=st.integers(1, 4))
def test_everything_comes_once_before_anything_comes_twice(
    pool: list[str], random: Random, rounds: int
) -> None:
    bag = Bag(random)
    drawn = [bag.draw(pool) for _ in range(rounds * len(pool))]
    for start in range(0, len(drawn), len(pool)):
        assert sorted(drawn[start : start + len(pool)]) == sorted(pool)


@given(turns=st.lists(pools, min_size=1, max_size=60), random=dice)
def test_whatever_the_pools_what_was_never_shown_comes_first(turns: list[list[str]], random: Random) -> None:
    bag = Bag(random)
    for pool in turns:
        fresh = {item for item in pool if item not in bag.seen}
        drawn = bag.draw(pool)
        assert drawn in pool
        assert not fresh or drawn in fresh


@given(turns=st.lists(pools, min_size=1, max_size=60), random=dice)
def test_whatever_the_pools_nothing_comes_a_third_time_before_all_of_its_pool_came_between(
    turns: list[list[str]], random: Random
) -> None:
    bag = Bag(random)
    shown_at: dict[str, list[int]] = {}
    for moment, pool in enumerate(turns):
        item = bag.draw(pool)
        times = shown_at.setdefault(item, [])
        if len(times) >= 2:
            for other in pool:
                assert other == item or shown_at[other][-1] > times[-2]
        times.append(moment)


@given(turns=st.lists(pools, min_size=1, max_size=60), random=dice)
def test_nothing_comes_twice_in_a_row_unless_it_is_alone(turns: list[list[str]], random: Random) -> None:
    bag = Bag(random)
    for pool in turns:
        last = bag.drawn[-1] if bag.drawn else None
        assert bag.draw(pool) != last or len(pool) == 1


def test_a_shuffle_is_not_the_same_every_time() -> None:
    orders = set()
    for seed in range(30):
        bag = Bag(Random(seed))
        orders.add("".join(bag.draw(ITEMS) for _ in ITEMS))
    assert len(orders) > 25


def test_an_empty_pool_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="empty"):
        draw([], {}, None, Random(1))
