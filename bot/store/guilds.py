"""What guilds set and added: their settings, their own films, and who changed what."""

from datetime import datetime
from typing import Literal

import aiosqlite

from bot.errors import Refusal
from bot.films.model import Film
from bot.releases.dates import PartialDate
from bot.settings import GuildSettings
from bot.store.database import Reader, Writer
from bot.store.instants import to_ms
from bot.store.rows import LOCAL
from bot.texts import say

Setting = Literal["trivia_channel_id", "countdown_channel_id", "time_zone"]

FILM_LIMIT = 50  # a guild's own films
ASKED_LIMIT = 20  # films a guild asked for last, which are offered first


class Guilds:
    """Reads and writes what admins configure."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    async def settings(self, guild_id: int) -> GuildSettings:
        """A guild's settings; what it never set is None."""
        row = await self._reader.row(
            "SELECT trivia_channel_id, countdown_channel_id, time_zone FROM guild WHERE guild_id = ?",
            (guild_id,),
        )
        return GuildSettings(guild_id, *row) if row else GuildSettings(guild_id)

    async def change_setting(
        self, guild_id: int, setting: Setting, value: int | str | None, *, by: int, now: datetime
    ) -> None:
        """Store one setting (None: back to the default) and note who changed it."""

        async def unit(db: aiosqlite.Connection) -> None:
            await db.execute(
                f"INSERT INTO guild (guild_id, {setting}) VALUES (?, ?)"
                f" ON CONFLICT (guild_id) DO UPDATE SET {setting} = excluded.{setting}",
                (guild_id, value),
            )
            await _note(db, guild_id, by, now, f"set {setting}", "default" if value is None else str(value))

        await self._writer.write(unit)

    async def remember_asked(self, guild_id: int, film_key: str, now: datetime) -> None:
        """Remember that a guild asked for a film of the catalogue; of the films it asked for, the latest."""

        async def unit(db: aiosqlite.Connection) -> None:
            await db.execute(
                "INSERT INTO asked (guild_id, film_key, at) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET at = excluded.at",
                (guild_id, film_key, to_ms(now)),
            )
            await db.execute(
                "DELETE FROM asked WHERE guild_id = ? AND at <"
                " (SELECT at FROM asked WHERE guild_id = ? ORDER BY at DESC LIMIT 1 OFFSET ?)",
                (guild_id, guild_id, ASKED_LIMIT - 1),
            )

        await self._writer.write(unit)

    async def state(self, name: str) -> str | None:
        """What the bot remembers about itself under a name."""
        row = await self._reader.row("SELECT value FROM state WHERE name = ?", (name,))
        return row["value"] if row else None

    async def remember_state(self, name: str, value: str) -> None:
        """Remember something about the bot itself."""

        async def unit(db: aiosqlite.Connection) -> None:
            await db.execute(
                "INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (name, value),
            )

        await self._writer.write(unit)

    async def add_film(self, guild_id: int, title: str, date: PartialDate, *, by: int, now: datetime) -> Film:
        """Add a film of the guild's own.

        Raises:
            Refusal: the guild has a film of that title, or as many as it may have.
        """

        async def unit(db: aiosqlite.Connection) -> int:
            have = await (
                await db.execute(
                    "SELECT count(*), coalesce(max(title = ?), 0) FROM guild_film WHERE guild_id = ?",
                    (title, guild_id),
                )
            ).fetchone()
            assert have is not None
            if have[1]:
                raise Refusal(say("This server already has a film called {title}.", title=title))
            if have[0] >= FILM_LIMIT:
                raise Refusal(say("This server has {n} films of its own, and more do not fit.", n=FILM_LIMIT))
            added = await db.execute(
                "INSERT INTO guild_film (guild_id, title, date, added_by, added_at) VALUES (?, ?, ?, ?, ?)",
                (guild_id, title, str(date), by, to_ms(now)),
            )
            await _note(db, guild_id, by, now, "add film", f"{title} {date}")
            assert added.lastrowid is not None
            return added.lastrowid

        number = await self._writer.write(unit)
        return Film(f"{LOCAL}{number}", title, date.year, (), guild_id)


async def _note(
    db: aiosqlite.Connection, guild_id: int, user_id: int, now: datetime, action: str, detail: str
) -> None:
    await db.execute(
        "INSERT INTO audit (guild_id, user_id, at, action, detail) VALUES (?, ?, ?, ?, ?)",
        (guild_id, user_id, to_ms(now), action, detail),
    )
