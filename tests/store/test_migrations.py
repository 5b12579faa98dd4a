import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.store.database import migrate, migrations

FIRST = (1, "CREATE TABLE film (name TEXT) STRICT;")
SECOND = (2, "ALTER TABLE film ADD COLUMN year INTEGER; UPDATE film SET year = 2025;")
THIRD = (3, "CREATE INDEX film_name ON film (name);")
BROKEN = (2, "ALTER TABLE film ADD COLUMN year INTEGER; UPDATE nowhere SET year = 2025;")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "guilds.sqlite3"
    migrate(path, [FIRST])
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO film VALUES ('Alpha')")
        db.commit()
    return path


def state(path: Path) -> tuple[int, list[str], list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        columns = [row[1] for row in db.execute("PRAGMA table_info(film)")]
        return version, columns, db.execute("SELECT * FROM film").fetchall()


def test_the_shipped_scripts_are_numbered_without_gaps() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))


def test_the_shipped_scripts_make_a_new_database_and_leave_it_alone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "guilds.sqlite3"
    for _ in range(2):
        migrate(path, migrations())
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (migrations()[-1][0],)
            assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert list(tmp_path.glob("*before*")) == []


def test_an_upgrade_applies_what_is_missing_and_backs_up_first(path: Path) -> None:
    migrate(path, [FIRST, SECOND, THIRD])
    assert state(path) == (3, ["name", "year"], [("Alpha", 2025)])
    assert state(path.with_name("guilds-before-002.sqlite3")) == (1, ["name"], [("Alpha",)])
    assert list(path.parent.glob("*.part")) == []


def test_a_script_that_fails_leaves_the_version_before_it(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(path, [FIRST, BROKEN, THIRD])
    assert state(path) == (1, ["name"], [("Alpha",)])
    migrate(path, [FIRST, SECOND])
    assert state(path) == (2, ["name", "year"], [("Alpha", 2025)])


def test_a_script_with_a_syntax_error_changes_nothing(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="syntax"):
        migrate(path, [FIRST, (2, "ALTER TABLE film ADD COLUMN year INTEGER; NONSENSE;")])
    assert state(path) == (1, ["name"], [("Alpha",)])


def test_without_a_backup_nothing_is_upgraded(path: Path) -> None:
    path.with_name("guilds-before-002.sqlite3").mkdir()  # stands where the backup belongs
    with pytest.raises(OSError, match="guilds-before-002"):
        migrate(path, [FIRST, SECOND])
    assert state(path) == (1, ["name"], [("Alpha",)])
    assert list(path.parent.glob("*.part")) == []


def test_a_newer_schema_is_refused_with_the_way_back(path: Path) -> None:
    migrate(path, [FIRST, SECOND])
    with pytest.raises(OperatorError, match="newer Marquee") as caught:
        migrate(path, [FIRST])
    assert "guilds-before-002.sqlite3" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert state(path)[0] == 2
