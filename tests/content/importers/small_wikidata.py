"""A few items that answer Wikidata's queries and entity pages in its forms; the films are made up."""

import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.content.importers.local_service import Answer, Asked

ITEM = "http://www.wikidata.org/entity/"
DIRECT = "http://www.wikidata.org/prop/direct/"
Row = dict[str, dict[str, str]]
# What marks each of the four queries for the items of a page.
KINDS = {
    "skos:altLabel": "names",
    "wdt:P17/wdt:P297": "values",
    "wikibase:timePrecision": "dates",
    "pq:P453": "statements",
}


def uri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


def item(id_: str) -> dict[str, str]:
    return uri(ITEM + id_)


def literal(value: object, language: str = "") -> dict[str, str]:
    return {"type": "literal", "value": str(value)} | ({"xml:lang": language} if language else {})


@dataclass
class SmallWikidata:
    """Rows by the query they answer; `answer` picks those of the items a query asks for."""

    listed: dict[int, list[str]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {kind: [] for kind in KINDS.values()})
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def film(self, id_: str, title: str, year: int, *, sitelinks: int = 10) -> None:
        """A film that is listed in a year, with a date known to the year."""
        self.listed.setdefault(year, []).append(id_)
        self.name(id_, title)
        self.value(id_, "sitelinks", sitelinks)
        self.date(id_, f"{year}-01-01T00:00:00Z", 9)

    def name(self, id_: str, name: str, language: str = "en", *, alias: bool = False) -> None:
        property_ = (
            "http://www.w3.org/2004/02/skos/core#altLabel"
            if alias
            else "http://www.w3.org/2000/01/rdf-schema#label"
        )
        self._row("names", id_, property=uri(property_), value=literal(name, language))

    def value(self, id_: str, property_: str, value: object) -> None:
        """A plain value, an item where it looks like one."""
        if property_ == "sitelinks":
            name = uri("http://wikiba.se/ontology#sitelinks")
        else:
            name = literal("inside") if property_ == "inside" else uri(DIRECT + property_)
        text = str(value)
        self._row("values", id_, property=name, value=item(text) if text.startswith("Q") else literal(text))

    def date(self, id_: str, time: str, precision: int, **places: str) -> None:
        cells = {name: item(place) for name, place in places.items()}
        self._row("dates", id_, time=literal(time), precision=literal(precision), **cells)

    def statement(
        self, id_: str, property_: str, person: dict[str, str], key: str, **cells: dict[str, str]
    ) -> None:
        self._row(
            "statements",
            id_,
            statement=uri(f"{ITEM}statement/{key}"),
            property=uri(f"http://www.wikidata.org/prop/statement/{property_}"),
            person=person,
            **cells,
        )

    def _row(self, kind: str, id_: str, **cells: dict[str, str]) -> None:
        self.rows[kind].append({"item": item(id_), **cells})

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith("/wiki/Special:EntityData/"):
            id_ = asked.path.rsplit("/", 1)[1].removesuffix(".json")
            self.asked.append(id_)
            if id_ not in self.entities:
                return web.Response(status=404, text="<html>No entity with this id was found.</html>")
            return {"entities": {self.entities[id_]["id"]: self.entities[id_]}}
        assert (asked.method, asked.path) == ("POST", "/sparql")
        query = asked.form["query"]
        if "P279*" in query:
            found = re.search(r'"([0-9]{4})-01-01', query)
            assert found
            self.asked.append(f"listing {found[1]}")
            return self._bindings([{"item": item(id_)} for id_ in self.listed.get(int(found[1]), [])])
        kind = next(kind for mark, kind in KINDS.items() if mark in query)
        values = re.search(r"VALUES \?item \{ ([^}]*) \}", query)
        assert values
        wanted = {ITEM + name.removeprefix("wd:") for name in values[1].split()}
        self.asked.append(f"{kind} of {len(wanted)}")
        return self._bindings(
            [row for row in self.rows[kind] if "item" not in row or row["item"]["value"] in wanted]
        )

    def _bindings(self, rows: list[Row]) -> dict[str, object]:
        return {
            "head": {"vars": sorted({name for row in rows for name in row})},
            "results": {"bindings": rows},
        }


def claim(
    property_: str, value: object, *, rank: str = "normal", **qualifiers: list[object]
) -> dict[str, Any]:
    """A statement of an entity's JSON; a value that is None is “unknown value”."""
    return {
        "mainsnak": snak(property_, value),
        "type": "statement",
        "id": f"{property_}${value}{rank}{qualifiers}",
        "rank": rank,
        "qualifiers": {key: [snak(key, each) for each in values] for key, values in qualifiers.items()} or [],
    }


def snak(property_: str, value: object) -> dict[str, Any]:
    if value is None:
        return {"snaktype": "somevalue", "property": property_, "datatype": "wikibase-item"}
    if isinstance(value, str) and re.fullmatch(r"Q\d+", value):
        kind: str = "wikibase-entityid"
        held: object = {"entity-type": "item", "numeric-id": int(value[1:]), "id": value}
    elif isinstance(value, tuple):
        kind = "time"
        held = {"time": value[0], "timezone": 0, "before": 0, "after": 0, "precision": value[1]}
    else:
        kind, held = ("string" if isinstance(value, str) else "monolingualtext"), value
    return {"snaktype": "value", "property": property_, "datavalue": {"value": held, "type": kind}}


def entity(id_: str, title: str, *claims: dict[str, Any], **others: str) -> dict[str, Any]:
    """An item's JSON, with its label in other languages."""
    names = {"en": title, **others}
    grouped: dict[str, list[dict[str, Any]]] = {}
    for each in claims:
        grouped.setdefault(each["mainsnak"]["property"], []).append(each)
    return {
        "pageid": 1,
        "ns": 0,
        "title": id_,
        "type": "item",
        "id": id_,
        "labels": {key: {"language": key, "value": value} for key, value in names.items()},
        "descriptions": {},
        "aliases": [],
        "claims": grouped,
        "sitelinks": {f"{key}wiki": {"site": f"{key}wiki", "title": value} for key, value in names.items()},
    }
