"""Which quotes and facts were shown, so that none repeats until all were, across restarts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal

import aiosqlite

from bot.films.bag import draw
from bot.store.database import Writer
from bot.store.instants import to_ms

Kind = Literal["quote", "fact"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who shares a bag: a guild, or in direct messages one user."""

    guild_id: int | None
    user_id: int

    @property
    def ids(self) -> tuple[int, int]:
        """The guild's id and the user's, one of them 0."""
        return (self.guild_id, 0) if self.guild_id else (0, self.user_id)


class Shown:
    """Draws from the bags."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def draw(
        self, audience: Audience, kind: Kind, pool: Sequence[str], random: Random, now: datetime
    ) -> str:
        """Draw the next key of a pool for an audience and remember that it was shown.

        Args:
            pool: the keys that may be drawn, at least one.
        """

        async def unit(db: aiosqlite.Connection) -> str:
            rows = list(
                await db.execute_fetchall(
                    "SELECT item, bag, at FROM shown WHERE guild_id = ? AND user_id = ? AND kind = ? ORDER BY at",
                    (*audience.ids, kind),
                )
            )
            seen = {row["item"]: row["bag"] for row in rows}
            last, last_at = (rows[-1]["item"], rows[-1]["at"]) if rows else (None, 0)
            drawn = draw(pool, seen, last, random)
            # Later than what came before, also within a millisecond or after the clock was set back.
            at = max(to_ms(now), last_at + 1)
            await db.execute(
                "INSERT INTO shown (guild_id, user_id, kind, item, bag, at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET bag = excluded.bag, at = excluded.at",
                (*audience.ids, kind, drawn.item, drawn.bag, at),
            )
            return drawn.item

        return await self._writer.write(unit)
