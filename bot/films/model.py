"""What is known: films, people, credits, releases, facts, quotes, and where each was read."""

from dataclasses import dataclass
from typing import Literal, get_args

from bot.releases.dates import PartialDate

FactStatus = Literal["stated", "disputed", "review", "rejected"]
QuoteStatus = Literal["stated", "review", "rejected"]
ReleaseKind = Literal["premiere", "cinema", "limited", "digital", "physical", "tv"]

RELEASE_KINDS: tuple[ReleaseKind, ...] = get_args(ReleaseKind)


@dataclass(frozen=True, slots=True)
class Source:
    """A publication a value was read in; what is unknown stays None."""

    key: str
    title: str
    publication: str | None
    author: str | None
    date: PartialDate
    link: str | None
    retrieved: PartialDate
    licence: str | None = None  # what it asks to be said wherever it is used


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the place in it, as in “answer 3”."""

    source: Source
    place: str | None


@dataclass(frozen=True, slots=True)
class Film:
    """A film as commands pass it around; `guild_id` is set for a film that one guild added itself."""

    key: str
    title: str
    year: int | None
    aliases: tuple[str, ...] = ()
    guild_id: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person with a stable key and the other names they are found under."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """One person's job on one film; a performer has a character (None: not known) and a billing order."""

    film: Film
    person: Person
    job: str
    character: str | None
    billing: int | None
    uncredited: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a film; `country` is an ISO 3166 code, None where the source names none."""

    film: Film
    kind: ReleaseKind
    country: str | None
    date: PartialDate
    note: str | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about a film, in our words."""

    key: str
    film: Film
    topic: str
    text: str
    status: FactStatus
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A person's spoken words, verbatim; `asked` is what they were answering, in our words."""

    key: str
    film: Film
    speaker: Person
    text: str
    asked: str | None
    topic: str
    told_to: str | None
    status: QuoteStatus
    citations: tuple[Citation, ...]
