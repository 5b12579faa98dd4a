"""Reads a film's details as TMDB answers them, with the parts appended to the request, into records."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError, model_validator

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
from bot.films.records import (
    CreditRecord,
    External,
    FilmRecord,
    PersonRecord,
    Record,
    Rejected,
    ReleaseRecord,
)
from bot.releases.dates import PartialDate

PARTS = "credits,release_dates,alternative_titles,external_ids"

_KINDS: dict[int, ReleaseKind] = {
    1: "premiere",
    2: "limited",
    3: "cinema",
    4: "digital",
    5: "physical",
    6: "tv",
}
# The other jobs of a crew (there are hundreds) are not kept.
_JOBS = {
    "Director": "director",
    "Co-Director": "co-director",
    "Screenplay": "screenplay",
    "Writer": "writer",
    "Story": "story",
    "Novel": "novel",
    "Characters": "characters",
    "Producer": "producer",
    "Executive Producer": "executive producer",
    "Director of Photography": "director of photography",
    "Editor": "editor",
    "Original Music Composer": "composer",
}
_MANY_VOTES = 35_000  # of the most voted on films
_MUCH_SOUGHT = 1_000  # TMDB's popularity of the most sought film in its best week
_MUCH_SOUGHT_PERSON = 200


class _Answer(BaseModel):
    """A null counts as not there; what we do not use is not read."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        return (
            {key: value for key, value in data.items() if value is not None}
            if isinstance(data, dict)
            else data
        )


class _Genre(_Answer):
    name: str = ""


class _Person(_Answer):
    id: int
    name: str = ""
    original_name: str = ""
    popularity: float = 0


class _Member(_Person):
    character: str = ""
    order: int | None = None


class _Worker(_Person):
    job: str = ""


class _Credits(_Answer):
    cast: list[_Member] = []
    crew: list[_Worker] = []


class _Release(_Answer):
    type: int = 0
    release_date: str = ""
    note: str = ""


class _Country(_Answer):
    iso_3166_1: str = ""
    release_dates: list[_Release] = []


class _Countries(_Answer):
    results: list[_Country] = []


class _Title(_Answer):
    title: str = ""


class _Titles(_Answer):
    titles: list[_Title] = []


class _Ids(_Answer):
    imdb_id: str = ""
    wikidata_id: str = ""


class _Movie(_Answer):
    id: int
    title: str = ""
    original_title: str = ""
    release_date: str = ""
    imdb_id: str = ""
    popularity: float = 0
    vote_count: int = 0
    genres: list[_Genre] = []
    credits: _Credits = _Credits()
    release_dates: _Countries = _Countries()
    alternative_titles: _Titles = _Titles()
    external_ids: _Ids = _Ids()


def renown(votes: int, sought: float) -> float:
    """Popularity of a film: ln(1 + votes) / ln(1 + 35,000) or ln(1 + popularity) / ln(1 + 1,000), the larger.

    Votes stand for lasting fame and hardly change; TMDB's own popularity is how much a film is sought this
    week, and all there is of one that is not out yet. Two decimals, so that a day more or less changes little.
    """
    return round(max(log_share(votes, _MANY_VOTES), log_share(sought, _MUCH_SOUGHT)), 2)


def movie_records(answer: object, film_id: int) -> list[Record]:
    """Make a film's record and those of its people, and a `Rejected` for each value that cannot be kept.

    A title that cannot be kept, or an answer of another form, rejects the film.

    Args:
        answer: the details with `PARTS` appended.
        film_id: TMDB's id that was asked for.
    """
    place = f"TMDB {film_id}"
    try:
        movie = _Movie.model_validate(answer)
        title = name_of(movie.title or movie.original_title, "title")
    except ValidationError as fault:
        error = fault.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, error["loc"]))
        return [Rejected(place, f"TMDB answers in another form than expected ({where}): left out")]
    except Unusable as fault:
        return [Rejected(place, f"{fault}: left out")]
    rejected: list[Record] = []
    people: dict[int, PersonRecord] = {}
    credited = (*_cast(movie, place, people, rejected), *_crew(movie, place, people, rejected))
    first = _first_date(movie, place, rejected)
    releases = tuple(dict.fromkeys(_releases(movie, place, rejected)))
    if first and not releases:
        releases = (ReleaseRecord("cinema", first),)
    dates = [first] if first else [release.date for release in releases if release.date]
    record = FilmRecord(
        str(movie.id),
        title,
        year=min((int(date[:4]) for date in dates), default=None),
        aliases=distinct(
            [movie.original_title, *(other.title for other in movie.alternative_titles.titles)], but=title
        ),
        popularity=renown(movie.vote_count, movie.popularity),
        genres=distinct(genre.name for genre in movie.genres),
        external=_film_ids(movie),
        credits=credited,
        releases=releases,
        place=place,
    )
    return [*rejected, *people.values(), record]


def _cast(
    movie: _Movie, place: str, people: dict[int, PersonRecord], rejected: list[Record]
) -> Iterable[CreditRecord]:
    """One credit for each performer; who plays two parts has two entries at TMDB."""
    credited: dict[int, CreditRecord] = {}
    for number, member in enumerate(movie.credits.cast, 1):
        try:
            person = _person(member, people)
        except Unusable as fault:
            rejected.append(Rejected(f"{place}, cast entry {number}", f"{fault}: left out"))
            continue
        character, uncredited = character_of(member.character)
        credit = CreditRecord(
            person.name,
            "actor",
            character=character,
            billing=None if member.order is None else member.order + 1,
            uncredited=uncredited,
            external=person.external,
        )
        if before := credited.get(member.id):
            characters = distinct(text for text in (before.character, character) if text)
            credit = replace(
                before,
                character=" / ".join(characters) or None,
                uncredited=before.uncredited and uncredited,
            )
        credited[member.id] = credit
    return credited.values()


def _crew(
    movie: _Movie, place: str, people: dict[int, PersonRecord], rejected: list[Record]
) -> Iterable[CreditRecord]:
    """The jobs we keep; the job says who directed, never the place in the list."""
    credited: dict[CreditRecord, None] = {}
    for number, worker in enumerate(movie.credits.crew, 1):
        if job := _JOBS.get(worker.job):
            try:
                person = _person(worker, people)
            except Unusable as fault:
                rejected.append(Rejected(f"{place}, crew entry {number}", f"{fault}: left out"))
                continue
            credited[CreditRecord(person.name, job, external=person.external)] = None
    return credited


def _person(entry: _Person, people: dict[int, PersonRecord]) -> PersonRecord:
    if entry.id not in people:
        name = name_of(entry.name or entry.original_name, "name")
        people[entry.id] = PersonRecord(
            f"person-{entry.id}",
            name,
            aliases=distinct([entry.original_name], but=name),
            popularity=round(log_share(entry.popularity, _MUCH_SOUGHT_PERSON), 2),
            external=(("tmdb-person", str(entry.id)),),
            place=f"TMDB person {entry.id}",
        )
    return people[entry.id]


def _first_date(movie: _Movie, place: str, rejected: list[Record]) -> str:
    try:
        return _date(movie.release_date)
    except Unusable as fault:
        rejected.append(Rejected(f"{place}, release date", f"{fault}: left out"))
        return ""


def _releases(movie: _Movie, place: str, rejected: list[Record]) -> Iterator[ReleaseRecord]:
    for country in movie.release_dates.results:
        code = country.iso_3166_1.strip().upper()
        for release in country.release_dates:
            try:
                if release.type not in _KINDS:
                    raise Unusable(f"TMDB’s release type {release.type} is not known here")
                date = _date(release.release_date)
            except Unusable as fault:
                rejected.append(Rejected(f"{place}, release in {code or 'no country'}", f"{fault}: left out"))
                continue
            yield ReleaseRecord(
                _KINDS[release.type],
                date,
                country=code if re.fullmatch("[A-Z]{2}", code) else None,
                note=clean(release.note) or None,
            )


def _date(text: str) -> str:
    """The day as given: of `1995-01-27T00:00:00.000Z` the first part, in no time zone; empty where not known."""
    day = clean(text)[:10]
    try:
        year = PartialDate.parse(day).year
    except ValueError as fault:
        raise Unusable(str(fault)) from None
    if year is not None:
        year_of(year)
    return day


def _film_ids(movie: _Movie) -> External:
    imdb, wikidata = movie.imdb_id or movie.external_ids.imdb_id, movie.external_ids.wikidata_id
    ids = [("tmdb", str(movie.id))]
    if re.fullmatch(r"tt\d+", imdb, re.ASCII):
        ids.append(("imdb", imdb))
    if re.fullmatch(r"Q\d+", wikidata, re.ASCII):
        ids.append(("wikidata", wikidata))
    return tuple(ids)
