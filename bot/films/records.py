"""What every importer yields, whatever its source: films, people, and rows that were turned away."""

from dataclasses import dataclass

from bot.films.model import ReleaseKind

External = tuple[
    tuple[str, str], ...
]  # (scheme, id), as in (("imdb", "tt2911666"), ("wikidata", "Q18754959"))


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A source as it is cited: `key` is stable and names it in reports and in `import KEY --refresh`."""

    key: str
    title: str
    publication: str | None = None
    link: str | None = None
    licence: str | None = None  # what the source asks to be said of it, as in “CC0”
    retrieved: str = ""  # a partial date


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """A person's job on the film, in a film database's terms: `actor`, `director`, `screenplay` …"""

    name: str
    job: str
    character: str | None = None
    billing: int | None = None
    uncredited: bool = False
    external: External = ()


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A release; `date` is partial (`2027-06-05`, `2027-06`, `2027`, empty where it is not known)."""

    kind: ReleaseKind
    date: str
    country: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FilmRecord:
    """A film as one source knows it.

    Attributes:
        source_id: the source's own id of it, the same at every import.
        popularity: 0..1, None where the source says nothing of it.
        external: every id it is known under, the source's own included where it is a public one.
        place: where in the source it stands, as in “line 17”, for reports.
    """

    source_id: str
    title: str
    year: int | None = None
    aliases: tuple[str, ...] = ()
    popularity: float | None = None
    genres: tuple[str, ...] = ()
    external: External = ()
    credits: tuple[CreditRecord, ...] = ()
    releases: tuple[ReleaseRecord, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as one source knows them, for people who are more than a name in a film's credits."""

    source_id: str
    name: str
    aliases: tuple[str, ...] = ()
    popularity: float | None = None
    external: External = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: where it stands and why, in words that name the mend."""

    place: str
    reason: str


Record = FilmRecord | PersonRecord | Rejected
