"""What is known about a film as cards: one message whose buttons turn it to another side."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Literal, get_args

import discord
from discord import ui

from bot.films.citing import cite, licences, name_source, short_date
from bot.films.model import Citation, Credit, Fact, Film, Quote, Release, Source
from bot.texts import Markup, escape, lines, listed, say
from cogs.ui.card import RED, Card, Part, row, rule
from cogs.ui.options import titled
from cogs.ui.paging import paged

Side = Literal["film", "cast", "director", "release", "facts", "quotes", "sources"]
SIDES: tuple[Side, ...] = get_args(Side)

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


def film_card(
    file: FilmFile,
    side: Side,
    page: int,
    turn: Callable[[str, int], ui.Item[Any]],
    others: Sequence[ui.Item[Any]],
    locale: str,
) -> Card:
    """One side of a film's card.

    Args:
        page: 0 for the short form of a list, 1 and on for the pages of the whole.
        turn: makes the button with a label that shows another page of this side.
        others: the buttons that show other sides, the most wanted last; those that have room are shown.
    """
    rows, cited = _body(file, side, locale)
    shown = paged(rows, page)
    turns = [turn(label, to) for label, to in shown.turns]
    buttons = [*turns, *others[-(5 - len(turns)) :]]
    parts: list[Part] = [_heading(file.film, side), rule(), lines(shown.rows), rule(), row(*buttons)]
    return Card(RED, parts, _footer(cited, locale))


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


def _footer(cited: Sequence[Citation], locale: str) -> str | None:
    """Name the first source and count the others; the button Sources names them all."""
    named = {citation.source.key: citation for citation in cited}
    if len(named) < 3:
        return cite(cited, locale) or None
    first = name_source(cited[0].source, locale)
    count = say("{first} · {n} further sources", first=first, n=len(named) - 1)
    return Markup(" · ".join([count, *map(escape, licences(cited))]))


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
    line = say("**{kind}** · {when}{as_of}", kind=kind, when=when, as_of=_as_of(release, locale))
    return say("{line}\n-# {note}", line=line, note=release.note) if release.note and notes else line


def _as_of(release: Release, locale: str) -> Markup:
    """When the first source that is dated said so, or was read."""
    dates = (
        cited.source.date if cited.source.date.year else cited.source.retrieved for cited in release.citations
    )
    known = next((date for date in dates if date.year), None)
    return say(" · as of {date}", date=short_date(known, locale)) if known else Markup("")


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
