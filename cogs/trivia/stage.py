"""Performs what the rules of a round want done: posts its cards, and takes rounds up after a restart."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord
from discord import ui

from bot.client import WIRE_FAULTS, Marquee
from bot.trivia.events import Ask, Due, Effect, Event, Finish, Lost, Resume, Reveal, Shown
from bot.trivia.state import Round
from cogs.trivia.buttons import ChoiceButton, SourceButton
from cogs.trivia.cards import closed_card, podium_card, question_card, reveal_card
from cogs.ui.card import Card, reply

# Discord takes follow-ups for 15 minutes; one that is nearly over is not relied on.
TOKEN_LIFE = timedelta(minutes=14)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Voice:
    """The newest interaction of a round: posting as its follow-up spares the bot's own rate limit."""

    interaction: discord.Interaction[Marquee]

    def fresh(self, now: datetime) -> bool:
        """Whether its token surely still works."""
        return now - self.interaction.created_at < TOKEN_LIFE

    async def post(self, card: Card) -> int:
        """Post a card as its answer, or as a follow-up when it is answered; returns the message's id."""
        return await reply(self.interaction, card)


class Stage:
    """Shows rounds in their channels.

    What it keeps in memory may be lost: the newest interaction of a round, without which it posts with the
    bot's own token, and which rounds it is busy with.
    """

    def __init__(self, bot: Marquee) -> None:
        self._bot = bot
        self._voices: dict[int, _Voice] = {}
        self._busy: set[int] = set()

    def heard(self, round_id: int, interaction: discord.Interaction[Marquee]) -> None:
        """Remember the newest interaction of a round."""
        self._voices[round_id] = _Voice(interaction)

    async def apply(self, round_id: int, event: Event) -> Sequence[Effect]:
        """Apply an event to a round, show what follows and return it."""
        outcome = await self._bot.store.games.apply(round_id, event, self._bot.clock.now())
        if outcome is None:
            return ()
        await self.perform(*outcome)
        return outcome[1]

    async def perform(self, state: Round, effects: Sequence[Effect]) -> None:
        """Post the cards that the rules want."""
        for effect in effects:
            try:
                match effect:
                    case Ask(index, _, again):
                        await self._ask(state, index, again=again)
                    case Reveal(index, _):
                        await self._reveal(state, index)
                    case Finish():
                        await self._finish(state)
            except (discord.Forbidden, discord.NotFound) as fault:
                _log.info("round %s: cannot post in channel %s: %s", state.id, state.channel_id, fault.text)
                self._voices.pop(state.id, None)
                if state.phase == "ended":
                    await self._shown(state)  # there is nowhere to show it
                else:
                    await self.apply(state.id, Lost())
                return
            except WIRE_FAULTS as fault:
                _log.warning("round %s: a card was not posted: %s", state.id, fault)
        await self._bot.scheduler.moved()

    async def ring(self) -> None:
        """Move on every round whose time has come."""
        due = await self._bot.store.games.due(self._bot.clock.now())
        await asyncio.gather(*(self._move_on(round_id) for round_id in due if round_id not in self._busy))

    async def _move_on(self, round_id: int) -> None:
        self._busy.add(round_id)
        try:
            await self.apply(round_id, Due())
        finally:
            self._busy.discard(round_id)

    async def resume(self) -> None:
        """Take up the rounds that were open when the last process ended."""
        for round_id in await self._bot.store.games.open_rounds():
            await self.apply(round_id, Resume())

    async def _ask(self, state: Round, index: int, *, again: bool) -> None:
        question = state.questions[index]
        buttons: list[ui.Item[Any]] = [
            ChoiceButton(state.id, index, at, choice) for at, choice in enumerate(question.choices)
        ]
        message_id = await self._post(state, question_card(state, buttons, again=again))
        await self._bot.store.games.remember_card(state.id, index, message_id)
        await self._shown(state)

    async def _reveal(self, state: Round, index: int) -> None:
        card_id = await self._bot.store.games.card_of(state.id, index)
        await self._post(state, reveal_card(state, index, SourceButton(state.id, index)))
        await self._shown(state)
        if card_id is not None:
            try:
                await self._edit(state, card_id, closed_card(state, index))
            except WIRE_FAULTS as fault:  # somebody deleted it, say; the round goes on
                _log.info("round %s: question %s stays as it is: %s", state.id, index, fault)

    async def _finish(self, state: Round) -> None:
        if state.end_reason != "lost":
            await self._post(state, podium_card(state))
        await self._shown(state)
        self._voices.pop(state.id, None)

    async def _shown(self, state: Round) -> None:
        await self._bot.store.games.apply(state.id, Shown(state.phase, state.index), self._bot.clock.now())

    async def _post(self, state: Round, card: Card) -> int:
        voice = self._voices.get(state.id)
        if voice and voice.fresh(self._bot.clock.now()):
            try:
                return await voice.post(card)
            except WIRE_FAULTS as fault:  # its token is not taken any more, or the connection broke
                _log.info("round %s: an interaction was not heard: %s", state.id, fault)
                self._voices.pop(state.id, None)
        channel = self._bot.get_partial_messageable(state.channel_id, guild_id=state.guild_id)
        return (await channel.send(view=card)).id

    async def _edit(self, state: Round, message_id: int, card: Card) -> None:
        channel = self._bot.get_partial_messageable(state.channel_id, guild_id=state.guild_id)
        await channel.get_partial_message(message_id).edit(view=card)
