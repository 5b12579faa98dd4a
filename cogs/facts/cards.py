"""What is known about a film as cards: one message whose buttons turn it to another side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Literal, get_args

import discord
from discord import ui

from bot.films.citing import cite, name_source, short_date
from bot.films.model import Citation, Credit, Fact, Film, Quote, Release, Source
from bot.texts import Markup, lines, listed, say
from cogs.ui.card import LINES, RED, Card, row, rule
from cogs.ui.options import titled

Side = Literal["film", "cast", "director", "release", "facts", "quotes", "sources"]
SIDES: tuple[Side, ...] = get_args(Side)

PAGE = 15  # rows on a page of a list that is shown in full

_HEADINGS: dict[Side, str] = {
    "film": "Film",
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
    shown = rows[(page - 1) * PAGE : page * PAGE] if page else _short(rows)
    heading = lines([say("### {film}", film=titled(file.film)), Markup(_HEADINGS[side])])
    return Card(RED, [heading, rule(), lines(shown), rule(), row(*buttons)], cite(cited, locale) or None)


def row_count(file: FilmFile, side: Side) -> int:
    """How many rows the whole of a side has."""
    return len({"cast": file.cast, "facts": file.facts, "quotes": file.quotes}.get(side, ()))


def page_count(file: FilmFile, side: Side) -> int:
    """How many pages the whole of a side takes; 0 where its short form shows everything."""
    count = row_count(file, side)
    return -(-count // PAGE) if count > LINES + 1 else 0


def fact_card(fact: Fact, button: ui.Item[Any], locale: str) -> Card:
    """One fact, with where it was read."""
    heading = say("{film} · {topic}", film=titled(fact.film), topic=fact.topic)
    return Card(
        RED, [heading, _fact_line(fact, "**{text}**"), row(button)], cite(fact.citations, locale, places=True)
    )


def _short(rows: Sequence[Markup]) -> list[Markup]:
    if len(rows) <= LINES + 1:
        return list(rows)
    return [*rows[:LINES], say("*and {n} more*", n=len(rows) - LINES)]


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
            known = [say("“{text}”\n-# {who}", text=q.text, who=q.speaker.name) for q in file.quotes]
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
    said += [_release_line(release, locale) for release in file.releases[:3]]
    cited = _cited(file.directors) + _cited(file.cast[:3]) + _cited(file.releases[:3])
    facts = [fact for fact in file.facts if fact.status == "stated"][:1]
    said += [say("\n{text}", text=fact.text) for fact in facts]
    said += [say("> “{text}”\n> {who}", text=quote.text, who=quote.speaker.name) for quote in file.quotes[:1]]
    cited += _cited(facts) + _cited(file.quotes[:1])
    return said or [say("Nothing more is known about this film here.")], cited


def _cast_line(credit: Credit) -> Markup:
    name = say("**{name}**", name=credit.person.name)
    if credit.character:
        name = say("{name} · {character}", name=name, character=credit.character)
    return say("{name} (uncredited)", name=name) if credit.uncredited else name


def _release_line(release: Release, locale: str) -> Markup:
    kind = _KINDS[release.kind] + (f" ({release.country})" if release.country else "")
    day = release.date.exact
    if day:
        # A date has no zone; noon UTC falls on that same date for nearly every reader.
        noon = datetime.combine(day, time(12), UTC)
        when = Markup(f"{discord.utils.format_dt(noon, 'D')}, {discord.utils.format_dt(noon, 'R')}")
    else:
        when = say("{date}", date=short_date(release.date, locale) or "date not known")
    line = say("**{kind}** · {when}", kind=kind, when=when)
    return say("{line}\n-# {note}", line=line, note=release.note) if release.note else line


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
    if source.publication:
        line = say("{line}\n{name}", line=line, name=name_source(source, locale))
    if retrieved := short_date(source.retrieved, locale):
        line = say("{line}\n-# retrieved {date}", line=line, date=retrieved)
    return say("{line}\n{link}", line=line, link=Markup(f"<{source.link}>")) if source.link else line


def _cited(rows: Iterable[Credit | Release | Fact | Quote]) -> list[Citation]:
    return [citation for value in rows for citation in value.citations]
