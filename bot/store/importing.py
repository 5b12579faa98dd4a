"""Takes records of one source into the next catalogue: finds what each is already known as, and adds or amends.

A film is recognised by the source's own id, by an id it shares with another source, or by its title and year;
a person likewise, or by name. What a source says is kept apart by the evidence that is that source's own, so
that one source's word can be amended without touching another's.
"""

import json
import marshal
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from bot.films.records import CreditRecord, FilmRecord, ImportSource, PersonRecord
from bot.films.titles import fold
from bot.store.instants import to_ms
from bot.store.keys import Keys, slug

NAMES_REMEMBERED = 200_000  # people of earlier batches that need no second look-up; bounds the memory

_Named = CreditRecord | PersonRecord

_INSERTS = {
    "film": "INSERT INTO film (id, key, title, year, popularity, complete_cast, folded, packed)"
    " VALUES (?, ?, ?, ?, ?, 0, ?, 0)",
    "person": "INSERT INTO person (id, key, name, folded, popularity, rated, packed) VALUES (?, ?, ?, ?, 0, 0, 0)",
    "rating": "UPDATE person SET popularity = ?, rated = 1 WHERE id = ?",
    "film_ref": "INSERT OR IGNORE INTO film_ref VALUES (?, ?)",
    "person_ref": "INSERT OR IGNORE INTO person_ref VALUES (?, ?)",
    "film_alias": "INSERT OR IGNORE INTO film_alias VALUES (?, ?, ?)",
    "person_alias": "INSERT OR IGNORE INTO person_alias VALUES (?, ?, ?)",
    "genre": "INSERT OR IGNORE INTO genre VALUES (?, ?, ?)",
    "credit": "INSERT INTO credit (film, person, job, character, billing, uncredited, evidence)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)",
    "release": "INSERT INTO release (film, kind, country, date, note, evidence) VALUES (?, ?, ?, ?, ?, ?)",
    "film_claim": "INSERT OR REPLACE INTO film_claim VALUES (?, ?, ?, ?, ?, ?)",
    "person_claim": "INSERT OR REPLACE INTO person_claim VALUES (?, ?, ?, ?)",
}


@dataclass(slots=True)
class Tally:
    """What became of the records, and how many release dates had moved."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a source's record was taken for at an earlier import, and the digest of what it said."""

    subject: int
    digest: bytes


@dataclass(slots=True)
class _Batch:
    """The rows of one batch, written table by table in the order of `_INSERTS`."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in _INSERTS})

    def add(self, table: str, *values: Any) -> None:
        self.rows[table].append(values)


class SourceImport:
    """Adds one source's records to a catalogue under construction.

    Args:
        db: the catalogue under construction.
        now: when the import runs, for the dates that moved.
    """

    def __init__(self, db: sqlite3.Connection, source: ImportSource, now: datetime) -> None:
        self.tally = Tally()
        self._db = db
        self._now = to_ms(now)
        self._source, self._evidence = self._begin(source)
        self._last = {table: self._highest(table) for table in ("film", "person")}
        self._names: dict[str, int] = {}
        self._fold = lru_cache(NAMES_REMEMBERED)(fold)

    def take(self, records: Sequence[FilmRecord | PersonRecord]) -> None:
        """Take a batch of records; a few thousand at once go fastest. Of several with one id the last stands."""
        batch = _Batch()
        films = {record.source_id: record for record in records if isinstance(record, FilmRecord)}
        people = {record.source_id: record for record in records if isinstance(record, PersonRecord)}
        self._take_films(list(films.values()), batch)
        self._take_people(list(people.values()), batch)
        for table, rows in batch.rows.items():
            if rows:
                self._db.executemany(_INSERTS[table], rows)

    def _begin(self, source: ImportSource) -> tuple[int, int]:
        said = (source.title, source.publication, source.link, source.retrieved, source.licence)
        known = self._db.execute(
            "SELECT s.id, c.evidence FROM source AS s JOIN citation AS c ON c.source = s.id"
            " JOIN evidence AS e ON e.id = c.evidence WHERE s.key = ? AND NOT e.packed",
            (source.key,),
        ).fetchone()
        if known:
            self._db.execute(
                "UPDATE source SET title = ?, publication = ?, link = ?, retrieved = ?, licence = ? WHERE id = ?",
                (*said, known[0]),
            )
            return int(known[0]), int(known[1])
        number = self._db.execute(
            "INSERT INTO source (title, publication, link, retrieved, licence, key, date, packed)"
            " VALUES (?, ?, ?, ?, ?, ?, '', 0)",
            (*said, source.key),
        ).lastrowid
        evidence = self._db.execute("INSERT INTO evidence (packed) VALUES (0)").lastrowid
        assert number is not None and evidence is not None
        self._db.execute("INSERT INTO citation VALUES (?, 0, ?, NULL)", (evidence, number))
        return number, evidence

    def _highest(self, table: str) -> int:
        (highest,) = self._db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        return int(highest)

    def _new(self, table: str) -> int:
        self._last[table] += 1
        return self._last[table]

    def _take_films(self, records: Sequence[FilmRecord], batch: _Batch) -> None:
        claims = self._claims("film", (record.source_id for record in records))
        said = [(record, _digest(record)) for record in records]
        fresh = [(record, digest) for record, digest in said if not _same(claims, record.source_id, digest)]
        self.tally.unchanged += len(records) - len(fresh)
        if not fresh:
            return
        mine = self._evidence
        films = self._films([record for record, _ in fresh], claims)
        credited = [[self._identity(credit) for credit in record.credits] for record, _ in fresh]
        wanted: dict[str, _Named] = {}
        for (record, _), identities in zip(fresh, credited, strict=True):
            wanted.update(zip(identities, record.credits, strict=True))
        people = self._people(wanted, batch)
        slugs = {
            record.source_id: slug(self._fold(record.title), record.year)
            for record, _ in fresh
            if record.source_id not in films
        }
        keys = Keys(self._db, "film", slugs.values())
        came: dict[str, int] = {}
        for (record, digest), identities in zip(fresh, credited, strict=True):
            film = films.get(record.source_id)
            refs = [":".join(ref) for ref in record.external]
            if film is None:  # or one that came in with this very batch
                film = next((came[ref] for ref in refs if ref in came), None)
            if film is None:
                film = films[record.source_id] = self._new("film")
                self.tally.added += 1
                folded = self._fold(record.title)
                key = keys.take(slugs[record.source_id], record.source_id)
                batch.add("film", film, key, record.title, record.year, record.popularity or 0.0, folded)
            else:
                self.tally.changed += 1
                self._amend(film, record, batch, known=record.source_id in claims)
            came.update(dict.fromkeys(refs, film))
            self._say(film, record, digest, batch)
            batch.rows["credit"] += [
                (
                    film,
                    people[identity],
                    credit.job,
                    credit.character,
                    credit.billing,
                    credit.uncredited,
                    mine,
                )
                for identity, credit in zip(identities, record.credits, strict=True)
            ]

    def _say(self, film: int, record: FilmRecord, digest: bytes, batch: _Batch) -> None:
        mine = self._evidence
        for alias in record.aliases:
            batch.add("film_alias", film, alias, mine)
        for genre in record.genres:
            batch.add("genre", film, genre, mine)
        for ref in record.external:
            batch.add("film_ref", ":".join(ref), film)
        for release in record.releases:
            batch.add("release", film, release.kind, release.country, release.date, release.note, mine)
        batch.add("film_claim", self._source, record.source_id, film, record.title, record.year, digest)

    def _amend(self, film: int, record: FilmRecord, batch: _Batch, *, known: bool) -> None:
        """Make room for what a source says of a film that is there already."""
        row = self._db.execute("SELECT title FROM film WHERE id = ?", (film,)).fetchone()
        if row is None:  # it came in with this very batch
            return
        if known:
            self._note_moves(film, record)
            for table in ("credit", "release", "film_alias", "genre"):
                self._db.execute(
                    f"DELETE FROM {table} WHERE film = ? AND evidence = ?", (film, self._evidence)
                )
        first, last = self._db.execute(
            "SELECT min(source), max(source) FROM film_claim WHERE film = ?", (film,)
        ).fetchone()
        popularity = record.popularity or 0.0
        if first == self._source:  # the first source to speak of a film names it
            alone = last == self._source
            self._db.execute(
                "UPDATE film SET title = ?, folded = ?, year = iif(?, ?, coalesce(?, year)),"
                " popularity = iif(?, ?, max(popularity, ?)) WHERE id = ?",
                (
                    *(record.title, self._fold(record.title)),
                    *(alone, record.year, record.year),
                    *(alone, popularity, popularity),
                    film,
                ),
            )
            return
        if record.title != row[0]:
            batch.add("film_alias", film, record.title, self._evidence)
        self._db.execute(
            "UPDATE film SET year = coalesce(year, ?), popularity = max(popularity, ?) WHERE id = ?",
            (record.year, popularity, film),
        )

    def _note_moves(self, film: int, record: FilmRecord) -> None:
        """Note what dates gave way to others; a film may well come out twice in one way in one country."""
        before = defaultdict[tuple[str, str | None], set[str]](set)
        for kind, country, date in self._db.execute(
            "SELECT kind, country, date FROM release WHERE film = ? AND evidence = ?", (film, self._evidence)
        ):
            before[kind, country].add(date)
        after = defaultdict[tuple[str, str | None], set[str]](set)
        for release in record.releases:
            after[release.kind, release.country].add(release.date)
        for way, dates in after.items():
            gone, new = sorted(before[way] - dates), sorted(dates - before[way])
            # A date that only came or only went did not move.
            for was, became in zip(gone, new, strict=False):
                self.tally.moved += 1
                self._db.execute(
                    "INSERT INTO release_move (film, kind, country, source, was, became, noticed)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (film, *way, self._source, was, became, self._now),
                )

    def _films(self, records: Sequence[FilmRecord], claims: Mapping[str, _Claim]) -> dict[str, int]:
        """The films that records are about, by source id; a record that is about a new film is not in it."""
        found = {source_id: claim.subject for source_id, claim in claims.items()}
        unknown = [record for record in records if record.source_id not in found]
        shared = dict(
            self._db.execute(
                "SELECT ref, film FROM film_ref WHERE ref IN (SELECT value FROM json_each(?))",
                (_json(":".join(ref) for record in unknown for ref in record.external),),
            )
        )
        named = self._by_title(unknown)
        refs = self._refs_of(named.values())
        taken = set(found.values())
        for record in unknown:
            film = next((shared[ref] for ref in map(":".join, record.external) if ref in shared), None)
            if film is None:
                film = named.get((self._fold(record.title), record.year))
                if film in taken or any(refs.get((film, kind), id_) != id_ for kind, id_ in record.external):
                    continue
            if film is not None:
                found[record.source_id] = film
                taken.add(film)
        return found

    def _refs_of(self, films: Collection[int]) -> dict[tuple[int | None, str], str]:
        """Which ids films have, by film and kind of id."""
        if not films:
            return {}
        rows = self._db.execute(
            "SELECT film, ref FROM film_ref WHERE film IN (SELECT value FROM json_each(?))",
            (json.dumps(list(films)),),
        )
        split = ((film, *ref.split(":", 1)) for film, ref in rows)
        return {(film, kind): id_ for film, kind, id_ in split}

    def _by_title(self, records: Sequence[FilmRecord]) -> dict[tuple[str, int | None], int]:
        """Films of the same title and year, where there is just one and this source has not spoken of it."""
        rows = self._db.execute(
            "SELECT f.folded, f.year, min(f.id), count(*) FROM film AS f"
            " WHERE f.folded IN (SELECT value FROM json_each(?)) AND f.year IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM film_claim AS c WHERE c.film = f.id AND c.source = ?)"
            " GROUP BY f.folded, f.year",
            (_json({self._fold(record.title) for record in records} - {""}), self._source),
        )
        return {(folded, year): film for folded, year, film, count in rows if count == 1}

    def _take_people(self, records: Sequence[PersonRecord], batch: _Batch) -> None:
        claims = self._claims("person", (record.source_id for record in records))
        said = [(record, _digest(record)) for record in records]
        fresh = [(record, digest) for record, digest in said if not _same(claims, record.source_id, digest)]
        self.tally.unchanged += len(records) - len(fresh)
        before = self._last["person"]
        unknown = (record for record, _ in fresh if record.source_id not in claims)
        people = self._people({self._identity(record): record for record in unknown}, batch)
        for record, digest in fresh:
            claim = claims.get(record.source_id)
            person = claim.subject if claim else people[self._identity(record)]
            if person > before:
                self.tally.added += 1
            else:
                self.tally.changed += 1
            if claim:
                self._amend_person(person, record)
            for alias in record.aliases:
                batch.add("person_alias", person, alias, self._evidence)
            if record.popularity is not None:
                batch.add("rating", record.popularity, person)
            batch.add("person_claim", self._source, record.source_id, person, digest)

    def _amend_person(self, person: int, record: PersonRecord) -> None:
        self._db.execute(
            "DELETE FROM person_alias WHERE person = ? AND evidence = ?", (person, self._evidence)
        )
        self._db.execute(
            "UPDATE person SET name = ?, folded = ? WHERE id = ? AND NOT EXISTS"
            " (SELECT 1 FROM person_claim AS c WHERE c.person = person.id AND c.source <> ?)",
            (record.name, self._fold(record.name), person, self._source),
        )

    def _people(self, wanted: Mapping[str, _Named], batch: _Batch) -> dict[str, int]:
        """The people that names and ids stand for, by `_identity`; who is not known yet is added."""
        people = {identity: self._names[identity] for identity in wanted.keys() & self._names.keys()}
        missing = {identity: one for identity, one in wanted.items() if identity not in people}
        people |= self._known_people(missing)
        slugs = {
            identity: slug(self._fold(one.name), None)
            for identity, one in missing.items()
            if identity not in people
        }
        keys = Keys(self._db, "person", slugs.values())
        for identity, wished in slugs.items():
            person = people[identity] = self._new("person")
            name = missing[identity].name
            batch.add("person", person, keys.take(wished, identity), name, self._fold(name))
        for identity, one in missing.items():
            for ref in one.external:
                batch.add("person_ref", ":".join(ref), people[identity])
        if len(self._names) > NAMES_REMEMBERED:
            self._names.clear()
        self._names |= people
        return people

    def _known_people(self, wanted: Mapping[str, _Named]) -> dict[str, int]:
        refs = dict(
            self._db.execute(
                "SELECT ref, person FROM person_ref WHERE ref IN (SELECT value FROM json_each(?))",
                (_json(":".join(ref) for one in wanted.values() for ref in one.external),),
            )
        )
        people: dict[str, int] = {}
        for identity, one in wanted.items():
            shared = next((refs[ref] for ref in map(":".join, one.external) if ref in refs), None)
            if shared is not None:
                people[identity] = shared
        # By name: the best known bearer, but for someone with an id of their own only a bearer without any.
        left = {identity: self._fold(one.name) for identity, one in wanted.items() if identity not in people}
        bearers = {
            folded: (person, bool(has_ref))
            for folded, person, has_ref, _ in self._db.execute(
                "SELECT p.folded, p.id, EXISTS (SELECT 1 FROM person_ref AS r WHERE r.person = p.id),"
                " max(p.popularity) FROM person AS p WHERE p.folded IN (SELECT value FROM json_each(?))"
                " GROUP BY p.folded",
                (_json(left.values()),),
            )
        }
        for identity, folded in left.items():
            person, has_ref = bearers.get(folded, (None, False))
            external = wanted[identity].external
            if person is not None and not (has_ref and external):
                people[identity] = person
                bearers[folded] = person, has_ref or bool(external)
        return people

    def _identity(self, one: _Named) -> str:
        """What tells two people apart: an id of theirs, else their folded name."""
        return ":".join(one.external[0]) if one.external else self._fold(one.name)

    def _claims(self, subject: str, source_ids: Iterable[str]) -> dict[str, _Claim]:
        rows = self._db.execute(
            f"SELECT source_id, {subject}, digest FROM {subject}_claim"
            " WHERE source = ? AND source_id IN (SELECT value FROM json_each(?))",
            (self._source, _json(source_ids)),
        )
        return {source_id: _Claim(number, digest) for source_id, number, digest in rows}


def _same(claims: Mapping[str, _Claim], source_id: str, digest: bytes) -> bool:
    claim = claims.get(source_id)
    return claim is not None and claim.digest == digest


def _digest(record: FilmRecord | PersonRecord) -> bytes:
    """What tells whether a source says something else of the same thing than before."""
    if isinstance(record, PersonRecord):
        said: Any = (record.name, record.aliases, record.popularity, record.external)
    else:
        said = (
            (record.title, record.year, record.aliases, record.popularity, record.genres, record.external),
            [(c.name, c.job, c.character, c.billing, c.uncredited, c.external) for c in record.credits],
            [(r.kind, r.date, r.country, r.note) for r in record.releases],
        )
    # The oldest form of marshal writes the same for equal values, and three times as fast as JSON.
    return blake2b(marshal.dumps(said, 0), digest_size=8).digest()


def _json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
