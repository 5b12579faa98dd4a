import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.builder import SCHEMA, built_from, next_catalogue
from tests.store.small_catalogue import build, fill


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.sqlite3"
    build(path, ("alpha-2025", "Alpha"))
    return path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def test_a_new_catalogue_takes_the_place_of_the_old_one_whole(path: Path) -> None:
    inode = path.stat().st_ino
    build(path, ("beta-2025", "Beta"), ("gamma-2025", "Gamma"))
    assert rows(path, "SELECT key FROM film ORDER BY id") == [("beta-2025",), ("gamma-2025",)]
    assert rows(path, "PRAGMA user_version") == [(SCHEMA,)]
    assert rows(path, "SELECT count(*) > 0 FROM sqlite_stat1") == [(1,)]
    assert path.stat().st_ino != inode
    assert list(path.parent.iterdir()) == [path]


def test_values_with_the_same_citations_share_their_evidence(path: Path) -> None:
    tables = ("credit", "release", "fact", "quote", "question")
    cited = " UNION ".join(f"SELECT evidence FROM {table}" for table in tables)
    assert rows(path, f"SELECT count(*) FROM ({cited})") == [(1,)]
    assert rows(path, "SELECT count(*) FROM citation") == [(1,)]


def test_an_exception_midway_leaves_the_old_catalogue_and_no_trace(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError), next_catalogue(path) as builder:
        fill(builder.packs(), [("beta-2025", "Beta")])
        raise ZeroDivisionError
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_row_the_schema_refuses_leaves_the_old_catalogue(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(sqlite3.IntegrityError), next_catalogue(path) as builder:
        fill(builder.packs(), [("beta-2025", "Beta"), ("beta-2025", "Beta")])
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_key_used_before_it_is_added_is_refused(path: Path) -> None:
    with pytest.raises(KeyError, match="nowhere"), next_catalogue(path) as builder:
        builder.packs().release("nowhere", kind="cinema", country=None, date="", note=None, cited=[])
    assert built_from(path) == "alpha-2025"


def test_what_a_killed_builder_left_behind_is_cleared_away(path: Path) -> None:
    path.with_name("catalogue.sqlite3.next").write_bytes(b"half a file")
    build(path, ("beta-2025", "Beta"))
    assert built_from(path) == "beta-2025"
    assert list(path.parent.iterdir()) == [path]


def test_a_catalogue_says_what_it_was_built_from(path: Path) -> None:
    assert built_from(path) == "alpha-2025"
    with next_catalogue(path) as builder:
        fill(builder.packs(), [])
    assert built_from(path) is None


@pytest.mark.parametrize("content", [b"", b"this is no database " * 300])
def test_a_missing_or_damaged_catalogue_was_built_from_nothing(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert built_from(path) is None
    path.unlink()
    assert built_from(path) is None


def test_a_truncated_catalogue_was_built_from_nothing(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])
    assert built_from(path) is None


def test_a_catalogue_of_another_schema_was_built_from_nothing(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    assert built_from(path) is None
