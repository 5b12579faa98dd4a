"""`/countdown`: posts in a channel on the days before a film comes out."""

from datetime import time

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Marquee
from bot.errors import Refusal
from bot.films.model import Film
from bot.releases.choice import choose_release
from bot.releases.milestones import DEFAULT_MILESTONES
from bot.releases.plan import Plan, next_occurrence
from bot.releases.zones import local_date, read_time
from bot.scheduler import Bell
from bot.texts import Markup, say
from cogs.countdown.cards import list_card
from cogs.countdown.delivery import Deliverer
from cogs.ui.card import notice, reply
from cogs.ui.options import Choices, FilmOption, offering, titled
from cogs.ui.permissions import guild_of, in_servers, require_manage_guild, require_posting

USUAL_TIME = time(9)  # of a post, where the admin names none


@in_servers
class Countdown(
    commands.GroupCog, group_name="countdown", group_description="Count down to a film's release"
):
    """Countdowns that admins set."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot
        self.deliverer = Deliverer(bot)
        bot.scheduler.add(Bell(bot.store.countdowns.next_due, self.deliverer.ring))
        bot.on_zone_change(self.deliverer.replan)

    @app_commands.command()
    @app_commands.describe(
        film="The film's title; a film of your own is added with /film-add",
        channel="Where to post; your countdown channel if you leave it out",
        time="When to post, such as 18:00; 09:00 if you leave it out",
    )
    async def add(
        self,
        interaction: discord.Interaction[Marquee],
        film: app_commands.Transform[Film, FilmOption],
        channel: discord.TextChannel | None = None,
        time: str | None = None,
    ) -> None:
        """Post 100, 30, 14, 7, 3 and 1 days before a film comes out, and on the day."""
        guild_id = require_manage_guild(interaction)
        at = read_time(time) if time else USUAL_TIME
        place = channel or await self._usual_channel(interaction, guild_id)
        require_posting(place)
        chosen = choose_release(await self.bot.store.catalogue.releases(film))
        zone, now = await self.deliverer.zone(guild_id), self.bot.clock.now()
        if chosen is None or chosen.release.date.exact is None:
            raise Refusal(
                say(
                    "The day **{film}** comes out is not known, so there is nothing to count to.",
                    film=titled(film),
                )
            )
        if chosen.release.date.exact < local_date(now, zone):
            raise Refusal(say("**{film}** is out already. See /release.", film=titled(film)))
        first = next_occurrence(Plan(chosen.release.date.exact, DEFAULT_MILESTONES, at, zone), now)
        if first is None:
            raise Refusal(
                say("Today's post would have been at {at}. Choose a later time.", at=at.isoformat("minutes"))
            )
        await self.bot.store.countdowns.add(
            guild_id,
            place.id,
            film.key,
            milestones=DEFAULT_MILESTONES,
            at=at,
            planned=chosen.release.date,
            first=first,
            by=interaction.user.id,
            now=now,
        )
        await self.bot.scheduler.moved()
        when = Markup(discord.utils.format_dt(first.at, "F") + ", " + discord.utils.format_dt(first.at, "R"))
        where = Markup(place.mention)
        sentence = "Counting down to **{film}** in {where}. The first post comes {when}."
        await notice(interaction, say(sentence, film=titled(film), where=where, when=when))

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction[Marquee]) -> None:
        """This server's countdowns."""
        guild_id = guild_of(interaction)
        rows = [
            (countdown, await self.bot.store.catalogue.film(countdown.film_key, guild_id))
            for countdown in await self.bot.store.countdowns.of_guild(guild_id)
        ]
        await reply(interaction, list_card(rows), private=True)

    @app_commands.command()
    @app_commands.describe(countdown="Pick one from the list")
    async def remove(self, interaction: discord.Interaction[Marquee], countdown: str) -> None:
        """End a countdown."""
        guild_id = require_manage_guild(interaction)
        for number, name in await self._named(guild_id):
            if countdown in (str(number), name):
                await self.bot.store.countdowns.remove(guild_id, number)
                await self.bot.scheduler.moved()
                await notice(interaction, say("The countdown to **{name}** has ended.", name=name))
                return
        raise Refusal(say("This server has no such countdown. Pick one from the list as you type."))

    @remove.autocomplete("countdown")
    @offering
    async def _countdowns(self, interaction: discord.Interaction[Marquee], typed: str) -> Choices:
        named = await self._named(guild_of(interaction))
        fitting = [(number, name) for number, name in named if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=name[:100], value=str(number)) for number, name in fitting[:25]]

    async def _usual_channel(
        self, interaction: discord.Interaction[Marquee], guild_id: int
    ) -> discord.TextChannel:
        settings = await self.bot.store.guilds.settings(guild_id)
        found = interaction.guild and interaction.guild.get_channel(settings.countdown_channel_id or 0)
        if not isinstance(found, discord.TextChannel):
            raise Refusal(say("Name a channel, or set one for all with /settings countdown-channel."))
        return found

    async def _named(self, guild_id: int) -> list[tuple[int, str]]:
        named = []
        for countdown in await self.bot.store.countdowns.of_guild(guild_id):
            film = await self.bot.store.catalogue.film(countdown.film_key, guild_id)
            channel = self.bot.get_channel(countdown.channel_id)
            where = f" in #{channel.name}" if isinstance(channel, discord.TextChannel) else ""
            named.append((countdown.id, (film.title if film else countdown.film_key) + where))
        return named


async def setup(bot: Marquee) -> None:
    """Load the cog, for discord.py."""
    await bot.add_cog(Countdown(bot))
