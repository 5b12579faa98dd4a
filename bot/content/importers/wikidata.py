"""Wikidata: films with directors, cast, characters, dates and titles in many languages (no key; CC0).

A film has several directors, dozens of cast members and a dozen dates. One query for all of them would answer
their product, thousands of rows for one film, so each page of films is asked for four times, by the films'
ids: names, plain values, dates, and the statements of directors, writers and cast. In each of these the rows
add up. What came up in them and is not known yet (people, characters, genres, places) is named by the first
two queries again. Films are listed by the year of their first date, one list of ids a year, so no query skips
over rows (`OFFSET`), and a fetch goes on after the last year and item kept.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from bot.content.importers.cleaning import Unusable, clean
from bot.content.importers.fetching import Fetcher, Missing, Service
from bot.content.importers.spool import Spool, ids_job
from bot.content.importers.wikidata_entity import read_entity
from bot.content.importers.wikidata_items import (
    JOBS,
    LANGUAGES,
    VALUES,
    FilmItem,
    Item,
    Published,
    Statement,
    film_records,
    item_id,
    number_of,
    person_record,
)
from bot.errors import OperatorError
from bot.films.records import ImportSource, Record, Rejected

SOURCE = ImportSource(
    key="wikidata",
    title="Wikidata",
    publication="Wikimedia Foundation",
    link="https://www.wikidata.org/",
    licence="CC0 1.0",
)
SERVICE = Service(
    name="Wikidata",
    setting="MARQUEE_WIKIDATA_URL",
    refused="It turns away clients that asked too much: start the same command again tomorrow.",
    headers={"Accept": "application/sparql-results+json, application/json"},
    backoff=5,
)

T = TypeVar("T")

_FILMS = 50  # asked for at a time
_ITEMS = 200

_PREFIXES = """
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX ps: <http://www.wikidata.org/prop/statement/>
PREFIX psv: <http://www.wikidata.org/prop/statement/value/>
PREFIX pq: <http://www.wikidata.org/prop/qualifier/>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
# The kinds of film (Q11424 and what is below it) come first, since they are few.
_LISTING = """
SELECT DISTINCT ?item WHERE {
  { SELECT DISTINCT ?kind WHERE { ?kind wdt:P279* wd:Q11424 } }
  ?item wdt:P31 ?kind ;
        wdt:P577 ?date ;
        wikibase:sitelinks ?sitelinks .
  FILTER("%(year)s-01-01T00:00:00Z"^^xsd:dateTime <= ?date && ?date < "%(next)s-01-01T00:00:00Z"^^xsd:dateTime)
  FILTER(?sitelinks >= %(sitelinks)s)
  FILTER NOT EXISTS {
    ?item wdt:P577 ?earlier .
    FILTER(?earlier < "%(year)s-01-01T00:00:00Z"^^xsd:dateTime)
  }
}
"""
_NAMES = """
SELECT ?item ?property ?value WHERE {
  VALUES ?item { %(items)s }
  VALUES ?property { rdfs:label skos:altLabel }
  ?item ?property ?value .
  FILTER(LANG(?value) IN (%(languages)s))
}
"""
# P17 and P297: the country a place lies in, by its code.
_VALUES = """
SELECT ?item ?property ?value WHERE {
  {
    VALUES ?item { %(items)s }
    VALUES ?property { wikibase:sitelinks %(properties)s }
    ?item ?property ?value .
  } UNION {
    VALUES ?item { %(items)s }
    ?item wdt:P17/wdt:P297 ?value .
    BIND("inside" AS ?property)
  }
}
"""
# The value node has the precision; P291 is the place of publication, P437 the way.
_DATES = """
SELECT ?item ?time ?precision ?place ?format WHERE {
  VALUES ?item { %(items)s }
  ?item p:P577 ?statement .
  ?statement psv:P577 ?node .
  ?node wikibase:timeValue ?time ;
        wikibase:timePrecision ?precision .
  FILTER NOT EXISTS { ?statement wikibase:rank wikibase:DeprecatedRank }
  OPTIONAL { ?statement pq:P291 ?place }
  OPTIONAL { ?statement pq:P437 ?format }
}
"""
# P453 is the character's item, P4633 its name, P1545 the place in a numbered list.
_STATEMENTS = """
SELECT ?item ?statement ?property ?person ?ordinal ?role ?named WHERE {
  VALUES ?item { %(items)s }
  VALUES (?claim ?property) { %(claims)s }
  ?item ?claim ?statement .
  ?statement ?property ?person .
  FILTER NOT EXISTS { ?statement wikibase:rank wikibase:DeprecatedRank }
  OPTIONAL { ?statement pq:P1545 ?ordinal }
  OPTIONAL { ?statement pq:P453 ?role }
  OPTIONAL { ?statement pq:P4633 ?named }
}
"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Wikidata answers queries, and where the JSON of an item lies (`…/Q42.json`)."""

    sparql: str = "https://query.wikidata.org/sparql"
    entities: str = "https://www.wikidata.org/wiki/Special:EntityData"

    @classmethod
    def under(cls, base: str | None) -> "Addresses":
        """Both under one address, as a mirror has them; without one, Wikidata's own two hosts."""
        if not base:
            return cls()
        base = base.rstrip("/")
        return cls(sparql=f"{base}/sparql", entities=f"{base}/wiki/Special:EntityData")


class _Cell(BaseModel):
    type: str
    value: str
    language: str = Field("", alias="xml:lang")

    def text(self) -> str:
        """A literal, or an item's id; empty for “unknown value” and other addresses."""
        return (item_id(self.value) or "") if self.type == "uri" else self.value


_Row = dict[str, _Cell]


class _Bindings(BaseModel):
    bindings: list[_Row]


class _Answer(BaseModel):
    results: _Bindings


class Wikidata:
    """Fetches films into a spool; a method called again with the same arguments goes on where it stopped."""

    def __init__(
        self, fetcher: Fetcher, spool: Spool, addresses: Addresses | None = None, *, remembered: int = 20_000
    ) -> None:
        """Take what is worked with.

        Args:
            fetcher: opened for `SERVICE`.
            spool: where the records go.
            addresses: of a mirror; Wikidata's own by default.
            remembered: how many people and the like are kept in memory (some 3 kB each) and not asked for again.
        """
        self._remembered = remembered
        self._fetcher = fetcher
        self._spool = spool
        self._addresses = addresses or Addresses()
        self._known: dict[str, Item] = {}
        self._people: set[str] = set()

    async def years(self, first: int, last: int, *, sitelinks: int = 1) -> None:
        """Fetch the films first released in these years.

        Args:
            first: a year.
            last: a year, included.
            sitelinks: how many wikis have a page on a film at least.

        Raises:
            OperatorError: Wikidata cannot be asked, or the disk refuses; what was fetched is kept.
        """
        self._spool.resume(f"wikidata years {first}-{last} from {sitelinks} sitelinks")
        year, after = map(int, (self._spool.cursor or f"{first} 0").split())
        while year <= last:
            listed = await self._listed(year, sitelinks)
            left = [item for item in listed if number_of(item) > after]
            for page in _pages(left, _FILMS):
                self._spool.add(await self._page(page), f"{year} {number_of(page[-1])}")
            year, after = year + 1, 0
            self._spool.add((), f"{year} {after}")

    async def items(self, ids: Iterable[str]) -> None:
        """Fetch films by their ids through queries, many at a time; also to refresh them.

        Args:
            ids: `Q42` or an item's address.

        Raises:
            OperatorError: an id has another form, Wikidata cannot be asked, or the disk refuses.
        """
        await self._each(ids, "items", _FILMS, self._page)

    async def entities(self, ids: Iterable[str]) -> None:
        """Fetch single films by their ids from the items' own pages, which are never behind as queries can be.

        Args:
            ids: `Q42` or an item's address.

        Raises:
            OperatorError: an id has another form, Wikidata cannot be asked, or the disk refuses.
        """
        await self._each(ids, "entities", 1, self._entity)

    async def _each(
        self, ids: Iterable[str], what: str, size: int, read: Callable[[list[str]], Awaitable[list[Record]]]
    ) -> None:
        wanted = sorted({_asked(text) for text in ids}, key=number_of)
        self._spool.resume(f"wikidata {what} {ids_job(wanted)}")
        self._spool.expected = len(wanted)
        done = int(self._spool.cursor or 0)
        for page in _pages([item for item in wanted if number_of(item) > done], size):
            self._spool.add(await read(page), str(number_of(page[-1])))

    async def _listed(self, year: int, sitelinks: int) -> list[str]:
        rows = await self._rows(_LISTING % {"year": year, "next": year + 1, "sitelinks": sitelinks})
        return sorted({found for row in rows if (found := _text(row, "item"))}, key=number_of)

    async def _page(self, ids: list[str]) -> list[Record]:
        films = {id_: FilmItem(Item(id_)) for id_ in ids}
        await self._describe({id_: film.item for id_, film in films.items()})
        for film, row in await self._rows_of(_DATES, films):
            film.published.add(
                Published(
                    _text(row, "time"),
                    _number(row, "precision") or 0,
                    _text(row, "place"),
                    _text(row, "format"),
                )
            )
        claims = " ".join(f"(p:{key} ps:{key})" for key in JOBS)
        for film, row in await self._rows_of(_STATEMENTS, films, claims=claims):
            person, job = _text(row, "person"), JOBS.get(_property(row))
            if person and job:
                statement = film.statements.setdefault(_raw(row, "statement"), Statement(job, person))
                statement.ordinal = statement.ordinal or _number(row, "ordinal")
                statement.characters |= {text for name in ("role", "named") if (text := _text(row, name))}
        return await self._records(films.values())

    async def _entity(self, ids: list[str]) -> list[Record]:
        (id_,) = ids
        address = f"{self._addresses.entities}/{id_}.json"
        try:
            film = read_entity(await self._fetcher.json(address))
        except Missing:
            return [Rejected(f"Wikidata {id_}", "there is no such item: check the id")]
        except ValueError:
            raise self._fetcher.wrong_answer("JSON that is no item", self._fetcher.shown(address)) from None
        return await self._records([film])

    async def _records(self, films: Iterable[FilmItem]) -> list[Record]:
        films = list(films)
        if len(self._known) > self._remembered:
            self._known.clear()
            self._people.clear()
        unknown = sorted(
            {id_ for film in films for id_ in film.mentioned()} - self._known.keys(), key=number_of
        )
        for page in _pages(unknown, _ITEMS):
            items = {id_: Item(id_) for id_ in page}
            await self._describe(items)
            self._known |= items
        credited = {statement.person for film in films for statement in film.statements.values()}
        records: list[Record] = []
        for id_ in sorted(credited - self._people, key=number_of):
            try:
                records.append(person_record(self._known[id_]))
            except Unusable:
                continue  # each of their credits is rejected by its film, with its place
        self._people |= credited
        return [*records, *(record for film in films for record in film_records(film, self._known))]

    async def _describe(self, items: Mapping[str, Item]) -> None:
        """Fill in the names and values of items."""
        languages = ", ".join(f'"{language}"' for language in LANGUAGES)
        for item, row in await self._rows_of(_NAMES, items, languages=languages):
            language, name = row["value"].language if "value" in row else "", _text(row, "value")
            if _property(row) == "label":
                item.labels[language] = name
            else:
                item.aliases.append((language, name))
        properties = " ".join(f"wdt:{key}" for key in VALUES)
        for item, row in await self._rows_of(_VALUES, items, properties=properties):
            name, text = _property(row), _text(row, "value")
            if name == "sitelinks":
                item.sitelinks = _number(row, "value") or 0
            elif text:
                item.values.setdefault(VALUES.get(name, name), set()).add(text)

    async def _rows_of(self, query: str, items: Mapping[str, T], **parts: str) -> list[tuple[T, _Row]]:
        rows = await self._rows(query % {"items": " ".join(f"wd:{id_}" for id_ in items), **parts})
        return [(items[found], row) for row in rows if (found := _text(row, "item")) in items]

    async def _rows(self, query: str) -> list[_Row]:
        address = self._addresses.sparql
        try:
            answer = await self._fetcher.json(address, form={"query": _PREFIXES + query, "format": "json"})
            return _Answer.model_validate(answer).results.bindings
        except Missing:
            raise self._fetcher.wrong_answer("404", self._fetcher.shown(address)) from None
        except ValidationError:
            raise self._fetcher.wrong_answer(
                "JSON that is no SPARQL result", self._fetcher.shown(address)
            ) from None


def _pages(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _asked(text: str) -> str:
    if found := item_id(text.strip().upper()):
        return found
    raise OperatorError(f"“{clean(text)}” is no id of Wikidata. Write one such as Q42.")


def _raw(row: _Row, name: str) -> str:
    return row[name].value if name in row else ""


def _text(row: _Row, name: str) -> str:
    return row[name].text() if name in row else ""


def _number(row: _Row, name: str) -> int | None:
    text = _text(row, name)
    return int(text) if text.isdecimal() else None


def _property(row: _Row) -> str:
    """The last part of a property's address: `P345`, `label`, `altLabel`, `sitelinks`."""
    return re.split("[/#]", _raw(row, "property"))[-1]
