"""The buttons of a round. What a custom_id claims is checked in the store."""

from typing import Any, Self

import discord
from discord import ui

from bot.client import Marquee
from bot.errors import Refusal
from bot.texts import Markup, say
from bot.trivia.events import Accepted, Answered, Reason
from bot.trivia.question import LETTERS
from cogs.trivia.cards import choice_label
from cogs.ui.buttons import LastingButton
from cogs.ui.card import notice
from cogs.ui.permissions import guild_of

_OLD = "That question is not open here any more. Start a round with /trivia start."

REASONS: dict[Reason, str] = {
    "ended": "This round is over. Start another with /trivia start.",
    "not_started": "This round has not begun.",
    "not_open": "This question is not open yet.",
    "closed": "This question is closed; the next one comes in a moment.",
    "answered": "You have answered this question already; the first answer counts.",
    "newer_pick": "A later answer of yours counts already.",
    "out": "You are out of this round. Watch, or join the next one.",
    "bot": "Bots do not play.",
    "choice": "There is no such choice.",
    "press": "Press one of the buttons.",
    "type": "Type your answer in this round.",
    "empty": "There is nothing in that answer to compare. Type a word.",
    "not_allowed": "Only who started the round, or a member with **Manage Messages**, can do that.",
}


class ChoiceButton(LastingButton, template=r"t1:(?P<round>\d{1,15}):(?P<index>\d{1,3}):(?P<choice>[0-3])"):
    """One choice of a question."""

    def __init__(self, round_id: int, index: int, choice: int, text: str = "…") -> None:
        button: ui.Button[Any] = ui.Button(
            label=choice_label(choice, text),
            style=discord.ButtonStyle.primary,
            custom_id=f"t1:{round_id}:{index}:{choice}",
        )
        super().__init__(button)
        self.round_id, self.index, self.choice = round_id, index, choice

    @classmethod
    def parse(cls, round: str, index: str, choice: str) -> Self:  # type: ignore[override]  # noqa: A002
        """Make the button from what its custom_id says."""
        return cls(int(round), int(index), int(choice))

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Store the answer, then acknowledge it privately."""
        bot, guild_id = interaction.client, guild_of(interaction)
        assert interaction.message is not None and interaction.channel_id is not None
        pick = Answered(
            self.index,
            interaction.user.id,
            interaction.created_at,
            interaction.id,
            choice=self.choice,
            bot=interaction.user.bot,
        )
        decided = await bot.store.games.answer(
            self.round_id,
            pick,
            bot.clock.now(),
            guild_id=guild_id,
            channel_id=interaction.channel_id,
            message_id=interaction.message.id,
        )
        if decided is None:
            raise Refusal(say(_OLD))
        decision, question = decided
        if not isinstance(decision, Accepted):
            raise Refusal(Markup(REASONS.get(decision.reason, _OLD)))
        letter, text = LETTERS[self.choice], question.choices[self.choice]
        await notice(interaction, say("Your answer: **{letter}** {text}", letter=letter, text=text))
        bot.dispatch("round_heard", self.round_id, interaction)


class SourceButton(LastingButton, template=r"t1s:(?P<round>\d{1,15}):(?P<index>\d{1,3})"):
    """Tells privately where the answer to a question was read."""

    def __init__(self, round_id: int, index: int) -> None:
        super().__init__(ui.Button(label="Source", custom_id=f"t1s:{round_id}:{index}"))
        self.round_id, self.index = round_id, index

    @classmethod
    def parse(cls, round: str, index: str) -> Self:  # type: ignore[override]  # noqa: A002
        """Make the button from what its custom_id says."""
        return cls(int(round), int(index))

    async def pressed(self, interaction: discord.Interaction[Marquee]) -> None:
        """Tell it."""
        games = interaction.client.store.games
        question = await games.question(self.round_id, self.index, guild_of(interaction))
        if question is None:
            raise Refusal(say(_OLD))
        told = say(
            "{prompt}\n**{answer}**\n-# {source}",
            prompt=question.prompt,
            answer=question.answer,
            source=question.source,
        )
        await notice(interaction, told)
