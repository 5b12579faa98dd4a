"""A date that a member typed: read, or refused with what it would mean."""

import calendar
import re
from datetime import date, timedelta

from bot.errors import Refusal
from bot.releases.dates import PartialDate
from bot.texts import say

FIRST_YEAR = 1870  # no film is older: an earlier year is a slip of the keyboard
LAST_YEAR = 2200

_FORMS = "2027-06-05, 2027-06 or 2027"
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SPAN = re.compile(r"in (an?|[0-9]{1,3}) (day|week|month|year)s?")
_THREE_NUMBERS = re.compile(r"([0-9]{1,2}|[0-9]{4})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{1,2}|[0-9]{4})")
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]+([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/. ]+([0-9]{4})")
_YEAR_ANYWHERE = re.compile(r"(?<![0-9])(?:18|19|20|21)[0-9]{2}(?![0-9])")


def read_date(text: str, today: date) -> PartialDate:
    """Read `2027-06-05`, `2027-06` or `2027`.

    Args:
        text: what was typed.
        today: the server's local date, from which `next friday` is counted.

    Raises:
        Refusal: it is something else; the sentence offers what it would mean where that can be guessed.
    """
    typed = " ".join(text.casefold().replace(",", " ").split())
    try:
        found = PartialDate.parse(typed)
    except ValueError:
        pass
    else:
        if found.year:
            return _known(found.year, found.month, found.day)
    guesses = (
        _from_today(typed, today)
        or _with_month_name(typed, today)
        or _in_numbers(typed)
        or [_known(int(year)) for year in _YEAR_ANYWHERE.findall(typed)][:2]  # “summer 2027”
    )
    if not guesses:
        raise Refusal(say(f"I cannot read that date. Write {_FORMS}, as much of it as is known."))
    offers = " or ".join(dict.fromkeys(map(str, guesses)))
    raise Refusal(say(f"I read dates as {_FORMS}: did you mean {{offers}}?", offers=offers))


def _known(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """Build a date, or refuse a year out of range and a day that its month does not have."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(say(f"The year has to be {FIRST_YEAR} to {LAST_YEAR}. Write the date as {_FORMS}."))
    if month and day and day > (length := calendar.monthrange(year, month)[1]):
        raise Refusal(
            say(
                "{month} {year} has only {length} days: did you mean {offer}?",
                month=_MONTHS[month - 1].title(),
                year=year,
                length=length,
                offer=PartialDate(year, month, length),
            )
        )
    return PartialDate(year, month, day)


def _from_today(typed: str, today: date) -> list[PartialDate]:
    """Read `tomorrow`, `friday`, `next friday`, `next month`, `in 3 weeks` and their like."""
    if typed in ("today", "tonight", "tomorrow"):
        return [_days_on(today, 1 if typed == "tomorrow" else 0)]
    if typed in ("this month", "next month"):
        return [_months_on(today, 1 if typed == "next month" else 0)]
    if typed in ("this year", "next year"):
        return [_known(today.year + (1 if typed == "next year" else 0))]
    if span := _SPAN.fullmatch(typed):
        count = int(span[1]) if span[1].isdigit() else 1
        match span[2]:
            case "year":
                return [_known(today.year + count)]
            case "month":
                return [_months_on(today, count)]
            case unit:
                return [_days_on(today, count * (7 if unit == "week" else 1))]
    lead, _, weekday = typed.rpartition(" ")
    if weekday in _WEEKDAYS and lead in ("", "on", "this", "next"):
        days = (_WEEKDAYS.index(weekday) - today.weekday() - 1) % 7 + 1
        # some say “next friday” of the coming one, some of the one after it
        return [_days_on(today, days)] + ([_days_on(today, days + 7)] if lead == "next" else [])
    return []


def _days_on(today: date, count: int) -> PartialDate:
    day = today + timedelta(days=count)
    return _known(day.year, day.month, day.day)


def _months_on(today: date, count: int) -> PartialDate:
    years, month = divmod(today.month - 1 + count, 12)
    return _known(today.year + years, month + 1)


def _with_month_name(typed: str, today: date) -> list[PartialDate]:
    """Read `5 June 2027`, `June 5th`, `Jun 2027` and their like; without a year the coming one is meant."""
    months = [
        number
        for word in re.findall(r"[a-z]{3,}", typed)
        for number, name in enumerate(_MONTHS, start=1)
        if name.startswith(word)
    ]
    numbers = [int(digits) for digits in re.findall(r"[0-9]{1,4}", typed)]
    days = [number for number in numbers if 1 <= number <= 31]
    years = [number for number in numbers if number > 31]
    if len(months) != 1 or len(days) > 1 or len(years) > 1:
        return []
    [month] = months
    if years:
        return [_known(years[0], month, *days)]
    if not days:
        return [_known(today.year + (1 if month < today.month else 0), month)]
    if (month, days[0]) == (2, 29):
        leap = next(year for year in range(today.year, LAST_YEAR + 9) if _has_29_february(year, today))
        return [_known(leap, 2, 29)]
    return [_known(today.year + (1 if (month, days[0]) < (today.month, today.day) else 0), month, days[0])]


def _has_29_february(year: int, today: date) -> bool:
    return calendar.isleap(year) and date(year, 2, 29) >= today


def _in_numbers(typed: str) -> list[PartialDate]:
    """Read `5/6/2027` (two ways), `05.06.27`, `2027/06/05`, `20270605`, `6/2027` and their like."""
    if found := _YEAR_FIRST.fullmatch(typed):
        return _possible([(int(found[1]), int(found[2]), None)])
    if found := _YEAR_LAST.fullmatch(typed):
        return _possible([(int(found[2]), int(found[1]), None)])
    found = _THREE_NUMBERS.fullmatch(typed) or _EIGHT_DIGITS.fullmatch(typed)
    if not found:
        return []
    first, second, third = map(int, found.groups())
    if len(found[1]) == 4:
        return _possible([(first, second, third)]) or _possible([(first, third, second)])
    year = third if len(found[3]) == 4 else 2000 + third
    day_first = _possible([(year, second, first)])
    if day_first and "." in typed:  # 05.06.2027 is written where the day comes first
        return day_first
    return _possible([(year, second, first), (year, first, second)])


def _possible(guesses: list[tuple[int, int, int | None]]) -> list[PartialDate]:
    """Keep the guesses whose month and day are in range."""
    return [
        _known(year, month, day)
        for year, month, day in guesses
        if 1 <= month <= 12 and (day is None or 1 <= day <= 31)
    ]
