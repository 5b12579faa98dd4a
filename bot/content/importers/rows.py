"""Makes records of a table's rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any, TypeVar

from bot.content.importers.castlist import CastList
from bot.content.importers.cleaning import Unusable, distinct, name_of
from bot.content.importers.columns import Column, Columns
from bot.content.importers.row_values import (
    Releases,
    Value,
    character_in,
    film_id_in,
    list_in,
    person_id_in,
    popularity_in,
    text_in,
    votes_in,
    year_in,
)
from bot.content.importers.seen import Seen
from bot.content.importers.title_forms import read_title
from bot.films.records import CreditRecord, External, FilmRecord, PersonRecord, Rejected, ReleaseRecord
from bot.films.titles import fold

T = TypeVar("T")

_REMEMBERED = 2_000  # lists of genres; most come again
Row = Any  # a list of cells or a JSON object; it holds every column that its `Columns` name


class RowReader:
    """Reads rows one after the other, and remembers which films and people came before.

    A row is turned away where it has no usable title or name, or a year that cannot be read, for it would become
    another film. Any other value that cannot be kept costs that value alone.

    A film's `source_id` is its IMDb, TMDB or Wikidata id, else its page in Wikipedia, else made from title and
    year (with a number behind it for a second film of both). Lists of films name the same page for several
    films (parts of a series, a film and its showing in 3D), so only the first film of a page is known by it.

    Attributes:
        rejected: what was turned away; the caller takes it from there.
    """

    def __init__(self, *, split: bool) -> None:
        """Begin.

        Args:
            split: whether a text where a list belongs is split, as in CSV.
        """
        self.rejected: list[Rejected] = []
        self._split = split
        self._place = ""
        self._cast_list = CastList()
        self._distinct = lru_cache(_REMEMBERED)(distinct)
        self._releases = Releases()
        self._seen = Seen()
        self._repeats: dict[str, int] = {}

    def read(self, row: Row, at: Columns, place: str) -> FilmRecord | PersonRecord | None:
        """Read a row; None where it is turned away.

        Args:
            row: the values.
            at: what stands where in it.
            place: where it is, for reports.
        """
        self._place = place
        try:
            return self._film(row, at) if at.films else self._person(row, at)
        except Unusable as fault:
            self.rejected.append(Rejected(place, f"{fault}: left out"))
            return None

    def _film(self, row: Row, at: Columns) -> FilmRecord:
        given_year = None if at.year is None else year_in(row[at.year])
        title, year, aliases = read_title(text_in(row[at.name], "title"), given_year)
        releases = () if at.release_date is None and at.releases is None else self._released(row, at, year)
        if year is None and releases:
            year = min(int(release.date[:4]) for release in releases)
        source_id, external = self._film_identity(title, year, self._ids(film_id_in, row, at))
        if at.aliases or aliases:
            aliases = distinct([*aliases, *self._texts(row, at.aliases)], but=title)
        credited = [] if at.directors is None else self._directors(row[at.directors])
        if at.cast is not None:
            credited += self._cast(row[at.cast], small_letters=title.islower())
        return FilmRecord(
            source_id,
            title,
            year,
            aliases,
            self._popularity(row, at),
            () if at.genres is None else self._distinct(tuple(self._texts(row, (at.genres,), commas=True))),
            external,
            tuple(credited),
            releases,
            self._place,
        )

    def _person(self, row: Row, at: Columns) -> PersonRecord:
        name = name_of(text_in(row[at.name], "name"), "name")
        ids = self._ids(person_id_in, row, at)
        external = tuple(("tmdb-person" if scheme == "tmdb" else scheme, found) for scheme, found in ids)
        source_id = self._once(external[0]) if external else self._numbered(_digest(fold(name)))
        aliases = distinct(self._texts(row, at.aliases), but=name) if at.aliases else ()
        return PersonRecord(source_id, name, aliases, self._popularity(row, at), external, self._place)

    def _film_identity(self, title: str, year: int | None, external: External) -> tuple[str, External]:
        page = ":".join(external[-1]) if external and external[-1][0] == "wikipedia" else ""
        own = external if not page or self._seen.add(page) else external[:-1]
        if own and own[0][0] != "wikipedia":
            return self._once(own[0]), own
        if own:
            return page, own
        from_title = _digest(f"{fold(title)} {year or ''}")
        return self._numbered(f"{page}:{from_title}" if page else from_title), ()

    def _once(self, external: tuple[str, str]) -> str:
        """An id that one film or person has, and no other."""
        source_id = ":".join(external)
        if not self._seen.add(source_id):
            raise Unusable(f"{external[1]} stands in an earlier row too")
        return source_id

    def _numbered(self, wanted: str) -> str:
        if self._seen.add(wanted):
            return wanted
        number = self._repeats[wanted] = self._repeats.get(wanted, 1) + 1
        return f"{wanted}-{number}"

    def _ids(self, read: Callable[[Value, str], str | None], row: Row, at: Columns) -> External:
        found = []
        for scheme, column in at.ids:
            try:
                external = read(row[column], scheme) if row[column] else None
            except Unusable as fault:
                self._tell(fault)
            else:
                if external:
                    found.append((scheme, external))
        return tuple(found)

    def _popularity(self, row: Row, at: Columns) -> float | None:
        found = None if at.popularity is None else self._kept(popularity_in, row[at.popularity])
        if found is None and at.votes is not None:
            return self._kept(votes_in, row[at.votes])
        return found

    def _texts(self, row: Row, columns: Iterable[Column], *, commas: bool = False) -> list[str]:
        found: list[str | None] = []
        for column in columns:
            read = partial(text_in, what=f"entry in {column}")
            for entry in self._list(row[column], str(column), commas=commas):
                found.append(entry if isinstance(entry, str) else self._kept(read, entry))
        return [text for text in found if text]

    def _list(self, value: Value, what: str, *, commas: bool = False) -> Sequence[Value]:
        if isinstance(value, list):
            return value
        return self._kept(partial(list_in, what=what, split=self._split, commas=commas), value) or ()

    def _directors(self, value: Value) -> list[CreditRecord]:
        entries = self._list(value, "directors", commas=True)
        names = [self._kept(partial(_name_in, job="director"), entry) for entry in entries]
        return [CreditRecord(name, "director") for name in dict.fromkeys(names) if name]

    def _cast(self, value: Value, *, small_letters: bool) -> list[CreditRecord]:
        entries = self._list(value, "cast", commas=True)
        names = [entry for entry in entries if isinstance(entry, str)]
        if len(names) < len(entries):
            members = filter(None, map(self._member, entries))
            return [replace(member, billing=billing) for billing, member in enumerate(members, 1)]
        credited, descriptions = self._cast_list.read(names, small_letters=small_letters)
        if descriptions:
            told = ", ".join(f"“{description[:60]}”" for description in descriptions)
            self._tell(f"its cast holds what is no name ({told})")
        return credited

    def _member(self, value: Value) -> CreditRecord | None:
        """A member of the cast: a name, or `{"name": …, "character": …, "uncredited": …}`."""
        name = self._kept(partial(_name_in, job="performer"), value)
        if name is None or not isinstance(value, dict):
            return CreditRecord(name, "actor") if name else None
        character, uncredited = self._kept(character_in, value.get("character")) or (None, False)
        return CreditRecord(
            name, "actor", character, uncredited=uncredited or value.get("uncredited") is True
        )

    def _released(self, row: Row, at: Columns, year: int | None) -> tuple[ReleaseRecord, ...]:
        entries: list[Value] = []
        if at.release_date is not None:
            kind = None if at.release_kind is None else row[at.release_kind]
            country = None if at.country is None else row[at.country]
            entries = [{"date": row[at.release_date], "kind": kind, "country": country}]
        if at.releases is not None:
            entries += self._list(row[at.releases], "releases")
        found = (self._kept(partial(self._releases.read, year=year), entry) for entry in entries)
        return tuple(release for release in dict.fromkeys(found) if release)

    def _kept(self, read: Callable[[Value], T], value: Value) -> T | None:
        """What is read of a value, None where it cannot be kept, which is told."""
        try:
            return read(value)
        except Unusable as fault:
            self._tell(fault)
            return None

    def _tell(self, fault: Unusable | str) -> None:
        self.rejected.append(Rejected(self._place, f"{fault}: kept without it"))


def _name_in(value: Value, job: str) -> str:
    named = value.get("name") if isinstance(value, dict) else value
    return name_of(text_in(named, f"{job}’s name"), f"{job}’s name")


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
