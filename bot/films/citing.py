"""How a source is named in a line."""

import datetime
from collections.abc import Iterable

from babel.dates import format_date, format_skeleton

from bot.films.model import Citation, Source
from bot.releases.dates import PartialDate


def cite(citations: Iterable[Citation], locale: str, *, places: bool = False) -> str:
    """Name the sources of a value in one line, as in “ActioNewz, Rohan Patel, 12 Aug 2025”.

    What a source asks to be said wherever it is used stands at the end.

    Args:
        citations: in order of weight; a source cited twice is named once.
        locale: for the dates.
        places: whether to add where in the source the value stands.
    """
    named: dict[str, list[str]] = {}
    citations = list(citations)
    for citation in citations:
        found = named.setdefault(name_source(citation.source, locale), [])
        if places and citation.place:
            found.append(citation.place)
    names = [f"{name}, {'; '.join(at)}" if at else name for name, at in named.items()]
    return " · ".join([*names, *licences(citations)])


def licences(citations: Iterable[Citation]) -> list[str]:
    """What the sources of a value ask to be said wherever they are used, each once."""
    asked = (citation.source.licence for citation in citations)
    return list(dict.fromkeys(licence for licence in asked if licence))


def name_source(source: Source, locale: str) -> str:
    """Name one source by publication, author and date, or by its title where no publication is known."""
    parts = [source.publication or source.title, source.author, short_date(source.date, locale)]
    return ", ".join(part for part in parts if part)


def short_date(date: PartialDate, locale: str) -> str:
    """Print a partial date briefly, empty where it is unknown."""
    if date.exact:
        return format_date(date.exact, "medium", locale=locale)
    if date.year and date.month:
        return format_skeleton("yMMM", datetime.date(date.year, date.month, 1), locale=locale)
    return str(date.year) if date.year else ""
