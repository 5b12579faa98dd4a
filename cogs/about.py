"""`/help` and `/about`."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Marquee
from bot.texts import Markup, lines, say
from cogs.ui.card import RED, Card, reply, rule
from cogs.ui.permissions import everywhere


class About(commands.Cog):
    """What the bot can do, and what it is."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot

    @app_commands.command()
    @everywhere
    async def help(self, interaction: discord.Interaction[Marquee]) -> None:
        """Every command, in a line each."""
        groups = [
            part for cog in self.bot.cogs.values() for part in (rule(), lines(map(_line, _commands_of(cog))))
        ]
        first = say("### What I can do\nStart with **/cast**, **/quote** or **/trivia start**.")
        await reply(interaction, Card(RED, [first, *groups], "Every answer names its source."), private=True)

    @app_commands.command()
    @everywhere
    async def about(self, interaction: discord.Interaction[Marquee]) -> None:
        """What this bot is and what it keeps."""
        catalogue = self.bot.store.catalogue
        size = await catalogue.size()
        text = say(
            "### Marquee\nFilm facts, quotes, trivia and release countdowns, each with its source.\n\n"
            "**{films}** films from **{sources}** sources.\n"
            "Of members I keep only ids: who started a round or answered a question, who set or added "
            "something, and what a user was shown in direct messages. I read no messages.",
            films=size.films,
            sources=size.sources,
        )
        await reply(interaction, Card(RED, [text], "Free software under the MIT licence."), private=True)


def _commands_of(cog: commands.Cog) -> list[app_commands.Command[Any, ..., Any]]:
    return [found for found in cog.walk_app_commands() if isinstance(found, app_commands.Command)]


def _line(command: app_commands.Command[Any, ..., Any]) -> Markup:
    return say("**/{name}** · {what}", name=command.qualified_name, what=command.description)


async def setup(bot: Marquee) -> None:
    """Load the cog, for discord.py."""
    await bot.add_cog(About(bot))
