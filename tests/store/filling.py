"""Imports a few records into a catalogue, and tells what it holds then."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.films.records import CreditRecord, FilmRecord, ImportSource, PersonRecord, ReleaseRecord
from bot.store.builder import next_catalogue
from bot.store.importing import Tally
from bot.store.packing import PackLayer

LIST = ImportSource("list", "A list")
OTHER = ImportSource("other", "Another list")
NOW = datetime(2026, 1, 1, tzinfo=UTC)

LAMP = FilmRecord(
    "1",
    "The Lamp",
    2019,
    aliases=("La lampe",),
    popularity=0.5,
    genres=("Drama",),
    external=(("imdb", "tt1"),),
    credits=(CreditRecord("Dee Rector", "director"), CreditRecord("Act Or", "actor", "Eve", 1)),
    releases=(ReleaseRecord("cinema", "2019-05-06", "US"),),
)
TWIN = replace(LAMP, source_id="2", external=(("imdb", "tt2"),), aliases=(), credits=(), releases=())


def nothing(packs: PackLayer) -> None:
    """No packs."""


def fill(
    path: Path,
    *records: FilmRecord | PersonRecord,
    source: ImportSource = LIST,
    now: datetime = NOW,
    batches: Sequence[Sequence[FilmRecord | PersonRecord]] = (),
    lay: Callable[[PackLayer], None] = nothing,
) -> Tally:
    """Import records, in one batch or in several, and lay packs over them."""
    with next_catalogue(path) as builder:
        taking = builder.importing(source, now)
        for batch in batches or [records]:
            taking.take(batch)
        lay(builder.packs())
    return taking.tally


def told(tally: Tally) -> tuple[int, int, int]:
    """How many were added, changed and unchanged."""
    return tally.added, tally.changed, tally.unchanged


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that answers are made of, by what it says and not by the numbers it has in this file."""
    film = "(SELECT key FROM film WHERE id = x.film)"
    person = "(SELECT key FROM person WHERE id = x.person)"
    cited = (
        "(SELECT group_concat(s.key) FROM citation AS c JOIN source AS s ON s.id = c.source"
        " WHERE c.evidence = x.evidence)"
    )
    asked = {
        "film": "SELECT key, title, year, popularity, complete_cast FROM film AS x",
        "film_ref": f"SELECT ref, {film} FROM film_ref AS x",
        "film_alias": f"SELECT {film}, name, {cited} FROM film_alias AS x",
        "genre": f"SELECT {film}, name, {cited} FROM genre AS x",
        "person": "SELECT key, name, popularity FROM person AS x",
        "person_ref": f"SELECT ref, {person} FROM person_ref AS x",
        "person_alias": f"SELECT {person}, name, {cited} FROM person_alias AS x",
        "credit": f"SELECT {film}, {person}, job, character, billing, uncredited, {cited} FROM credit AS x",
        "release": f"SELECT {film}, kind, country, date, note, {cited} FROM release AS x",
        "source": "SELECT key, title FROM source AS x",
    }
    return {table: sorted(rows(path, sql), key=repr) for table, sql in asked.items()}
