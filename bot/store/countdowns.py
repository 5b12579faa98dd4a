"""Countdowns and the ledger of their posts: each occurrence is claimed here before it is sent."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, time, timedelta

import aiosqlite

from bot.errors import Refusal
from bot.releases.countdown import Countdown, Delivery, DeliveryState
from bot.releases.dates import PartialDate
from bot.releases.milestones import Milestones, read_milestones
from bot.releases.plan import Due, Occurrence
from bot.store.database import Reader, Writer
from bot.store.instants import from_ms, to_ms
from bot.texts import say

LIMIT = 50  # countdowns in one guild
LEASE = timedelta(seconds=60)  # how long a claimed post is left to whoever claimed it

_COUNTDOWN = """s.id, s.guild_id, s.channel_id, s.film_key, s.milestones, s.at, s.planned_date, s.state,
    s.next_due, s.created_by"""


class Countdowns:
    """Reads and writes countdowns; the table is the schedule."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    async def add(
        self,
        guild_id: int,
        channel_id: int,
        film_key: str,
        *,
        milestones: Milestones,
        at: time,
        planned: PartialDate,
        first: Occurrence | None,
        by: int,
        now: datetime,
    ) -> None:
        """Add a countdown whose first post is `first`.

        Raises:
            Refusal: the channel has one to that film, or the guild as many as it may have.
        """

        async def unit(db: aiosqlite.Connection) -> None:
            cursor = await db.execute(
                "SELECT count(*), coalesce(max(channel_id = ? AND film_key = ?), 0) FROM schedule WHERE guild_id = ?",
                (channel_id, film_key, guild_id),
            )
            count, same = await cursor.fetchone() or (0, 0)
            if same:
                raise Refusal(say("That channel counts down to that film already. See /countdown list."))
            if count >= LIMIT:
                raise Refusal(
                    say("A server may have {n} countdowns. Remove one with /countdown remove.", n=LIMIT)
                )
            await db.execute(
                "INSERT INTO schedule (guild_id, channel_id, film_key, milestones, at, planned_date, state,"
                " next_due, next_key, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    guild_id,
                    channel_id,
                    film_key,
                    str(milestones),
                    at.isoformat("minutes"),
                    str(planned),
                    "active" if first else "done",
                    *_next(first),
                    by,
                    to_ms(now),
                ),
            )

        await self._writer.write(unit)

    async def of_guild(self, guild_id: int) -> tuple[Countdown, ...]:
        """A guild's countdowns, the next to post first."""
        rows = await self._reader.rows(
            f"SELECT {_COUNTDOWN} FROM schedule AS s WHERE s.guild_id = ?"
            " ORDER BY s.next_due IS NULL, s.next_due, s.id",
            (guild_id,),
        )
        return tuple(_countdown(row) for row in rows)

    async def remove(self, guild_id: int, countdown_id: int) -> bool:
        """Remove a guild's countdown and its ledger; whether there was one."""

        async def unit(db: aiosqlite.Connection) -> bool:
            removed = await db.execute(
                "DELETE FROM schedule WHERE id = ? AND guild_id = ?", (countdown_id, guild_id)
            )
            return removed.rowcount > 0

        return await self._writer.write(unit)

    async def next_due(self) -> datetime | None:
        """When the next post is due, or a claimed one's lease ends."""
        row = await self._reader.row(
            "SELECT min(due) AS due FROM (SELECT min(next_due) AS due FROM schedule WHERE state = 'active'"
            " UNION ALL SELECT min(lease_until) FROM delivery WHERE state = 'sending')"
        )
        return from_ms(row["due"]) if row and row["due"] is not None else None

    async def due(self, now: datetime, limit: int = 100) -> tuple[Countdown, ...]:
        """Active countdowns with a post that is due, the longest due first."""
        rows = await self._reader.rows(
            f"SELECT {_COUNTDOWN} FROM schedule AS s"
            " WHERE s.state = 'active' AND s.next_due <= ? ORDER BY s.next_due LIMIT ?",
            (to_ms(now), limit),
        )
        return tuple(_countdown(row) for row in rows)

    async def claim(
        self, countdown: Countdown, dues: Iterable[Due], then: Occurrence | None, now: datetime
    ) -> tuple[Delivery, ...]:
        """Enter what is due into the ledger and plan what comes then, in one transaction.

        Returns:
            What is to be sent: an occurrence that stands in the ledger already is not among it.
        """
        dues = list(dues)

        async def unit(db: aiosqlite.Connection) -> tuple[Delivery, ...]:
            assert countdown.next_due is not None
            moved = await db.execute(
                "UPDATE schedule SET next_due = ?, next_key = ?, state = CASE WHEN ? THEN 'active' ELSE 'done' END"
                " WHERE id = ? AND state = 'active' AND next_due = ?",
                (*_next(then), then is not None, countdown.id, to_ms(countdown.next_due)),
            )
            if not moved.rowcount:  # edited, removed or claimed meanwhile
                return ()
            claimed = []
            for due in dues:
                skipped = due.verdict == "skip"
                row = await db.execute(
                    "INSERT INTO delivery (schedule, occurrence, due, state, late, attempts, lease_until, claimed_at,"
                    " reason, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    (
                        countdown.id,
                        due.occurrence.key,
                        to_ms(due.occurrence.at),
                        "skipped" if skipped else "sending",
                        due.verdict == "late",
                        0 if skipped else 1,
                        None if skipped else to_ms(now + LEASE),
                        None if skipped else to_ms(now),
                        "its day had passed" if skipped else None,
                        to_ms(now),
                    ),
                )
                if row.rowcount and not skipped:
                    assert row.lastrowid is not None
                    late = due.verdict == "late"
                    claimed.append(Delivery(row.lastrowid, countdown, due.occurrence, late, now))
            return tuple(claimed)

        return await self._writer.write(unit)

    async def stranded(self, now: datetime) -> tuple[Delivery, ...]:
        """Claimed posts whose lease ended without word of how the sending went."""
        rows = await self._reader.rows(
            f"SELECT {_COUNTDOWN}, d.id AS delivery, d.occurrence, d.due, d.late, d.claimed_at"
            " FROM delivery AS d JOIN schedule AS s ON s.id = d.schedule"
            " WHERE d.state = 'sending' AND d.lease_until <= ? ORDER BY d.lease_until",
            (to_ms(now),),
        )
        return tuple(
            Delivery(
                row["delivery"],
                _countdown(row),
                Occurrence.read(row["occurrence"], from_ms(row["due"])),
                bool(row["late"]),
                from_ms(row["claimed_at"]),
            )
            for row in rows
        )

    async def renew(self, delivery: Delivery, now: datetime) -> None:
        """Take a stranded post for another attempt."""
        await self._write(
            "UPDATE delivery SET attempts = attempts + 1, fence = fence + 1, lease_until = ?, changed_at = ?"
            " WHERE id = ? AND state = 'sending'",
            (to_ms(now + LEASE), to_ms(now), delivery.id),
        )

    async def mark(
        self,
        delivery: Delivery,
        state: DeliveryState,
        now: datetime,
        *,
        message_id: int | None = None,
        reason: str | None = None,
    ) -> None:
        """Write into the ledger how a post ended."""
        await self._write(
            "UPDATE delivery SET state = ?, message_id = ?, reason = ?, changed_at = ? WHERE id = ?",
            (state, message_id, reason, to_ms(now), delivery.id),
        )

    async def suspend(self, countdown: Countdown, reason: str) -> None:
        """Stop a countdown that cannot be posted, keeping it and why."""
        await self._write(
            "UPDATE schedule SET state = 'suspended', state_reason = ? WHERE id = ?", (reason, countdown.id)
        )

    async def replan(self, countdown: Countdown, first: Occurrence | None) -> None:
        """Set what an active countdown posts next, after its hour or zone changed."""
        await self._write(
            "UPDATE schedule SET next_due = ?, next_key = ?, state = CASE WHEN ? THEN 'active' ELSE 'done' END"
            " WHERE id = ? AND state = 'active'",
            (*_next(first), first is not None, countdown.id),
        )

    async def _write(self, sql: str, values: tuple[object, ...]) -> None:
        async def unit(db: aiosqlite.Connection) -> None:
            await db.execute(sql, values)

        await self._writer.write(unit)


def _next(occurrence: Occurrence | None) -> tuple[int | None, str | None]:
    return (to_ms(occurrence.at), occurrence.key) if occurrence else (None, None)


def _countdown(row: sqlite3.Row) -> Countdown:
    return Countdown(
        row["id"],
        row["guild_id"],
        row["channel_id"],
        row["film_key"],
        read_milestones(row["milestones"]),
        time.fromisoformat(row["at"]),
        PartialDate.parse(row["planned_date"]),
        row["state"],
        from_ms(row["next_due"]) if row["next_due"] is not None else None,
        row["created_by"],
    )
