"""Reads an item's JSON, as Wikidata's entity data pages give it."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator

from bot.content.importers.wikidata_items import JOBS, VALUES, FilmItem, Item, Published, Statement, item_id

T = TypeVar("T")
# An empty map is written `[]`.
_Map = Annotated[dict[str, T], BeforeValidator(lambda value: {} if value == [] else value)]


class _Value(BaseModel):
    value: Any  # a text, or an object whose form goes by the property


class _Snak(BaseModel):
    datavalue: _Value | None = None  # none for “unknown value” and “no value”

    def text(self) -> str:
        """An item's id, a text, or an external id; empty for everything else."""
        value = self.datavalue.value if self.datavalue else ""
        if isinstance(value, dict):
            value = value.get("id") or value.get("text")
        return value if isinstance(value, str) else ""


class _Claim(BaseModel):
    id: str
    mainsnak: _Snak
    rank: str = "normal"
    qualifiers: _Map[list[_Snak]] = {}

    def qualifier(self, key: str) -> list[str]:
        return [text for snak in self.qualifiers.get(key, ()) if (text := snak.text())]


class _Text(BaseModel):
    value: str


class _Entity(BaseModel):
    id: str
    labels: _Map[_Text] = {}
    aliases: _Map[list[_Text]] = {}
    claims: _Map[list[_Claim]] = {}
    sitelinks: _Map[Any] = {}


class _Entities(BaseModel):
    entities: _Map[_Entity]


def read_entity(answer: object) -> FilmItem:
    """Read the one item of an answer such as `{"entities": {"Q42": {…}}}`; an item that was merged has its new id.

    Raises:
        ValueError: it has another form.
    """
    entities = list(_Entities.model_validate(answer).entities.values())
    if len(entities) != 1 or not item_id(entities[0].id):
        raise ValueError("not one item")
    (entity,) = entities
    item = Item(
        entity.id,
        labels={language: label.value for language, label in entity.labels.items()},
        aliases=[(language, alias.value) for language, names in entity.aliases.items() for alias in names],
        values={
            name: {claim.mainsnak.text() for claim in _best(entity, key)} for key, name in VALUES.items()
        },
        sitelinks=len(entity.sitelinks),
    )
    return FilmItem(item, statements=_statements(entity), published=_published(entity))


def _statements(entity: _Entity) -> dict[str, Statement]:
    statements = {}
    for key, job in JOBS.items():
        for claim in _standing(entity, key):
            if person := item_id(claim.mainsnak.text()):
                ordinals = [int(text) for text in claim.qualifier("P1545") if text.isdecimal()]
                statements[claim.id] = Statement(
                    job,
                    person,
                    ordinal=min(ordinals, default=None),
                    characters={*claim.qualifier("P453"), *claim.qualifier("P4633")},
                )
    return statements


def _published(entity: _Entity) -> set[Published]:
    published = set()
    for claim in _standing(entity, "P577"):
        value = claim.mainsnak.datavalue.value if claim.mainsnak.datavalue else None
        if isinstance(value, dict):
            time, precision = str(value.get("time")), value.get("precision")
            precision = precision if isinstance(precision, int) else 0
            for place in claim.qualifier("P291") or [""]:
                for way in claim.qualifier("P437") or [""]:
                    published.add(Published(time, precision, place, way))
    return published


def _standing(entity: _Entity, key: str) -> list[_Claim]:
    return [claim for claim in entity.claims.get(key, ()) if claim.rank != "deprecated"]


def _best(entity: _Entity, key: str) -> list[_Claim]:
    """The preferred statements, or else the normal ones, as SPARQL's `wdt:` gives them."""
    standing = _standing(entity, key)
    return [claim for claim in standing if claim.rank == "preferred"] or standing
