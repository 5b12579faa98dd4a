"""From rows of the catalogue to the dataclasses of the ground floor, and the columns that takes."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.films.citing import cite
from bot.films.model import Citation, Credit, Film, Person, Quote, Release, Source
from bot.releases.dates import PartialDate
from bot.trivia.question import Question

# The keys of films a guild added itself: this and their number. `local-hero-1983` is not one of them.
LOCAL = "local-"
LOCAL_KEY = re.compile(rf"{LOCAL}([1-9][0-9]{{0,17}})")

FILM = """f.key AS film_key, f.title AS film_title, f.year AS film_year,
    (SELECT json_group_array(DISTINCT name) FROM film_alias WHERE film = f.id) AS film_aliases"""
PERSON = """p.key AS person_key, p.name AS person_name,
    (SELECT json_group_array(DISTINCT name) FROM person_alias WHERE person = p.id) AS person_aliases"""
CITED = """(SELECT json_group_array(json_array(c.position, c.place, s.key, s.title, s.publication, s.author,
        s.date, s.link, s.retrieved, s.licence))
    FROM citation AS c JOIN source AS s ON s.id = c.source WHERE c.evidence = x.evidence) AS cited"""


def film_of(row: sqlite3.Row) -> Film:
    """The film whose columns are `FILM`."""
    return Film(row["film_key"], row["film_title"], row["film_year"], tuple(json.loads(row["film_aliases"])))


def local_film_of(row: sqlite3.Row) -> Film:
    """A guild's own film."""
    year = PartialDate.parse(row["date"]).year
    return Film(f"{LOCAL}{row['id']}", row["title"], year, (), row["guild_id"])


def person_of(row: sqlite3.Row) -> Person:
    """The person whose columns are `PERSON`."""
    return Person(row["person_key"], row["person_name"], tuple(json.loads(row["person_aliases"])))


def citations_of(row: sqlite3.Row) -> tuple[Citation, ...]:
    """The citations whose column is `CITED`, in order."""
    return tuple(
        Citation(source_of(*source), place) for _, place, *source in sorted(json.loads(row["cited"]))
    )


def source_of(
    key: str,
    title: str,
    publication: str | None,
    author: str | None,
    date: str,
    link: str | None,
    retrieved: str,
    licence: str | None,
) -> Source:
    """A source by its columns."""
    at, read = PartialDate.parse(date), PartialDate.parse(retrieved)
    return Source(key, title, publication, author, at, link, read, licence)


def question_of(row: sqlite3.Row, locale: str) -> Question:
    """An authored question, the right answer standing first among the choices."""
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
        source=cite(citations_of(row), locale),
    )


def credits_of(rows: Iterable[sqlite3.Row]) -> tuple[Credit, ...]:
    """Credits, each once: what several sources say of one person's job on one film is laid together."""
    found: dict[tuple[str, str, str], Credit] = {}
    for row in rows:
        one = Credit(
            film_of(row),
            person_of(row),
            row["job"],
            row["character"],
            row["billing"],
            bool(row["uncredited"]),
            citations_of(row),
        )
        which = (one.film.key, one.person.key, one.job)
        same = found.get(which)
        if same:
            one = replace(
                same,
                character=same.character or one.character,
                billing=same.billing or one.billing,
                citations=(*same.citations, *one.citations),
            )
        found[which] = one
    return tuple(found.values())


def releases_of(rows: Sequence[sqlite3.Row]) -> tuple[Release, ...]:
    """Releases; what a pack says of one stands alone, and where imports disagree, each is there."""
    settled = {(row["kind"], row["country"]) for row in rows if row["packed"]}
    said = [row for row in rows if row["packed"] or (row["kind"], row["country"]) not in settled]
    releases: dict[tuple[str, str | None, str], Release] = {}
    for row in said:
        date = PartialDate.parse(row["date"])
        one = Release(film_of(row), row["kind"], row["country"], date, row["note"], citations_of(row))
        same = releases.get((row["kind"], row["country"], row["date"]))
        if same:
            one = replace(same, citations=(*same.citations, *one.citations))
        releases[row["kind"], row["country"], row["date"]] = one
    return tuple(releases.values())


def quote_of(row: sqlite3.Row) -> Quote:
    """A quote with its speaker and film."""
    return Quote(
        row["key"],
        film_of(row),
        person_of(row),
        row["text"],
        row["asked"],
        row["topic"],
        row["told_to"],
        row["status"],
        citations_of(row),
    )
