"""Dates that are known to the day, the month, the year, or not at all."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Literal

from babel import dates as babel_dates

Precision = Literal["day", "month", "year", "unknown"]

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known; `PartialDate()` is the unknown one.

    Partial dates are ordered by their first possible day, a less precise one before a more precise one
    that starts the same day, the unknown one after all.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if (self.day is not None and self.month is None) or (self.month is not None and self.year is None):
            raise ValueError("a day needs its month and a month needs its year")
        if self.year is not None:
            # raises ValueError where no such day exists, a month or day 0 included
            date(
                self.year,
                1 if self.month is None else self.month,
                1 if self.day is None else self.day,
            )

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `2027-06-05`, `2027-06`, `2027` or an empty text (unknown).

        Raises:
            ValueError: the text has another form, or names a day that does not exist.
        """
        if not text:
            return cls()
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is not a date: write 2027-06-05, 2027-06 or 2027")
        try:
            return cls(*(int(part) if part else None for part in found.groups()))
        except ValueError as fault:
            raise ValueError(f"{text!r} is not a date: {fault}") from None

    @property
    def precision(self) -> Precision:
        """How much of the date is known."""
        if self.day:
            return "day"
        if self.month:
            return "month"
        return "year" if self.year else "unknown"

    @property
    def exact(self) -> date | None:
        """The day itself, or None where it is not known to the day."""
        if self.year and self.month and self.day:
            return date(self.year, self.month, self.day)
        return None

    @property
    def last_day(self) -> date | None:
        """The last day it can be, or None where nothing is known."""
        if not self.year:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def covers(self, other: "PartialDate") -> bool:
        """Whether `other` is the same date, or the same date known more precisely."""
        return str(other).startswith(str(self))

    def __str__(self) -> str:
        parts = (
            f"{part:0{width}d}" for part, width in ((self.year, 4), (self.month, 2), (self.day, 2)) if part
        )
        return "-".join(parts)

    def __lt__(self, other: "PartialDate") -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[int, int, int]:
        return (self.year or 10_000, self.month or 0, self.day or 0)


def format_date(partial: PartialDate, locale: str, *, unknown: str) -> str:
    """Print a date as a locale does, as precisely as it is known: “6 June 2025”, “June 2025”, “2025”.

    Args:
        partial: the date.
        locale: as Discord or Babel write it, `en-GB` or `en_GB`; Babel's errors are raised for another.
        unknown: what to print where nothing is known.
    """
    if not partial.year:
        return unknown
    first_day = date(partial.year, partial.month or 1, partial.day or 1)
    babel_locale = locale.replace("-", "_")
    if partial.day:
        return babel_dates.format_date(first_day, "long", locale=babel_locale)
    return babel_dates.format_skeleton("yMMMM" if partial.month else "y", first_day, locale=babel_locale)
