"""Rules that hold for every table of both databases."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import migrate, migrations
from tests.store.small_catalogue import build

USER_COLUMNS = {"user_id", "host_id", "added_by", "created_by"}


@pytest.fixture(params=["guilds", "catalogue"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "some.sqlite3"
    if request.param == "guilds":
        migrate(path, migrations())
    else:
        build(path, ("alpha-2025", "Alpha"))
    opened = sqlite3.connect(path)
    yield opened
    opened.close()


def tables(db: sqlite3.Connection) -> dict[str, bool]:
    listed = db.execute("PRAGMA table_list").fetchall()
    return {name: bool(strict) for _, name, kind, _, _, strict in listed if not name.startswith("sqlite_")}


def leading_columns(db: sqlite3.Connection, table: str) -> set[str]:
    keys = {row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[5] == 1}
    for _, index, *_ in db.execute(f"PRAGMA index_list({table})").fetchall():
        keys |= {row[2] for row in db.execute(f"PRAGMA index_info({index})") if row[0] == 0}
    return keys


def test_every_table_is_strict(db: sqlite3.Connection) -> None:
    assert tables(db)
    assert [name for name, strict in tables(db).items() if not strict] == []


def test_every_foreign_key_leads_an_index(db: sqlite3.Connection) -> None:
    bare = [
        f"{table}.{row[3]}"
        for table in tables(db)
        for row in db.execute(f"PRAGMA foreign_key_list({table})")
        if row[1] == 0 and row[3] not in leading_columns(db, table)
    ]
    assert bare == []


def test_every_column_that_names_a_user_leads_an_index(db: sqlite3.Connection) -> None:
    bare = [
        f"{table}.{row[1]}"
        for table in tables(db)
        for row in db.execute(f"PRAGMA table_info({table})")
        if row[1] in USER_COLUMNS and row[1] not in leading_columns(db, table)
    ]
    assert bare == []


def test_no_foreign_key_dangles_and_no_page_is_damaged(db: sqlite3.Connection) -> None:
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
