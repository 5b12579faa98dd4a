"""`guilds.sqlite3`: one writer with group commit, one query-only reader over it and the catalogue."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import aiosqlite

from bot.errors import OperatorError
from bot.store.folder import sync_to_disk

T = TypeVar("T")
Unit = Callable[[aiosqlite.Connection], Awaitable[T]]
Query = Callable[[str], Awaitable[list[sqlite3.Row]]]

BATCH = 256  # units that share one commit; bounds how long the first of them waits


def migrations() -> list[tuple[int, str]]:
    """Return the numbered scripts of `migrations/`, in order."""
    folder = resources.files("bot.store") / "migrations"
    found = [
        (int(file.name[:3]), file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    ]
    return sorted(found)


def migrate(path: Path, scripts: Sequence[tuple[int, str]]) -> None:
    """Bring the database to the schema of the last script, each in one transaction with its number.

    A backup (`guilds-before-NNN.sqlite3`) is written before the first script of an upgrade.

    Raises:
        OperatorError: the file was written by a newer Marquee.
    """
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        latest = scripts[-1][0]
        if version > latest:
            raise OperatorError(
                f"{path} was written by a newer Marquee (schema {version}; this one knows {latest}). "
                f"Install that version again, or put back a backup such as {path.stem}-before-{latest + 1:03d}.sqlite3."
            )
        if 0 < version < latest:
            _back_up(db, path.with_name(f"{path.stem}-before-{version + 1:03d}.sqlite3"))
        db.execute("PRAGMA journal_mode = WAL")
        for number, script in scripts:
            if number > version:
                try:
                    # executescript commits what is pending first, so the transaction stands in the script
                    db.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
                except sqlite3.Error:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                    raise


def _back_up(db: sqlite3.Connection, backup: Path) -> None:
    unfinished = backup.with_name(backup.name + ".part")
    unfinished.unlink(missing_ok=True)
    try:
        db.execute("VACUUM INTO ?", (str(unfinished),))
        sync_to_disk(unfinished)  # VACUUM INTO leaves that to its caller
        unfinished.replace(backup)
    finally:
        unfinished.unlink(missing_ok=True)


@dataclass(slots=True)
class _Waiting(Generic[T]):
    unit: Unit[T]
    done: "asyncio.Future[T]"


class Writer:
    """The one task that writes: gathers what waits into one transaction, a savepoint per unit.

    A unit that raises is undone alone and its caller gets the exception; every other caller is answered
    after COMMIT, so what is acknowledged is durable.
    """

    def __init__(self, db: aiosqlite.Connection) -> None:
        self._db = db
        self._queue: asyncio.Queue[_Waiting[Any] | None] = asyncio.Queue()
        self._closed = False
        self._task = asyncio.create_task(self._run(), name="store-writer")

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit of work in a transaction and return its value once that is durable.

        Args:
            unit: gets the writing connection; it must await nothing but that connection.

        Raises:
            Exception: what the unit raised, or sqlite3.Error where the commit failed; nothing was written.
        """
        if self._closed:
            raise RuntimeError("the store is closed")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Waiting(unit, done))
        return await done

    async def close(self) -> None:
        """Write what still waits, then stop."""
        self._closed = True
        self._queue.put_nowait(None)
        await asyncio.wait({self._task})  # unlike awaiting the task, this does not cancel it with its caller

    async def _run(self) -> None:
        closing = False
        while not closing:
            first = await self._queue.get()
            batch = [first]
            while not self._queue.empty() and len(batch) < BATCH:
                batch.append(self._queue.get_nowait())
            closing = None in batch
            await self._commit([waiting for waiting in batch if waiting])

    async def _commit(self, batch: list[_Waiting[Any]]) -> None:
        if not batch:
            return
        try:
            await self._db.execute("BEGIN IMMEDIATE")
            outcomes = [await self._attempt(waiting) for waiting in batch]
            await self._db.execute("COMMIT")
        except Exception as fault:  # a full disk, say: SQLite may have rolled back by itself
            if self._db.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    await self._db.execute("ROLLBACK")
            outcomes = [(None, fault)] * len(batch)
        for waiting, (value, error) in zip(batch, outcomes, strict=True):
            if waiting.done.done():  # its caller was cancelled meanwhile
                continue
            if error is not None:
                waiting.done.set_exception(error)
            else:
                waiting.done.set_result(value)

    async def _attempt(self, waiting: _Waiting[Any]) -> tuple[Any, Exception | None]:
        await self._db.execute("SAVEPOINT unit")
        try:
            value = await waiting.unit(self._db)
        except Exception as error:
            if not self._db.in_transaction:  # SQLite undid the whole transaction: nobody's unit is written
                raise
            await self._db.execute("ROLLBACK TO unit")
            await self._db.execute("RELEASE unit")
            return None, error
        await self._db.execute("RELEASE unit")
        return value, None


class Reader:
    """Answers questions over both files; moves to a new catalogue between two of them."""

    def __init__(self, guilds: Path | Literal[":memory:"], catalogue: Path) -> None:
        self._guilds = guilds
        self._catalogue = catalogue
        self._db: aiosqlite.Connection | None = None
        self._moving = asyncio.Lock()

    async def rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """Return every row of one query; one hop to the reader's thread."""
        if self._db is None:
            raise RuntimeError("the store is closed")
        return await _fetch(self._db, sql, parameters)

    async def row(self, sql: str, parameters: Iterable[Any] = ()) -> sqlite3.Row | None:
        """Return the first row of one query, or None."""
        found = await self.rows(sql, parameters)
        return found[0] if found else None

    async def reopen(self, prepare: Callable[[Query], Awaitable[T]], moved: Callable[[T], None]) -> None:
        """Open the catalogue that lies there now, and move over to it once it has proved itself.

        Queries under way finish on the one before; if this fails, the one before stays in use.

        Args:
            prepare: asks the new catalogue whatever has to be known of it before anybody else does.
            moved: takes what `prepare` returned at the very moment at which questions go to the new one.
        """
        async with self._moving:
            db = await self._connect()
            try:
                prepared = await prepare(partial(_fetch, db))
            except BaseException:
                await db.close()
                raise
            before, self._db = self._db, db
            moved(prepared)
            if before is not None:
                await before.close()  # its thread works in order: first it answers what it was asked

    async def close(self) -> None:
        """Answer what was asked, then close."""
        async with self._moving:
            if self._db is not None:
                db, self._db = self._db, None
                await db.close()

    async def _connect(self) -> aiosqlite.Connection:
        db = await aiosqlite.connect(self._guilds, isolation_level=None, uri=True)
        try:
            db.row_factory = sqlite3.Row
            await db.execute("PRAGMA busy_timeout = 5000")
            await db.execute("PRAGMA wal_autocheckpoint = 0")  # the writer is the only checkpointer
            await db.execute(
                "ATTACH DATABASE ? AS catalogue", (f"{self._catalogue.as_uri()}?mode=ro&immutable=1",)
            )
            await db.execute("PRAGMA query_only = ON")
        except BaseException:
            await db.close()
            raise
        return db


async def _fetch(db: aiosqlite.Connection, sql: str, parameters: Iterable[Any] = ()) -> list[sqlite3.Row]:
    return list(await db.execute_fetchall(sql, parameters))


async def open_writer(path: Path) -> aiosqlite.Connection:
    """Open the one connection that writes `guilds.sqlite3`."""
    db = await aiosqlite.connect(path, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "busy_timeout = 5000",
        ):
            await db.execute(f"PRAGMA {pragma}")
    except BaseException:
        await db.close()
        raise
    return db
