"""The real bot on a simulated Discord, with its clock in the test's hands."""

import io
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import discord
import pytest
import simcord

from bot.cli import main
from bot.client import Marquee, refusal_in
from bot.clock import Clock
from bot.content.seeding import seed
from bot.settings import Settings, read_settings
from bot.store.folder import DataFolder
from bot.store.store import Store, open_store
from tests.broken import is_meant
from tests.operating import Ended, Operate


class SimulatedClock(Clock):
    """Goes by the simulated Discord's time, so that snowflakes, timers and the bot agree."""

    def __init__(self) -> None:
        self.source: Callable[[], datetime] = lambda: datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.source()


@dataclass
class House:
    """A server with an admin and two members, and the bot in it."""

    env: simcord.Env
    bot: Marquee
    folder: DataFolder
    store: Store
    clock: SimulatedClock
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    admin: simcord.MemberActor
    alice: simcord.MemberActor
    bob: simcord.MemberActor

    async def later(self, seconds: float) -> None:
        """Let time pass, ringing the alarm for everything that falls due on the way."""
        target = self.env.now().timestamp() + seconds
        while (due := await self.bot.scheduler.next_due()) and due.timestamp() <= target:
            await self.env.advance_time(max(due.timestamp() - self.env.now().timestamp(), 0))
            with self.env.time_context():
                await self.bot.scheduler.ring()
            await self.env.settle()
        await self.env.advance_time(max(target - self.env.now().timestamp(), 0))

    async def learn(self, pack: str) -> None:
        """Have the operator write a pack (TOML, empty for none); the running bot moves over to it."""
        file = self.folder.packs / "ours" / "all.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(pack, "utf-8")
        assert seed(self.folder)
        assert await self.store.catalogue.refresh()

    async def restart(self, *, away: float = 0) -> None:
        """End this process and start another on the same store, so many seconds later."""
        await self.env.advance_time(away)
        self.clock = SimulatedClock()
        self.clock.source = self.env.now
        self.bot = Marquee(
            self.store,
            self.clock,
            self.bot.settings,
            random=Random(7),
            shard_count=1,
            always_sync=True,
            alarms=False,
        )
        await self.env.restart_bot(self.bot)

    def texts(self, viewer: simcord.MemberActor | None = None) -> list[str]:
        """What stands in the channel, message by message."""
        return [text_of(message) for message in self.channel.history(viewer=viewer)]


def text_of(message: discord.Message | simcord.ResponseMessage | None) -> str:
    """Everything a reader sees of a message: content, texts of cards, labels of buttons."""
    assert message is not None
    real = message.message if isinstance(message, simcord.ResponseMessage) else message
    parts = [real.content]

    def walk(components: object) -> None:
        for component in components:  # type: ignore[attr-defined]
            for name in ("content", "label", "placeholder"):
                if value := getattr(component, name, None):
                    parts.append(str(value))
            walk(getattr(component, "children", ()))
            walk(getattr(component, "options", ()))
            if accessory := getattr(component, "accessory", None):
                walk([accessory])

    walk(real.components)
    return "\n".join(part for part in parts if part)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue built from the shipped packs, once."""
    folder = DataFolder(tmp_path_factory.mktemp("seeded"))
    seed(folder)
    return folder.catalogue


@pytest.fixture
def folder(tmp_path: Path, seeded: Path) -> DataFolder:
    """A data folder with the shipped catalogue."""
    data = DataFolder(tmp_path / "data")
    data.prepare()
    data.catalogue.write_bytes(seeded.read_bytes())
    return data


@pytest.fixture
def settings(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings untouched by the environment of whoever runs the tests."""
    monkeypatch.chdir(folder.path)
    for name in [field.alias for field in Settings.model_fields.values()]:
        monkeypatch.delenv(str(name), raising=False)
    monkeypatch.setenv("MARQUEE_DATA", str(folder.path))
    return read_settings()


@pytest.fixture
async def store(folder: DataFolder) -> AsyncIterator[Store]:
    """An open store."""
    async with open_store(folder) as opened:
        yield opened


@pytest.fixture
def operate(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Operate]:
    """Run the command line in this process, as a member of the shell would: arguments in, code out."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def operate(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "argv", ["marquee", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return Ended(int(ended.value.code or 0), written.out, written.err)

    yield operate
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("discord").setLevel(logging.NOTSET)


@asynccontextmanager
async def running(store: Store, settings: Settings) -> AsyncIterator[tuple[simcord.Env, Marquee]]:
    """The bot on a simulated Discord; its alarm rings by hand. Errors it swallowed fail the test."""
    clock = SimulatedClock()
    bot = Marquee(store, clock, settings, random=Random(7), shard_count=1, always_sync=True, alarms=False)
    env = simcord.Env(bot)
    await env.start()
    clock.source = env.now
    try:
        yield env, bot
    finally:
        await env.shutdown()
    faults = [error for error in env.errors if refusal_in(error) is None and not is_meant(error)]
    if faults:
        raise BaseExceptionGroup("the bot raised what is no refusal", faults)


@pytest.fixture
async def house(folder: DataFolder, store: Store, settings: Settings) -> AsyncIterator[House]:
    """The bot in a server of its own."""
    async with running(store, settings) as (env, bot):
        guild = env.create_guild("House")
        channel = guild.create_text_channel("general")
        boss = guild.create_role(
            "Boss", permissions=discord.Permissions(manage_guild=True, manage_messages=True)
        )
        admin = guild.add_member(env.create_user("mara"), roles=[boss])
        alice = guild.add_member(env.create_user("alice"))
        bob = guild.add_member(env.create_user("bob"))
        clock = bot.clock
        assert isinstance(clock, SimulatedClock)
        yield House(env, bot, folder, store, clock, guild, channel, admin, alice, bob)
