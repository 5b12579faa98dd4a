"""The simulated Discord that the console's bot lives in: one guild, three members, three channels."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import discord
import simcord
from discord import app_commands

from bot.console.cards import Card, card_of
from bot.console.clock import ConsoleClock
from bot.console.commands import Attached, Call, Command, Directory, Mistake, Named, Value, commands_of
from bot.console.forms import Answer, Form, form_of
from bot.console.markup import Reader
from bot.console.playable import Playable
from bot.errors import Refusal

ADMIN = "mara"
MEMBERS = (ADMIN, "alice", "bob")
CHANNELS = ("general", "trivia", "countdowns")
ROLES = ("film-night",)
BOT_NAME = "Marquee"
GUILD_NAME = "Marquee House"
GUILD_ID = 1_456_074_443_000_000_000

# What is stored of a guild names its channels and members, so their ids have to be the same at every start:
# they are made in this order, before the clock moves from the instant every simulated Discord begins at.

PATIENCE = 1.0
"""Seconds an action waits for the bot; a timer of the bot's that rings within them is waited for as well."""
PATIENCE_WITH_TIME = 60.0
"""Seconds of real time that moving the clock may take."""
REST_ATTEMPTS = 15
GRAIN = timedelta(seconds=1)
"""Short spans pass in steps of this, so that what is posted on the way can be seen."""
SHORT = timedelta(minutes=5)
AGAIN = timedelta(seconds=30)
"""What stays due is tried again after this."""

_T = TypeVar("_T")


class PendingForm:
    """A modal that a member has before them."""

    def __init__(self, form: Form, member: str, shown: simcord.InteractionResult) -> None:
        self.form = form
        self.member = member
        self.shown = shown


class World:
    """The simulated Discord, with the real bot in it; use it as an async context manager.

    Every action waits its turn, since the simulation takes one at a time.

    Args:
        bot: closed by whoever made it.
        clock: the bot's clock; it follows the simulated Discord from here on.
    """

    def __init__(self, bot: Playable, clock: ConsoleClock) -> None:
        self._bot = bot
        self._clock = clock
        self._turn = asyncio.Lock()
        self._bot_context = contextvars.Context()
        self._lead: timedelta | None = None
        self._schedule_fails = False
        self._rung: tuple[datetime, datetime] | None = None
        self._errors_seen = 0
        self._errors: list[BaseException] = []
        self._last_used: dict[str, str] = {}
        self._used: dict[int, tuple[int, str]] = {}
        self._env: simcord.Env
        self._members: dict[str, simcord.MemberActor]
        self._channels: dict[str, simcord.ChannelHandle]
        self._roles: dict[str, simcord.RoleHandle]
        self.commands: tuple[Command, ...] = ()
        self.directory = Directory(MEMBERS, CHANNELS, ROLES)

    async def __aenter__(self) -> Self:
        shards = self._bot.shard_count or 1
        # The guild's ids come from the instant the simulation begins at, long before the present. A stand-in
        # lives through that span, so that the bot never sees another time than the present.
        stand_in = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
        self._env = simcord.Env(stand_in, shard_count=shards, settle_timeout=PATIENCE)
        await self._env.start()
        try:
            self._build()
            assert stand_in.user is not None
            await stand_in.user.edit(username=BOT_NAME)
            behind = datetime.now(UTC) - self._env.now()
            await self._env.advance_time(max(0.0, behind.total_seconds()))
            self._clock.follow(self._env.now)
            self._bot.add_listener(self._keep_context, "on_ready")
            await self._env.restart_bot(cast(discord.Client, self._bot))
            self.commands = commands_of(self._bot.tree)
            if not self.commands_for(ADMIN, CHANNELS[0]):
                # a bot that remembers its commands as registered does not register them again
                await self._bot.tree.sync()
            await self._run_in_bot(self._bot.resume())
        except BaseException:
            await self._env.shutdown()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._turn:
            await self._env.shutdown()

    def _build(self) -> None:
        users = {name: self._env.create_user(name) for name in MEMBERS}
        guild = self._env.create_guild(GUILD_NAME, id=GUILD_ID, owner=users[ADMIN])
        self._members = {ADMIN: simcord.MemberActor(self._env, guild, users[ADMIN])}
        for name in MEMBERS[1:]:
            self._members[name] = guild.add_member(users[name])
        self._channels = {name: guild.create_text_channel(name) for name in CHANNELS}
        self._roles = {name: guild.create_role(name) for name in ROLES}

    async def _keep_context(self) -> None:
        # What is started in this context belongs to the bot: its timers go by the simulated time.
        self._bot_context = contextvars.copy_context()

    async def _run_in_bot(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._bot_context.run(asyncio.get_running_loop().create_task, work)
        task.add_done_callback(self._note_error)
        await self._act(self._env.settle)

    def _note_error(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._errors.append(error)

    # ------------------------------------------------------------------ what there is to see

    def now(self) -> datetime:
        """Return the simulated instant."""
        return self._env.now()

    @property
    def revision(self) -> int:
        """A number that grows whenever the bot has said or changed something."""
        return len(self._env.http_requests)

    def reader(self) -> Reader:
        """Return who reads the texts of this guild at this instant."""
        return Reader(
            now=self.now(),
            users={member.id: name for name, member in self._members.items()},
            channels={channel.id: name for name, channel in self._channels.items()},
            roles={role.id: name for name, role in self._roles.items()},
        )

    def commands_for(self, member: str, channel: str) -> tuple[Command, ...]:
        """Return the commands Discord offers that member in that channel."""
        paths = set(self._members[member].available_commands(self._channels[channel]))
        return tuple(command for command in self.commands if command.path in paths)

    def cards(self, member: str, channel: str) -> list[Card]:
        """Return the messages of a channel which that member sees, oldest first."""
        history = self._channels[channel].history(viewer=self._members[member])
        return [card_of(message, channel, self._command_of(message)) for message in history]

    def new_faults(self) -> list[str]:
        """Return what the bot raised since this was asked last, without its refusals, which are answers."""
        found = [*self._env.errors_since(self._errors_seen), *self._errors]
        self._errors_seen = self._env.error_cursor
        self._errors.clear()
        return [fault for fault in map(_fault, found) if fault is not None]

    # ------------------------------------------------------------------ what a member does

    async def say(self, member: str, channel: str, text: str) -> None:
        """Have a member write a plain message."""
        await self._act(lambda: self._members[member].send(self._channels[channel], text))

    async def use(self, member: str, channel: str, call: Call) -> PendingForm | None:
        """Have a member use a command; return the form the bot shows, if it does."""
        if call.command not in self.commands_for(member, channel):
            raise Mistake(f"Discord does not offer /{call.command.path} to {member} in #{channel}.")
        options = {name: self._wire(value) for name, value in call.values.items()}

        async def use() -> simcord.InteractionResult:
            self._last_used[member] = f"/{call.command.path}"
            return await self._members[member].slash(self._channels[channel], call.command.path, **options)

        return self._pending(member, await self._act(use))

    async def click(self, member: str, card: Card, custom_id: str) -> PendingForm | None:
        """Have a member press a button of a card; return the form the bot shows, if it does."""
        message = self._message(member, card)
        shown = await self._act(lambda: self._members[member].click(message, custom_id=custom_id))
        return self._pending(member, shown)

    async def select(
        self, member: str, card: Card, custom_id: str, values: Sequence[Value]
    ) -> PendingForm | None:
        """Have a member choose in a menu of a card; return the form the bot shows, if it does."""
        message = self._message(member, card)
        chosen = [self._wire(value) for value in values]
        shown = await self._act(lambda: self._members[member].select(message, chosen, custom_id=custom_id))
        return self._pending(member, shown)

    async def submit(self, pending: PendingForm, answers: Mapping[str, Answer]) -> PendingForm | None:
        """Send a filled form (answers by custom id); return the next one, if the bot shows one."""
        values = {
            name: [self._wire(one) for one in value] if isinstance(value, list) else value
            for name, value in answers.items()
        }
        shown = await self._act(lambda: self._members[pending.member].submit_modal(pending.shown, values))
        return self._pending(pending.member, shown)

    async def suggestions(
        self, member: str, channel: str, call: Call, option: str, typed: str
    ) -> list[tuple[str, str | int | float]]:
        """Return the choices (shown, sent) the bot offers for what is typed into an option so far."""
        options = {name: self._wire(value) for name, value in call.values.items() if name != option}
        actor, path = self._members[member], call.command.path
        offered = await self._act(
            lambda: actor.autocomplete(self._channels[channel], path, option, typed, **options)
        )
        return [(choice["name"], choice["value"]) for choice in offered or ()]

    def _command_of(self, message: discord.Message) -> str | None:
        """Return the command a message is the first answer to: at first sight, the latest its member used."""
        asked = message.interaction_metadata
        if asked is None or asked.type is not discord.InteractionType.application_command:
            return None
        command = self._last_used.get(asked.user.name)
        if command is not None:
            self._used.setdefault(asked.id, (message.id, command))
        first, command = self._used.get(asked.id, (None, None))
        return command if first == message.id else None

    def _message(self, member: str, card: Card) -> discord.Message:
        history = self._channels[card.channel].history(viewer=self._members[member])
        for message in history:
            if message.id == card.message_id:
                return message
        raise Mistake(f"{member} cannot see that message any more.")

    def _wire(self, value: Value) -> Any:
        match value:
            case Named("member", name):
                return self._members[name]
            case Named("channel", name):
                return self._channels[name]
            case Named(_, name):
                return self._roles[name]
            case Attached(path):
                try:
                    return Path(path).name, Path(path).expanduser().read_bytes()
                except OSError as error:
                    raise Mistake(f"The file {path} cannot be read: {error.strerror}.") from error
            case _:
                return value

    def _pending(self, member: str, shown: simcord.InteractionResult | None) -> PendingForm | None:
        if shown is None or shown.modal is None:
            return None
        return PendingForm(form_of(shown.modal), member, shown)

    # ------------------------------------------------------------------ time

    def go_live(self) -> None:
        """From now on let the simulated time run with the real one, at each action and `tick`."""
        self._lead = self.now() - datetime.now(UTC)

    async def tick(self) -> None:
        """Let the time that has really passed pass here, too, and do what became due."""
        await self._act(self._env.settle)
        await self._ring()

    async def advance(self, span: timedelta) -> AsyncGenerator[None, None]:
        """Move the clock forward, stopping after each thing that was due on the way to let it be seen.

        Raises:
            Mistake: when the bot does not come to rest on the way.
        """
        end = self.now() + span
        grain = GRAIN if span <= SHORT else span
        await self._ring()
        while (now := self.now()) < end:
            stop = min(end, now + grain)
            due = await self._next_due()
            if due is not None and now < due:
                stop = min(stop, due)
            async with self._turn:
                await self._move(stop - now)
            await self._ring()
            yield

    async def rest(self) -> None:
        """Wait until the bot has done all it can do without time passing.

        Raises:
            Mistake: when it is still at work after many seconds.
        """
        for _ in range(REST_ATTEMPTS):
            async with self._turn:
                try:
                    return await self._env.settle()
                except TimeoutError:
                    continue
        raise Mistake("The bot is still at work and may answer later.")

    async def _ring(self) -> None:
        due, now = await self._next_due(), self.now()
        if due is None or due > now:
            return
        if self._rung is not None and self._rung[0] == due and now - self._rung[1] < AGAIN:
            return  # it was rung for and stays due, because a post failed: not yet again
        self._rung = (due, now)
        await self._run_in_bot(self._bot.scheduler.ring())

    async def _next_due(self) -> datetime | None:
        try:
            due = await self._bot.scheduler.next_due()
        except Exception as error:
            if not self._schedule_fails:  # it is asked several times a second and said once
                self._errors.append(error)
            self._schedule_fails = True
            return None
        self._schedule_fails = False
        return due

    async def _move(self, span: timedelta) -> None:
        self._env.settle_timeout = PATIENCE_WITH_TIME
        try:
            await self._env.advance_time(span.total_seconds())
        except TimeoutError as error:
            raise Mistake("The bot did not come to rest, so the clock stopped on the way.") from error
        finally:
            self._env.settle_timeout = PATIENCE
        if self._lead is not None:
            self._lead += span

    async def _catch_up(self) -> None:
        if self._lead is None:
            return
        behind = datetime.now(UTC) + self._lead - self.now()
        if behind > timedelta():
            with suppress(TimeoutError):  # the bot is at work; the clock catches up the next time
                await self._env.advance_time(behind.total_seconds())

    async def _act(self, action: Callable[[], Awaitable[_T]]) -> _T | None:
        """Do one thing in its turn; None means that the bot takes long and that its answer shows later."""
        async with self._turn:
            await self._catch_up()
            try:
                return await action()
            except TimeoutError:
                return None
            except (simcord.SetupError, simcord.BackendError) as error:
                raise Mistake(f"Discord refuses that: {error}.") from error


def _fault(error: BaseException) -> str | None:
    """Return what went wrong in a few words, or None for the bot's ways of saying no: a refusal or a check."""
    if isinstance(error, Refusal):
        return None
    cause = getattr(error, "original", None) or error.__cause__
    if cause is not None:
        return _fault(cause)
    return None if isinstance(error, app_commands.AppCommandError) else f"{type(error).__name__}: {error}"
