"""`/settings`, `/film-add` and `/film-import`: what admins configure by command."""

import logging
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Marquee
from bot.content.film_import import import_found
from bot.content.importers import tmdb
from bot.errors import OperatorError, Refusal
from bot.releases.reading import read_date
from bot.releases.zones import local_date, nearest_zones, read_zone
from bot.store.guilds import Setting
from bot.texts import Markup, lines, say
from cogs.ui.card import RED, Card, notice, reply, rule
from cogs.ui.options import Choices, offering, titled
from cogs.ui.permissions import guild_of, in_servers, require_manage_guild, require_posting

_log = logging.getLogger(__name__)


@in_servers
class Settings(commands.GroupCog, group_name="settings", group_description="How this server uses Marquee"):
    """What admins set."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[Marquee]) -> None:
        """What is set in this server."""
        settings = await self.bot.store.guilds.settings(guild_of(interaction))
        zone = settings.time_zone or self.bot.settings.time_zone
        rows = [
            say(
                "**Trivia channel** · {channel}", channel=_channel(settings.trivia_channel_id, "any channel")
            ),
            say(
                "**Countdown channel** · {channel}",
                channel=_channel(settings.countdown_channel_id, "not set"),
            ),
            say(
                "**Time zone** · {zone}{default}",
                zone=zone,
                default="" if settings.time_zone else " (default)",
            ),
        ]
        hint = "Change them with /settings trivia-channel, countdown-channel and time-zone."
        await reply(interaction, Card(RED, [say("### Settings"), rule(), lines(rows)], hint), private=True)

    @app_commands.command(name="trivia-channel")
    @app_commands.describe(channel="Rounds start only there; leave it out to allow every channel")
    async def trivia_channel(
        self, interaction: discord.Interaction[Marquee], channel: discord.TextChannel | None = None
    ) -> None:
        """Where trivia is played."""
        await self._set_channel(interaction, "trivia_channel_id", channel, "Trivia is played")

    @app_commands.command(name="countdown-channel")
    @app_commands.describe(
        channel="Where countdowns go unless they name a channel; leave it out to have none"
    )
    async def countdown_channel(
        self, interaction: discord.Interaction[Marquee], channel: discord.TextChannel | None = None
    ) -> None:
        """Where countdowns are posted."""
        await self._set_channel(interaction, "countdown_channel_id", channel, "Countdowns are posted")

    @app_commands.command(name="time-zone")
    @app_commands.describe(zone="A region and city, such as Europe/Berlin")
    async def time_zone(self, interaction: discord.Interaction[Marquee], zone: str) -> None:
        """The time zone that days and hours are counted in here."""
        guild_id = require_manage_guild(interaction)
        name = read_zone(zone).key
        before = (await self.bot.store.guilds.settings(guild_id)).time_zone or self.bot.settings.time_zone
        await self._change(interaction, guild_id, "time_zone", name)
        await self.bot.zone_changed(guild_id, ZoneInfo(before))
        await notice(interaction, say("Days and hours are now counted in **{zone}**.", zone=name))

    @time_zone.autocomplete("zone")
    @offering
    async def _zones(self, interaction: discord.Interaction[Marquee], typed: str) -> Choices:
        names = nearest_zones(typed, 25) or [
            "UTC",
            "Europe/London",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Tokyo",
        ]
        return [app_commands.Choice(name=name, value=name) for name in names]

    async def _set_channel(
        self,
        interaction: discord.Interaction[Marquee],
        setting: Setting,
        channel: discord.TextChannel | None,
        what: str,
    ) -> None:
        guild_id = require_manage_guild(interaction)
        if channel:
            require_posting(channel)
        await self._change(interaction, guild_id, setting, channel.id if channel else None)
        where = Markup(f"in {channel.mention}") if channel else Markup("wherever a command says")
        await notice(interaction, say("{what} {where} from now on.", what=what, where=where))

    async def _change(
        self,
        interaction: discord.Interaction[Marquee],
        guild_id: int,
        setting: Setting,
        value: int | str | None,
    ) -> None:
        await self.bot.store.guilds.change_setting(
            guild_id, setting, value, by=interaction.user.id, now=self.bot.clock.now()
        )


class GuildFilms(commands.Cog):
    """Films that a server adds for itself."""

    def __init__(self, bot: Marquee) -> None:
        self.bot = bot

    @app_commands.command(name="film-add")
    @in_servers
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(title="The film's title", date="When it comes out: 2027-06-05, 2027-06 or 2027")
    async def film_add(
        self, interaction: discord.Interaction[Marquee], title: app_commands.Range[str, 1, 100], date: str
    ) -> None:
        """Add a film of this server's own, to count down to it."""
        guild_id = require_manage_guild(interaction)
        settings = await self.bot.store.guilds.settings(guild_id)
        now = self.bot.clock.now()
        zone = read_zone(settings.time_zone or self.bot.settings.time_zone)
        title = " ".join(title.split())
        if not title:
            raise Refusal(
                say("A film needs a title. Write it, as in /film-add title:Ballerina date:2027-06-05.")
            )
        day = read_date(date, local_date(now, zone))
        film = await self.bot.store.guilds.add_film(guild_id, title, day, by=interaction.user.id, now=now)
        added = say(
            "**{film}** is known in this server now. Count down to it with /countdown add.", film=titled(film)
        )
        await notice(interaction, added)

    @app_commands.command(name="film-import")
    @in_servers
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(title="The film's title, with or without its year")
    async def film_import(
        self, interaction: discord.Interaction[Marquee], title: app_commands.Range[str, 1, 100]
    ) -> None:
        """Take a film's cast, director and release dates over from TMDB."""
        require_manage_guild(interaction)
        if not self.bot.settings.tmdb_key:
            sentence = "Whoever runs this bot has set no TMDB key, so I can import nothing. Try /film-add."
            raise Refusal(say(sentence))
        await interaction.response.defer(ephemeral=True)
        store, name = self.bot.store, str(interaction.id)
        try:
            films = await import_found(store.folder, self.bot.settings, title, name, self.bot.clock)
        except OperatorError as fault:
            _log.warning("/film-import: %s", fault)
            raise Refusal(say("TMDB could not be asked just now. Try again later.")) from None
        await store.catalogue.refresh()
        if not films:
            raise Refusal(say("TMDB finds no film for “{title}”. Try the original title.", title=title))
        known = lines(say("**{t}**{y}", t=film, y=f" ({year})" if year else "") for film, year in films)
        await notice(
            interaction, say("Known here now:\n{known}\n-# {notice}", known=known, notice=tmdb.SOURCE.licence)
        )


def _channel(channel_id: int | None, otherwise: str) -> Markup:
    return Markup(f"<#{channel_id}>") if channel_id else Markup(otherwise)


async def setup(bot: Marquee) -> None:
    """Load the cogs, for discord.py."""
    await bot.add_cog(Settings(bot))
    await bot.add_cog(GuildFilms(bot))
