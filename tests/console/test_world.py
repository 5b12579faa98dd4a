"""The simulated Discord the bot lives in."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.console.clock import ConsoleClock
from bot.console.commands import Attached, Call, Command, Mistake
from bot.console.world import World
from tests.console.demo_bot import DemoBot


def call(world: World, path: str, **values: object) -> Call:
    command = next(command for command in world.commands if command.path == path)
    return Call(command, values)  # type: ignore[arg-type]


def test_a_clock_tells_the_real_time_until_it_follows_another() -> None:
    clock = ConsoleClock()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    clock.follow(lambda: datetime(2030, 1, 1, tzinfo=UTC))
    assert clock.now() == datetime(2030, 1, 1, tzinfo=UTC)


async def test_the_bot_wakes_up_in_the_present(world: World, demo_bot: DemoBot) -> None:
    assert abs(world.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert demo_bot.clock.now() == world.now()
    assert demo_bot.resumed_at == world.now()


async def test_ids_are_the_same_at_every_start() -> None:
    found = []
    for _ in range(2):
        clock = ConsoleClock()
        async with DemoBot(clock) as bot, World(bot, clock) as world:
            reader = world.reader()
            assert bot.guilds[0].owner_id == next(iter(reader.users))
            found.append((bot.guilds[0].id, reader.users, reader.channels, reader.roles))
    assert found[0] == found[1]
    assert list(found[0][2].values()) == ["general", "trivia", "countdowns"]


async def test_a_timer_of_what_was_resumed_goes_by_the_simulated_time() -> None:
    class Resuming(DemoBot):
        closed_at: datetime | None = None

        async def resume(self) -> None:
            self.closing = asyncio.create_task(self.close_round())

        async def close_round(self) -> None:
            await asyncio.sleep(3600)
            self.closed_at = self.clock.now()

    clock = ConsoleClock()
    async with Resuming(clock) as bot, World(bot, clock) as world:
        begin = world.now()
        async for _ in world.advance(timedelta(minutes=59)):
            pass
        assert bot.closed_at is None
        async for _ in world.advance(timedelta(minutes=2)):
            pass
        assert bot.closed_at == begin + timedelta(hours=1)


async def test_a_bot_that_thinks_its_commands_are_registered_has_them_all_the_same() -> None:
    clock = ConsoleClock()
    async with DemoBot(clock, syncs=False) as bot, World(bot, clock) as world:
        assert "cast" in [command.path for command in world.commands_for("alice", "general")]


async def test_a_bot_that_does_not_start_says_why() -> None:
    class Broken(DemoBot):
        async def setup_hook(self) -> None:
            raise RuntimeError("a cog is missing")

    clock = ConsoleClock()
    async with Broken(clock) as broken:
        with pytest.raises(RuntimeError, match="a cog is missing"):
            async with World(broken, clock):
                pass
    async with DemoBot(clock) as bot, World(bot, clock):
        pass  # nothing of it is left in the way


async def test_live_time_passes_by_itself_and_goes_on_after_a_leap(world: World) -> None:
    world.go_live()
    begin = datetime.now(UTC)
    lead = world.now() - begin
    async for _ in world.advance(timedelta(days=2)):
        pass
    await world.tick()
    passed = datetime.now(UTC) - begin
    assert timedelta(0) <= world.now() - (begin + lead) - timedelta(days=2) <= passed


async def test_what_is_due_is_done_at_a_tick(world: World, demo_bot: DemoBot) -> None:
    channel = demo_bot.guilds[0].text_channels[2]
    demo_bot.scheduler.due.append((world.now(), channel, "Now"))
    await world.tick()
    assert [card.channel for card in world.cards("bob", "countdowns")] == ["countdowns"]


async def test_a_post_that_fails_is_reported_and_tried_again_later(world: World, demo_bot: DemoBot) -> None:
    demo_bot.scheduler.due.append((world.now(), demo_bot.guilds[0].text_channels[2], "Now"))
    demo_bot.scheduler.stuck = True
    await world.tick()
    await world.tick()
    assert world.new_faults() == ["RuntimeError: the post cannot be sent"]
    demo_bot.scheduler.stuck = False
    async for _ in world.advance(timedelta(seconds=31)):
        pass
    assert world.new_faults() == []
    assert len(world.cards("bob", "countdowns")) == 1


async def test_a_schedule_that_cannot_be_read_is_reported_once(world: World, demo_bot: DemoBot) -> None:
    demo_bot.scheduler.broken = True
    await world.tick()
    await world.tick()
    assert world.new_faults() == ["RuntimeError: the schedule cannot be read"]
    demo_bot.scheduler.broken = False
    await world.tick()
    assert world.new_faults() == []


async def test_the_bots_choices_are_asked_for_as_they_are_typed(world: World) -> None:
    found = await world.suggestions("bob", "general", call(world, "cast"), "film", "time")
    assert found == [("No Time to Die (2021)", "no-time-to-die-2021")]


async def test_what_discord_would_not_let_a_member_do_is_said_in_words(world: World) -> None:
    await world.use("mara", "general", call(world, "cast", film="ballerina"))
    (card,) = world.cards("mara", "general")
    with pytest.raises(Mistake, match="Discord refuses that: No matching component"):
        await world.click("mara", card, "no such button")
    await world.use("alice", "general", call(world, "pick"))
    private = world.cards("alice", "general")[-1]
    with pytest.raises(Mistake, match="bob cannot see that message any more"):
        await world.click("bob", private, private.menus[0].custom_id)


async def test_a_command_that_is_not_offered_is_not_used(world: World) -> None:
    unknown = Call(Command("nothing", "", ()), {})
    with pytest.raises(Mistake, match="Discord does not offer /nothing to bob in #trivia"):
        await world.use("bob", "trivia", unknown)


async def test_a_file_that_cannot_be_read_is_named(world: World) -> None:
    with pytest.raises(Mistake, match="The file /no/such/pack cannot be read: No such file or directory"):
        await world.use("mara", "general", call(world, "attach", pack=Attached("/no/such/pack")))


async def test_a_file_goes_along_as_an_attachment(world: World) -> None:
    await world.use("mara", "general", call(world, "attach", pack=Attached(__file__)))
    assert "test_world.py" in str(world.cards("mara", "general")[-1].blocks)
