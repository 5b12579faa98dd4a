"""The alarm clock: rings when the store says that something is due. The tables are the schedule."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock

LONGEST_SLEEP = timedelta(seconds=30)  # bounds what a clock that jumps can delay
SHORTEST_SLEEP = timedelta(milliseconds=50)  # between two rings, so that a row that stays due cannot spin

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bell:
    """One subject's schedule: when its next row is due, and what does everything that is due."""

    next_due: Callable[[], Awaitable[datetime | None]]
    ring: Callable[[], Awaitable[None]]


class Scheduler:
    """Sleeps until the next due row of any bell; APScheduler holds the alarm, and nothing else."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bells: list[Bell] = []
        self._chores: list[tuple[timedelta, Callable[[], Awaitable[object]]]] = []
        self._alarms: AsyncIOScheduler | None = None
        self._ringing: set[asyncio.Task[None]] = set()

    def add(self, bell: Bell) -> None:
        """Watch one more schedule."""
        self._bells.append(bell)

    def every(self, interval: timedelta, chore: Callable[[], Awaitable[object]]) -> None:
        """Do a piece of housekeeping again and again."""
        self._chores.append((interval, chore))

    async def start(self) -> None:
        """Start the alarm inside the running loop."""
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._alarms = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        for interval, chore in self._chores:
            self._alarms.add_job(_guarded, "interval", (chore,), seconds=interval.total_seconds())
        self._alarms.start()
        await self.moved()

    async def stop(self) -> None:
        """Stop the alarm and wait for what it set going."""
        if self._alarms:
            self._alarms.shutdown(wait=False)
            self._alarms = None
        await asyncio.gather(*self._ringing, return_exceptions=True)

    async def next_due(self) -> datetime | None:
        """When the next row of any bell is due."""
        dues = [await bell.next_due() for bell in self._bells]
        return min((due for due in dues if due), default=None)

    async def ring(self) -> None:
        """Do everything that is due now; a bell that fails is logged and does not stop the others."""
        await asyncio.gather(*(_guarded(bell.ring) for bell in self._bells))

    async def moved(self) -> None:
        """Set the alarm anew, after an edit may have changed what is due next."""
        if not self._alarms:
            return
        due = await self.next_due()
        sleep = (
            LONGEST_SLEEP if due is None else min(max(due - self._clock.now(), SHORTEST_SLEEP), LONGEST_SLEEP)
        )
        # APScheduler goes by the system's clock and ours may be another, so only the span is handed over.
        at = datetime.now(UTC) + sleep
        self._alarms.add_job(self._wake, "date", run_date=at, id="alarm", replace_existing=True)

    async def _wake(self) -> None:
        task = asyncio.create_task(self.ring())
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)
        await asyncio.wait({task}, timeout=SHORTEST_SLEEP.total_seconds())
        await self.moved()


async def _guarded(work: Callable[[], Awaitable[object]]) -> None:
    try:
        await work()
    except Exception:
        _log.exception("a scheduled piece of work failed")
