"""`/quote`: spoken words with speaker and source, none twice until all were shown."""

from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client import Marquee
from bot.errors import Refusal
from bot.films.citing import cite, name_source
from bot.films.model import Citation, Film, Person, Quote
from bot.store.shown import Audience
from bot.texts import Markup, lines, say
from cogs.ui.buttons import LastingButton
from cogs.ui.card import BRASS, Card, notice, reply, row
from cogs.ui.options import FilmOption, SpeakerOption, titled
from cogs.ui.permissions import everywhere


class Quotes(commands.Cog):
    """What people said about films."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot

    @app_commands.command()
    @everywhere
    @app_commands.describe(who="Who said it", film="What it is about")
    async def quote(
        self,
        interaction: discord.Interaction[Marquee],
        who: app_commands.Transform[Person, SpeakerOption] | None = None,
        film: app_commands.Transform[Film, FilmOption] | None = None,
    ) -> None:
        """What somebody said about a film, word for word."""
        await reply(interaction, await next_quote(interaction, who, film))


async def next_quote(
    interaction: discord.Interaction[Marquee], who: Person | None, film: Film | None
) -> Card:
    """Draw the next quote for those who read here.

    Raises:
        Refusal: there is none of that speaker about that film.
    """
    bot = interaction.client
    quotes = {quote.key: quote for quote in await bot.store.catalogue.quotes(film=film, speaker=who)}
    if not quotes:
        about = say(" about {film}", film=titled(film)) if film else ""
        by = say(" by {name}", name=who.name) if who else ""
        raise Refusal(
            say("No quote{by}{about} is known here. Try /quote without options.", by=by, about=about)
        )
    audience = Audience(interaction.guild_id, interaction.user.id)
    key = await bot.store.shown.draw(audience, "quote", list(quotes), bot.random, bot.clock.now())
    return quote_card(quotes[key], who, film, bot.locale)


def quote_card(quote: Quote, who: Person | None, film: Film | None, locale: str) -> Card:
    """A quote, who said it about what, and where it was read.

    Args:
        who: whom the next quote shall be by, None for anybody.
        film: what it shall be about, None for any film.
    """
    spoken = say(
        "### “{text}”\n**{speaker}** on *{film}* · {topic}",
        text=quote.text,
        speaker=quote.speaker.name,
        film=quote.film.title,
        topic=quote.topic,
    )
    buttons: list[ui.Item[Any]] = [Another(who.key if who else "", film.key if film else "")]
    if quote.asked:
        buttons.append(Aside("asked", quote.key))
    buttons.append(Aside("source", quote.key))
    return Card(BRASS, [spoken, row(*buttons)], cite(quote.citations, locale))


class Another(LastingButton, template=r"q1:more:(?P<who>[a-z0-9-]{0,44}):(?P<film>[a-z0-9-]{0,44})"):
    """Shows another quote of the same choice, in the same message."""

    def __init__(self, who: str, film: str) -> None:
        button: ui.Button[Any] = ui.Button(
            label="Another", style=discord.ButtonStyle.primary, custom_id=f"q1:more:{who}:{film}"
        )
        super().__init__(button)
        self.who, self.film = who, film

    @classmethod
    def parse(cls, who: str, film: str) -> Self:  # type: ignore[override]
        """Make the button from what its custom_id says."""
        return cls(who, film)

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Draw and show it."""
        catalogue = interaction.client.store.catalogue
        who = await catalogue.person(self.who) if self.who else None
        film = await catalogue.film(self.film, interaction.guild_id) if self.film else None
        if (self.who and not who) or (self.film and not film):
            raise Refusal(say("That person or film is no longer known here. Try /quote."))
        await interaction.response.edit_message(view=await next_quote(interaction, who, film))


class Aside(LastingButton, template=r"q1:(?P<what>asked|source):(?P<key>[a-z0-9-]{1,44})"):
    """Tells privately what was asked, or where the quote was read."""

    def __init__(self, what: str, key: str) -> None:
        label = "What was asked?" if what == "asked" else "Source"
        super().__init__(ui.Button(label=label, custom_id=f"q1:{what}:{key}"))
        self.what, self.key = what, key

    @classmethod
    def parse(cls, what: str, key: str) -> Self:  # type: ignore[override]
        """Make the button from what its custom_id says."""
        return cls(what, key)

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Tell it."""
        quote = await interaction.client.store.catalogue.quote(self.key)
        if quote is None:
            raise Refusal(say("That quote is no longer known here. Try /quote."))
        await notice(
            interaction, _asked(quote) if self.what == "asked" else _source(quote, interaction.client.locale)
        )


def _asked(quote: Quote) -> Markup:
    return say("{speaker} was asked: {asked}", speaker=quote.speaker.name, asked=quote.asked or "not known")


def _source(quote: Quote, locale: str) -> Markup:
    told = [say("Told to {outlet}.", outlet=quote.told_to)] if quote.told_to else []
    return lines([*told, *(_read(cited, locale) for cited in quote.citations)])


def _read(cited: Citation, locale: str) -> Markup:
    title = say("“{title}”", title=cited.source.title)
    if cited.source.publication:
        title = say("{title} ({name})", title=title, name=name_source(cited.source, locale))
    return say("Read in {title}, {place}.", title=title, place=cited.place or "place not noted")


async def setup(bot: Marquee) -> None:
    """Load the cog, for discord.py."""
    bot.add_dynamic_items(Another, Aside)
    await bot.add_cog(Quotes(bot))
