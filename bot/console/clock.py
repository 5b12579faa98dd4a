"""The bot's clock in the console: real until the simulated Discord takes over."""

from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock


class ConsoleClock(Clock):
    """Tells the real time until `follow`, and from then on the time of one other source.

    Snowflakes, timers and the bot must agree on the time, so there is never more than one source.
    """

    def __init__(self) -> None:
        self._source: Callable[[], datetime] = super().now

    def follow(self, source: Callable[[], datetime]) -> None:
        """Read every later instant from `source`, which returns aware instants."""
        self._source = source

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return self._source()
