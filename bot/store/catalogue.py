"""What is known, answered question by question: the catalogue with a guild's own films over it."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from bot.films.model import Citation, Credit, Fact, Film, Person, Quote, Release, Source
from bot.films.search import NEAR, Entry, Index, Match, verdict
from bot.releases.dates import PartialDate
from bot.store.database import Query, Reader
from bot.store.folder import DataFolder, storage_faults
from bot.store.names import NO_NAMES, Names, open_names
from bot.store.rows import (
    CITED,
    FILM,
    LOCAL,
    LOCAL_KEY,
    PERSON,
    citations_of,
    credits_of,
    film_of,
    local_film_of,
    person_of,
    question_of,
    quote_of,
    releases_of,
    source_of,
)
from bot.trivia.question import Question

# A pack's word first, then the billing, those without one last.
_FIRST = "NOT e.packed, x.billing IS NULL, x.billing, x.id"

_BY_GUILD = Source(
    key="guild",
    title="Added by an admin of this server",
    publication=None,
    author=None,
    date=PartialDate(),
    link=None,
    retrieved=PartialDate(),
)

ASKED_BOOST = 0.15  # more than popularity, less than letters

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Meaning(Generic[T]):
    """What a typed text means: the one thing, the several it may be, or the nearest to what is unknown."""

    kind: Literal["clear", "ambiguous", "unknown"]
    found: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How much a catalogue holds."""

    films: int
    people: int
    sources: int


class Catalogue:
    """Answers what is known; every answer is a tuple of frozen dataclasses."""

    def __init__(self, reader: Reader, path: Path) -> None:
        self._reader = reader
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._names = NO_NAMES
        # One at a time: searches side by side would only take the interpreter from each other and the loop.
        self._searching = ThreadPoolExecutor(1, thread_name_prefix="search")

    def close(self) -> None:
        """Let the thread that searches end."""
        self._searching.shutdown(wait=False)

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
            names = await asyncio.to_thread(open_names, self._path)
            await self._reader.reopen(partial(_of_catalogue, names), self._move)
        except (sqlite3.DatabaseError, OSError) as fault:
            if self._stamp is None:
                raise
            if not isinstance(fault, FileNotFoundError):
                _log.warning("%s: %s. The catalogue before it stays in use.", self._path, fault)
                self._stamp = stamp
            return False
        self._stamp = stamp
        return True

    def _move(self, names: Names) -> None:
        self._names = names

    async def film(self, key: str, guild_id: int | None = None) -> Film | None:
        """The film with this key; one that a guild added is known in that guild only."""
        if local := LOCAL_KEY.fullmatch(key):
            rows = await self._reader.rows(
                "SELECT id, guild_id, title, date FROM guild_film WHERE id = ? AND guild_id = ?",
                (int(local[1]), guild_id),
            )
            return local_film_of(rows[0]) if rows else None
        row = await self._reader.row(
            f"SELECT {FILM} FROM film AS f WHERE f.key = ?"
            f" UNION ALL SELECT {FILM} FROM film_ref AS r JOIN film AS f ON f.id = r.film WHERE r.ref = ?",
            (key, f"key:{key}"),
        )
        return film_of(row) if row else None

    async def films(self) -> tuple[Film, ...]:
        """Every film of the catalogue, in the order of the packs."""
        return tuple(
            film_of(row) for row in await self._reader.rows(f"SELECT {FILM} FROM film AS f ORDER BY f.id")
        )

    async def suggest_films(
        self, text: str, guild_id: int | None = None, *, limit: int = 25
    ) -> tuple[Film, ...]:
        """Films a text being typed may mean, best first; the guild's own films rank first."""
        if not text.strip():
            own = map(local_film_of, await self._local_films(guild_id))
            known = await self._reader.rows(
                f"SELECT {FILM} FROM film AS f ORDER BY popularity DESC LIMIT ?", (limit,)
            )
            return (*own, *map(film_of, known))[:limit]
        while True:
            names = self._names
            matches = await self._film_matches(names, text, guild_id, limit, prefix=True)
            films = await self._films_of([match.id for match in matches if match.closeness >= NEAR], guild_id)
            if names is self._names:  # else the ids were another catalogue's
                return films

    async def meant_films(self, text: str, guild_id: int | None = None) -> Meaning[Film]:
        """What a typed text means: one film, several that it may mean, or the nearest to an unknown title."""
        while True:
            names = self._names
            found = verdict(text, await self._film_matches(names, text, guild_id, 10, prefix=False))
            films = await self._films_of([match.id for match in found.matches], guild_id)
            if names is self._names:
                return Meaning(found.kind, films)

    async def person(self, key: str) -> Person | None:
        """The person with this key."""
        row = await self._reader.row(
            f"SELECT {PERSON} FROM person AS p WHERE p.key = ? UNION ALL"
            f" SELECT {PERSON} FROM person_ref AS r JOIN person AS p ON p.id = r.person WHERE r.ref = ?",
            (key, f"key:{key}"),
        )
        return person_of(row) if row else None

    async def people(self) -> tuple[Person, ...]:
        """Every person of the catalogue."""
        rows = await self._reader.rows(f"SELECT {PERSON} FROM person AS p ORDER BY p.id")
        return tuple(person_of(row) for row in rows)

    async def suggest_people(self, text: str, *, quoted: bool = False, limit: int = 25) -> tuple[Person, ...]:
        """People a text being typed may mean, best first.

        Args:
            quoted: only those with a quote that may be shown.
        """
        if not text.strip():
            said = "WHERE p.id IN (SELECT speaker FROM quote WHERE status = 'stated')" if quoted else ""
            rows = await self._reader.rows(
                f"SELECT {PERSON} FROM person AS p {said} ORDER BY popularity DESC LIMIT ?", (limit,)
            )
            return tuple(map(person_of, rows))
        while True:
            names = self._names
            index = names.speakers if quoted else names.people
            matches = await self._search(index, text, limit, prefix=True)
            people = await self.people_by_id([match.id for match in matches if match.closeness >= NEAR])
            if names is self._names:
                return people

    async def meant_people(self, text: str, *, quoted: bool = False) -> Meaning[Person]:
        """Which person a typed text means.

        Args:
            quoted: only those with a quote that may be shown.
        """
        while True:
            names = self._names
            index = names.speakers if quoted else names.people
            found = verdict(text, await self._search(index, text, 10))
            people = await self.people_by_id([match.id for match in found.matches])
            if names is self._names:
                return Meaning(found.kind, people)

    async def films_by_id(self, ids: Sequence[int]) -> tuple[Film | None, ...]:
        """The films with these ids of the present catalogue, in that order; None where there is none."""
        rows = await self._reader.rows(
            f"SELECT f.id, {FILM} FROM film AS f WHERE f.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        known = {row["id"]: film_of(row) for row in rows}
        return tuple(map(known.get, ids))

    async def people_by_id(self, ids: Sequence[int]) -> tuple[Person, ...]:
        """The people with these ids of the present catalogue, in that order."""
        rows = await self._reader.rows(
            f"SELECT p.id, {PERSON} FROM person AS p WHERE p.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        known = {row["id"]: person_of(row) for row in rows}
        return tuple(known[number] for number in ids if number in known)

    async def size(self) -> Size:
        """How many films, people and sources there are."""
        row = await self._reader.row(
            "SELECT (SELECT count(*) FROM film), (SELECT count(*) FROM person), (SELECT count(*) FROM source)"
        )
        assert row is not None
        return Size(*row)

    async def cast(self, film: Film) -> tuple[Credit, ...]:
        """Who performs in a film, in billing order."""
        return await self._credits("f.key = ? AND x.job = 'actor'", (film.key,), _FIRST)

    async def directors(self, film: Film) -> tuple[Credit, ...]:
        """Everyone whose job on a film is director."""
        return await self._credits("f.key = ? AND x.job = 'director'", (film.key,), _FIRST)

    async def filmography(self, person: Person) -> tuple[Credit, ...]:
        """A person's credits, newest film first, films without a year last."""
        return await self._credits("p.key = ?", (person.key,), f"f.year IS NULL, f.year DESC, f.id, {_FIRST}")

    async def together(self, one: Person, other: Person) -> tuple[tuple[Credit, ...], ...]:
        """The films in which two people both have a credit, newest first: for each, what both did there."""
        found = await self._credits(
            "p.key IN (?, ?) AND x.film IN"
            " (SELECT a.film FROM credit AS a JOIN credit AS b ON b.film = a.film"
            " WHERE a.person = (SELECT id FROM person WHERE key = ?)"
            " AND b.person = (SELECT id FROM person WHERE key = ?))",
            (one.key, other.key, one.key, other.key),
            f"f.year IS NULL, f.year DESC, f.id, p.key <> ?, {_FIRST}",
            (one.key,),
        )
        return tuple(tuple(both) for _, both in groupby(found, key=lambda credit: credit.film))

    async def releases(self, film: Film) -> tuple[Release, ...]:
        """A film's releases, known dates first in order, then what has no date.

        What a pack says of a release stands alone; where several imports disagree, each is there.
        """
        if film.guild_id is not None:
            number = int(film.key.removeprefix(LOCAL))
            row = await self._reader.row("SELECT date FROM guild_film WHERE id = ?", (number,))
            if row is None:
                return ()
            date = PartialDate.parse(row["date"])
            return (Release(film, "cinema", None, date, None, (Citation(_BY_GUILD, None),)),)
        rows = await self._reader.rows(
            f"SELECT x.kind, x.country, x.date, x.note, e.packed, {FILM}, {CITED} FROM release AS x"
            " JOIN film AS f ON f.id = x.film JOIN evidence AS e ON e.id = x.evidence WHERE f.key = ?"
            " ORDER BY x.date = '', x.date, x.id",
            (film.key,),
        )
        return releases_of(rows)

    async def facts(self, film: Film, *, every_status: bool = False) -> tuple[Fact, ...]:
        """What is stated about a film, disputed statements included and marked; never what was rejected."""
        shown = "" if every_status else " AND x.status IN ('stated', 'disputed')"
        rows = await self._reader.rows(
            f"SELECT x.key, x.topic, x.text, x.status, {FILM}, {CITED} FROM fact AS x"
            f" JOIN film AS f ON f.id = x.film WHERE f.key = ?{shown} ORDER BY x.id",
            (film.key,),
        )
        return tuple(
            Fact(row["key"], film_of(row), row["topic"], row["text"], row["status"], citations_of(row))
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
            f" {FILM}, {CITED} FROM question AS x JOIN film AS f ON f.id = x.film WHERE {where} ORDER BY x.id",
            values,
        )
        return tuple((question_of(row, locale), citations_of(row)) for row in rows)

    async def sources(self) -> tuple[Source, ...]:
        """Every publication that something is cited from."""
        rows = await self._reader.rows(
            "SELECT key, title, publication, author, date, link, retrieved, licence FROM source ORDER BY id"
        )
        return tuple(source_of(*row) for row in rows)

    async def _credits(
        self, where: str, values: Sequence[Any], order: str, order_values: Sequence[Any] = ()
    ) -> tuple[Credit, ...]:
        """Credits, each once: what several sources say of one person's job on one film is laid together."""
        rows = await self._reader.rows(
            f"SELECT x.job, x.character, x.billing, x.uncredited, {FILM}, {PERSON}, {CITED} FROM credit AS x"
            " JOIN film AS f ON f.id = x.film JOIN person AS p ON p.id = x.person"
            f" JOIN evidence AS e ON e.id = x.evidence WHERE {where} ORDER BY {order}",
            (*values, *order_values),
        )
        return credits_of(rows)

    async def _quotes(self, where: str, values: Sequence[Any]) -> tuple[Quote, ...]:
        rows = await self._reader.rows(
            f"SELECT x.key, x.text, x.asked, x.topic, x.told_to, x.status, {FILM}, {PERSON}, {CITED}"
            " FROM quote AS x JOIN film AS f ON f.id = x.film JOIN person AS p ON p.id = x.speaker"
            f" WHERE {where} ORDER BY x.id",
            values,
        )
        return tuple(map(quote_of, rows))

    async def _search(self, index: Index, text: str, limit: int, *, prefix: bool = False) -> list[Match]:
        find = partial(index.find, text, limit, prefix=prefix)
        return await asyncio.get_running_loop().run_in_executor(self._searching, find)

    async def _film_matches(
        self, names: Names, text: str, guild_id: int | None, limit: int, *, prefix: bool
    ) -> list[Match]:
        # The guild's own films are few; they stand beside the catalogue's under negative ids.
        own = [
            Entry(-row["id"], (row["title"],), PartialDate.parse(row["date"]).year, 1.0)
            for row in await self._local_films(guild_id)
        ]
        asked = await self._asked_lately(guild_id)

        def find() -> list[Match]:
            found = names.films.find(text, limit, prefix=prefix, boost=asked)
            mine = Index.build(own).find(text, limit, prefix=prefix) if own else []
            return sorted([*mine, *found], key=lambda match: -match.score)[:limit]

        return await asyncio.get_running_loop().run_in_executor(self._searching, find)

    async def _films_of(self, ids: Sequence[int], guild_id: int | None) -> tuple[Film, ...]:
        known = {
            film_id: film for film_id, film in zip(ids, await self.films_by_id(ids), strict=True) if film
        }
        known |= {-row["id"]: local_film_of(row) for row in await self._local_films(guild_id)}
        return tuple(known[film_id] for film_id in ids if film_id in known)

    async def _asked_lately(self, guild_id: int | None) -> dict[int, float]:
        """What a guild asked for recently stands higher, by film id of the present catalogue."""
        if guild_id is None:
            return {}
        rows = await self._reader.rows(
            "SELECT f.id FROM asked AS a JOIN film AS f ON f.key = a.film_key WHERE a.guild_id = ?",
            (guild_id,),
        )
        return {row["id"]: ASKED_BOOST for row in rows}

    async def directors_of(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Who directed films, by the films' keys; a film whose director is not known is not among them."""
        rows = await self._reader.rows(
            "SELECT DISTINCT f.key, p.name FROM film AS f JOIN credit AS x ON x.film = f.id AND x.job = 'director'"
            " JOIN person AS p ON p.id = x.person WHERE f.key IN (SELECT value FROM json_each(?))"
            " ORDER BY x.billing IS NULL, x.billing, x.id",
            (json.dumps(list(keys)),),
        )
        named: dict[str, tuple[str, ...]] = {}
        for row in rows:
            named[row["key"]] = (*named.get(row["key"], ()), row["name"])
        return named

    async def _local_films(self, guild_id: int | None) -> list[sqlite3.Row]:
        if guild_id is None:
            return []
        return await self._reader.rows(
            "SELECT id, guild_id, title, date FROM guild_film WHERE guild_id = ?", (guild_id,)
        )


async def _of_catalogue(names: Names, query: Query) -> Names:
    """The names, if the catalogue that queries go to is still the one they are of."""
    ((name,),) = await query("SELECT value FROM catalogue.meta WHERE name = 'catalogue'")
    if name != names.catalogue:
        raise FileNotFoundError("the catalogue was replaced meanwhile")
    return names


@asynccontextmanager
async def open_catalogue(folder: DataFolder) -> AsyncIterator[Catalogue]:
    """Open what is known and nothing else; works beside a running bot.

    Raises:
        OperatorError: the catalogue is missing or damaged.
    """
    reader = Reader(":memory:", folder.catalogue)
    catalogue = Catalogue(reader, folder.catalogue)
    try:
        with storage_faults(folder.catalogue):
            await catalogue.refresh()
        yield catalogue
    finally:
        catalogue.close()
        await reader.close()
