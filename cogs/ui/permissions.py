"""Who may do what, checked when it is done: `default_permissions` is only a hint that admins may override."""

from collections.abc import Iterable
from typing import Literal, TypeVar

import discord
from discord import app_commands

from bot.client import Marquee
from bot.errors import Refusal
from bot.texts import Markup, listed, say

T = TypeVar("T")

_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
}


def everywhere(command: T) -> T:
    """Let a command work in servers, in direct messages, and for who installed the bot for themselves."""
    places = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    return app_commands.allowed_installs(guilds=True, users=True)(places(command))


def in_servers(command: T) -> T:
    """Let a command work in servers that installed the bot, and nowhere else."""
    places = app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    return app_commands.allowed_installs(guilds=True, users=False)(places(command))


def guild_of(interaction: discord.Interaction[Marquee]) -> int:
    """The server's id.

    Raises:
        Refusal: this is not a server.
    """
    if interaction.guild_id is None:
        raise Refusal(say("This works in a server only."))
    return interaction.guild_id


def may(
    interaction: discord.Interaction[Marquee], permission: Literal["manage_guild", "manage_messages"]
) -> bool:
    """Whether the member has a permission in the channel they are in."""
    return bool(getattr(interaction.permissions, permission))


def require_manage_guild(interaction: discord.Interaction[Marquee]) -> int:
    """The server's id, for a member who may configure it.

    Raises:
        Refusal: the member lacks Manage Server, or this is not a server.
    """
    guild_id = guild_of(interaction)
    if not may(interaction, "manage_guild"):
        raise Refusal(say("Only members with the permission **Manage Server** can do this. Ask an admin."))
    return guild_id


def require_posting(channel: discord.TextChannel) -> None:
    """Check that the bot can post in a channel.

    Raises:
        Refusal: it cannot; names the permission it lacks.
    """
    _require(channel.permissions_for(channel.guild.me), ["view_channel", "send_messages"], channel.mention)


def require_posting_here(interaction: discord.Interaction[Marquee]) -> None:
    """Check that the bot can post where the interaction came from.

    Raises:
        Refusal: it cannot; names the permission it lacks.
    """
    in_thread = isinstance(interaction.channel, discord.Thread)
    needed = ["view_channel", "send_messages_in_threads" if in_thread else "send_messages"]
    _require(interaction.app_permissions, needed, f"<#{interaction.channel_id}>")


def _require(have: discord.Permissions, needed: Iterable[str], where: str) -> None:
    lacking = [say("**{name}**", name=_NAMES[name]) for name in needed if not getattr(have, name)]
    if lacking:
        raise Refusal(
            say(
                "I cannot post in {channel} without {lacking}. "
                "Allow me that in the channel's settings, or choose another channel.",
                channel=Markup(where),
                lacking=listed(lacking, "en"),
            )
        )
