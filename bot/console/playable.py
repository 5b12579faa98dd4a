"""What a bot must have so that the console can run it."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol

from discord import app_commands


class Alarm(Protocol):
    """The bot's schedule, as far as whoever moves the clock needs it."""

    async def next_due(self) -> datetime | None:
        """Return the instant of the next post that is due."""

    async def ring(self) -> None:
        """Do everything that is due now."""


class Playable(Protocol):
    """A bot the console can run: a `commands.AutoShardedBot` with a schedule and something to resume."""

    @property
    def tree(self) -> app_commands.CommandTree[Any]:
        """The slash commands."""

    @property
    def scheduler(self) -> Alarm:
        """The schedule."""

    @property
    def shard_count(self) -> int | None:
        """How many shards it has, or None for as many as Discord says."""

    def add_listener(self, func: Callable[[], Coroutine[Any, Any, None]], /, name: str) -> None:
        """Call something when Discord sends an event."""

    async def resume(self) -> None:
        """Take up what an earlier run left open."""
