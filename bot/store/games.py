"""Rounds of trivia: every event is applied by the rules inside one transaction, so a round moves once."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import aiosqlite

from bot.store.database import Reader, Writer
from bot.store.instants import from_ms, to_ms
from bot.trivia.events import Accepted, Answered, Ask, Effect, Event, Refused, Start
from bot.trivia.game import Outcome, judge_pick, step
from bot.trivia.question import Question
from bot.trivia.scoring import rescored
from bot.trivia.state import Answer, Appeal, Header, Hint, Round, Rules

_ROUND = """id, guild_id, channel_id, host_id, rules, phase, position, started_at, opened_at, deadline, due_at,
    ended_at, end_reason, shown, void"""
_ANSWER = "position, user_id, choice, text, at, snowflake, elapsed_ms, correct, points"


class ChannelBusy(Exception):  # noqa: N818 - an answer to “start”, not a fault
    """The channel has a round already; `message_id` is its newest card, where that is known."""

    def __init__(self, message_id: int | None) -> None:
        super().__init__(message_id)
        self.message_id = message_id


@dataclass(frozen=True, slots=True)
class Score:
    """A member's sum over a guild's rounds."""

    user_id: int
    points: int
    right: int
    answered: int


class Games:
    """Reads and writes rounds."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    async def start(
        self,
        guild_id: int,
        channel_id: int,
        host_id: int,
        rules: Rules,
        questions: Sequence[Question],
        now: datetime,
    ) -> Outcome:
        """Begin a round in a channel.

        Raises:
            ChannelBusy: the channel has one.
        """

        async def unit(db: aiosqlite.Connection) -> Outcome:
            running = await _first(
                db,
                "SELECT max(q.message_id) AS message_id FROM round AS r JOIN round_question AS q ON q.round = r.id"
                " WHERE r.channel_id = ? AND r.phase <> 'ended' GROUP BY r.id",
                (channel_id,),
            )
            if running:
                raise ChannelBusy(running["message_id"])
            added = await db.execute(
                "INSERT INTO round (guild_id, channel_id, host_id, rules, phase, position, shown, void)"
                " VALUES (?, ?, ?, ?, 'waiting', 0, 0, '[]')",
                (guild_id, channel_id, host_id, json.dumps(asdict(rules))),
            )
            assert added.lastrowid is not None
            await db.executemany(
                "INSERT INTO round_question (round, position, key, film_key, question) VALUES (?, ?, ?, ?, ?)",
                [
                    (added.lastrowid, at, question.key, question.film_key, json.dumps(question.to_dict()))
                    for at, question in enumerate(questions)
                ],
            )
            before = Round(added.lastrowid, guild_id, channel_id, host_id, rules, tuple(questions))
            return await _moved(db, before, Start(), now)

        return await self._writer.write(unit)

    async def apply(self, round_id: int, event: Event, now: datetime) -> Outcome | None:
        """Apply an event to a round by the rules; None where there is no such round."""

        async def unit(db: aiosqlite.Connection) -> Outcome | None:
            before = await _load(db, round_id)
            return await _moved(db, before, event, now) if before else None

        return await self._writer.write(unit)

    async def answer(
        self, round_id: int, pick: Answered, now: datetime, *, guild_id: int, channel_id: int, message_id: int
    ) -> tuple[Accepted | Refused, Question] | None:
        """Decide and store one answer; durable when this returns.

        Args:
            guild_id: where it came from, as are channel and message: an answer from elsewhere is not one.

        Returns:
            The decision and the question, or None where nothing of the kind is asked there.
        """

        async def unit(db: aiosqlite.Connection) -> tuple[Accepted | Refused, Question] | None:
            row = await _first(
                db,
                "SELECT r.rules, r.phase, r.position, r.opened_at, r.deadline, q.question"
                " FROM round AS r JOIN round_question AS q ON q.round = r.id AND q.position = ?"
                " WHERE r.id = ? AND r.guild_id = ? AND r.channel_id = ?"
                " AND coalesce(q.message_id, ?) = ?",
                (pick.index, round_id, guild_id, channel_id, message_id, message_id),
            )
            if row is None:
                return None
            rules = Rules(**json.loads(row["rules"]))
            question = Question.from_dict(json.loads(row["question"]))
            survivors = None
            if rules.mode == "survival" and (whole := await _load(db, round_id)):
                survivors = rescored(whole).survivors
            header = Header(
                rules,
                row["phase"],
                row["position"],
                question,
                _instant(row["opened_at"]),
                _instant(row["deadline"]),
                survivors,
            )
            found = await _first(
                db,
                f"SELECT {_ANSWER} FROM answer WHERE round = ? AND position = ? AND user_id = ?",
                (round_id, pick.index, pick.user_id),
            )
            decided = judge_pick(header, pick, now, _answer(found) if found else None)
            if isinstance(decided, Accepted):
                await _save_answers(db, round_id, [decided.answer])
                if decided.deadline != header.deadline:
                    await db.execute(
                        "UPDATE round SET deadline = ?, due_at = ? WHERE id = ?",
                        (to_ms(decided.deadline), to_ms(decided.deadline + rules.settlement), round_id),
                    )
            return decided, question

        return await self._writer.write(unit)

    async def remember_card(self, round_id: int, index: int, message_id: int) -> None:
        """Note which message shows a question."""

        async def unit(db: aiosqlite.Connection) -> None:
            await db.execute(
                "UPDATE round_question SET message_id = ? WHERE round = ? AND position = ?",
                (message_id, round_id, index),
            )

        await self._writer.write(unit)

    async def card_of(self, round_id: int, index: int) -> int | None:
        """The message that shows a question."""
        row = await self._reader.row(
            "SELECT message_id FROM round_question WHERE round = ? AND position = ?", (round_id, index)
        )
        return row["message_id"] if row else None

    async def question(self, round_id: int, index: int, guild_id: int) -> Question | None:
        """A question of a guild's round, once it is closed."""
        row = await self._reader.row(
            "SELECT q.question FROM round_question AS q JOIN round AS r ON r.id = q.round"
            " WHERE r.id = ? AND r.guild_id = ? AND q.position = ?"
            " AND (q.position < r.position OR (q.position = r.position AND r.phase IN ('revealed', 'ended')))",
            (round_id, guild_id, index),
        )
        return Question.from_dict(json.loads(row["question"])) if row else None

    async def round_in(self, channel_id: int) -> int | None:
        """The id of the round that is open in a channel."""
        row = await self._reader.row(
            "SELECT id FROM round WHERE channel_id = ? AND phase <> 'ended'", (channel_id,)
        )
        return row["id"] if row else None

    async def open_rounds(self) -> tuple[int, ...]:
        """The ids of all rounds that have not ended, or whose end was not shown."""
        rows = await self._reader.rows("SELECT id FROM round WHERE phase <> 'ended' OR shown = 0 ORDER BY id")
        return tuple(row["id"] for row in rows)

    async def due(self, now: datetime) -> tuple[int, ...]:
        """The ids of the rounds that act by themselves now."""
        rows = await self._reader.rows(
            "SELECT id FROM round WHERE phase <> 'ended' AND due_at <= ? ORDER BY due_at", (to_ms(now),)
        )
        return tuple(row["id"] for row in rows)

    async def next_due(self) -> datetime | None:
        """When the next round acts by itself."""
        row = await self._reader.row("SELECT min(due_at) AS due FROM round WHERE phase <> 'ended'")
        return _instant(row["due"]) if row else None

    async def last_asked(self, guild_id: int) -> dict[str, int]:
        """For each question asked in a guild, when it was last asked."""
        rows = await self._reader.rows(
            "SELECT q.key, max(q.asked_at) AS at FROM round_question AS q JOIN round AS r ON r.id = q.round"
            " WHERE r.guild_id = ? AND q.asked_at IS NOT NULL GROUP BY q.key",
            (guild_id,),
        )
        return {row["key"]: row["at"] for row in rows}

    async def scores(self, guild_id: int) -> tuple[Score, ...]:
        """Everyone's sums in a guild, best first; of the open question, and of one that does not count, nothing."""
        rows = await self._reader.rows(
            "SELECT a.user_id, sum(a.points) AS points, sum(a.correct) AS correct, count(*) AS answered"
            " FROM answer AS a JOIN round AS r ON r.id = a.round WHERE r.guild_id = ?"
            " AND NOT (r.phase = 'asking' AND a.position = r.position)"
            " AND a.position NOT IN (SELECT value FROM json_each(r.void))"
            " GROUP BY a.user_id ORDER BY points DESC, a.user_id",
            (guild_id,),
        )
        return tuple(Score(*row) for row in rows)


async def _moved(db: aiosqlite.Connection, before: Round, event: Event, now: datetime) -> Outcome:
    after, effects = step(before, event, now)
    await _save(db, before, after, effects, now)
    return after, effects


async def _load(db: aiosqlite.Connection, round_id: int) -> Round | None:
    row = await _first(db, f"SELECT {_ROUND} FROM round WHERE id = ?", (round_id,))
    if row is None:
        return None
    mine = (round_id,)
    questions = await db.execute_fetchall(
        "SELECT question FROM round_question WHERE round = ? ORDER BY position", mine
    )
    answers = await db.execute_fetchall(f"SELECT {_ANSWER} FROM answer WHERE round = ?", mine)
    votes = await db.execute_fetchall("SELECT user_id FROM skip_vote WHERE round = ?", mine)
    hints = await db.execute_fetchall("SELECT position, user_id, taken FROM hint WHERE round = ?", mine)
    appeals = await db.execute_fetchall(
        "SELECT position, user_id, accepted FROM appeal WHERE round = ?", mine
    )
    loaded = Round(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        host_id=row["host_id"],
        rules=Rules(**json.loads(row["rules"])),
        questions=tuple(Question.from_dict(json.loads(one["question"])) for one in questions),
        phase=row["phase"],
        index=row["position"],
        started_at=_instant(row["started_at"]),
        opened_at=_instant(row["opened_at"]),
        deadline=_instant(row["deadline"]),
        due_at=_instant(row["due_at"]),
        ended_at=_instant(row["ended_at"]),
        end_reason=row["end_reason"],
        shown=bool(row["shown"]),
        answers=tuple(_answer(one) for one in answers),
        void=frozenset(json.loads(row["void"])),
        skip_votes=frozenset(one["user_id"] for one in votes),
        hints=tuple(Hint(one["position"], one["user_id"]) for one in hints for _ in range(one["taken"])),
        appeals=tuple(Appeal(one["position"], one["user_id"], _truth(one["accepted"])) for one in appeals),
    )
    return rescored(loaded)  # the survivors follow from the answers


async def _save(
    db: aiosqlite.Connection, before: Round, after: Round, effects: Iterable[Effect], now: datetime
) -> None:
    if after == before:
        return
    await db.execute(
        "UPDATE round SET phase = ?, position = ?, started_at = ?, opened_at = ?, deadline = ?, due_at = ?,"
        " ended_at = ?, end_reason = ?, shown = ?, void = ? WHERE id = ?",
        (
            after.phase,
            after.index,
            *map(_ms, (after.started_at, after.opened_at, after.deadline, after.due_at, after.ended_at)),
            after.end_reason,
            after.shown,
            json.dumps(sorted(after.void)),
            after.id,
        ),
    )
    known = set(before.answers)
    await _save_answers(db, after.id, [answer for answer in after.answers if answer not in known])
    for effect in effects:
        if isinstance(effect, Ask):
            await db.execute(
                "UPDATE round_question SET asked_at = ? WHERE round = ? AND position = ?",
                (to_ms(now), after.id, effect.index),
            )
    if after.skip_votes != before.skip_votes:
        await db.execute("DELETE FROM skip_vote WHERE round = ?", (after.id,))
        await db.executemany(
            "INSERT INTO skip_vote VALUES (?, ?)", [(after.id, user) for user in after.skip_votes]
        )
    if after.hints != before.hints:
        taken = Counter((hint.index, hint.user_id) for hint in after.hints)
        await db.executemany(
            "INSERT INTO hint VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET taken = excluded.taken",
            [(after.id, *whose, times) for whose, times in taken.items()],
        )
    if after.appeals != before.appeals:
        await db.executemany(
            "INSERT INTO appeal VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET accepted = excluded.accepted",
            [(after.id, appeal.index, appeal.user_id, appeal.accepted) for appeal in after.appeals],
        )


async def _save_answers(db: aiosqlite.Connection, round_id: int, answers: Iterable[Answer]) -> None:
    await db.executemany(
        f"INSERT INTO answer (round, {_ANSWER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET choice = excluded.choice, text = excluded.text, at = excluded.at,"
        " snowflake = excluded.snowflake, elapsed_ms = excluded.elapsed_ms, correct = excluded.correct,"
        " points = excluded.points",
        [
            (
                round_id,
                answer.index,
                answer.user_id,
                answer.choice,
                answer.text,
                to_ms(answer.at),
                answer.snowflake,
                answer.elapsed_ms,
                answer.correct,
                answer.points,
            )
            for answer in answers
        ],
    )


async def _first(db: aiosqlite.Connection, sql: str, values: tuple[Any, ...]) -> sqlite3.Row | None:
    rows = list(await db.execute_fetchall(sql, values))
    return rows[0] if rows else None


def _answer(row: sqlite3.Row) -> Answer:
    position, user, choice, text, at, snowflake, elapsed, correct, points = row
    return Answer(position, user, choice, text, from_ms(at), snowflake, elapsed, bool(correct), points)


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def _ms(instant: datetime | None) -> int | None:
    return None if instant is None else to_ms(instant)


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)
