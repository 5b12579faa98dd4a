"""The card: a title, the answer, the source last and small, in Components V2."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.client import Marquee
from bot.texts import Markup, escape, say

RED = discord.Colour(0xB3121D)
BRASS = discord.Colour(0xE0A526)
GREEN = discord.Colour(0x3BA55D)

LINES = 8  # of a list before “and N more”
ROOM = 3800  # of the 4,000 characters that all texts of a message may have together

Part = str | ui.Item[Any]


class Card(ui.LayoutView):
    """One message: parts stand below each other in a container with a coloured edge.

    Args:
        accent: the colour of the edge, never the only sign of anything.
        parts: texts (already `Markup`) and items such as separators and rows of buttons.
        footer: the small line at the end: the source.
    """

    def __init__(self, accent: discord.Colour, parts: Sequence[Part], footer: str | None = None) -> None:
        super().__init__(timeout=None)
        container: ui.Container[Card] = ui.Container(accent_colour=accent)
        footer = escape(footer or "")
        room = ROOM - len(footer)
        for part in parts:
            if isinstance(part, str):
                text = part if len(part) <= room else part[: max(room - 1, 0)].rsplit(" ", 1)[0] + "…"
                room -= len(text)
                if text:
                    container.add_item(ui.TextDisplay(text))
            else:
                container.add_item(part)
        if footer:
            container.add_item(ui.TextDisplay(f"-# {footer}"))
        self.add_item(container)
        # Every button is a DynamicItem that needs no stored view. A view that is kept would, when an
        # ephemeral message times out, take the registration of its dynamic buttons with it.
        self.stop()


def rule() -> ui.Separator[Any]:
    """A thin line between parts."""
    return ui.Separator()


def row(*buttons: ui.Item[Any]) -> ui.ActionRow[Any]:
    """Buttons side by side, five at most."""
    return ui.ActionRow(*buttons)


def shortened(rows: Sequence[Markup], most: int = LINES) -> list[Markup]:
    """The first rows of a list; where some are left out, a last line says how many."""
    if len(rows) <= most + 1:
        return list(rows)
    return [*rows[:most], say("*and {n} more*", n=len(rows) - most)]


async def reply(
    interaction: discord.Interaction[Marquee],
    card: ui.LayoutView,
    *,
    private: bool = False,
) -> int:
    """Answer an interaction with a card, as its first answer or, where it was answered, as a follow-up.

    Returns:
        The message's id.
    """
    if interaction.response.is_done():
        return (await interaction.followup.send(view=card, ephemeral=private, wait=True)).id
    posted = await interaction.response.send_message(view=card, ephemeral=private)
    assert posted.message_id is not None
    return posted.message_id


async def notice(interaction: discord.Interaction[Marquee], sentence: Markup) -> None:
    """Answer privately with one sentence."""
    if interaction.response.is_done():
        await interaction.followup.send(sentence, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, ephemeral=True)
