"""A shuffle bag: everything comes once before anything comes twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn, and the number of the bag it was drawn from."""

    item: str
    bag: int


def draw(pool: Sequence[str], seen: Mapping[str, int], last: str | None, random: Random) -> Draw:
    """Draw an item that this bag still holds, beginning the next bag when it is empty.

    Pools may overlap and take turns: all draw from the newest bag, and what came least recently goes first.

    Args:
        pool: the keys that may be drawn, at least one.
        seen: for each key shown before, from this pool or another, the number of the bag it last came from.
        last: the key shown last; it never opens the next bag, unless it is alone.
        random: the dice.
    """
    bag = max(seen.values(), default=1)
    oldest = min(seen.get(item, 0) for item in pool)
    left: Sequence[str] = [item for item in pool if seen.get(item, 0) == oldest]
    if oldest == bag:
        bag += 1
        left = [item for item in pool if item != last] or pool
    return Draw(random.choice(left), bag)
