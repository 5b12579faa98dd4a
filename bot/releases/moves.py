"""What a date that moved, vanished or came back means for a countdown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.releases.dates import PartialDate
from bot.releases.plan import Occurrence
from bot.releases.zones import local_date

Change = Literal["keep", "replan", "suspend", "resume"]

# However often a date flaps, members are told at most once in this time, per film and server.
QUIET = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Move:
    """What to do about the date that is known now.

    Args:
        change: `replan` cancels what is pending and plans for the known date; `suspend` cancels what is
            pending and waits, the date being unknown or not known to the day; `resume` plans again.
        moved_from: the date to name in a “moved” post now, None for no post.
        announced: the date members believe in from now on, to be stored.
        look_again: when a “moved” post that had to wait may go out, None where none waits.
    """

    change: Change
    moved_from: PartialDate | None
    announced: PartialDate
    look_again: datetime | None


def judge_move(
    *,
    planned: PartialDate,
    known: PartialDate,
    announced: PartialDate,
    last_moved_post: datetime | None,
    now: datetime,
    zone: ZoneInfo,
) -> Move:
    """Compare what a countdown was planned for with what is known now.

    Members are told of a move from the date they were last told, not from the date last planned: so of a
    date that flaps they hear once, and a day later once more only where it settled elsewhere.

    Args:
        planned: the date the pending posts are planned for; not exact while the countdown is suspended.
        known: the date known now.
        announced: the date members were last told (when the countdown was added, or by a “moved” post).
        last_moved_post: when this film was last said to have moved in this server.
        now: the current instant.
        zone: the server's zone.
    """
    change = _change(planned, known)
    if known.covers(announced):  # the same date, a vaguer one, or none: nothing to tell, nothing to believe
        return Move(change, None, announced, None)
    if announced.covers(known):  # the same date, now known more precisely
        return Move(change, None, known, None)
    if is_long_past(known, now, zone):
        return Move(change, None, announced, None)
    if last_moved_post is not None and now < last_moved_post + QUIET:
        return Move(change, None, announced, last_moved_post + QUIET)
    return Move(change, announced, known, None)


def is_long_past(known: PartialDate, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a date surely lies more than a day in the past, so that learning of it posts nothing."""
    last_day = known.last_day
    return last_day is not None and local_date(now, zone) - last_day > timedelta(days=1)


def was_posted_before(occurrence: Occurrence, posted_keys: Iterable[str]) -> bool:
    """Whether this milestone was posted for an earlier date, so that its post says “again”."""
    return any(
        key != occurrence.key and key.partition(":")[0] == str(occurrence.milestone) for key in posted_keys
    )


def _change(planned: PartialDate, known: PartialDate) -> Change:
    if known.exact is None:
        return "keep" if planned.exact is None else "suspend"
    if planned.exact is None:
        return "resume"
    return "keep" if planned == known else "replan"
