"""What Wikidata says of a film, gathered from SPARQL rows or from an entity's JSON, and made into records."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.content.importers.cleaning import (
    Unusable,
    character_of,
    clean,
    distinct,
    log_share,
    name_of,
    year_of,
)
from bot.films.model import ReleaseKind
from bot.films.records import CreditRecord, FilmRecord, PersonRecord, Record, Rejected, ReleaseRecord
from bot.releases.dates import PartialDate

# Titles and names are taken in these languages, the first that has one as the main one. “mul” is Wikidata's
# mark for what is the same in all languages.
LANGUAGES = (
    *("en", "mul", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "tr"),
    *("ru", "uk", "el", "he", "ar", "fa", "hi", "zh", "ja", "ko"),
)
JOBS = {"P57": "director", "P58": "screenplay", "P161": "actor", "P725": "actor"}  # P725: voices
# What the other properties of an item are to us; SPARQL is asked for the same ones.
VALUES = {
    "P31": "kind",
    "P136": "genre",
    "P297": "country",
    "P345": "imdb",
    "P1476": "title",
    "P4947": "tmdb",
    "P4985": "tmdb-person",
}

_FORMATS: dict[str, ReleaseKind] = {  # P437, distribution format
    "Q41253": "cinema",
    "Q723685": "digital",  # video on demand
    "Q220499": "digital",  # streaming
    "Q269415": "digital",  # digital distribution
    "Q5294": "physical",  # DVD
    "Q47770": "physical",  # Blu-ray
    "Q183976": "physical",  # VHS
    "Q289": "tv",
}
_TELEVISION_FILM = "Q506240"
_HUMAN = "Q5"
_MOST_NAMES = 30  # beside the main one; a few items have hundreds
_WELL_KNOWN = 200  # Wikipedias and sister projects with a page on the best known films and people
_TIME = re.compile(r"\+?([0-9]{4})-([0-9]{2})-([0-9]{2})T")
_LAST = 10**6  # where an entry without an ordinal is sorted
_ITEM = re.compile(r"(?:^|/)(Q[1-9][0-9]{0,11})$")


@dataclass(slots=True)
class Item:
    """An item's names by language and its values by `VALUES`' names, as they came."""

    id: str
    labels: dict[str, str] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)  # (language, text)
    values: dict[str, set[str]] = field(default_factory=dict)
    sitelinks: int = 0

    def name(self) -> str:
        """The label in the first language that has one, empty where none has."""
        return next((self.labels[language] for language in LANGUAGES if language in self.labels), "")

    def other_names(self) -> tuple[str, ...]:
        """Titles, labels and aliases beside the name, each once, in an order that is always the same."""
        in_order = sorted(
            (pair for pair in self.aliases if pair[0] in LANGUAGES),
            key=lambda pair: (LANGUAGES.index(pair[0]), pair[1]),
        )
        labels = [self.labels[language] for language in LANGUAGES if language in self.labels]
        return distinct(
            [*sorted(self.values.get("title", ())), *labels, *(text for _, text in in_order)],
            but=self.name(),
        )[:_MOST_NAMES]

    def ids(self, name: str, form: str) -> list[tuple[str, str]]:
        """External ids of one scheme that have its form, as (scheme, id)."""
        fit = (value for value in self.values.get(name, ()) if re.fullmatch(form, value, re.ASCII))
        return [(name, value) for value in sorted(fit, key=lambda value: (len(value), value))]

    def country(self, name: str) -> str | None:
        """An ISO 3166 code: of the country it is (`country`), or that it lies in (`inside`)."""
        return min((code for _, code in self.ids(name, "[A-Z]{2}")), default=None)


@dataclass(slots=True)
class Statement:
    """A person's job on the film; one with several characters has several of them."""

    job: str
    person: str
    ordinal: int | None = None
    characters: set[str] = field(default_factory=set)  # items and texts


@dataclass(frozen=True, slots=True)
class Published:
    """A date of publication as it came; precision 9 is a year, 10 a month, 11 a day."""

    time: str
    precision: int
    place: str = ""
    format: str = ""


@dataclass(slots=True)
class FilmItem:
    """A film's item with its credits and dates; statements and dates are keyed so that rows merge."""

    item: Item
    statements: dict[str, Statement] = field(default_factory=dict)
    published: set[Published] = field(default_factory=set)

    def mentioned(self) -> set[str]:
        """The items whose names and values its records need: people, characters, genres, places."""
        characters = {name for statement in self.statements.values() for name in statement.characters}
        wanted = {
            *(statement.person for statement in self.statements.values()),
            *(name for name in characters if item_id(name)),
            *self.item.values.get("genre", ()),
            *(date.place for date in self.published if date.place),
        }
        return {found for name in wanted if (found := item_id(name))}


def item_id(text: str) -> str | None:
    """The id in `Q42` or in an item's address, None where there is none (“unknown value” has none)."""
    found = _ITEM.search(text)
    return found[1] if found else None


def number_of(item: str) -> int:
    """The number of an item's id, 42 of `Q42`, by which items are put in order."""
    return int(item[1:])


def renown(sitelinks: int) -> float:
    """Popularity from the number of wikis with a page on it: ln(1 + n) / ln(1 + 200), at most 1.

    By logarithm, since the second page says more than the hundredth: 1 page gives .13, 10 give .45, 50 give
    .74, 130 (the best known films) .92. Two decimals, so that a page more here or there changes nothing.
    """
    return round(log_share(sitelinks, _WELL_KNOWN), 2)


def person_record(person: Item) -> PersonRecord:
    """A credited person, found under their names in all our languages.

    Raises:
        Unusable: they have no name.
    """
    return PersonRecord(
        person.id,
        name_of(person.name(), "name"),
        aliases=person.other_names(),
        popularity=renown(person.sitelinks),
        external=_person_ids(person),
        place=f"Wikidata {person.id}",
    )


def film_records(film: FilmItem, mentioned: Mapping[str, Item]) -> list[Record]:
    """Make the film's record, and a `Rejected` for each of its values that cannot be kept.

    A title that cannot be kept, or an item that is a human, rejects the film.

    Args:
        film: as Wikidata has it.
        mentioned: the items of `FilmItem.mentioned`.
    """
    item, place = film.item, f"Wikidata {film.item.id}"
    try:
        if _HUMAN in item.values.get("kind", ()):
            raise Unusable("it is a human, not a film")
        title = name_of(item.name(), "title in a language we keep")
    except Unusable as fault:
        return [Rejected(place, f"{fault}: left out")]
    rejected: list[Record] = []
    credited = tuple(_credits(film, mentioned, place, rejected))
    releases = tuple(_releases(film, mentioned, place, rejected))
    genres = (mentioned[genre].name() for genre in sorted(item.values.get("genre", ())) if genre in mentioned)
    record = FilmRecord(
        item.id,
        title,
        year=min((int(release.date[:4]) for release in releases), default=None),
        aliases=item.other_names(),
        popularity=renown(item.sitelinks),
        genres=distinct(genre.removesuffix(" film").capitalize() for genre in genres),
        external=(("wikidata", item.id), *item.ids("imdb", r"tt\d+"), *item.ids("tmdb", r"\d+")),
        credits=credited,
        releases=releases,
        place=place,
    )
    return [*rejected, record]


def _credits(
    film: FilmItem, mentioned: Mapping[str, Item], place: str, rejected: list[Record]
) -> Iterator[CreditRecord]:
    """One credit for each person and job, however many statements it has."""
    merged: dict[tuple[str, str], list[Statement]] = {}
    for statement in film.statements.values():
        merged.setdefault((statement.job, statement.person), []).append(statement)
    order = list(dict.fromkeys(JOBS.values()))
    # Without an ordinal Wikidata says nothing of billing; the id keeps the order the same at every import.
    for (job, person_id), statements in sorted(
        merged.items(),
        key=lambda entry: (order.index(entry[0][0]), _ordinal(entry[1]), number_of(entry[0][1])),
    ):
        person = mentioned.get(person_id, Item(person_id))
        try:
            name = name_of(person.name(), "name")
        except Unusable as fault:
            rejected.append(Rejected(f"{place}, {job} {person_id}", f"{fault}: left out"))
            continue
        characters = {name for statement in statements for name in statement.characters}
        texts = (mentioned[text].name() if text in mentioned else text for text in characters)
        character, uncredited = character_of(" / ".join(distinct(sorted(texts))))
        billing = _ordinal(statements)
        yield CreditRecord(
            name,
            job,
            character=character,
            billing=None if billing == _LAST else billing,
            uncredited=uncredited,
            external=_person_ids(person),
        )


def _releases(
    film: FilmItem, mentioned: Mapping[str, Item], place: str, rejected: list[Record]
) -> list[ReleaseRecord]:
    """The dates of publication in order, without those that only repeat another one less precisely."""
    television = _TELEVISION_FILM in film.item.values.get("kind", ())
    releases: set[ReleaseRecord] = set()
    for published in sorted(film.published, key=lambda published: (published.time, published.place)):
        try:
            date = partial_date(published.time, published.precision)
        except Unusable as fault:
            rejected.append(Rejected(f"{place}, publication date", f"{fault}: left out"))
            continue
        where = mentioned.get(published.place, Item(""))
        country = where.country("country")
        releases.add(
            ReleaseRecord(
                # Wikidata's date of publication is the film's release; how is said by few statements.
                _FORMATS.get(published.format, "tv" if television else "cinema"),
                date,
                country=country or where.country("inside"),
                note=None if country else clean(where.name()) or None,
            )
        )
    return sorted(
        (
            release
            for release in releases
            if release.date and not any(_repeats(release, other) for other in releases)
        ),
        key=lambda release: (release.date, release.kind, release.country or "", release.note or ""),
    )


def _repeats(release: ReleaseRecord, other: ReleaseRecord) -> bool:
    return (
        release.kind == other.kind
        and release.note is None
        and release.country in (None, other.country)
        and len(release.date) < len(other.date)
        and other.date.startswith(release.date)
    )


def partial_date(time: str, precision: int) -> str:
    """Read a time as Wikidata writes it, as far as it is known; empty where not even the year is.

    A year comes as `1931-01-01T00:00:00Z` or `+1931-00-00T00:00:00Z` with precision 9.

    Raises:
        Unusable: it is no date, or its year is none of a film.
    """
    if precision < 9:
        return ""
    found = _TIME.match(time)
    if not found:
        raise Unusable(f"“{clean(time)[:40]}” is not a date of a film")
    year_of(found[1])
    parts = [part for part in found.groups()[: precision - 8] if part != "00"]
    try:
        return str(PartialDate.parse("-".join(parts)))
    except ValueError as fault:
        raise Unusable(str(fault)) from None


def _person_ids(person: Item) -> tuple[tuple[str, str], ...]:
    return (("wikidata", person.id), *person.ids("imdb", r"nm\d+"), *person.ids("tmdb-person", r"\d+"))


def _ordinal(statements: list[Statement]) -> int:
    return min((statement.ordinal for statement in statements if statement.ordinal), default=_LAST)
