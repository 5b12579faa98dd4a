"""`/help` and `/about`."""

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Marquee
from bot.texts import lines, say
from cogs.ui.card import RED, Card, reply, rule


class About(commands.Cog):
    """What the bot can do, and what it is."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot

    @app_commands.command()
    async def help(self, interaction: discord.Interaction[Marquee]) -> None:
        """Every command, in a line each."""
        listed = lines(
            say("**/{name}** · {what}", name=command.qualified_name, what=command.description)
            for command in _leaves(self.bot)
        )
        first = say("### What I can do\nStart with **/cast**, **/quote** or **/trivia start**.")
        await reply(
            interaction, Card(RED, [first, rule(), listed], "Every answer names its source."), private=True
        )

    @app_commands.command()
    async def about(self, interaction: discord.Interaction[Marquee]) -> None:
        """What this bot is and what it keeps."""
        catalogue = self.bot.store.catalogue
        films, sources = await catalogue.films(), await catalogue.sources()
        text = say(
            "### Marquee\nFilm facts, quotes, trivia and release countdowns, each with its source.\n\n"
            "**{films}** films from **{sources}** sources.\n"
            "Of members I keep only ids: who answered a question, who set a countdown, and what "
            "a user was shown in direct messages. I read no messages.",
            films=len(films),
            sources=len(sources),
        )
        await reply(interaction, Card(RED, [text], "Free software under the MIT licence."), private=True)


def _leaves(bot: Marquee) -> Iterator[app_commands.Command[Any, ..., Any]]:
    commands_ = [command for command in bot.tree.walk_commands() if isinstance(command, app_commands.Command)]
    yield from sorted(commands_, key=lambda command: command.qualified_name)


async def setup(bot: Marquee) -> None:
    """Load the cog, for discord.py."""
    await bot.add_cog(About(bot))
