"""`/person /films /together`: what people did, and what they did with each other."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Literal, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client import Marquee
from bot.errors import Refusal
from bot.films.citing import cite
from bot.films.model import Credit, Person, Quote
from bot.texts import Markup, lines, say
from cogs.ui.buttons import LastingButton
from cogs.ui.card import RED, Card, Part, reply, row, rule
from cogs.ui.options import PersonOption, titled
from cogs.ui.paging import paged
from cogs.ui.permissions import everywhere

Side = Literal["credits", "quotes"]
PersonArgument = app_commands.Transform[Person, PersonOption]

_KEY = "[a-z0-9-]{1,44}"


class People(commands.Cog):
    """What is known about people."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot

    @app_commands.command()
    @everywhere
    @app_commands.describe(who="The person's name")
    async def person(self, interaction: discord.Interaction[Marquee], who: PersonArgument) -> None:
        """What somebody did, job by job, newest first."""
        await reply(interaction, await _person_card(self.bot, who, "credits", 0))

    @app_commands.command()
    @everywhere
    @app_commands.describe(who="The person's name", with_="Only films that this person has a credit in, too")
    @app_commands.rename(with_="with")
    async def films(
        self,
        interaction: discord.Interaction[Marquee],
        who: PersonArgument,
        with_: PersonArgument | None = None,
    ) -> None:
        """The films somebody has a credit in, or shares with somebody else."""
        if with_:
            await reply(interaction, await _shared_card(self.bot, who, with_, 0))
        else:
            await reply(interaction, await _person_card(self.bot, who, "credits", 0))

    @app_commands.command()
    @everywhere
    @app_commands.describe(one="A person's name", other="Another person's name")
    async def together(
        self, interaction: discord.Interaction[Marquee], one: PersonArgument, other: PersonArgument
    ) -> None:
        """The films in which two people both have a credit."""
        await reply(interaction, await _shared_card(self.bot, one, other, 0))


async def _person_card(bot: Marquee, person: Person, side: Side, page: int) -> Card:
    credits_ = await bot.store.catalogue.filmography(person)
    quotes = await bot.store.catalogue.quotes(speaker=person)
    rows = _credit_rows(credits_) if side == "credits" else _quote_rows(quotes)
    shown = paged(rows, page)
    buttons: list[ui.Item[Any]] = [PersonSide(side, to, person.key, label) for label, to in shown.turns]
    if side == "credits" and quotes:
        buttons.append(PersonSide("quotes", 0, person.key, "Quotes"))
    if side == "quotes":
        buttons.append(PersonSide("credits", 0, person.key, "Credits"))
    cited = [
        citation for value in (credits_ if side == "credits" else quotes) for citation in value.citations
    ]
    parts: list[Part] = [say("## {name}", name=person.name), rule(), lines(shown.rows)]
    return Card(RED, [*parts, row(*buttons)] if buttons else parts, cite(cited, bot.locale) or None)


def _credit_rows(credits_: Sequence[Credit]) -> list[Markup]:
    """Job by job, the one with most credits first; each job's heading stands with its first film."""
    if not credits_:
        return [say("No credit is known here.")]
    jobs = sorted(credits_, key=lambda credit: credit.job)
    grouped = [(job, list(of_job)) for job, of_job in groupby(jobs, key=lambda credit: credit.job)]
    rows: list[Markup] = []
    for job, of_job in sorted(grouped, key=lambda group: -len(group[1])):
        for at, credit in enumerate(of_job):
            line = say("**{film}**{what}", film=titled(credit.film), what=_as(credit))
            rows.append(line if at else say("{job}\n{line}", job=_job(job), line=line))
    return rows


def _job(job: str) -> str:
    return job[:1].upper() + job[1:]


def _as(credit: Credit) -> Markup:
    character = say(" · {character}", character=credit.character) if credit.character else Markup("")
    return say("{character} (uncredited)", character=character) if credit.uncredited else character


def _quote_rows(quotes: Sequence[Quote]) -> list[Markup]:
    rows = [say("> “{text}”\n-# on {film}", text=quote.text, film=titled(quote.film)) for quote in quotes]
    return rows or [say("No quote is known here.")]


async def _shared_card(bot: Marquee, one: Person, other: Person, page: int) -> Card:
    if one.key == other.key:
        raise Refusal(say("That is {name} twice. Name two people.", name=one.name))
    shared = await bot.store.catalogue.together(one, other)
    rows = [_shared_row(both, one) for both in shared]
    shown = paged(rows or [say("No film is known here in which both have a credit.")], page)
    buttons = [SharedPage(to, one.key, other.key, label) for label, to in shown.turns]
    cited = [citation for both in shared for credit in both for citation in credit.citations]
    title = say("## {one} and {other}", one=one.name, other=other.name)
    parts: list[Part] = [title, rule(), lines(shown.rows)]
    return Card(RED, [*parts, row(*buttons)] if buttons else parts, cite(cited, bot.locale) or None)


def _shared_row(both: Sequence[Credit], one: Person) -> Markup:
    mine = _did(credit for credit in both if credit.person.key == one.key)
    theirs = _did(credit for credit in both if credit.person.key != one.key)
    did = (
        say("both: {job}", job=mine) if mine == theirs else say("{mine} · {theirs}", mine=mine, theirs=theirs)
    )
    return say("**{film}**\n-# {did}", film=titled(both[0].film), did=did)


def _did(credits_: Iterable[Credit]) -> str:
    return ", ".join(credit.character or credit.job for credit in credits_)


async def _person(interaction: discord.Interaction[Marquee], key: str) -> Person:
    person = await interaction.client.store.catalogue.person(key)
    if person is None:
        raise Refusal(say("That person is no longer known here."))
    return person


class PersonSide(LastingButton, template=rf"p1:(?P<side>credits|quotes):(?P<page>\d{{1,4}}):(?P<key>{_KEY})"):
    """Turns a person's card to another side or page."""

    def __init__(self, side: Side, page: int, key: str, label: str = "…") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"p1:{side}:{page}:{key}"))
        self.side, self.page, self.key = side, page, key

    @classmethod
    def parse(cls, side: Side, page: str, key: str) -> Self:  # type: ignore[override]
        """Make the button from what its custom_id says."""
        return cls(side, int(page), key)

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Turn the card."""
        person = await _person(interaction, self.key)
        card = await _person_card(interaction.client, person, self.side, self.page)
        await interaction.response.edit_message(view=card)


class SharedPage(LastingButton, template=rf"p2:(?P<page>\d{{1,4}}):(?P<one>{_KEY}):(?P<other>{_KEY})"):
    """Shows another page of what two people share."""

    def __init__(self, page: int, one: str, other: str, label: str = "…") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"p2:{page}:{one}:{other}"))
        self.page, self.one, self.other = page, one, other

    @classmethod
    def parse(cls, page: str, one: str, other: str) -> Self:  # type: ignore[override]
        """Make the button from what its custom_id says."""
        return cls(int(page), one, other)

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Turn the page."""
        one, other = await _person(interaction, self.one), await _person(interaction, self.other)
        await interaction.response.edit_message(
            view=await _shared_card(interaction.client, one, other, self.page)
        )


async def setup(bot: Marquee) -> None:
    """Load the cog, for discord.py."""
    bot.add_dynamic_items(PersonSide, SharedPage)
    await bot.add_cog(People(bot))
