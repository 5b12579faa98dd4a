"""The Discord client: owns the store and the clock, loads the cogs, and has the one door for errors."""

import hashlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.clock import Clock
from bot.errors import Refusal
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.store.store import Store
from bot.texts import Markup, say

COGS = (
    "cogs.facts",
    "cogs.people",
    "cogs.quotes",
    "cogs.trivia",
    "cogs.countdown",
    "cogs.settings",
    "cogs.about",
)

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
)

CATALOGUE_CHECK = timedelta(seconds=2)  # how soon a new catalogue is noticed

# How a call to Discord can end besides success: refused, out of patience with a limit, or cut off on the way.
WIRE_FAULTS = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)

_log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree["Marquee"]):
    """The command tree; its errors go to the one door."""

    async def on_error(self, interaction: discord.Interaction["Marquee"], error: Exception) -> None:
        """Answer the member whatever went wrong; a list of choices that failed stays empty."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await interaction.client.answer_error(interaction, error)
            return
        _log.error("an autocomplete failed", exc_info=error)
        try:
            await interaction.response.autocomplete([])
        except WIRE_FAULTS as fault:
            _log.warning("could not answer interaction %s: %s", interaction.id, fault)


class Marquee(commands.AutoShardedBot):
    """The bot.

    Args:
        store: open, and closed by whoever opened it.
        clock: the only time the bot goes by.
        settings: what the operator set.
        random: the dice.
        shard_count: how many shards; None lets Discord say.
        always_sync: register the commands at every start, for a Discord that forgets them.
        resume_on_ready: take up open rounds and alarms as soon as Discord is there; otherwise `resume` is
            called by whoever runs the bot.
        alarms: let the scheduler's alarm ring by itself; otherwise `scheduler.ring` is called by hand.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        *,
        random: Random | None = None,
        shard_count: int | None = None,
        always_sync: bool = False,
        resume_on_ready: bool = True,
        alarms: bool = True,
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # there is no voice here
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=60.0,
            shard_count=shard_count,
        )
        self.store = store
        self.clock = clock
        self.settings = settings
        self.random = random or Random()
        # The messages whose menu a running command waits on; any other menu is from an earlier time.
        self.menus: set[int] = set()
        self._always_sync = always_sync
        self._resume_on_ready = resume_on_ready
        self._alarms = alarms
        self.scheduler = Scheduler(clock)
        self.scheduler.every(CATALOGUE_CHECK, store.catalogue.refresh)
        self._resumed = False
        self._resumers: list[Callable[[], Awaitable[None]]] = []
        self._zone_watchers: list[Callable[[int, ZoneInfo], Awaitable[None]]] = []

    @property
    def locale(self) -> str:
        """How dates and lists are written."""
        return self.settings.locale

    def on_resume(self, resumer: Callable[[], Awaitable[None]]) -> None:
        """Have something called once Discord is there, such as what takes up open rounds."""
        self._resumers.append(resumer)

    def on_zone_change(self, watcher: Callable[[int, ZoneInfo], Awaitable[None]]) -> None:
        """Have something called with a guild's id and the zone before, when its time zone has changed."""
        self._zone_watchers.append(watcher)

    async def zone_changed(self, guild_id: int, before: ZoneInfo) -> None:
        """Let everything that counts days and hours in a guild follow its new zone."""
        for watcher in self._zone_watchers:
            await watcher(guild_id, before)

    async def resume(self) -> None:
        """Take up what was open when the last process ended; runs once."""
        if self._resumed:
            return
        self._resumed = True
        for resumer in self._resumers:
            try:
                await resumer()
            except Exception:  # what one cannot take up must not keep the alarms from starting
                _log.exception("not everything that was open could be taken up")
        if self._alarms:
            await self.scheduler.start()

    async def close(self) -> None:
        """Stop the alarms, then leave Discord; what is open is taken up at the next start."""
        await self.scheduler.stop()
        await super().close()

    async def setup_hook(self) -> None:
        """Load every cog (one that fails stops the start) and register the commands if they changed."""
        for name in COGS:
            await self.load_extension(name)
        await self._sync()

    async def on_ready(self) -> None:
        """Say who is there, once Discord has sent the guilds."""
        assert self.user is not None
        count = sum(isinstance(command, app_commands.Command) for command in self.tree.walk_commands())
        _log.info("Connected as %s to %d servers with %d commands.", self.user, len(self.guilds), count)
        _log.info("Invite: %s", discord.utils.oauth_url(self.user.id, permissions=PERMISSIONS))
        if self._resume_on_ready:
            await self.resume()

    async def on_interaction(self, interaction: discord.Interaction["Marquee"]) -> None:
        """Answer presses on components that nothing else would answer."""
        if interaction.type is not discord.InteractionType.component:
            return
        data = dict(interaction.data or {})
        if not self._answers(interaction, (data.get("component_type"), data.get("custom_id"))):
            sentence = say(
                "That button or menu is from an earlier time and does nothing any more. Run the command again."
            )
            await self.answer_error(interaction, Refusal(sentence))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what an event handler raised."""
        _log.exception("%s failed", event_method)

    async def answer_error(self, interaction: discord.Interaction["Marquee"], error: BaseException) -> None:
        """Tell a member privately what went wrong: the refusal's own sentence, or a reference to the log."""
        refusal = refusal_in(error)
        if refusal:
            sentence = Markup(refusal.sentence)
        elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            sentence = say(
                "This command has just changed. Reload Discord (Ctrl+R) and try again in a minute."
            )
        elif _lost_on_the_way(error):
            _log.warning("interaction %s: Discord did not take an answer: %s", interaction.id, error)
            sentence = say("Discord did not take my answer. Try again.")
        else:
            reference = secrets.token_hex(3).upper()
            _log.error("Reference %s: an interaction failed", reference, exc_info=error)
            sentence = say(
                "Something went wrong here and was noted as {reference}. Try again; if it stays, tell that code "
                "to whoever runs this bot.",
                reference=reference,
            )
        try:
            if interaction.response.is_done():
                await interaction.followup.send(sentence, ephemeral=True)
            else:
                await interaction.response.send_message(sentence, ephemeral=True)
        except WIRE_FAULTS as fault:
            _log.warning("could not answer interaction %s: %s", interaction.id, fault)

    def _answers(self, interaction: discord.Interaction["Marquee"], pressed: tuple[object, object]) -> bool:
        message = interaction.message
        if message is None or pressed not in _pressable(message.components):
            return False
        templates = self._connection._view_store._dynamic_items
        return message.id in self.menus or any(one.fullmatch(str(pressed[1])) for one in templates)

    async def _sync(self) -> None:
        guild = discord.Object(self.settings.dev_guild) if self.settings.dev_guild else None
        if guild:
            self.tree.copy_global_to(guild=guild)
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=guild)]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        name = f"commands of {self.application_id} in {guild.id if guild else 'every server'}"
        if self._always_sync or await self.store.guilds.state(name) != digest:
            await self.tree.sync(guild=guild)
            await self.store.guilds.remember_state(name, digest)


def refusal_in(error: BaseException) -> Refusal | None:
    """Return the refusal that an error is, or that a library wrapped."""
    return next((one for one in _causes(error) if isinstance(one, Refusal)), None)


def _lost_on_the_way(error: BaseException) -> bool:
    """Whether Discord or the connection to it failed, or an interaction was too old or answered before."""
    for one in _causes(error):
        if isinstance(one, discord.HTTPException):
            return one.status >= 500 or one.code in (10062, 40060)
        if isinstance(one, aiohttp.ClientError):
            return True
    return False


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = getattr(error, "original", None) or error.__cause__


def _pressable(components: Any) -> set[tuple[object, object]]:
    """The type and custom_id of every button and menu among components and what they hold."""
    found: set[tuple[object, object]] = set()
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            found.add((component.type.value, custom_id))
        found |= _pressable(getattr(component, "children", ()))
        if accessory := getattr(component, "accessory", None):
            found |= _pressable([accessory])
    return found
