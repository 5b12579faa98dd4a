"""Processes that are killed, starved of disk space or raced: `python -m tests.store.victims WHAT FOLDER`."""

import asyncio
import resource
import sqlite3
import sys
from pathlib import Path

from bot.content.seeding import seed
from bot.errors import OperatorError
from bot.store.builder import next_catalogue
from bot.store.folder import DataFolder
from bot.store.store import Store, open_store
from tests.store.small_catalogue import fill


def say(line: object) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def limit_files(size: int) -> None:
    """Let no file grow beyond a size, as a full disk would; Python ignores the signal that comes with it."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most if size < 0 else size, most))


async def acknowledge(folder: DataFolder) -> None:
    """Write without end from ten tasks, and name each write once it is acknowledged."""

    async def write(store: Store, member: int) -> None:
        for number in range(1_000_000):
            await store.guilds.remember_state(f"{member}-{number}", "acknowledged")
            say(f"{member}-{number}")

    async with open_store(folder) as store:
        await asyncio.gather(*(write(store, member) for member in range(10)))


def build_endlessly(folder: DataFolder) -> None:
    """Build a catalogue that never gets done."""
    with folder.building(), next_catalogue(folder.catalogue) as builder:
        packs = builder.packs()
        fill(packs, [("gamma-2025", "Gamma")])
        for number in range(100_000_000):
            packs.film(
                f"film-{number}", title="F" * 500, year=1, aliases=(), complete_cast=False, credited=()
            )
            if number % 1000 == 0:
                say(number)


def seed_on_full_disk(folder: DataFolder) -> None:
    """Seed while files cannot grow beyond 64 KiB."""
    limit_files(65536)
    seed(folder)


def start_on_full_disk(folder: DataFolder) -> None:
    """Prepare the folder while no file can grow at all."""
    limit_files(0)
    folder.prepare()


async def outlive_full_disk(folder: DataFolder) -> None:
    """Write, fail to write while the disk is full, and write again."""

    async def write(store: Store, name: str) -> str:
        try:
            await store.guilds.remember_state(name, "x" * 20_000)
        except sqlite3.Error as fault:
            return f"{name} {type(fault).__name__}"
        return f"{name} kept"

    async with open_store(folder) as store:
        say(await write(store, "before"))
        limit_files(100_000)
        for line in await asyncio.gather(*(write(store, f"full-{number}") for number in range(20))):
            say(line)
        limit_files(-1)
        say(await write(store, "after"))


def hold(folder: DataFolder) -> None:
    """Hold the folder until killed."""
    with folder.locked():
        say("held")
        sys.stdin.read()


def main() -> None:
    """Play one part."""
    what, folder = sys.argv[1], DataFolder(Path(sys.argv[2]))
    part = globals()[what]
    try:
        if asyncio.iscoroutinefunction(part):
            asyncio.run(part(folder))
        else:
            part(folder)
    except OperatorError as fault:
        say(f"refused: {fault}")
        sys.exit(2)


if __name__ == "__main__":
    main()
