import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.content.seeding import SHIPPED, seed
from bot.errors import OperatorError
from bot.store.builder import SCHEMA
from bot.store.folder import DataFolder
from tests.content.small_pack import FILMS, SOURCES, write


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    data = DataFolder(tmp_path / "data")
    data.prepare()
    return data


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    write(tmp_path / "shipped" / "alpha")
    return tmp_path / "shipped"


def known(folder: DataFolder) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"{folder.catalogue.as_uri()}?immutable=1", uri=True)) as db:
        return db.execute("SELECT key, title FROM film ORDER BY id").fetchall()


def files(folder: DataFolder) -> list[str]:
    return sorted(path.name for path in folder.path.iterdir())


def test_seeding_builds_once_and_then_leaves_the_file_alone(folder: DataFolder, shipped: Path) -> None:
    assert seed(folder, shipped)
    built = folder.catalogue.stat()
    assert not seed(folder, shipped)
    assert folder.catalogue.stat() == built
    assert known(folder) == [("alpha-2025", "Alpha")]
    assert files(folder) == ["catalogue.lock", "catalogue.sqlite3"]


def test_the_shipped_packs_are_found_without_being_told_where(folder: DataFolder) -> None:
    assert seed(folder)
    assert ("ballerina-2025",) in [row[:1] for row in known(folder)]
    assert SHIPPED.is_dir()


def test_a_changed_pack_gives_a_new_catalogue_with_the_same_keys(folder: DataFolder, shipped: Path) -> None:
    seed(folder, shipped)
    write(shipped / "alpha", films=FILMS.replace('title = "Alpha"', 'title = "Alpha!"'))
    assert seed(folder, shipped)
    assert known(folder) == [("alpha-2025", "Alpha!")]


def test_a_renamed_added_or_removed_file_is_a_change(folder: DataFolder, shipped: Path) -> None:
    seed(folder, shipped)
    (shipped / "alpha" / "films.toml").rename(shipped / "alpha" / "more.toml")
    assert seed(folder, shipped)
    write(shipped / "beta", films='[[film]]\nid = "beta"\ntitle = "Beta"')
    assert seed(folder, shipped)
    assert known(folder) == [("alpha-2025", "Alpha"), ("beta", "Beta")]
    (shipped / "beta" / "films.toml").unlink()
    (shipped / "beta").rmdir()
    assert seed(folder, shipped)
    assert known(folder) == [("alpha-2025", "Alpha")]


def test_the_operators_packs_lie_over_the_shipped_ones(folder: DataFolder, shipped: Path) -> None:
    write(folder.packs / "aaa", films='[[film]]\nid = "alpha-2025"\ntitle = "Mine"')
    (folder.packs / "README").write_text("not a pack")
    (folder.packs / ".git").mkdir()
    assert seed(folder, shipped)
    assert known(folder) == [("alpha-2025", "Mine")]


def test_a_pack_that_lies_loose_is_not_overlooked(folder: DataFolder, shipped: Path) -> None:
    folder.packs.mkdir()
    (folder.packs / "mine.toml").write_text(SOURCES)
    with pytest.raises(OperatorError, match=r"mine\.toml: a pack is a folder"):
        seed(folder, shipped)


def test_a_broken_pack_leaves_the_old_catalogue(folder: DataFolder, shipped: Path) -> None:
    seed(folder, shipped)
    before = folder.catalogue.read_bytes()
    write(shipped / "alpha", films=FILMS.replace('speaker = "dee-rector"', 'speaker = "dee"'))
    with pytest.raises(OperatorError, match=r"films\.toml: \[\[quote\]\] number 1 .* key speaker"):
        seed(folder, shipped)
    assert folder.catalogue.read_bytes() == before
    assert files(folder) == ["catalogue.lock", "catalogue.sqlite3"]
    write(shipped / "alpha", films=FILMS)
    assert not seed(folder, shipped)


def test_without_the_shipped_packs_nothing_is_built(folder: DataFolder, shipped: Path) -> None:
    seed(folder, shipped)
    before = folder.catalogue.read_bytes()
    with pytest.raises(OperatorError, match="is missing: it comes with Marquee"):
        seed(folder, shipped / "gone")
    assert folder.catalogue.read_bytes() == before


def test_a_file_that_cannot_be_read_is_named(folder: DataFolder, shipped: Path) -> None:
    (shipped / "alpha" / "broken.toml").symlink_to(shipped / "nowhere")
    with pytest.raises(OperatorError, match=r"broken\.toml: cannot be read"):
        seed(folder, shipped)


@pytest.mark.parametrize("damage", [b"", b"this is no database " * 300, None])
def test_a_damaged_catalogue_is_built_again(folder: DataFolder, shipped: Path, damage: bytes | None) -> None:
    seed(folder, shipped)
    folder.catalogue.write_bytes(folder.catalogue.read_bytes()[:-4096] if damage is None else damage)
    assert seed(folder, shipped)
    assert known(folder) == [("alpha-2025", "Alpha")]


def test_a_catalogue_of_another_schema_is_built_again(folder: DataFolder, shipped: Path) -> None:
    seed(folder, shipped)
    with closing(sqlite3.connect(folder.catalogue)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    assert seed(folder, shipped)


def test_something_else_in_the_catalogues_place_is_one_line(folder: DataFolder, shipped: Path) -> None:
    folder.catalogue.mkdir()
    with pytest.raises(OperatorError, match="Is a directory") as caught:
        seed(folder, shipped)
    assert str(caught.value).startswith(f"{folder.catalogue}: ")
    assert files(folder) == ["catalogue.lock", "catalogue.sqlite3"]
