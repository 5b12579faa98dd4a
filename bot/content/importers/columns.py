"""Finds out from the names of its columns what a table tells about films or people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Column = int | str  # where a value stands in a row: its number in CSV, its key in JSON
Field = Literal[
    "title",
    "name",
    "year",
    "aliases",
    "popularity",
    "votes",
    "genres",
    "directors",
    "cast",
    "release_date",
    "release_kind",
    "country",
    "releases",
    "imdb",
    "tmdb",
    "wikidata",
    "wikipedia",
]

# What columns are called, without case, spaces and signs; the first is ours.
_CALLED: dict[Field, tuple[str, ...]] = {
    "title": ("title", "film", "movie", "filmtitle", "movietitle", "primarytitle", "filmname", "moviename"),
    "name": ("name", "person", "personname", "primaryname", "fullname"),
    "year": ("year", "releaseyear", "startyear", "filmyear", "yearofrelease"),
    "aliases": (
        *("aliases", "alias", "aka", "akas", "alsoknownas", "alternativetitles", "alternativetitle"),
        *("alternatetitles", "othertitles", "othernames", "originaltitle", "originalname"),
    ),
    "popularity": ("popularity",),
    "votes": ("votes", "numvotes", "votecount", "sitelinks"),
    "genres": ("genres", "genre"),
    "directors": ("directors", "director", "directedby"),
    "cast": ("cast", "actors", "actor", "stars", "star", "starring", "castmembers", "performers"),
    "release_date": ("releasedate", "released", "releasedon"),
    "release_kind": ("releasekind", "kind", "releasetype"),
    "country": ("country", "releasecountry", "countrycode", "region"),
    "releases": ("releases", "releasedates"),
    "imdb": ("imdb", "imdbid", "tconst", "nconst", "imdburl"),
    "tmdb": ("tmdb", "tmdbid"),
    "wikidata": ("wikidata", "wikidataid", "qid"),
    "wikipedia": ("wikipedia", "wikipediaurl", "wikipediapage", "href", "url", "link"),
}
_IDS: tuple[Field, ...] = ("imdb", "tmdb", "wikidata", "wikipedia")
_FIELDS: dict[str, Field] = {name: field for field, names in _CALLED.items() for name in names}
_SIGNS = re.compile(r"[\W_]+")
# With one of these columns, `name` is a film's.
_FILM_ONLY = frozenset(["year", "directors", "cast", "release_date", "releases", "genres"])


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a row holds what; None where there is none of it.

    Attributes:
        name: of a film's title, or of a person's name where `films` is false.
        aliases: there can be several.
        ids: what kind of id stands where; the kinds in the order in which they are trusted.
        used: the names of the columns that are read, as the file has them.
        unused: the names of the others.
    """

    films: bool
    name: Column
    year: Column | None
    aliases: tuple[Column, ...]
    popularity: Column | None
    votes: Column | None
    genres: Column | None
    directors: Column | None
    cast: Column | None
    release_date: Column | None
    release_kind: Column | None
    country: Column | None
    releases: Column | None
    ids: tuple[tuple[Field, Column], ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]


def columns_of(named: Iterable[tuple[str, Column]]) -> Columns | None:
    """Tell columns by their names; None where there is neither a title nor a name.

    Case, spaces and signs in a name do not matter. Where two columns say the same, the first counts, but all
    that hold aliases.

    Args:
        named: each column's name and where it stands.
    """
    found: dict[Field, Column] = {}
    aliases: list[Column] = []
    used: list[str] = []
    unused: list[str] = []
    for name, column in named:
        field = field_of(name)
        if field == "aliases":
            aliases.append(column)
        elif field is None or field in found:
            unused.append(name)
            continue
        else:
            found[field] = column
        used.append(name)
    key = found.get("title", found.get("name"))
    if key is None:
        return None
    return Columns(
        films="title" in found or not _FILM_ONLY.isdisjoint(found),
        name=key,
        year=found.get("year"),
        aliases=tuple(aliases),
        popularity=found.get("popularity"),
        votes=found.get("votes"),
        genres=found.get("genres"),
        directors=found.get("directors"),
        cast=found.get("cast"),
        release_date=found.get("release_date"),
        release_kind=found.get("release_kind"),
        country=found.get("country"),
        releases=found.get("releases"),
        ids=tuple((field, found[field]) for field in _IDS if field in found),
        used=tuple(used),
        unused=tuple(unused),
    )


def field_of(name: str) -> Field | None:
    """What a column of this name holds, None where it says nothing to us."""
    return _FIELDS.get(_SIGNS.sub("", name.casefold()))
