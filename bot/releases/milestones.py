"""Which days before a release are posted about, and how an admin writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import Refusal
from bot.texts import say

MOST_DAYS = 9999
MOST_MILESTONES = 25

_EXAMPLE = "100, 30, 7, day"
_DAYS_BEFORE = re.compile(r"(?:t ?- ?)?([0-9]{1,9})(?: ?d| days?)?(?: before)?")
_DAILY = re.compile(r"(?:every day|daily) (?:from )?([0-9]{1,9})(?: days?)?")
_THE_DAY = ("day", "the day", "release day", "release")
_WEEKLY = ("every week", "weekly", "week")
_ANNIVERSARIES = ("anniversary", "anniversaries", "every year", "yearly")


@dataclass(frozen=True, slots=True)
class Milestones:
    """The days before a release that are posted about; `str()` is the form that is stored and read back.

    Args:
        days: days before the release, 0 to 9999, each once, the most first; 0 is the release day.
        daily_from: also every day from that many days before, None for not.
        weekly: also every seventh day before, so long as the release is at most 9999 days away.
        anniversaries: also the release's day in each later year, a 29 February on the 28th where it must.

    Raises:
        ValueError: a number out of range, out of order or twice, or nothing at all is posted about.
    """

    days: tuple[int, ...]
    daily_from: int | None = None
    weekly: bool = False
    anniversaries: bool = False

    def __post_init__(self) -> None:
        numbers = (*self.days, self.daily_from or 0)
        if not all(0 <= number <= MOST_DAYS for number in numbers):
            raise ValueError(f"milestones are 0 to {MOST_DAYS} days before the release: {numbers}")
        if list(self.days) != sorted(set(self.days), reverse=True):
            raise ValueError(f"milestones stand once each, the most days first: {self.days}")
        if not self.days and self.daily_from is None and not self.weekly and not self.anniversaries:
            raise ValueError("there are no milestones")

    def __str__(self) -> str:
        parts = [str(number) if number else "day" for number in self.days]
        if self.daily_from is not None:
            parts.append(f"every day from {self.daily_from}")
        if self.weekly:
            parts.append("every week")
        if self.anniversaries:
            parts.append("anniversaries")
        return ", ".join(parts)

    def days_left(self, most: int) -> Iterator[int]:
        """Count down the milestones from at most that many days before the release to the last one."""
        left = self._next(min(most, MOST_DAYS))
        while left is not None:
            yield left
            left = self._next(left - 1)

    def _next(self, most: int) -> int | None:
        """Return the milestone next to come when that many days are left; below 0 there is none."""
        if most < 0:
            return None
        candidates = [number for number in self.days if number <= most]
        if self.daily_from is not None:
            candidates.append(min(self.daily_from, most))
        if self.weekly:
            candidates.append(most - most % 7)
        return max(candidates, default=None)


DEFAULT_MILESTONES = Milestones((100, 30, 14, 7, 3, 1, 0))


def read_milestones(text: str) -> Milestones:
    """Read what an admin writes: `100, 30, 7, day, every day from 5, every week, anniversaries`.

    Raises:
        Refusal: nothing, nonsense, too many, or a number that is not 0 to 9999.
    """
    days: set[int] = set()
    daily_from: int | None = None
    weekly = anniversaries = False
    parts = [" ".join(part.split()) for part in re.split(r"[,;\n]", text.casefold())]
    for part in filter(None, parts):
        if part in _THE_DAY:
            days.add(0)
        elif part in _WEEKLY:
            weekly = True
        elif part in _ANNIVERSARIES:
            anniversaries = True
        elif found := _DAYS_BEFORE.fullmatch(part):
            days.add(_in_range(int(found[1])))
        elif found := _DAILY.fullmatch(part):
            daily_from = max(_in_range(int(found[1])), daily_from or 0)
        else:
            raise Refusal(
                say(
                    "Write the milestones as days before the release with commas between: "
                    f"“{_EXAMPLE}”. You may add “every day from 10”, “every week” and “anniversaries”."
                )
            )
    if len(days) > MOST_MILESTONES:
        raise Refusal(
            say(
                f"At most {MOST_MILESTONES} milestones: for every one of many days write “every day from 30”."
            )
        )
    if not any(parts):
        raise Refusal(say(f"Name at least one milestone, in days before the release: “{_EXAMPLE}”."))
    return Milestones(tuple(sorted(days, reverse=True)), daily_from, weekly, anniversaries)


def _in_range(number: int) -> int:
    if number > MOST_DAYS:
        raise Refusal(say(f"A milestone is 0 to {MOST_DAYS} days before the release: “{_EXAMPLE}”."))
    return number
