"""What is known about a film as cards: one message whose buttons turn it to another side."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import accumulate
from typing import Any, Literal, get_args

import discord
from discord import ui

from bot.films.citing import cite, name_source, short_date
from bot.films.model import Citation, Credit, Fact, Film, Quote, Release, Source
from bot.texts import Markup, lines, listed, say
from cogs.ui.card import LINES, RED, Card, Part, row, rule
from cogs.ui.options import titled

Side = Literal["film", "cast", "director", "release", "facts", "quotes", "sources"]
SIDES: tuple[Side, ...] = get_args(Side)

PAGE = 15  # rows on a page of a list that is shown in full
SHORT_LETTERS = 900  # of a list's short form, so that a phone shows the card whole
PAGE_LETTERS = 2400  # of a page; with title and sources it stays far below Discord's 4,000
_TELLING = ("series", "story", "set-piece", "stunts", "script")  # topics of facts that show a film best

_HEADINGS: dict[Side, str] = {
    "cast": "Cast",
    "director": "Director",
    "release": "Release",
    "facts": "Facts",
    "quotes": "Quotes",
    "sources": "Sources",
}
_KINDS = {
    "premiere": "Premiere",
    "cinema": "In cinemas",
    "limited": "In select cinemas",
    "digital": "Digital",
    "physical": "On disc",
    "tv": "On television",
}


@dataclass(frozen=True, slots=True)
class FilmFile:
    """All that the cards of one film show."""

    film: Film
    cast: tuple[Credit, ...]
    directors: tuple[Credit, ...]
    releases: tuple[Release, ...]
    facts: tuple[Fact, ...]
    quotes: tuple[Quote, ...]


def film_card(file: FilmFile, side: Side, page: int, buttons: Sequence[ui.Item[Any]], locale: str) -> Card:
    """One side of a film's card.

    Args:
        page: 0 for the short form of a list, 1 and on for the pages of the whole.
        buttons: what stands below; the caller makes them, for they belong to its commands.
    """
    rows, cited = _body(file, side, locale)
    parts: list[Part] = [_heading(file.film, side), rule()]
    if page:
        pages = _pages(rows)
        parts.append(lines(pages[min(page, len(pages)) - 1]))
    else:
        shown = _short(rows)
        parts.append(lines(shown))
        if len(shown) < len(rows):
            parts.append(say("*and {n} more*", n=len(rows) - len(shown)))
    return Card(RED, [*parts, rule(), row(*buttons)], _footer(cited, locale))


def row_count(file: FilmFile, side: Side) -> int:
    """How many rows the whole of a side has."""
    return len({"cast": file.cast, "facts": file.facts, "quotes": file.quotes}.get(side, ()))


def page_count(file: FilmFile, side: Side, locale: str) -> int:
    """How many pages the whole of a side takes; 0 where its short form shows everything."""
    if not row_count(file, side):
        return 0
    rows, _ = _body(file, side, locale)
    return len(_pages(rows)) if len(_short(rows)) < len(rows) else 0


def fact_card(fact: Fact, button: ui.Item[Any], locale: str) -> Card:
    """One fact, with where it was read."""
    heading = say("-# {film} · {topic}", film=titled(fact.film), topic=fact.topic)
    return Card(
        RED, [heading, _fact_line(fact, "### {text}"), row(button)], cite(fact.citations, locale, places=True)
    )


def _heading(film: Film, side: Side) -> Markup:
    if side == "film":
        return say("## {film}", film=titled(film))
    return say("### {film}\n{side}", film=titled(film), side=_HEADINGS[side])


def _short(rows: Sequence[Markup]) -> Sequence[Markup]:
    if len(rows) <= LINES + 1 and sum(map(len, rows)) <= SHORT_LETTERS:
        return rows
    return rows[: _fitting(rows[:LINES], SHORT_LETTERS)]


def _pages(rows: Sequence[Markup]) -> list[Sequence[Markup]]:
    pages = []
    while rows:
        count = _fitting(rows[:PAGE], PAGE_LETTERS)
        pages.append(rows[:count])
        rows = rows[count:]
    return pages


def _fitting(rows: Sequence[Markup], letters: int) -> int:
    """How many rows from the first on have at most so many letters together; one always fits."""
    taken = list(accumulate(map(len, rows)))
    return max(bisect_right(taken, letters), 1)


def _footer(cited: Sequence[Citation], locale: str) -> str | None:
    """Name the first source and count the others; the button Sources names them all."""
    named = {citation.source.key: citation for citation in cited}
    if len(named) < 3:
        return cite(cited, locale) or None
    return say("{first} · {n} further sources", first=cite(cited[:1], locale), n=len(named) - 1)


def _body(file: FilmFile, side: Side, locale: str) -> tuple[list[Markup], list[Citation]]:
    match side:
        case "film":
            return _overview(file, locale)
        case "cast":
            known = [_cast_line(credit) for credit in file.cast]
            return known or [say("Who plays in this film is not known here.")], _cited(file.cast)
        case "director":
            known = [say("## {name}", name=credit.person.name) for credit in file.directors]
            return known or [say("Who directed this film is not known here.")], _cited(file.directors)
        case "release":
            known = [_release_line(release, locale) for release in file.releases]
            return known or [say("When this film comes out is not known here.")], _cited(file.releases)
        case "facts":
            known = [_fact_line(fact, "- {text}") for fact in file.facts]
            return known or [say("No facts about this film are known here.")], _cited(file.facts)
        case "quotes":
            known = [say("> “{text}”\n-# {who}", text=q.text, who=q.speaker.name) for q in file.quotes]
            return known or [say("Nobody is quoted about this film here.")], _cited(file.quotes)
        case "sources":
            return _source_lines(file, locale), []


def _overview(file: FilmFile, locale: str) -> tuple[list[Markup], list[Citation]]:
    said: list[Markup] = []
    if file.directors:
        names = listed([say("**{name}**", name=credit.person.name) for credit in file.directors], locale)
        said.append(say("Directed by {names}", names=names))
    if file.cast:
        names = listed([say("**{name}**", name=credit.person.name) for credit in file.cast[:3]], locale)
        said.append(say("With {names}", names=names))
    said += [_release_line(release, locale, notes=False) for release in file.releases[:3]]
    cited = _cited(file.directors) + _cited(file.cast[:3]) + _cited(file.releases[:3])
    facts = sorted((fact for fact in file.facts if fact.status == "stated"), key=_telling)[:1]
    said += [say("\n{text}", text=fact.text) for fact in facts]
    said += [say("> “{text}”\n> {who}", text=quote.text, who=quote.speaker.name) for quote in file.quotes[:1]]
    cited += _cited(facts) + _cited(file.quotes[:1])
    return said or [say("Nothing more is known about this film here.")], cited


def _telling(fact: Fact) -> int:
    return _TELLING.index(fact.topic) if fact.topic in _TELLING else len(_TELLING)


def _cast_line(credit: Credit) -> Markup:
    name = say("**{name}**", name=credit.person.name)
    if credit.character:
        name = say("{name} · {character}", name=name, character=credit.character)
    return say("{name} (uncredited)", name=name) if credit.uncredited else name


def _release_line(release: Release, locale: str, *, notes: bool = True) -> Markup:
    kind = _KINDS[release.kind] + (f" ({release.country})" if release.country else "")
    day = release.date.exact
    if day:
        # A date has no zone; noon UTC falls on that same date for nearly every reader.
        noon = datetime.combine(day, time(12), UTC)
        when = Markup(f"{discord.utils.format_dt(noon, 'D')}, {discord.utils.format_dt(noon, 'R')}")
    else:
        when = say("{date}", date=short_date(release.date, locale) or "date not known")
    line = say("**{kind}** · {when}", kind=kind, when=when)
    return say("{line}\n-# {note}", line=line, note=release.note) if release.note and notes else line


def _fact_line(fact: Fact, form: str) -> Markup:
    line = say(form, text=fact.text)
    return say("{line} *(sources disagree)*", line=line) if fact.status == "disputed" else line


def _source_lines(file: FilmFile, locale: str) -> list[Markup]:
    kept = (file.directors, file.cast, file.releases, file.facts, file.quotes)
    sources: dict[str, Source] = {}
    for rows in kept:
        for citation in _cited(rows):
            sources.setdefault(citation.source.key, citation.source)
    return [_source_line(source, locale) for source in sources.values()] or [say("No source is known here.")]


def _source_line(source: Source, locale: str) -> Markup:
    line = say("**{title}**", title=source.title)
    known = [name_source(source, locale)] if source.publication else []
    if retrieved := short_date(source.retrieved, locale):
        known.append(f"retrieved {retrieved}")
    if known:
        line = say("{line}\n-# {known}", line=line, known=" · ".join(known))
    return say("{line}\n{link}", line=line, link=Markup(f"<{source.link}>")) if source.link else line


def _cited(rows: Iterable[Credit | Release | Fact | Quote]) -> list[Citation]:
    return [citation for value in rows for citation in value.citations]
