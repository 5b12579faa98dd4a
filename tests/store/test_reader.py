import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import aiosqlite
import pytest

from bot.store.database import Query, Reader, Writer, migrate, migrations, open_writer
from bot.store.folder import DataFolder
from tests.store.small_catalogue import build

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"


async def nothing(query: Query) -> None:
    pass


def ignored(prepared: object) -> None:
    pass


@pytest.fixture
async def writer(folder: DataFolder) -> AsyncIterator[Writer]:
    migrate(folder.guilds, migrations())
    db = await open_writer(folder.guilds)
    writer = Writer(db)
    yield writer
    await writer.close()
    await db.close()


@pytest.fixture
async def reader(writer: Writer, folder: DataFolder) -> AsyncIterator[Reader]:
    reader = Reader(folder.guilds, folder.catalogue)
    await reader.reopen(nothing, ignored)
    yield reader
    await reader.close()


async def remember(writer: Writer, name: str) -> None:
    async def unit(db: aiosqlite.Connection) -> None:
        await db.execute("INSERT INTO state VALUES (?, 'x')", (name,))

    await writer.write(unit)


async def titles(reader: Reader) -> list[str]:
    return [row["title"] for row in await reader.rows("SELECT title FROM film ORDER BY id")]


async def test_one_query_joins_both_files(reader: Reader, writer: Writer) -> None:
    await remember(writer, "beta-2025")
    row = await reader.row("SELECT title FROM film JOIN state ON state.name = film.key")
    assert row is not None and row["title"] == "Beta"
    assert await reader.row("SELECT title FROM film WHERE key = ?", ("nothing",)) is None


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO state VALUES ('a', 'b')",
        "DELETE FROM film",
        "DROP TABLE guild",
        "CREATE TABLE catalogue.more (x)",
        "PRAGMA user_version = 9",
    ],
)
async def test_the_reader_cannot_write(reader: Reader, sql: str) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await reader.rows(sql)


async def test_the_reader_leaves_checkpoints_to_the_writer(
    reader: Reader, writer: Writer, folder: DataFolder
) -> None:
    ((pages,),) = await reader.rows("PRAGMA wal_autocheckpoint")
    assert pages == 0
    wal = folder.guilds.with_name("guilds.sqlite3-wal")
    await remember(writer, "Alpha")
    before, waiting = folder.guilds.read_bytes(), wal.stat().st_size
    assert waiting
    await reader.rows("SELECT * FROM state")
    await reader.reopen(nothing, ignored)  # closes a connection
    await reader.close()
    assert folder.guilds.read_bytes() == before
    assert wal.stat().st_size == waiting


async def test_nothing_is_lost_when_a_reader_happens_to_close_last(folder: DataFolder) -> None:
    migrate(folder.guilds, migrations())
    db = await open_writer(folder.guilds)
    writer, reader = Writer(db), Reader(folder.guilds, folder.catalogue)
    await reader.reopen(nothing, ignored)
    await remember(writer, "Alpha")
    await writer.close()
    await db.close()
    assert [row["name"] for row in await reader.rows("SELECT name FROM state")] == ["Alpha"]
    await reader.close()  # SQLite lets the last one checkpoint, when nobody is left to be in its way
    assert not folder.guilds.with_name("guilds.sqlite3-wal").exists()
    with closing(sqlite3.connect(folder.guilds)) as alone:
        assert alone.execute("SELECT name FROM state").fetchall() == [("Alpha",)]


async def test_a_query_under_way_finishes_on_the_catalogue_it_began_with(
    reader: Reader, folder: DataFolder
) -> None:
    slow = asyncio.create_task(reader.rows(f"{SLOW} SELECT count(*), (SELECT title FROM film) FROM n"))
    await asyncio.sleep(0)
    build(folder.catalogue, ("gamma-2025", "Gamma"))
    await reader.reopen(nothing, ignored)
    assert await titles(reader) == ["Gamma"]
    assert [tuple(row) for row in await slow] == [(100000, "Alpha")]


async def test_no_query_fails_while_the_catalogue_is_replaced_again_and_again(
    reader: Reader, folder: DataFolder
) -> None:
    done = False
    answered = 0

    async def ask() -> None:
        nonlocal answered
        while not done:
            found = await titles(reader)
            assert found in (["Alpha", "Beta"], *([f"Film {number}"] for number in range(12)))
            answered += 1

    askers = [asyncio.create_task(ask()) for _ in range(8)]
    for number in range(12):
        await asyncio.to_thread(build, folder.catalogue, (f"film-{number}", f"Film {number}"))
        await reader.reopen(nothing, ignored)
        assert await titles(reader) == [f"Film {number}"]
    done = True
    await asyncio.gather(*askers)
    assert answered > 12


async def test_closing_answers_what_was_asked(reader: Reader) -> None:
    asked = [asyncio.create_task(reader.rows(f"{SLOW} SELECT count(*) FROM n")) for _ in range(3)]
    await asyncio.sleep(0)
    await reader.close()
    await reader.close()
    for rows in await asyncio.gather(*asked):
        assert rows[0][0] == 100000
    with pytest.raises(RuntimeError, match="closed"):
        await reader.rows("SELECT 1")


async def test_a_catalogue_that_does_not_prove_itself_is_not_moved_to(
    reader: Reader, folder: DataFolder
) -> None:
    async def fail(query: Query) -> None:
        await query("SELECT * FROM film")
        raise ValueError("not this one")

    build(folder.catalogue, ("gamma-2025", "Gamma"))
    with pytest.raises(ValueError, match="not this one"):
        await reader.reopen(fail, ignored)
    assert await titles(reader) == ["Alpha", "Beta"]
    folder.catalogue.unlink()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await reader.reopen(nothing, ignored)
    assert await titles(reader) == ["Alpha", "Beta"]


async def test_moves_asked_for_at_once_happen_one_after_the_other(reader: Reader, folder: DataFolder) -> None:
    build(folder.catalogue, ("gamma-2025", "Gamma"))
    under_way = 0

    async def alone(query: Query) -> int:
        nonlocal under_way
        under_way += 1
        await query(f"{SLOW} SELECT count(*) FROM n")
        under_way -= 1
        return under_way

    prepared: list[int] = []
    await asyncio.gather(*(reader.reopen(alone, prepared.append) for _ in range(4)))
    assert prepared == [0] * 4
    assert await titles(reader) == ["Gamma"]
