"""Spans of time as they are typed: `5`, `90s`, `3d`, `1d12h`."""

import re
from datetime import timedelta

from bot.console.commands import Mistake

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"(\d{1,7}(?:\.\d{1,6})?)\s*([smhdw])?\s*", re.IGNORECASE)
_LONGEST = timedelta(days=3650)


def span_of(text: str) -> timedelta:
    """Return a typed span of time; a bare number counts seconds.

    Raises:
        Mistake: when it is no span, or one of more than ten years.
    """
    span, position = timedelta(), 0
    while match := _PART.match(text, position):
        span += timedelta(**{_UNITS[(match[2] or "s").lower()]: float(match[1])})
        position = match.end()
    if position != len(text) or not text:
        raise Mistake(f"“{text}” is no span of time. Type one such as 30s, 5m, 12h, 3d or 2w.")
    if span > _LONGEST:
        raise Mistake("The clock moves ten years at most.")
    return span
