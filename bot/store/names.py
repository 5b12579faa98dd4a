"""What films and people of a catalogue are found by, held in memory."""

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.films.search import Entry, Index
from bot.store.builder import SCHEMA
from bot.store.database import Query


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one catalogue file.

    Ids are that file's own and mean something else in the next; the keys they stand for outlive it.
    """

    films: Index
    people: Index
    speakers: Index
    film_keys: Mapping[int, str]
    person_keys: Mapping[int, str]


NO_NAMES = Names(Index.build(()), Index.build(()), Index.build(()), {}, {})


async def read_names(query: Query) -> Names:
    """Read the names of the catalogue that a query goes to.

    Raises:
        sqlite3.DatabaseError: the file is damaged, or of a schema that this version does not read.
    """
    ((schema,),) = await query("PRAGMA catalogue.user_version")
    if schema != SCHEMA:
        raise sqlite3.DatabaseError(f"it has schema {schema}, this Marquee reads {SCHEMA}")
    films = await query(
        "SELECT id, key, title AS name, year, popularity,"
        " (SELECT json_group_array(name) FROM film_alias WHERE film = x.id) AS aliases FROM film AS x"
    )
    people = await query(
        "SELECT id, key, name, NULL AS year, popularity,"
        " (SELECT json_group_array(name) FROM person_alias WHERE person = x.id) AS aliases FROM person AS x"
    )
    speaking = await query("SELECT DISTINCT speaker FROM quote WHERE status = 'stated'")
    return await asyncio.to_thread(_index, films, people, {row["speaker"] for row in speaking})


def _index(films: Sequence[sqlite3.Row], people: Sequence[sqlite3.Row], speaking: set[int]) -> Names:
    persons = _entries(people)
    return Names(
        Index.build(_entries(films)),
        Index.build(persons),
        Index.build(entry for entry in persons if entry.id in speaking),
        {row["id"]: row["key"] for row in films},
        {row["id"]: row["key"] for row in people},
    )


def _entries(rows: Iterable[sqlite3.Row]) -> list[Entry]:
    return [
        Entry(row["id"], (row["name"], *json.loads(row["aliases"])), row["year"], row["popularity"])
        for row in rows
    ]
