"""The console with the bot itself."""

import io
import os
import select
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from random import Random

import pytest
from textual.widgets import Input

from bot.client import Marquee
from bot.console import ConsoleClock, run_console
from bot.console.commands import Call
from bot.console.world import World
from bot.settings import Settings
from bot.store.store import Store
from tests.console.conftest import Played
from tests.console.test_screen import seat_at

Start = Callable[[], AbstractAsyncContextManager[tuple[Marquee, ConsoleClock]]]


@pytest.fixture
def start(store: Store, settings: Settings) -> Start:
    """Start the bot on the same store, as often as a test likes."""

    @asynccontextmanager
    async def start() -> AsyncIterator[tuple[Marquee, ConsoleClock]]:
        clock = ConsoleClock()
        bot = Marquee(
            store,
            clock,
            settings,
            random=Random(7),
            shard_count=1,
            always_sync=True,
            resume_on_ready=False,
            alarms=False,
        )
        async with bot:
            yield bot, clock

    return start


async def played(start: Start, text: str) -> Played:
    out, err = io.StringIO(), io.StringIO()
    async with start() as (bot, clock):
        code = await run_console(bot, clock, stdin=io.StringIO(text), stdout=out, stderr=err)
    return Played(code, out.getvalue(), err.getvalue())


async def test_a_cast_a_quote_and_a_round_are_answered(start: Start) -> None:
    answer = await played(start, "/cast ballerina\n/quote wiseman\n/trivia start\nclick A\n")
    assert (answer.code, answer.err) == (0, "")
    assert "Ana de Armas · Eve Macarro" in answer.out
    assert "Len Wiseman" in answer.out
    assert "> mara: click A\nMarquee (only mara sees this)\n" in answer.out
    assert answer.out.count("The round is over") == 1


async def test_the_demonstration_plays_to_its_end(start: Start) -> None:
    answer = await played(start, "")
    assert (answer.code, answer.err) == (0, "")
    for member in ("mara", "alice", "bob"):
        assert f"@{member}" in answer.out
    assert "The round is over" in answer.out


async def test_a_countdown_is_watched(start: Start) -> None:
    answer = await played(
        start,
        "@bob /settings countdown-channel #countdowns\n"
        '/film-add "The Sequel" 2036-06-06\n'
        '/countdown add film:"The Sequel" channel:#countdowns time:18:00\n'
        ":advance 10y\n"
        ":advance 3649d\n",
    )
    assert answer.err == "line 4: “10y” is no span of time. Type one such as 30s, 5m, 12h, 3d or 2w.\n"
    posts = answer.out.split("> mara: :advance 3649d\n")[1]
    assert posts.count("Marquee · in #countdowns\n") == 7
    assert posts.index("100 days") < posts.index("30 days") < posts.index("Today")


async def test_a_round_goes_on_where_the_last_console_left_it(start: Start) -> None:
    async with start() as (bot, clock), World(bot, clock) as world:
        command = next(command for command in world.commands if command.path == "trivia start")
        await world.use("mara", "general", Call(command, {"questions": 1}))
        assert world.cards("bob", "general")[-1].buttons
    answer = await played(start, "wait 60\n@bob /trivia stop\n")
    assert answer.code == 0
    assert "The round is over" in answer.out


async def test_a_film_is_found_while_it_is_typed_on_the_screen(start: Start) -> None:
    async with start() as (bot, clock), World(bot, clock) as world, seat_at(world) as seat:
        seat.app.query_one(Input).value = "/cast film:balerina"
        await seat.until(lambda: seat.offers()[:1] == ["Ballerina (2025)"])
        await seat.pilot.press("enter", "enter")
        await seat.sees("mara used /cast", "Ana de Armas · Eve Macarro")
        await seat.click("All 11")
        await seat.sees("Robert Maaser")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_the_screen_opens_in_a_terminal_and_closes(tmp_path: Path) -> None:
    keeper, terminal = os.openpty()
    environment = {**os.environ, "MARQUEE_DATA": str(tmp_path), "TERM": "xterm-256color"}
    environment.pop("DISCORD_TOKEN", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "console"],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    )
    os.close(terminal)
    seen, end = b"", time.monotonic() + 20
    try:
        while b"countdowns" not in seen and time.monotonic() < end:
            if select.select([keeper], [], [], 0.2)[0]:
                seen += os.read(keeper, 65536)
        assert b"Marquee House" in seen
        os.write(keeper, b"\x11")  # Ctrl+Q
        while process.poll() is None and time.monotonic() < end:
            if select.select([keeper], [], [], 0.2)[0]:
                try:
                    os.read(keeper, 65536)
                except OSError:  # the other side of the terminal is closed
                    break
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.wait()
        os.close(keeper)
