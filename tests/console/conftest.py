"""What the console's tests share: a demonstration bot in a world, and lines played to it."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.console.clock import ConsoleClock
from bot.console.lines import run_lines
from bot.console.world import World
from tests.console.demo_bot import DemoBot


@dataclass(frozen=True)
class Played:
    """What line mode answered."""

    code: int
    out: str
    err: str


Play = Callable[[str], Awaitable[Played]]


@pytest.fixture
async def demo_bot() -> AsyncIterator[DemoBot]:
    async with DemoBot(ConsoleClock()) as bot:
        yield bot


@pytest.fixture
async def world(demo_bot: DemoBot) -> AsyncIterator[World]:
    assert isinstance(demo_bot.clock, ConsoleClock)
    async with World(demo_bot, demo_bot.clock) as world:
        yield world


@pytest.fixture
def play(world: World) -> Play:
    """Play lines to the demonstration bot."""

    async def play(text: str) -> Played:
        out, err = io.StringIO(), io.StringIO()
        code = await run_lines(world, io.StringIO(text), out, err)
        return Played(code, out.getvalue(), err.getvalue())

    return play
