"""The alarm clock: rings when the store says that something is due. The tables are the schedule."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock

LONGEST_SLEEP = timedelta(seconds=30)  # bounds what a clock that jumps can delay
SHORTEST_SLEEP = timedelta(milliseconds=50)  # between two rings, so that a row that stays due cannot spin
PATIENCE = timedelta(seconds=1)  # with an alarm that does not ring
REST = timedelta(seconds=5)  # of a bell that failed, so that its fault does not fill the log

_log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]


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
        self._chores: list[tuple[timedelta, Work]] = []
        self._alarms: AsyncIOScheduler | None = None
        self._watchdog: asyncio.TimerHandle | None = None
        self._setting = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._at_chore: set[Work] = set()
        self._rests_until: dict[Bell, datetime] = {}

    def add(self, bell: Bell) -> None:
        """Watch one more schedule."""
        self._bells.append(bell)

    def every(self, interval: timedelta, chore: Work) -> None:
        """Do a piece of housekeeping again and again."""
        self._chores.append((interval, chore))

    async def start(self) -> None:
        """Start the alarm inside the running loop."""
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._alarms = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._alarms.start()
        self._set_chores()
        await self.moved()

    async def stop(self) -> None:
        """Stop the alarm and wait for what it set going."""
        if self._alarms:
            self._alarms.shutdown(wait=False)
            self._alarms = None
        if self._watchdog:
            self._watchdog.cancel()
        await asyncio.sleep(0)  # APScheduler shuts down in the loop's next round
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def next_due(self) -> datetime | None:
        """When the next row of any bell is due."""
        dues = [await self._due(bell) for bell in self._bells]
        return min((due for due in dues if due), default=None)

    async def ring(self) -> None:
        """Do everything that is due now; a bell that fails is logged and does not stop the others."""
        await asyncio.gather(*(self._ring(bell) for bell in self._bells))

    async def moved(self) -> None:
        """Set the alarm anew, after an edit may have changed what is due next."""
        if not self._alarms:
            return
        async with self._setting:  # who comes later has seen more, and has the last word
            due = await self.next_due()
            if not self._alarms:  # stopped meanwhile
                return
            sleep = LONGEST_SLEEP if due is None else due - self._clock.now()
            sleep = min(max(sleep, SHORTEST_SLEEP), LONGEST_SLEEP)
            # APScheduler goes by the system's clock and ours may be another, so only the span is handed over.
            at = datetime.now(UTC) + sleep
            self._alarms.add_job(self._wake, "date", run_date=at, id="alarm", replace_existing=True)
            if self._watchdog:
                self._watchdog.cancel()
            latest = (sleep + PATIENCE).total_seconds()
            self._watchdog = asyncio.get_running_loop().call_later(latest, self._overslept)

    # What APScheduler calls only begins the work: it would cancel its own tasks when it is shut down.

    async def _wake(self) -> None:
        self._begin(self._ring_and_set())

    async def _start_chore(self, chore: Work) -> None:
        if chore not in self._at_chore:
            self._at_chore.add(chore)
            self._begin(_guarded(chore)).add_done_callback(lambda _: self._at_chore.discard(chore))

    def _overslept(self) -> None:
        """Ring although no alarm did: the system's clock was set back, and the alarm with it."""
        self._set_chores()
        self._begin(self._ring_and_set())

    def _set_chores(self) -> None:
        assert self._alarms is not None
        for number, (interval, chore) in enumerate(self._chores):
            self._alarms.add_job(
                self._start_chore,
                "interval",
                (chore,),
                seconds=interval.total_seconds(),
                id=f"chore {number}",
                replace_existing=True,
            )

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _ring_and_set(self) -> None:
        # Work that takes long goes on beside the next alarm.
        await asyncio.wait({self._begin(self.ring())}, timeout=SHORTEST_SLEEP.total_seconds())
        await self.moved()

    async def _due(self, bell: Bell) -> datetime | None:
        try:
            due = await bell.next_due()
        except Exception:
            self._failed(bell, "a schedule cannot be read")
            due = self._clock.now()
        return max(due, self._rests_until[bell]) if due and self._rests(bell) else due

    async def _ring(self, bell: Bell) -> None:
        if self._rests(bell):
            return
        try:
            await bell.ring()
        except Exception:
            self._failed(bell, "a scheduled piece of work failed")

    def _failed(self, bell: Bell, what: str) -> None:
        _log.exception(what)
        self._rests_until[bell] = self._clock.now() + REST

    def _rests(self, bell: Bell) -> bool:
        until, now = self._rests_until.get(bell), self._clock.now()
        return until is not None and now < until <= now + REST  # later than that, the clock was set back


async def _guarded(work: Work) -> None:
    try:
        await work()
    except Exception:
        _log.exception("a scheduled piece of work failed")
