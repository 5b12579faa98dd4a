"""Lays packs over what was imported: in the catalogue under construction, anew at every build."""

import json
import sqlite3
from collections.abc import Collection, Iterable

from bot.films.titles import fold

Cited = Iterable[tuple[str, str | None]]

_PACK_KEYS = "ref >= 'key:' AND ref < 'key;'"


def lift_packs(db: sqlite3.Connection) -> None:
    """Take away all that packs gave, so that the imports lie open as they were."""
    for table in ("question", "quote", "fact_person", "fact"):  # only packs give these
        db.execute(f"DELETE FROM {table}")
    for table in ("credit", "release", "film_alias", "genre", "person_alias"):
        db.execute(f"DELETE FROM {table} WHERE evidence IN (SELECT id FROM evidence WHERE packed)")
    db.execute("DELETE FROM film_ref WHERE film IN (SELECT id FROM film WHERE packed)")
    db.execute("DELETE FROM film WHERE packed")
    # Each film that a pack lay over has a key of the pack's. The first source to speak of it is heard again.
    said = "FROM film_claim AS c WHERE c.film = film.id"
    db.execute(
        f"UPDATE film SET complete_cast = 0, title = (SELECT c.title {said} ORDER BY c.source LIMIT 1),"
        f" year = (SELECT c.year {said} AND c.year IS NOT NULL ORDER BY c.source LIMIT 1)"
        f" WHERE id IN (SELECT film FROM film_ref WHERE {_PACK_KEYS})"
    )
    db.execute(f"DELETE FROM film_ref WHERE {_PACK_KEYS}")
    db.execute(f"DELETE FROM person_ref WHERE {_PACK_KEYS}")
    db.execute("DELETE FROM person WHERE packed")
    db.execute("DELETE FROM citation WHERE evidence IN (SELECT id FROM evidence WHERE packed)")
    db.execute("DELETE FROM evidence WHERE packed")
    db.execute("DELETE FROM source WHERE packed")


class PackLayer:
    """Lays packs over the imports; every method takes stable keys, each key given before it is used.

    A pack's film is an imported one where the keys are the same, or the title and the year; of a film whose
    year the pack does not say, one of its other titles, or the title and someone who is credited. Then the
    pack's title and year stand, and the film is found under both keys.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._uncited = self._insert("INSERT INTO evidence (packed) VALUES (1)", ())
        self._sources: dict[str, int] = {}
        self._films: dict[str, int] = {}
        self._people: dict[str, int] = {}
        self._evidence: dict[tuple[tuple[str, str | None], ...], int] = {}

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
            "INSERT INTO source (key, title, publication, author, date, link, retrieved, note, packed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (key, title, publication, author, date, link, retrieved, note),
        )

    def film(
        self,
        key: str,
        *,
        title: str,
        year: int | None,
        aliases: Iterable[str],
        complete_cast: bool,
        credited: Collection[str],
    ) -> None:
        """Give a film with the other titles it is found under.

        Args:
            credited: the names of who is credited in the packs, by which a film of unknown year is known.
        """
        aliases = tuple(aliases)
        found = self._imported_film(key, title, year, aliases, credited)
        if found is None:
            found = self._insert(
                "INSERT INTO film (key, title, year, popularity, complete_cast, folded, packed)"
                " VALUES (?, ?, ?, 0, ?, ?, 1)",
                (key, title, year, complete_cast, fold(title)),
            )
        else:
            self._db.execute(
                "UPDATE film SET title = ?, year = coalesce(?, year), complete_cast = ? WHERE id = ?",
                (title, year, complete_cast, found),
            )
            self._db.execute("INSERT OR IGNORE INTO film_ref VALUES (?, ?)", (f"key:{key}", found))
        self._films[key] = found
        self._db.executemany(
            "INSERT OR IGNORE INTO film_alias VALUES (?, ?, ?)",
            [(found, name, self._uncited) for name in aliases],
        )

    def person(self, key: str, *, name: str, aliases: Iterable[str]) -> None:
        """Give a person with the other names they are found under; of imported bearers the best known."""
        person = self._imported_person(key, name)
        if person is not None:
            self._db.execute("INSERT OR IGNORE INTO person_ref VALUES (?, ?)", (f"key:{key}", person))
        else:
            person = self._insert(
                "INSERT INTO person (key, name, popularity, rated, folded, packed) VALUES (?, ?, 0, 0, ?, 1)",
                (key, name, fold(name)),
            )
        self._people[key] = person
        self._db.executemany(
            "INSERT OR IGNORE INTO person_alias VALUES (?, ?, ?)",
            [(person, alias, self._uncited) for alias in aliases],
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

    def _imported_film(
        self, key: str, title: str, year: int | None, aliases: Collection[str], credited: Collection[str]
    ) -> int | None:
        row = self._db.execute("SELECT id FROM film WHERE key = ?", (key,)).fetchone()
        if row is None and year is not None:
            row = self._only(
                "SELECT id FROM film WHERE NOT packed AND folded = ? AND year = ?", (fold(title), year)
            )
        elif row is None:
            names = json.dumps([fold(alias) for alias in aliases])
            row = self._only(
                "SELECT id FROM film WHERE NOT packed AND folded IN (SELECT value FROM json_each(?))",
                (names,),
            ) or self._only(
                "SELECT DISTINCT f.id FROM film AS f JOIN credit AS c ON c.film = f.id"
                " JOIN person AS p ON p.id = c.person"
                " WHERE NOT f.packed AND f.folded = ? AND p.folded IN (SELECT value FROM json_each(?))",
                (fold(title), json.dumps([fold(name) for name in credited])),
            )
        return int(row[0]) if row else None

    def _imported_person(self, key: str, name: str) -> int | None:
        row = self._db.execute("SELECT id FROM person WHERE key = ?", (key,)).fetchone()
        if row:
            return int(row[0])
        bearers = self._db.execute(
            "SELECT id FROM person WHERE folded = ? AND NOT packed ORDER BY popularity DESC", (fold(name),)
        )
        taken = set(self._people.values())  # a pack tells its own people of one name apart
        return next((int(person) for (person,) in bearers if person not in taken), None)

    def _only(self, sql: str, values: tuple[object, ...]) -> tuple[int] | None:
        taken = set(self._films.values())
        rows = [row for row in self._db.execute(sql, values) if row[0] not in taken]
        return rows[0] if len(rows) == 1 else None

    def _insert(self, sql: str, values: tuple[object, ...]) -> int:
        row = self._db.execute(sql, values).lastrowid
        assert row is not None
        return row

    def _evidence_of(self, cited: Cited) -> int:
        cites = tuple(cited)
        if cites not in self._evidence:
            evidence = self._insert("INSERT INTO evidence (packed) VALUES (1)", ())
            self._db.executemany(
                "INSERT INTO citation VALUES (?, ?, ?, ?)",
                [(evidence, at, self._sources[source], place) for at, (source, place) in enumerate(cites)],
            )
            self._evidence[cites] = evidence
        return self._evidence[cites]
