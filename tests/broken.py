"""Faults that a test causes on purpose."""

from typing import Any

import discord
from discord.app_commands import CommandNotFound, CommandSignatureMismatch


class Broken(Exception):  # noqa: N818 - it is broken on purpose
    """What a test breaks; any other fault of the bot fails the test."""


def broken(*_: object, **__: object) -> Any:
    """Stand in for something that works."""
    raise Broken("on purpose")


def is_meant(error: BaseException | None) -> bool:
    """Whether a test caused this: it broke something, or sent what only another version knows."""
    while error is not None:
        if isinstance(error, Broken | CommandNotFound | CommandSignatureMismatch):
            return True
        if isinstance(error, discord.HTTPException) and "injected by test" in error.text:
            return True
        error = getattr(error, "original", None) or error.__cause__
    return False
