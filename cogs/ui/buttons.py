"""Buttons that survive restarts, and the base of modals and menus; all report to the one door."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Marquee


class LastingButton(ui.DynamicItem[ui.Button[Any]], template=r"(?!)"):
    """A button whose whole state is its custom_id.

    A subclass gives a `template` with named groups, takes those groups (all texts) in `parse`, and does its
    work in `pressed`. The custom_id is untrusted: `parse` and `pressed` check everything it claims.
    """

    @classmethod
    def parse(cls, **groups: str) -> Self:
        """Make the button from what its custom_id says."""
        raise NotImplementedError

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Do what the button says."""
        raise NotImplementedError

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button, for discord.py; it would only log a fault here, so that is answered first."""
        del item
        try:
            return cls.parse(**match.groupdict())
        except Exception as fault:
            await interaction.client.answer_error(interaction, fault)
            raise

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Run `pressed`; what it raises is answered at the one door."""
        try:
            await self.pressed(interaction)
        except Exception as fault:
            await interaction.client.answer_error(interaction, fault)


class WaitingMenu(ui.LayoutView):
    """A private menu that a running command waits on; it ends with this process."""

    async def on_error(
        self, interaction: discord.Interaction[Any], error: Exception, item: ui.Item[Any]
    ) -> None:
        """Answer at the one door."""
        await interaction.client.answer_error(interaction, error)
