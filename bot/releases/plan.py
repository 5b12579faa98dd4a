"""What a countdown posts and when: its occurrences, which of them are due, and which came too late."""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.releases.milestones import Milestones
from bot.releases.zones import instant, local_date, start_of_day

Verdict = Literal["post", "late", "skip"]

# How long after its time a post is neither late nor, where midnight is near, too late.
PUNCTUAL = timedelta(minutes=10)

_KEY = re.compile(r"(?:T-([0-9]+)|Y\+([0-9]+)):([0-9]{4}-[0-9]{2}-[0-9]{2})")

# Beyond these a local day has no instant in every zone; placeholders such as 9999-12-31 do occur in data.
_FIRST_DAY = date(2, 1, 1)
_LAST_DAY = date(9998, 12, 31)


@dataclass(frozen=True, slots=True)
class Milestone:
    """So many days before the release (0: the release day), or so many years after it."""

    days: int = 0
    years: int = 0

    def __str__(self) -> str:
        return f"Y+{self.years}" if self.years else f"T-{self.days}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One post that is planned: for this milestone, on this local date, at this instant (UTC)."""

    milestone: Milestone
    local_date: date
    at: datetime

    @property
    def key(self) -> str:
        """What makes it happen once, whatever zone and hour it is planned in: `T-30:2027-05-06`."""
        return f"{self.milestone}:{self.local_date}"

    @classmethod
    def read(cls, key: str, at: datetime) -> "Occurrence":
        """Build the occurrence that was stored by its key and instant.

        Raises:
            ValueError: it is no such key.
        """
        found = _KEY.fullmatch(key)
        if not found:
            raise ValueError(f"{key!r} is not the key of an occurrence")
        milestone = Milestone(days=int(found[1])) if found[1] else Milestone(years=int(found[2]))
        return cls(milestone, date.fromisoformat(found[3]), at)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a countdown's occurrences follow from; `at` is the local time of its posts."""

    release_day: date
    milestones: Milestones
    at: time
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Due:
    """An occurrence whose time has come: to be posted, to be posted and marked late, or to be skipped."""

    occurrence: Occurrence
    verdict: Verdict


def occurrences(plan: Plan) -> Iterator[Occurrence]:
    """Yield everything a countdown posts, in order; with anniversaries it goes on for thousands of years."""
    return _occurrences(plan, _FIRST_DAY)


def next_occurrence(plan: Plan, after: datetime) -> Occurrence | None:
    """Return the first occurrence after an instant, or None when the countdown is over."""
    return next((found for found in _near(plan, after) if found.at > after), None)


def due(plan: Plan, since: datetime, now: datetime) -> list[Due]:
    """Return the occurrences from one instant to another, both included, each with its verdict.

    Args:
        plan: the countdown.
        since: the countdown's next due instant as it was stored; after an edit, the start of the local
            day, so that a changed hour or zone neither loses nor doubles the day's post: what was posted
            already keeps its key.
        now: the current instant.
    """
    found: list[Due] = []
    for occurrence in _near(plan, since):
        if occurrence.at > now:
            break
        if occurrence.at >= since:
            found.append(Due(occurrence, verdict(occurrence, plan.zone, now)))
    return found


def verdict(occurrence: Occurrence, zone: ZoneInfo, now: datetime) -> Verdict:
    """Say what becomes of an occurrence that is due: posted, posted late, or skipped once it has expired."""
    if now >= valid_until(occurrence, zone):
        return "skip"
    return "post" if now < occurrence.at + PUNCTUAL else "late"


def valid_until(occurrence: Occurrence, zone: ZoneInfo) -> datetime:
    """Return the instant an occurrence expires: the next local midnight, or `PUNCTUAL` after its time."""
    following = local_date(occurrence.at, zone) + timedelta(days=1)
    return max(start_of_day(following, zone), occurrence.at + PUNCTUAL)


def one_catch_up(channel: Iterable[Due]) -> list[Due]:
    """Let at most one late post through in a channel: the latest, and of those the nearest to its release.

    Args:
        channel: all that is due in one channel, of whatever countdowns.

    Returns:
        The same occurrences in the same order, the other late ones turned into skipped ones.
    """
    all_due = list(channel)
    late = [number for number, one in enumerate(all_due) if one.verdict == "late"]
    if not late:
        return all_due
    chosen = max(late, key=lambda number: _urgency(all_due[number].occurrence))
    return [
        replace(one, verdict="skip") if one.verdict == "late" and number != chosen else one
        for number, one in enumerate(all_due)
    ]


def _urgency(occurrence: Occurrence) -> tuple[datetime, int, int]:
    return (occurrence.at, -occurrence.milestone.years, -occurrence.milestone.days)


def _near(plan: Plan, moment: datetime) -> Iterator[Occurrence]:
    """Yield the occurrences from shortly before an instant on, without counting through all the earlier."""
    # a gap over midnight, or a whole day left out, moves an occurrence into a later date than its own
    return _occurrences(plan, local_date(moment, plan.zone) - timedelta(days=2))


def _occurrences(plan: Plan, first_day: date) -> Iterator[Occurrence]:
    first_day = max(first_day, _FIRST_DAY)
    for milestone, day in _days(plan, first_day):
        if first_day <= day <= _LAST_DAY:
            yield Occurrence(milestone, day, instant(day, plan.at, plan.zone))


def _days(plan: Plan, first_day: date) -> Iterator[tuple[Milestone, date]]:
    release_day = plan.release_day
    for days in plan.milestones.days_left((release_day - first_day).days):
        yield Milestone(days), release_day - timedelta(days=days)
    if plan.milestones.anniversaries:
        for year in range(max(release_day.year + 1, first_day.year), _LAST_DAY.year + 1):
            length = calendar.monthrange(year, release_day.month)[1]
            day = date(year, release_day.month, min(release_day.day, length))
            yield Milestone(years=year - release_day.year), day
