"""Imports the films that TMDB finds for a title, while the bot runs."""

import asyncio
from dataclasses import replace

from bot.clock import Clock
from bot.content.importers import tmdb
from bot.content.importers.fetching import open_fetcher
from bot.content.importers.spool import Spool
from bot.content.loading import load
from bot.films.records import FilmRecord
from bot.settings import Settings
from bot.store.folder import DataFolder

MOST = 3  # of the films found


async def import_found(
    folder: DataFolder, settings: Settings, title: str, name: str, clock: Clock
) -> tuple[tuple[str, int | None], ...]:
    """Take the films that TMDB finds first for a title into the catalogue.

    Args:
        name: tells this request from others that run at the same time.

    Returns:
        The films that were taken, best first, as (title, year).

    Raises:
        OperatorError: there is no key, TMDB cannot be asked, or the disk refuses; nothing was changed.
    """
    service = tmdb.service(settings.tmdb_key)
    path = folder.path / "imports" / f"tmdb-asked-{name}.spool"
    path.parent.mkdir(exist_ok=True)
    try:
        spool = Spool(path)
        async with open_fetcher(service, clock, contact=settings.contact) as fetcher:
            await tmdb.Tmdb(fetcher, spool, settings.tmdb_url or tmdb.ADDRESS).search(title, MOST)
        films = tuple((one.title, one.year) for one in spool.records() if isinstance(one, FilmRecord))
        now = clock.now()
        source = replace(tmdb.SOURCE, retrieved=now.date().isoformat())
        await asyncio.to_thread(load, folder, source, spool.records(), now)
        return films
    finally:
        path.unlink(missing_ok=True)
