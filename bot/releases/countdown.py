"""A countdown as it is kept, and one post of it as it stands in the ledger."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.releases.dates import PartialDate
from bot.releases.milestones import Milestones
from bot.releases.plan import Occurrence, Plan

State = Literal["active", "paused", "suspended", "done"]
DeliveryState = Literal["pending", "sending", "sent", "skipped", "unknown", "failed"]

# How long Discord surely remembers a message's nonce, so that sending it again makes no second message.
NONCE_REMEMBERED = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Countdown:
    """A server's countdown to a film; `planned` is the date its posts are planned for."""

    id: int
    guild_id: int
    channel_id: int
    film_key: str
    milestones: Milestones
    at: time
    planned: PartialDate
    state: State
    next_due: datetime | None
    created_by: int

    def plan(self, zone: ZoneInfo) -> Plan | None:
        """What its occurrences follow from; None where the date is not known to the day."""
        day = self.planned.exact
        return Plan(day, self.milestones, self.at, zone) if day else None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One claimed post: the ledger's row, made out to be sent."""

    id: int
    countdown: Countdown
    occurrence: Occurrence
    late: bool
    claimed_at: datetime

    @property
    def nonce(self) -> str:
        """What makes Discord drop a second copy; at most 25 characters."""
        return f"marquee-{self.id}"

    def may_resend(self, now: datetime) -> bool:
        """Whether an attempt with an unknown end may be repeated without risking a double."""
        return now - self.claimed_at <= NONCE_REMEMBERED
