"""What films and people of a catalogue are found by: indices in files beside it, which are mapped, not read."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.films.search import Entry, Index
from bot.store.builder import SCHEMA

_MANY = 5_000  # names from which on an index is kept in a file; fewer are indexed in no time


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one catalogue file; the ids they lead to are that file's own.

    Attributes:
        catalogue: which catalogue it is of: each that is built has a name of its own.
    """

    films: Index
    people: Index
    speakers: Index
    catalogue: str


NO_NAMES = Names(Index.build(()), Index.build(()), Index.build(()), "")


def open_names(catalogue: Path) -> Names:
    """Map the names of a catalogue, or index them where there is no file of them yet.

    Runs long on a big catalogue without files: not for the event loop.

    Raises:
        sqlite3.DatabaseError: the catalogue is damaged, or of a schema that this version does not read.
        OSError: it cannot be read.
    """
    with contextlib.closing(sqlite3.connect(f"{catalogue.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        (schema,) = db.execute("PRAGMA user_version").fetchone()
        if schema != SCHEMA:
            raise sqlite3.DatabaseError(f"it has schema {schema}, this Marquee reads {SCHEMA}")
        (name,) = db.execute("SELECT value FROM meta WHERE name = 'catalogue'").fetchone()
        speaking = "WHERE id IN (SELECT speaker FROM quote WHERE status = 'stated')"
        return Names(
            films=_index(db, _file(catalogue, name, "films"), "film", "title", "year"),
            people=_index(db, _file(catalogue, name, "people"), "person", "name", "NULL"),
            speakers=Index.build(_entries(db, "person", "name", "NULL", speaking)),
            catalogue=name,
        )


def keep_names(catalogue: Path) -> None:
    """Write the index files of a catalogue that was just built, and drop those of others."""
    names = open_names(catalogue)
    kept = {_file(catalogue, names.catalogue, what) for what in ("films", "people")}
    for file in catalogue.parent.glob(f"{catalogue.stem}-*.index"):
        if file not in kept:
            # Windows keeps a file that is mapped; the next one to come by drops it.
            with contextlib.suppress(OSError):
                file.unlink()


def _file(catalogue: Path, name: str, what: str) -> Path:
    return catalogue.with_name(f"{catalogue.stem}-{name}-{what}.index")


def _index(db: sqlite3.Connection, file: Path, table: str, name: str, year: str) -> Index:
    with contextlib.suppress(OSError, ValueError):  # no such file, or one of another version
        return Index.load(file)
    index = Index.build(_entries(db, table, name, year))
    if len(index) >= _MANY:
        with contextlib.suppress(OSError):  # it only makes the next start faster
            index.save(file)
    return index


def _entries(db: sqlite3.Connection, table: str, name: str, year: str, where: str = "") -> Iterator[Entry]:
    rows = db.execute(
        f"SELECT id, {name}, {year}, popularity,"
        f" (SELECT json_group_array(DISTINCT name) FROM {table}_alias WHERE {table} = x.id)"
        f" FROM {table} AS x {where}"
    )
    for number, main, released, popularity, aliases in rows:
        others = tuple(json.loads(aliases)) if aliases != "[]" else ()
        yield Entry(number, (main, *others), released, popularity)
