"""`/trivia`: rounds of questions in a channel."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Marquee
from bot.errors import Refusal
from bot.films.model import Film
from bot.scheduler import Bell
from bot.store.games import ChannelBusy
from bot.texts import Markup, say
from bot.trivia.choosing import choose_questions
from bot.trivia.events import Refused, Stop
from bot.trivia.state import Rules
from cogs.trivia.buttons import REASONS, ChoiceButton, SourceButton
from cogs.trivia.cards import scores_card
from cogs.trivia.stage import Stage
from cogs.ui.card import reply
from cogs.ui.options import FilmOption, titled
from cogs.ui.permissions import guild_of, in_servers, may, require_posting_here

USUAL_QUESTIONS = 5


@in_servers
class Trivia(commands.GroupCog, group_name="trivia", group_description="A game of film questions"):
    """Rounds of trivia."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot
        self.stage = Stage(bot)
        bot.scheduler.add(Bell(bot.store.games.next_due, self.stage.ring))
        bot.on_resume(self.stage.resume)

    @app_commands.command()
    @app_commands.describe(questions="How many, 1 to 20; 5 if you leave it out", film="Only about this film")
    async def start(
        self,
        interaction: discord.Interaction[Marquee],
        questions: app_commands.Range[int, 1, 20] = USUAL_QUESTIONS,
        film: app_commands.Transform[Film, FilmOption] | None = None,
    ) -> None:
        """Ask everybody here; the first question comes at once."""
        guild_id = guild_of(interaction)
        channel_id = await self._place(interaction, guild_id)
        pool = await self.bot.store.catalogue.questions(self.bot.locale, film)
        if not pool:
            what = say(" about {film}", film=titled(film)) if film else ""
            raise Refusal(say("I have no questions{what}. Try /trivia start without a film.", what=what))
        asked = await self.bot.store.games.last_asked(guild_id)
        chosen = choose_questions(pool, asked, questions, self.bot.random)
        try:
            outcome = await self.bot.store.games.start(
                guild_id, channel_id, interaction.user.id, Rules(), chosen, self.bot.clock.now()
            )
        except ChannelBusy as busy:
            there = _link(guild_id, channel_id, busy.message_id)
            raise Refusal(say("This channel has a round already: {there}", there=there)) from None
        self.stage.heard(outcome[0].id, interaction)
        await self.stage.perform(*outcome)

    @app_commands.command()
    async def stop(self, interaction: discord.Interaction[Marquee]) -> None:
        """End the round in this channel; the points stand."""
        guild_of(interaction)
        round_id = await self.bot.store.games.round_in(interaction.channel_id or 0)
        if round_id is None:
            raise Refusal(say("No round is running in this channel. Start one with /trivia start."))
        stop = Stop(interaction.user.id, may(interaction, "manage_messages"))
        outcome = await self.bot.store.games.apply(round_id, stop, self.bot.clock.now())
        assert outcome is not None
        for effect in outcome[1]:
            if isinstance(effect, Refused):
                raise Refusal(Markup(REASONS[effect.reason]))
        self.stage.heard(round_id, interaction)
        await self.stage.perform(*outcome)

    @app_commands.command()
    async def scores(self, interaction: discord.Interaction[Marquee]) -> None:
        """Who is ahead in this server."""
        await reply(interaction, scores_card(await self.bot.store.games.scores(guild_of(interaction))))

    @commands.Cog.listener()
    async def on_round_heard(self, round_id: int, interaction: discord.Interaction[Marquee]) -> None:
        """Let the round speak through its newest interaction."""
        self.stage.heard(round_id, interaction)

    async def _place(self, interaction: discord.Interaction[Marquee], guild_id: int) -> int:
        settings = await self.bot.store.guilds.settings(guild_id)
        if settings.trivia_channel_id not in (None, interaction.channel_id):
            where = Markup(f"<#{settings.trivia_channel_id}>")
            raise Refusal(say("Trivia is played in {where} in this server.", where=where))
        require_posting_here(interaction)
        assert interaction.channel_id is not None
        return interaction.channel_id


def _link(guild_id: int, channel_id: int, message_id: int | None) -> Markup:
    place = f"https://discord.com/channels/{guild_id}/{channel_id}"
    return Markup(f"{place}/{message_id}" if message_id else place)


async def setup(bot: Marquee) -> None:
    """Load the cog, for discord.py."""
    bot.add_dynamic_items(ChoiceButton, SourceButton)
    await bot.add_cog(Trivia(bot))
