"""`/film /cast /director /release /fact`: what is known about a film, each answer with its source."""

from typing import Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client import Marquee
from bot.errors import Refusal
from bot.films.model import Film
from bot.store.shown import Audience
from bot.texts import say
from cogs.facts.cards import SIDES, FilmFile, Side, fact_card, film_card
from cogs.ui.buttons import LastingButton
from cogs.ui.card import Card, reply
from cogs.ui.options import FilmOption, titled
from cogs.ui.permissions import everywhere

FilmArgument = app_commands.Transform[Film, FilmOption]


class Facts(commands.Cog):
    """What is known about films."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot

    @app_commands.command()
    @everywhere
    @app_commands.describe(film="The film's title")
    async def film(self, interaction: discord.Interaction[Marquee], film: FilmArgument) -> None:
        """A film at a glance: who made it, when it comes out, a fact and a quote."""
        await reply(interaction, await side_of(self.bot, film, "film"))

    @app_commands.command()
    @everywhere
    @app_commands.describe(film="The film's title")
    async def cast(self, interaction: discord.Interaction[Marquee], film: FilmArgument) -> None:
        """Who plays in a film, and whom."""
        await reply(interaction, await side_of(self.bot, film, "cast"))

    @app_commands.command()
    @everywhere
    @app_commands.describe(film="The film's title")
    async def director(self, interaction: discord.Interaction[Marquee], film: FilmArgument) -> None:
        """Who directed a film."""
        await reply(interaction, await side_of(self.bot, film, "director"))

    @app_commands.command()
    @everywhere
    @app_commands.describe(film="The film's title")
    async def release(self, interaction: discord.Interaction[Marquee], film: FilmArgument) -> None:
        """When a film comes out, or came out."""
        await reply(interaction, await side_of(self.bot, film, "release"))

    @app_commands.command()
    @everywhere
    @app_commands.describe(film="The film's title")
    async def fact(self, interaction: discord.Interaction[Marquee], film: FilmArgument) -> None:
        """Something to know about a film; nothing comes twice until everything was told."""
        await reply(interaction, await next_fact(interaction, film))


async def side_of(bot: Marquee, film: Film, side: Side, page: int = 0) -> Card:
    """Make one side of a film's card."""
    catalogue = bot.store.catalogue
    file = FilmFile(
        film,
        await catalogue.cast(film),
        await catalogue.directors(film),
        await catalogue.releases(film),
        await catalogue.facts(film),
        await catalogue.quotes(film=film),
    )
    others: list[Side] = [other for other in ("film", "cast", "facts", "quotes", "sources") if other != side]
    return film_card(
        file,
        side,
        page,
        lambda label, to: SideButton(film.key, side, to, label),
        [SideButton(film.key, other, 0, other.capitalize()) for other in others],
        bot.locale,
    )


async def next_fact(interaction: discord.Interaction[Marquee], film: Film) -> Card:
    """Draw the next fact about a film for those who read here.

    Raises:
        Refusal: none is known.
    """
    bot = interaction.client
    facts = {fact.key: fact for fact in await bot.store.catalogue.facts(film)}
    if not facts:
        raise Refusal(say("No facts about {film} are known here. Try /film.", film=titled(film)))
    audience = Audience(interaction.guild_id, interaction.user.id)
    key = await bot.store.shown.draw(audience, "fact", list(facts), bot.random, bot.clock.now())
    return fact_card(facts[key], AnotherFact(film.key), bot.locale)


async def _film(interaction: discord.Interaction[Marquee], key: str) -> Film:
    film = await interaction.client.store.catalogue.film(key, interaction.guild_id)
    if film is None:
        raise Refusal(say("That film is no longer known here."))
    return film


class SideButton(
    LastingButton, template=rf"f1:(?P<side>{'|'.join(SIDES)}):(?P<page>\d{{1,4}}):(?P<key>[a-z0-9-]{{1,60}})"
):
    """Turns a film's card to another side or page."""

    def __init__(self, key: str, side: Side, page: int, label: str = "…") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"f1:{side}:{page}:{key}"))
        self.key, self.side, self.page = key, side, page

    @classmethod
    def parse(cls, side: Side, page: str, key: str) -> Self:  # type: ignore[override]
        """Make the button from what its custom_id says."""
        return cls(key, side, int(page))

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Turn the card."""
        film = await _film(interaction, self.key)
        card = await side_of(interaction.client, film, self.side, self.page)
        await interaction.response.edit_message(view=card)


class AnotherFact(LastingButton, template=r"fact1:(?P<key>[a-z0-9-]{1,60})"):
    """Shows the next fact about the same film."""

    def __init__(self, key: str) -> None:
        super().__init__(
            ui.Button(label="Another", style=discord.ButtonStyle.primary, custom_id=f"fact1:{key}")
        )
        self.key = key

    @classmethod
    def parse(cls, key: str) -> Self:  # type: ignore[override]
        """Make the button from what its custom_id says."""
        return cls(key)

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Show it in the same message."""
        await interaction.response.edit_message(
            view=await next_fact(interaction, await _film(interaction, self.key))
        )


async def setup(bot: Marquee) -> None:
    """Load the cog, for discord.py."""
    bot.add_dynamic_items(SideButton, AnotherFact)
    await bot.add_cog(Facts(bot))
