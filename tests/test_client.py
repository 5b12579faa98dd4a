"""What the client does once, at start and at its end."""

import asyncio
import logging
import re
from datetime import UTC, datetime

import discord
import pytest
import simcord

import bot.client
from bot.client import PERMISSIONS, Marquee
from bot.clock import Clock
from bot.scheduler import Bell
from bot.settings import Settings, read_settings
from bot.store.store import Store
from tests.conftest import SimulatedClock


async def started(env: simcord.Env) -> list[str]:
    """Start the bot and return the paths to which it sent its commands."""
    await env.start()
    return [call.path for call in env.http_requests if call.method == "PUT"]


def a_bot(store: Store, settings: Settings) -> Marquee:
    """A bot as it is started for Discord, with its alarms in the test's hands."""
    return Marquee(store, SimulatedClock(), settings, shard_count=1, alarms=False)


async def registered(store: Store, settings: Settings) -> list[str]:
    """Run a bot to its start and end, and return the paths to which it sent its commands."""
    env = simcord.Env(a_bot(store, settings))
    try:
        return await started(env)
    finally:
        await env.shutdown()


async def test_commands_are_registered_once_and_again_only_when_they_changed(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path] = await registered(store, settings)
    assert path.endswith("/commands") and "/guilds/" not in path
    assert await registered(store, settings) == []
    monkeypatch.setattr(bot.client, "COGS", bot.client.COGS[:-1])
    assert await registered(store, settings) == [path]
    assert await registered(store, settings) == []


async def test_a_development_server_gets_the_commands_for_itself(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARQUEE_DEV_GUILD", "1456074443000000000")
    env = simcord.Env(a_bot(store, read_settings()))
    guild = env.create_guild("Workshop", id=1456074443000000000)
    place, alice = guild.create_text_channel("general"), guild.add_member(env.create_user("alice"))
    try:
        [path] = await started(env)
        assert "/guilds/1456074443000000000/commands" in path
        assert "cast" in alice.available_commands(place)
    finally:
        await env.shutdown()


async def test_at_the_start_the_log_says_who_is_there_and_how_to_invite(
    store: Store, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    client = a_bot(store, settings)
    env = simcord.Env(client)
    with caplog.at_level(logging.INFO, "bot.client"):
        await started(env)
    await env.shutdown()
    leaves = [one for one in client.tree.walk_commands() if isinstance(one, discord.app_commands.Command)]
    assert f"to 0 servers with {len(leaves)} commands" in caplog.text
    link = re.search(r"Invite: (\S+)", caplog.text)
    assert link is not None
    assert f"permissions={PERMISSIONS.value}" in link[1]
    assert "applications.commands" in link[1]


def test_the_invite_asks_for_no_more_than_posting_needs() -> None:
    needed = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
    )
    assert needed >= PERMISSIONS


async def test_what_was_open_is_taken_up_once_however_often_discord_is_ready(
    store: Store, settings: Settings
) -> None:
    client = a_bot(store, settings)
    taken_up: list[datetime] = []

    async def take_up() -> None:
        taken_up.append(datetime.now(UTC))

    client.on_resume(take_up)
    env = simcord.Env(client)
    await env.start()
    client.dispatch("ready")
    await env.settle()
    await client.resume()
    await env.shutdown()
    assert len(taken_up) == 1


async def test_what_cannot_be_taken_up_keeps_neither_the_rest_nor_the_alarms_from_starting(
    store: Store, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    rung = asyncio.Event()

    async def fail() -> None:
        raise OSError("the disk is gone")

    async def due() -> datetime:
        return datetime.now(UTC)

    async def ring() -> None:
        rung.set()

    async with Marquee(store, Clock(), settings) as client:
        client.on_resume(fail)
        client.scheduler.add(Bell(due, ring))
        await client.resume()
        await asyncio.wait_for(rung.wait(), 5)
    assert "the disk is gone" in caplog.text


async def test_the_bot_reads_no_messages_and_pings_nobody(store: Store, settings: Settings) -> None:
    client = a_bot(store, settings)
    assert client.intents == discord.Intents(guilds=True)
    assert client.allowed_mentions is not None
    assert client.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


async def test_facts_go_everywhere_and_games_to_servers_only(store: Store, settings: Settings) -> None:
    client = a_bot(store, settings)
    env = simcord.Env(client)
    await env.start()
    sent = {command.name: command.to_dict(client.tree) for command in client.tree.get_commands()}
    await env.shutdown()
    private = {name for name, command in sent.items() if command["contexts"] == [0, 1, 2]}
    facts = {"film", "cast", "director", "release", "fact", "quote", "person", "films", "together"}
    assert private == facts | {"help", "about"}
    assert {tuple(sent[name]["integration_types"]) for name in private} == {(0, 1)}
    rest = [command for name, command in sent.items() if name not in private]
    assert all(command["contexts"] == [0] and command["integration_types"] == [0] for command in rest)
