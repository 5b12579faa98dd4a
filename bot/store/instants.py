"""Instants as the guilds database keeps them: integers, milliseconds since 1970-01-01 UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(instant: datetime) -> int:
    """Turn an aware datetime into milliseconds since 1970-01-01 UTC."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """Turn milliseconds since 1970-01-01 UTC into an aware datetime in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)
