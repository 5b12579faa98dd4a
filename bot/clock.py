"""The only reader of the time."""

from datetime import UTC, datetime


class Clock:
    """Tells the time; tests and the console hand the bot a subclass that can be moved."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)
