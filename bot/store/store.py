"""The store as the bot holds it: both files open, one lock, everything closed in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.store.catalogue import Catalogue
from bot.store.countdowns import Countdowns
from bot.store.database import Reader, Writer, migrate, migrations, open_writer
from bot.store.folder import DataFolder, storage_faults
from bot.store.games import Games
from bot.store.guilds import Guilds
from bot.store.shown import Shown


@dataclass(frozen=True, slots=True)
class Store:
    """One client per subject; `catalogue` is what is known, the others are what happened, in `folder`."""

    folder: DataFolder
    catalogue: Catalogue
    guilds: Guilds
    shown: Shown
    countdowns: Countdowns
    games: Games


@asynccontextmanager
async def open_store(folder: DataFolder) -> AsyncIterator[Store]:
    """Lock the folder, bring `guilds.sqlite3` up to date and open both files; the catalogue must be there.

    Raises:
        OperatorError: another Marquee uses the folder, it cannot be written, a file is damaged, or it was
            written by a newer Marquee.
    """
    async with AsyncExitStack() as opened:
        opened.enter_context(folder.locked())
        with storage_faults(folder.guilds):
            await asyncio.to_thread(migrate, folder.guilds, migrations())
            db = await open_writer(folder.guilds)
        # Closed in the opposite order: the writing connection last, because the last one checkpoints.
        opened.push_async_callback(db.close)
        reader = Reader(folder.guilds, folder.catalogue)
        opened.push_async_callback(reader.close)
        writer = Writer(db)
        opened.push_async_callback(writer.close)
        catalogue = Catalogue(reader, folder.catalogue)
        opened.callback(catalogue.close)
        with storage_faults(folder.catalogue):
            await catalogue.refresh()
        yield Store(
            folder,
            catalogue,
            Guilds(reader, writer),
            Shown(writer),
            Countdowns(reader, writer),
            Games(reader, writer),
        )
