"""The local console: the real bot on a simulated Discord, on a screen or line by line."""

from typing import TextIO

from bot.console.clock import ConsoleClock
from bot.console.lines import run_lines
from bot.console.playable import Playable
from bot.console.world import World

__all__ = ["ConsoleClock", "Playable", "run_console"]


async def run_console(
    bot: Playable, clock: ConsoleClock, *, stdin: TextIO, stdout: TextIO, stderr: TextIO
) -> int:
    """Run a bot on a simulated Discord, on a screen if `stdin` is a terminal, and return the exit code."""
    async with World(bot, clock) as world:
        if not stdin.isatty():
            return await run_lines(world, stdin, stdout, stderr)
        # line mode starts faster without these
        from bot.console.screen.app import ConsoleApp
        from bot.console.screen.logs import kept_log

        with kept_log() as kept:
            app = ConsoleApp(world, kept)
            await app.run_async()
        return app.return_code or 0
