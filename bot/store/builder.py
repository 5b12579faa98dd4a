"""Builds the next catalogue beside the present one and swaps it in, whole or not at all."""

import contextlib
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import resources
from pathlib import Path

from bot.errors import OperatorError
from bot.films.records import ImportSource
from bot.store.folder import sync_to_disk
from bot.store.importing import SourceImport
from bot.store.packing import PackLayer, lift_packs

SCHEMA = 2  # of the catalogue; another number means a rebuild, never a migration


class CatalogueBuilder:
    """The catalogue under construction: imports first, then the packs over them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def meta(self, name: str, value: str) -> None:
        """Note something about this catalogue itself, such as what it was built from."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def importing(self, source: ImportSource, now: datetime) -> SourceImport:
        """Begin to take one source's records."""
        return SourceImport(self._db, source, now)

    def packs(self) -> PackLayer:
        """Begin to lay the packs over what was imported."""
        rate_people(self._db)
        return PackLayer(self._db)


def rate_people(db: sqlite3.Connection) -> None:
    """Reckon how well known those people are of whom no source says it: by how many credits they have."""
    db.execute(
        "UPDATE person SET popularity = min(1.0, ln(1 + counted.n) / ln(201)) FROM"
        " (SELECT person, count(*) AS n FROM credit GROUP BY person) AS counted"
        " WHERE person.id = counted.person AND NOT rated"
    )


@contextlib.contextmanager
def next_catalogue(
    path: Path, told: Callable[[str], object] = lambda stage: None
) -> Iterator[CatalogueBuilder]:
    """Give a builder for a catalogue that replaces the one at `path` when the block ends well.

    It begins with what was imported into the present one. The new file is written without a journal,
    verified, synced and renamed over the old one; a failure leaves the old one as it was.

    Args:
        told: hears which stage is reached, for whoever watches.

    Raises:
        OperatorError: the new file fails SQLite's own integrity check.
    """
    building = path.with_name(path.name + ".next")
    building.unlink(missing_ok=True)
    try:
        begun = _has_imports(path)
        if begun:
            shutil.copyfile(path, building)
        with contextlib.closing(sqlite3.connect(building, isolation_level=None)) as db:
            # Foreign keys are checked once at the end: deleting row by row would look for children each time.
            for pragma in (
                "journal_mode = OFF",
                "synchronous = OFF",
                "foreign_keys = OFF",
                "cache_size = -65536",
            ):
                db.execute(f"PRAGMA {pragma}")
            if begun:
                db.execute("BEGIN")
                lift_packs(db)
                db.execute("COMMIT")
            else:
                db.executescript(_script("catalogue.sql"))
                db.executescript(_script("catalogue_lookups.sql"))
            db.execute("BEGIN")
            # What the index files beside it are named after; never the same twice.
            db.execute("INSERT OR REPLACE INTO meta VALUES ('catalogue', ?)", (secrets.token_hex(8),))
            yield CatalogueBuilder(db)
            db.execute("COMMIT")
            told("indexing it")
            db.executescript(_script("catalogue_indices.sql"))
            db.execute("PRAGMA analysis_limit = 1000")  # rows of each index; all of a million take seconds
            db.execute("ANALYZE")
            db.execute(f"PRAGMA user_version = {SCHEMA}")
            told("verifying it")
            _verify(db)
        sync_to_disk(building)
        building.replace(path)
        sync_to_disk(path.parent)
    finally:
        building.unlink(missing_ok=True)


def built_from(path: Path) -> str | None:
    """Return the fingerprint of the packs a catalogue was built from, None where there is none to use."""
    try:
        with _opened(path) as db:
            row = db.execute("SELECT value FROM meta WHERE name = 'built_from'").fetchone()
            return str(row[0]) if row else None
    except sqlite3.DatabaseError:
        return None  # missing, damaged or of another schema: it is a build product, so it is built again


def imported_ids(path: Path, source: str) -> list[str]:
    """Return a source's own ids of the films that were imported from it, so that they can be asked for again."""
    with _opened(path) as db:
        rows = db.execute(
            "SELECT c.source_id FROM film_claim AS c JOIN source AS s ON s.id = c.source WHERE s.key = ?"
            " ORDER BY c.source_id",
            (source,),
        )
        return [source_id for (source_id,) in rows]


def _has_imports(path: Path) -> bool:
    try:
        with _opened(path) as db:
            return bool(db.execute("SELECT EXISTS (SELECT 1 FROM source WHERE NOT packed)").fetchone()[0])
    except sqlite3.DatabaseError:
        return False


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        if db.execute("PRAGMA user_version").fetchone() != (SCHEMA,):
            raise sqlite3.DatabaseError("another schema")
        yield db


def _verify(db: sqlite3.Connection) -> None:
    (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    orphan = db.execute("PRAGMA foreign_key_check").fetchone()
    if verdict != "ok" or orphan:
        raise OperatorError(f"the new catalogue is damaged ({orphan or verdict}); the old one stays")


def _script(name: str) -> str:
    return (resources.files("bot.store") / name).read_text("utf-8")
