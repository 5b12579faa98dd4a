"""What is known, answered question by question: the catalogue with a guild's own films over it."""

import asyncio
import json
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from bot.films.citing import cite
from bot.films.model import Citation, Credit, Fact, Film, Person, Quote, Release, Source
from bot.films.search import Entry, Index, Match, verdict
from bot.releases.dates import PartialDate
from bot.store.database import Reader
from bot.store.folder import DataFolder, storage_faults
from bot.store.names import NO_NAMES, Names, read_names
from bot.trivia.question import Question

# The keys of films a guild added itself: this and their number. `local-hero-1983` is not one of them.
LOCAL = "local-"
LOCAL_KEY = re.compile(rf"{LOCAL}([1-9][0-9]{{0,17}})")

_FILM = """f.key AS film_key, f.title AS film_title, f.year AS film_year,
    (SELECT json_group_array(name) FROM film_alias WHERE film = f.id) AS film_aliases"""
_PERSON = """p.key AS person_key, p.name AS person_name,
    (SELECT json_group_array(name) FROM person_alias WHERE person = p.id) AS person_aliases"""
_CITED = """(SELECT json_group_array(json_array(c.position, c.place, s.key, s.title, s.publication, s.author,
        s.date, s.link, s.retrieved))
    FROM citation AS c JOIN source AS s ON s.id = c.source WHERE c.evidence = x.evidence) AS cited"""

_BY_GUILD = Source(
    key="guild",
    title="Added by an admin of this server",
    publication=None,
    author=None,
    date=PartialDate(),
    link=None,
    retrieved=PartialDate(),
)

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Meaning(Generic[T]):
    """What a typed text means: the one thing, the several it may be, or the nearest to what is unknown."""

    kind: Literal["clear", "ambiguous", "unknown"]
    found: tuple[T, ...]


class Catalogue:
    """Answers what is known; every answer is a tuple of frozen dataclasses."""

    def __init__(self, reader: Reader, path: Path) -> None:
        self._reader = reader
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._names = NO_NAMES

    async def refresh(self) -> bool:
        """Move over to the catalogue file that lies there now, if it is another one.

        Returns:
            Whether there was a new one that can be used. Questions under way finish on the one before, and
            where the new one is gone or cannot be read, that one stays in use.

        Raises:
            sqlite3.DatabaseError, OSError: the first one cannot be read.
        """
        try:
            status = self._path.stat()
            stamp = (status.st_ino, status.st_mtime_ns)
            if stamp == self._stamp:
                return False
            names = await self._reader.reopen(read_names)
        except (sqlite3.DatabaseError, OSError) as fault:
            if self._stamp is None:
                raise
            if not isinstance(fault, FileNotFoundError):
                _log.warning("%s: %s. The catalogue before it stays in use.", self._path, fault)
                self._stamp = stamp
            return False
        self._names, self._stamp = names, stamp
        return True

    async def film(self, key: str, guild_id: int | None = None) -> Film | None:
        """The film with this key; one that a guild added is known in that guild only."""
        if local := LOCAL_KEY.fullmatch(key):
            rows = await self._reader.rows(
                "SELECT id, guild_id, title, date FROM guild_film WHERE id = ? AND guild_id = ?",
                (int(local[1]), guild_id),
            )
            return _local_film(rows[0]) if rows else None
        row = await self._reader.row(f"SELECT {_FILM} FROM film AS f WHERE f.key = ?", (key,))
        return _film(row) if row else None

    async def films(self) -> tuple[Film, ...]:
        """Every film of the catalogue, in the order of the packs."""
        return tuple(
            _film(row) for row in await self._reader.rows(f"SELECT {_FILM} FROM film AS f ORDER BY f.id")
        )

    async def suggest_films(
        self, text: str, guild_id: int | None = None, *, limit: int = 25
    ) -> tuple[Film, ...]:
        """Films a text being typed may mean, best first; the guild's own films rank first."""
        names = self._names
        matches = await self._film_matches(names, text, guild_id, limit, prefix=True)
        return await self._films_of(names, matches, guild_id)

    async def meant_films(self, text: str, guild_id: int | None = None) -> Meaning[Film]:
        """What a typed text means: one film, several that it may mean, or the nearest to an unknown title."""
        names = self._names
        found = verdict(text, await self._film_matches(names, text, guild_id, 10, prefix=False))
        return Meaning(found.kind, await self._films_of(names, found.matches, guild_id))

    async def person(self, key: str) -> Person | None:
        """The person with this key."""
        row = await self._reader.row(f"SELECT {_PERSON} FROM person AS p WHERE p.key = ?", (key,))
        return _person(row) if row else None

    async def people(self) -> tuple[Person, ...]:
        """Every person of the catalogue."""
        rows = await self._reader.rows(f"SELECT {_PERSON} FROM person AS p ORDER BY p.id")
        return tuple(_person(row) for row in rows)

    async def suggest_speakers(self, text: str, *, limit: int = 25) -> tuple[Person, ...]:
        """People with a quote that may be shown, whom a text being typed may mean, best first."""
        names = self._names
        matches = await asyncio.to_thread(names.speakers.find, text, limit, prefix=True)
        return await self._people_of(names, matches)

    async def meant_speakers(self, text: str) -> Meaning[Person]:
        """Which person with a quote a typed text means."""
        names = self._names
        found = verdict(text, await asyncio.to_thread(names.speakers.find, text, 10))
        return Meaning(found.kind, await self._people_of(names, found.matches))

    async def cast(self, film: Film) -> tuple[Credit, ...]:
        """Who performs in a film, in billing order."""
        return await self._credits(
            "f.key = ? AND x.job = 'actor'", (film.key,), "x.billing IS NULL, x.billing, x.id"
        )

    async def directors(self, film: Film) -> tuple[Credit, ...]:
        """Everyone whose job on a film is director."""
        return await self._credits(
            "f.key = ? AND x.job = 'director'", (film.key,), "x.billing IS NULL, x.billing, x.id"
        )

    async def filmography(self, person: Person) -> tuple[Credit, ...]:
        """A person's credits, newest film first, films without a year last."""
        return await self._credits("p.key = ?", (person.key,), "f.year IS NULL, f.year DESC, x.id")

    async def releases(self, film: Film) -> tuple[Release, ...]:
        """A film's releases, known dates first in order, then what has no date."""
        if film.guild_id is not None:
            number = int(film.key.removeprefix(LOCAL))
            row = await self._reader.row("SELECT date FROM guild_film WHERE id = ?", (number,))
            if row is None:
                return ()
            date = PartialDate.parse(row["date"])
            return (Release(film, "cinema", None, date, None, (Citation(_BY_GUILD, None),)),)
        rows = await self._reader.rows(
            f"SELECT x.kind, x.country, x.date, x.note, {_FILM}, {_CITED} FROM release AS x"
            " JOIN film AS f ON f.id = x.film WHERE f.key = ? ORDER BY x.date = '', x.date, x.id",
            (film.key,),
        )
        return tuple(
            Release(
                _film(row),
                row["kind"],
                row["country"],
                PartialDate.parse(row["date"]),
                row["note"],
                _citations(row),
            )
            for row in rows
        )

    async def facts(self, film: Film, *, every_status: bool = False) -> tuple[Fact, ...]:
        """What is stated about a film, disputed statements included and marked; never what was rejected."""
        shown = "" if every_status else " AND x.status IN ('stated', 'disputed')"
        rows = await self._reader.rows(
            f"SELECT x.key, x.topic, x.text, x.status, {_FILM}, {_CITED} FROM fact AS x"
            f" JOIN film AS f ON f.id = x.film WHERE f.key = ?{shown} ORDER BY x.id",
            (film.key,),
        )
        return tuple(
            Fact(row["key"], _film(row), row["topic"], row["text"], row["status"], _citations(row))
            for row in rows
        )

    async def quotes(
        self, *, film: Film | None = None, speaker: Person | None = None, every_status: bool = False
    ) -> tuple[Quote, ...]:
        """Quotes that may be shown, of one film, one speaker, both, or all."""
        where, values = ["x.status = 'stated'"] if not every_status else ["1"], []
        if film:
            where.append("f.key = ?")
            values.append(film.key)
        if speaker:
            where.append("p.key = ?")
            values.append(speaker.key)
        return await self._quotes(" AND ".join(where), values)

    async def quote(self, key: str) -> Quote | None:
        """The quote with this key, if it may be shown."""
        found = await self._quotes("x.status = 'stated' AND x.key = ?", (key,))
        return found[0] if found else None

    async def questions(self, locale: str, film: Film | None = None) -> tuple[Question, ...]:
        """Every authored question, of one film or all, the right answer standing first among the choices.

        Args:
            locale: for the dates in the line that names the source.
        """
        return tuple(question for question, _ in await self.cited_questions(locale, film))

    async def cited_questions(
        self, locale: str, film: Film | None = None
    ) -> tuple[tuple[Question, tuple[Citation, ...]], ...]:
        """Every authored question as `questions` gives it, with where it was read."""
        where, values = ("f.key = ?", (film.key,)) if film else ("1", ())
        rows = await self._reader.rows(
            "SELECT x.key, x.prompt, x.answer, x.wrong, x.accepted, x.difficulty, x.explanation,"
            f" {_FILM}, {_CITED} FROM question AS x JOIN film AS f ON f.id = x.film WHERE {where} ORDER BY x.id",
            values,
        )
        return tuple((_question(row, locale), _citations(row)) for row in rows)

    async def sources(self) -> tuple[Source, ...]:
        """Every publication that something is cited from."""
        rows = await self._reader.rows(
            "SELECT key, title, publication, author, date, link, retrieved FROM source ORDER BY id"
        )
        return tuple(_source(*row) for row in rows)

    async def _credits(self, where: str, values: Sequence[Any], order: str) -> tuple[Credit, ...]:
        rows = await self._reader.rows(
            f"SELECT x.job, x.character, x.billing, x.uncredited, {_FILM}, {_PERSON}, {_CITED} FROM credit AS x"
            f" JOIN film AS f ON f.id = x.film JOIN person AS p ON p.id = x.person WHERE {where} ORDER BY {order}",
            values,
        )
        return tuple(
            Credit(
                _film(row),
                _person(row),
                row["job"],
                row["character"],
                row["billing"],
                bool(row["uncredited"]),
                _citations(row),
            )
            for row in rows
        )

    async def _quotes(self, where: str, values: Sequence[Any]) -> tuple[Quote, ...]:
        rows = await self._reader.rows(
            f"SELECT x.key, x.text, x.asked, x.topic, x.told_to, x.status, {_FILM}, {_PERSON}, {_CITED}"
            " FROM quote AS x JOIN film AS f ON f.id = x.film JOIN person AS p ON p.id = x.speaker"
            f" WHERE {where} ORDER BY x.id",
            values,
        )
        return tuple(
            Quote(
                row["key"],
                _film(row),
                _person(row),
                row["text"],
                row["asked"],
                row["topic"],
                row["told_to"],
                row["status"],
                _citations(row),
            )
            for row in rows
        )

    async def _film_matches(
        self, names: Names, text: str, guild_id: int | None, limit: int, *, prefix: bool
    ) -> list[Match]:
        # The guild's own films are few; they stand beside the catalogue's under negative ids.
        own = Index.build(
            Entry(-row["id"], (row["title"],), PartialDate.parse(row["date"]).year, 1.0)
            for row in await self._local_films(guild_id)
        )
        found = await asyncio.to_thread(names.films.find, text, limit, prefix=prefix)
        return sorted([*own.find(text, limit, prefix=prefix), *found], key=lambda match: -match.score)[:limit]

    async def _films_of(
        self, names: Names, matches: Sequence[Match], guild_id: int | None
    ) -> tuple[Film, ...]:
        keys = json.dumps([names.film_keys[match.id] for match in matches if match.id > 0])
        rows = await self._reader.rows(
            f"SELECT {_FILM} FROM film AS f WHERE f.key IN (SELECT value FROM json_each(?))", (keys,)
        )
        known = {film.key: film for film in map(_film, rows)}
        known |= {film.key: film for film in map(_local_film, await self._local_films(guild_id))}
        wanted = (names.film_keys.get(match.id, f"{LOCAL}{-match.id}") for match in matches)
        return tuple(known[key] for key in wanted if key in known)

    async def _local_films(self, guild_id: int | None) -> list[sqlite3.Row]:
        if guild_id is None:
            return []
        return await self._reader.rows(
            "SELECT id, guild_id, title, date FROM guild_film WHERE guild_id = ?", (guild_id,)
        )

    async def _people_of(self, names: Names, matches: Sequence[Match]) -> tuple[Person, ...]:
        keys = [names.person_keys[match.id] for match in matches]
        rows = await self._reader.rows(
            f"SELECT {_PERSON} FROM person AS p WHERE p.key IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )
        known = {person.key: person for person in map(_person, rows)}
        return tuple(known[key] for key in keys if key in known)


def _film(row: sqlite3.Row) -> Film:
    return Film(row["film_key"], row["film_title"], row["film_year"], tuple(json.loads(row["film_aliases"])))


def _local_film(row: sqlite3.Row) -> Film:
    year = PartialDate.parse(row["date"]).year
    return Film(f"{LOCAL}{row['id']}", row["title"], year, (), row["guild_id"])


def _person(row: sqlite3.Row) -> Person:
    return Person(row["person_key"], row["person_name"], tuple(json.loads(row["person_aliases"])))


def _citations(row: sqlite3.Row) -> tuple[Citation, ...]:
    return tuple(Citation(_source(*source), place) for _, place, *source in sorted(json.loads(row["cited"])))


def _source(
    key: str,
    title: str,
    publication: str | None,
    author: str | None,
    date: str,
    link: str | None,
    retrieved: str,
) -> Source:
    return Source(
        key, title, publication, author, PartialDate.parse(date), link, PartialDate.parse(retrieved)
    )


def _question(row: sqlite3.Row, locale: str) -> Question:
    return Question(
        key=row["key"],
        kind="authored",
        film_key=row["film_key"],
        film_title=row["film_title"],
        prompt=row["prompt"],
        choices=(row["answer"], *json.loads(row["wrong"])),
        answer=row["answer"],
        accepted=tuple(json.loads(row["accepted"])),
        difficulty=row["difficulty"],
        explanation=row["explanation"],
        source=cite(_citations(row), locale),
    )


@asynccontextmanager
async def open_catalogue(folder: DataFolder) -> AsyncIterator[Catalogue]:
    """Open what is known and nothing else; works beside a running bot.

    Raises:
        OperatorError: the catalogue is missing or damaged.
    """
    reader = Reader(":memory:", folder.catalogue)
    try:
        catalogue = Catalogue(reader, folder.catalogue)
        with storage_faults(folder.catalogue):
            await catalogue.refresh()
        yield catalogue
    finally:
        await reader.close()
