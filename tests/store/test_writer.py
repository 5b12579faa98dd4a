import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import pytest

from bot.errors import Refusal
from bot.store.database import Unit, Writer, migrate, open_writer

SCHEMA = """
CREATE TABLE film (name TEXT PRIMARY KEY) STRICT;
CREATE TABLE credit (film TEXT NOT NULL REFERENCES film DEFERRABLE INITIALLY DEFERRED) STRICT;
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "guilds.sqlite3"
    migrate(path, [(1, SCHEMA)])
    return path


@pytest.fixture
async def db(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    opened = await open_writer(path)
    yield opened
    await opened.close()


@pytest.fixture
async def writer(db: aiosqlite.Connection) -> AsyncIterator[Writer]:
    writer = Writer(db)
    yield writer
    await writer.close()


def adding(name: str) -> Unit[str]:
    async def unit(db: aiosqlite.Connection) -> str:
        await db.execute("INSERT INTO film VALUES (?)", (name,))
        return name

    return unit


async def refused(db: aiosqlite.Connection) -> None:
    await db.execute("INSERT INTO film VALUES ('half done')")
    raise Refusal("no")


async def dangling(db: aiosqlite.Connection) -> None:
    await db.execute("INSERT INTO credit VALUES ('nowhere')")  # deferred, so that COMMIT is what fails


async def undoing_all(db: aiosqlite.Connection) -> None:
    await db.execute("INSERT OR ROLLBACK INTO film VALUES (NULL)")  # SQLite ends the transaction itself


def films(path: Path) -> set[str]:
    with sqlite3.connect(path) as db:
        found = {name for (name,) in db.execute("SELECT name FROM film")}
    db.close()
    return found


async def pragma(db: aiosqlite.Connection, name: str) -> object:
    ((value,),) = await db.execute_fetchall(f"PRAGMA {name}")
    return value


async def test_the_writing_connection_is_durable_and_holds_the_invariants(db: aiosqlite.Connection) -> None:
    assert await pragma(db, "journal_mode") == "wal"
    assert await pragma(db, "synchronous") == 2  # FULL
    assert await pragma(db, "foreign_keys") == 1
    assert await pragma(db, "busy_timeout") == 5000


async def test_a_file_that_is_no_database_is_not_left_open(tmp_path: Path) -> None:
    (tmp_path / "guilds.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        await open_writer(tmp_path / "guilds.sqlite3")


async def test_what_is_acknowledged_can_be_read_by_others(writer: Writer, path: Path) -> None:
    assert await writer.write(adding("Alpha")) == "Alpha"
    assert films(path) == {"Alpha"}


async def test_a_thousand_writes_at_once_share_a_few_commits(
    writer: Writer, db: aiosqlite.Connection, path: Path
) -> None:
    statements: list[str] = []
    await db.set_trace_callback(statements.append)
    await asyncio.gather(*(writer.write(adding(str(number))) for number in range(1000)))
    assert len(films(path)) == 1000
    assert statements.count("COMMIT") <= 5


async def test_a_unit_that_fails_is_undone_alone(writer: Writer, path: Path) -> None:
    outcomes = await asyncio.gather(
        writer.write(adding("before")),
        writer.write(refused),
        writer.write(adding("before")),
        writer.write(adding("after")),
        return_exceptions=True,
    )
    assert isinstance(outcomes[1], Refusal)
    assert isinstance(outcomes[2], sqlite3.IntegrityError)
    assert films(path) == {"before", "after"}


async def test_a_commit_that_fails_fails_all_who_shared_it_and_the_writer_goes_on(
    writer: Writer, path: Path
) -> None:
    outcomes = await asyncio.gather(
        writer.write(adding("Alpha")), writer.write(dangling), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [sqlite3.IntegrityError] * 2
    assert films(path) == set()
    await writer.write(adding("Alpha"))
    assert films(path) == {"Alpha"}


async def test_when_sqlite_undoes_the_transaction_nobody_is_told_otherwise(
    writer: Writer, path: Path
) -> None:
    outcomes = await asyncio.gather(
        writer.write(adding("Alpha")),
        writer.write(undoing_all),
        writer.write(adding("Beta")),
        return_exceptions=True,
    )
    assert {type(outcome) for outcome in outcomes} == {sqlite3.IntegrityError}
    assert films(path) == set()
    await writer.write(adding("Gamma"))
    assert films(path) == {"Gamma"}


async def test_a_database_that_is_locked_fails_the_write_and_not_the_writer(
    writer: Writer, db: aiosqlite.Connection, path: Path
) -> None:
    await db.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await writer.write(adding("Alpha"))
    other.execute("ROLLBACK")
    other.close()
    await writer.write(adding("Alpha"))
    assert films(path) == {"Alpha"}


async def test_a_caller_who_gives_up_does_not_stop_the_writer(writer: Writer, path: Path) -> None:
    impatient = asyncio.create_task(writer.write(adding("Alpha")))
    patient = asyncio.create_task(writer.write(adding("Beta")))
    await asyncio.sleep(0)  # both wait now
    impatient.cancel()
    assert await patient == "Beta"
    assert impatient.cancelled()
    assert films(path) == {"Alpha", "Beta"}
    await writer.write(adding("Gamma"))


async def test_closing_writes_what_waits_and_refuses_what_comes_later(
    db: aiosqlite.Connection, path: Path
) -> None:
    writer = Writer(db)
    waiting = [asyncio.create_task(writer.write(adding(str(number)))) for number in range(600)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(writer.close())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="closed"):
        await writer.write(adding("too late"))
    await closing
    await asyncio.gather(*waiting)
    assert len(films(path)) == 600
    await writer.close()


async def test_closing_goes_on_when_whoever_closes_is_cancelled(db: aiosqlite.Connection, path: Path) -> None:
    writer = Writer(db)
    waiting = [asyncio.create_task(writer.write(adding(str(number)))) for number in range(50)]
    closing = asyncio.create_task(writer.close())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.gather(*waiting)
    assert closing.cancelled()
    await writer.close()
    assert len(films(path)) == 50
