"""Builds the next catalogue beside the present one and swaps it in, whole or not at all."""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from bot.errors import OperatorError
from bot.store.folder import sync_to_disk

SCHEMA = 1  # of the catalogue; another number means a rebuild, never a migration

Cited = Iterable[tuple[str, str | None]]


class CatalogueBuilder:
    """Fills a new catalogue; every method takes stable keys and plain values, each key added before it is used."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._sources: dict[str, int] = {}
        self._films: dict[str, int] = {}
        self._people: dict[str, int] = {}
        self._evidence: dict[tuple[tuple[str, str | None], ...], int] = {}

    def meta(self, name: str, value: str) -> None:
        """Note something about this catalogue itself, such as what it was built from."""
        self._db.execute("INSERT INTO meta VALUES (?, ?)", (name, value))

    def source(
        self,
        key: str,
        *,
        title: str,
        publication: str | None,
        author: str | None,
        date: str,
        link: str | None,
        retrieved: str,
        note: str | None,
    ) -> None:
        """Add a publication that values are cited from."""
        self._sources[key] = self._insert(
            "INSERT INTO source (key, title, publication, author, date, link, retrieved, note)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, title, publication, author, date, link, retrieved, note),
        )

    def film(
        self,
        key: str,
        *,
        title: str,
        year: int | None,
        aliases: Iterable[str],
        popularity: float,
        complete_cast: bool,
    ) -> None:
        """Add a film with the other titles it is found under; popularity lies between 0 and 1."""
        self._films[key] = film = self._insert(
            "INSERT INTO film (key, title, year, popularity, complete_cast) VALUES (?, ?, ?, ?, ?)",
            (key, title, year, popularity, complete_cast),
        )
        self._db.executemany(
            "INSERT INTO film_alias VALUES (?, ?, ?)", [(film, at, name) for at, name in enumerate(aliases)]
        )

    def person(self, key: str, *, name: str, aliases: Iterable[str], popularity: float) -> None:
        """Add a person with the other names they are found under; popularity lies between 0 and 1."""
        self._people[key] = person = self._insert(
            "INSERT INTO person (key, name, popularity) VALUES (?, ?, ?)", (key, name, popularity)
        )
        self._db.executemany(
            "INSERT INTO person_alias VALUES (?, ?, ?)",
            [(person, at, name) for at, name in enumerate(aliases)],
        )

    def credit(
        self,
        film: str,
        person: str,
        *,
        job: str,
        character: str | None,
        billing: int | None,
        uncredited: bool,
        cited: Cited,
    ) -> None:
        """Add one person's job on one film."""
        self._insert(
            "INSERT INTO credit (film, person, job, character, billing, uncredited, evidence)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                self._films[film],
                self._people[person],
                job,
                character,
                billing,
                uncredited,
                self._evidence_of(cited),
            ),
        )

    def release(
        self, film: str, *, kind: str, country: str | None, date: str, note: str | None, cited: Cited
    ) -> None:
        """Add one release; `date` is partial, empty where it is not known."""
        self._insert(
            "INSERT INTO release (film, kind, country, date, note, evidence) VALUES (?, ?, ?, ?, ?, ?)",
            (self._films[film], kind, country, date, note, self._evidence_of(cited)),
        )

    def fact(
        self,
        key: str,
        film: str,
        *,
        topic: str,
        text: str,
        status: str,
        people: Iterable[str],
        note: str | None,
        cited: Cited,
    ) -> None:
        """Add one statement about a film and the people it is about."""
        fact = self._insert(
            "INSERT INTO fact (key, film, topic, text, status, note, evidence) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, self._films[film], topic, text, status, note, self._evidence_of(cited)),
        )
        self._db.executemany(
            "INSERT INTO fact_person VALUES (?, ?)", [(fact, self._people[person]) for person in people]
        )

    def quote(
        self,
        key: str,
        film: str,
        speaker: str,
        *,
        text: str,
        asked: str | None,
        topic: str,
        told_to: str | None,
        status: str,
        note: str | None,
        cited: Cited,
    ) -> None:
        """Add a person's spoken words."""
        self._insert(
            "INSERT INTO quote (key, film, speaker, text, asked, topic, told_to, status, note, evidence)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                self._films[film],
                self._people[speaker],
                text,
                asked,
                topic,
                told_to,
                status,
                note,
                self._evidence_of(cited),
            ),
        )

    def question(
        self,
        key: str,
        film: str,
        *,
        prompt: str,
        answer: str,
        wrong: Iterable[str],
        accepted: Iterable[str],
        difficulty: str,
        explanation: str,
        cited: Cited,
    ) -> None:
        """Add an authored trivia question with its three wrong choices."""
        self._insert(
            "INSERT INTO question (key, film, prompt, answer, wrong, accepted, difficulty, explanation, evidence)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                self._films[film],
                prompt,
                answer,
                json.dumps(list(wrong)),
                json.dumps(list(accepted)),
                difficulty,
                explanation,
                self._evidence_of(cited),
            ),
        )

    def _insert(self, sql: str, values: tuple[object, ...]) -> int:
        row = self._db.execute(sql, values).lastrowid
        assert row is not None
        return row

    def _evidence_of(self, cited: Cited) -> int:
        cites = tuple(cited)
        if cites not in self._evidence:
            evidence = self._insert("INSERT INTO evidence DEFAULT VALUES", ())
            self._db.executemany(
                "INSERT INTO citation VALUES (?, ?, ?, ?)",
                [(evidence, at, self._sources[source], place) for at, (source, place) in enumerate(cites)],
            )
            self._evidence[cites] = evidence
        return self._evidence[cites]


@contextlib.contextmanager
def next_catalogue(path: Path) -> Iterator[CatalogueBuilder]:
    """Give a builder for a catalogue that replaces the one at `path` when the block ends well.

    The new file is written in one pass without a journal, verified, synced and renamed over the old one;
    a failure leaves the old one as it was.

    Raises:
        OperatorError: the new file fails SQLite's own integrity check.
    """
    building = path.with_name(path.name + ".next")
    building.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(building, isolation_level=None)) as db:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = ON"):
                db.execute(f"PRAGMA {pragma}")
            db.executescript(_script("catalogue.sql"))
            db.execute("BEGIN")
            yield CatalogueBuilder(db)
            db.execute("COMMIT")
            db.executescript(_script("catalogue_indices.sql"))
            db.execute("ANALYZE")
            db.execute(f"PRAGMA user_version = {SCHEMA}")
            (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise OperatorError(f"the new catalogue is damaged ({verdict}); the old one stays")
        sync_to_disk(building)
        building.replace(path)
        sync_to_disk(path.parent)
    finally:
        building.unlink(missing_ok=True)


def built_from(path: Path) -> str | None:
    """Return the fingerprint of what a catalogue was built from, None where there is none to use."""
    if not path.exists():
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            if db.execute("PRAGMA user_version").fetchone() != (SCHEMA,):
                return None
            row = db.execute("SELECT value FROM meta WHERE name = 'built_from'").fetchone()
            return str(row[0]) if row else None
    except sqlite3.DatabaseError:
        return None  # damaged: it is a build product, so it is built again


def _script(name: str) -> str:
    return (resources.files("bot.store") / name).read_text("utf-8")
