"""Makes the stable keys that what is imported is known by."""

import json
import re
import sqlite3
from collections.abc import Iterable
from hashlib import blake2b

from bot.store.rows import LOCAL_KEY

KEY_LENGTH = 44

_NO_KEY = re.compile("[^a-z0-9]+")


def slug(folded: str, year: int | None) -> str:
    """The key that a folded title or name asks for; empty where it has no letter that a key may have."""
    stem = _NO_KEY.sub("-", folded)[: KEY_LENGTH - 5].strip("-")
    return f"{stem}-{year}" if stem and year else stem


class Keys:
    """Gives out stable keys, none twice: `title-year`, and with a number behind it where that is taken."""

    def __init__(self, db: sqlite3.Connection, table: str, wanted: Iterable[str]) -> None:
        self._db = db
        self._table = table
        rows = db.execute(
            f"SELECT key FROM {table} WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(wanted)),),
        )
        self._taken = {key for (key,) in rows}
        self._numbers: dict[str, int] = {}

    def take(self, wanted: str, otherwise: str) -> str:
        """Give out a key.

        Args:
            otherwise: what the key is made from where the name has no letter that a key may have.
        """
        asked = bool(wanted)  # whether it stands in the catalogue already
        wanted = wanted or blake2b(otherwise.encode(), digest_size=6).hexdigest()
        key = wanted
        stem, number = wanted[: KEY_LENGTH - 6], self._numbers.get(wanted, 1)
        # A key that looks like that of a guild's own film would never be asked of the catalogue.
        while key in self._taken or LOCAL_KEY.fullmatch(key) or (not asked and self._stands(key)):
            number, asked = number + 1, False
            key = f"{stem}-{number}"
        self._numbers[wanted] = number
        self._taken.add(key)
        return key

    def _stands(self, key: str) -> bool:
        return self._db.execute(f"SELECT 1 FROM {self._table} WHERE key = ?", (key,)).fetchone() is not None
