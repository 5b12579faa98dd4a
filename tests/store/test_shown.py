import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from bot.store.folder import DataFolder
from bot.store.shown import Audience
from bot.store.store import Store, open_store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POOL = [f"quote-{number}" for number in range(7)]
HERE = Audience(10, 1)


async def drawn(store: Store, count: int, *, audience: Audience = HERE, now: datetime = NOW) -> list[str]:
    random = Random(7)
    return [await store.shown.draw(audience, "quote", POOL, random, now) for _ in range(count)]


async def test_everything_comes_once_before_anything_comes_twice(store: Store) -> None:
    keys = await drawn(store, 21)
    assert [sorted(keys[at : at + 7]) for at in (0, 7, 14)] == [POOL] * 3


async def test_a_bag_goes_on_where_it_was_after_a_restart(folder: DataFolder) -> None:
    keys = []
    for _ in range(7):
        async with open_store(folder) as store:
            keys += await drawn(store, 1)
    assert sorted(keys) == POOL


async def test_members_of_a_guild_share_its_bag_and_direct_messages_have_their_own(store: Store) -> None:
    shared = await drawn(store, 4) + await drawn(store, 3, audience=Audience(10, 2))
    assert sorted(shared) == POOL
    for audience in (Audience(11, 1), Audience(None, 1), Audience(None, 2)):
        assert sorted(await drawn(store, 7, audience=audience)) == POOL


async def test_quotes_and_facts_have_bags_of_their_own(store: Store) -> None:
    await drawn(store, 5)
    facts = [await store.shown.draw(HERE, "fact", POOL, Random(1), NOW) for _ in range(7)]
    assert sorted(facts) == POOL


async def test_draws_at_the_same_moment_never_give_the_same_thing(store: Store) -> None:
    random = Random(7)
    keys = await asyncio.gather(*(store.shown.draw(HERE, "quote", POOL, random, NOW) for _ in range(14)))
    assert set(Counter(keys).values()) == {2}


async def test_nothing_comes_twice_in_a_row_even_when_the_clock_is_set_back(store: Store) -> None:
    random, pool = Random(3), ["quote-a", "quote-b", "quote-c"]
    keys = [
        await store.shown.draw(HERE, "quote", pool, random, NOW - timedelta(hours=number))
        for number in range(90)
    ]
    assert all(before != after for before, after in pairwise(keys))


async def test_what_left_the_pool_is_not_drawn_and_what_is_new_comes_first(store: Store) -> None:
    await drawn(store, 7)
    pool = [*POOL[:3], "quote-new"]
    assert await store.shown.draw(HERE, "quote", pool, Random(1), NOW) == "quote-new"
