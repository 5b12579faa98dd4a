"""The real APScheduler on the real loop; what is waited for is an event, never an amount of time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

import bot.scheduler
from bot.clock import Clock
from bot.scheduler import Bell, Scheduler

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


class Table:
    """A schedule of rows, as the store would have it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rows: list[datetime] = []
        self.rung = asyncio.Event()
        self.rings = 0
        self.done: list[datetime] = []
        self.bell = Bell(self.next_due, self.ring)

    async def next_due(self) -> datetime | None:
        return min(self.rows, default=None)

    async def ring(self) -> None:
        self.rings += 1
        now = self.clock.now()
        self.done += [row for row in self.rows if row <= now]
        self.rows = [row for row in self.rows if row > now]
        if self.done:
            self.rung.set()


@pytest.fixture
async def scheduler() -> AsyncIterator[Scheduler]:
    scheduler = Scheduler(Clock())
    yield scheduler
    await scheduler.stop()


@pytest.fixture
def table() -> Table:
    return Table(Clock())


def now() -> datetime:
    return datetime.now(UTC)


async def within_a_second(event: asyncio.Event) -> None:
    async with asyncio.timeout(1):
        await event.wait()


async def test_what_is_due_already_rings_at_once(scheduler: Scheduler, table: Table) -> None:
    table.rows = [now() - HOUR]
    scheduler.add(table.bell)
    await scheduler.start()
    await within_a_second(table.rung)


async def test_a_row_rings_when_it_falls_due_and_not_before(scheduler: Scheduler, table: Table) -> None:
    due = now() + 0.3 * SECOND
    table.rows = [due]
    scheduler.add(table.bell)
    await scheduler.start()
    await within_a_second(table.rung)
    assert table.done == [due]
    assert due <= now() <= due + 0.7 * SECOND
    assert table.rings == 1


async def test_one_row_after_the_other_rings(scheduler: Scheduler, table: Table) -> None:
    table.rows = [now() + number * 0.1 * SECOND for number in range(5)]
    wanted = list(table.rows)
    scheduler.add(table.bell)
    await scheduler.start()
    async with asyncio.timeout(2):
        while table.rows:
            await table.rung.wait()
            table.rung.clear()
    assert table.done == wanted


async def test_an_edit_moves_the_alarm(scheduler: Scheduler, table: Table) -> None:
    table.rows = [now() + HOUR]
    scheduler.add(table.bell)
    await scheduler.start()
    table.rows = [now() + 0.1 * SECOND]
    await scheduler.moved()
    await within_a_second(table.rung)


async def test_the_earliest_of_all_schedules_counts(scheduler: Scheduler, table: Table) -> None:
    later = Table(Clock())
    later.rows = [now() + 2 * HOUR]
    table.rows = [now() + HOUR]
    assert await scheduler.next_due() is None
    for each in (later, table, Table(Clock())):
        scheduler.add(each.bell)
    assert await scheduler.next_due() == table.rows[0]


async def test_ringing_by_hand_rings_every_bell(scheduler: Scheduler, table: Table) -> None:
    other = Table(Clock())
    for each in (table, other):
        scheduler.add(each.bell)
    await scheduler.ring()
    assert (table.rings, other.rings) == (1, 1)


async def test_a_bell_that_fails_is_logged_and_does_not_stop_the_others(
    scheduler: Scheduler, table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    failed = 0

    async def fail() -> None:
        nonlocal failed
        failed += 1
        raise ValueError("no channel")

    async def always_due() -> datetime:
        return now() - HOUR

    scheduler.add(Bell(always_due, fail))
    scheduler.add(table.bell)
    table.rows = [now() + number * 0.1 * SECOND for number in range(4)]
    await scheduler.start()
    async with asyncio.timeout(2):
        while table.rows:
            await table.rung.wait()
            table.rung.clear()
    # It rests for a while after its fault, though its row stays due and the other bell rings.
    assert failed == 1
    (record,) = caplog.records
    assert record.exc_info and str(record.exc_info[1]) == "no channel"


async def test_a_bell_that_failed_rings_again_after_its_rest(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.scheduler, "REST", 0.1 * SECOND)
    rung = asyncio.Event()
    tries = 0

    async def fail_once() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ValueError("not yet")
        rung.set()

    async def always_due() -> datetime:
        return now() - HOUR

    scheduler.add(Bell(always_due, fail_once))
    await scheduler.start()
    await within_a_second(rung)


async def test_a_schedule_that_cannot_be_read_does_not_stop_the_alarm(
    scheduler: Scheduler, table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    async def unreadable() -> datetime:
        raise OSError("disk")

    scheduler.add(Bell(unreadable, Table(Clock()).ring))
    scheduler.add(table.bell)
    table.rows = [now() + 0.1 * SECOND, now() + 0.3 * SECOND]
    await scheduler.start()
    async with asyncio.timeout(2):
        while table.rows:
            await table.rung.wait()
            table.rung.clear()
    assert "a schedule cannot be read" in caplog.text


async def test_a_schedule_that_could_not_be_read_is_read_again(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch, table: Table
) -> None:
    monkeypatch.setattr(bot.scheduler, "REST", 0.1 * SECOND)
    tries = 0

    async def readable_at_last() -> datetime | None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("disk")
        return await table.next_due()

    table.rows = [now() - HOUR]
    scheduler.add(Bell(readable_at_last, table.ring))
    await scheduler.start()
    await within_a_second(table.rung)


async def test_work_that_takes_long_does_not_hold_up_other_alarms(scheduler: Scheduler, table: Table) -> None:
    go_on, begun = asyncio.Event(), asyncio.Event()
    waiting = [now() - HOUR]

    async def slow_due() -> datetime | None:
        return waiting[0] if waiting else None

    async def slow() -> None:
        waiting.clear()
        begun.set()
        await go_on.wait()

    scheduler.add(Bell(slow_due, slow))
    scheduler.add(table.bell)
    await scheduler.start()
    await within_a_second(begun)
    table.rows = [now() + 0.2 * SECOND]
    await scheduler.moved()
    await within_a_second(table.rung)
    go_on.set()


async def test_stopping_waits_for_work_under_way_and_rings_no_more(
    table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    scheduler = Scheduler(Clock())
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        begun.set()
        await go_on.wait()
        ended.append("work")
        await scheduler.moved()

    async def due() -> datetime | None:
        return None if begun.is_set() else now()

    scheduler.add(Bell(due, work))
    await scheduler.start()
    await within_a_second(begun)
    stopping = asyncio.create_task(scheduler.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert set(ended) == {"work"}
    scheduler.add(table.bell)
    table.rows = [now()]
    await scheduler.moved()
    assert table.rings == 0
    assert caplog.records == []


async def test_an_edit_while_the_alarm_is_being_stopped_does_no_harm(table: Table) -> None:
    scheduler = Scheduler(Clock())
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow_due() -> datetime | None:
        asked.set()
        await answer.wait()
        return None

    await scheduler.start()
    scheduler.add(Bell(slow_due, table.ring))
    edit = asyncio.create_task(scheduler.moved())
    await asked.wait()
    await scheduler.stop()
    answer.set()
    await edit


async def test_a_scheduler_that_was_never_started_can_be_told_and_stopped(table: Table) -> None:
    scheduler = Scheduler(Clock())
    scheduler.add(table.bell)
    await scheduler.moved()
    await scheduler.stop()


async def test_housekeeping_is_done_again_and_again_whatever_happens(
    scheduler: Scheduler, caplog: pytest.LogCaptureFixture
) -> None:
    done, times = asyncio.Event(), 0

    async def sweep() -> None:
        nonlocal times
        times += 1
        if times == 3:
            done.set()
        raise ValueError("dust")

    scheduler.every(0.1 * SECOND, sweep)
    await scheduler.start()
    await within_a_second(done)
    assert {record.message for record in caplog.records} == {"a scheduled piece of work failed"}


async def test_housekeeping_that_takes_long_is_not_begun_twice_and_is_waited_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scheduler = Scheduler(Clock())
    slow_begun, go_on, other_done = asyncio.Event(), asyncio.Event(), asyncio.Event()
    begun, ended, other = 0, 0, 0

    async def slow() -> None:
        nonlocal begun, ended
        begun += 1
        slow_begun.set()
        await go_on.wait()
        ended += 1

    async def quick() -> None:
        nonlocal other
        other += 1
        if other == 6:
            other_done.set()

    scheduler.every(0.05 * SECOND, slow)
    scheduler.every(0.05 * SECOND, quick)
    await scheduler.start()
    await within_a_second(slow_begun)
    await within_a_second(other_done)
    assert begun == 1
    stopping = asyncio.create_task(scheduler.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    assert (begun, ended) == (1, 1)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_setting_the_systems_clock_back_delays_nothing_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """APScheduler would sleep until its own time has come again."""

    class SystemTime(datetime):
        set_back = timedelta(0)

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) - cls.set_back

    class SystemClock(Clock):
        def now(self) -> datetime:
            return datetime.now(UTC) - SystemTime.set_back

    for module in (apscheduler.schedulers.base, apscheduler.triggers.interval, bot.scheduler):
        monkeypatch.setattr(module, "datetime", SystemTime)
    scheduler, table = Scheduler(SystemClock()), Table(SystemClock())
    chore_done = asyncio.Event()

    async def chore() -> None:
        chore_done.set()

    scheduler.add(table.bell)
    scheduler.every(0.2 * SECOND, chore)
    table.rows = [now() + 0.1 * SECOND]
    await scheduler.start()
    SystemTime.set_back = HOUR
    table.rows = [now() - 2 * HOUR]
    async with asyncio.timeout(3):
        await table.rung.wait()
        await chore_done.wait()
    await scheduler.stop()
