from pathlib import Path

import pytest

from bot.films.records import FilmRecord
from bot.films.search import Index
from bot.store.folder import DataFolder
from bot.store.names import keep_names, open_names
from bot.store.store import open_store
from tests.store.filling import fill
from tests.store.small_catalogue import build

MANY = [FilmRecord(str(at), f"Film number {at}", 2019) for at in range(5_001)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite3"


def indices(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.index"))


def test_a_few_names_need_no_file(path: Path) -> None:
    build(path, ("alpha-2025", "Alpha"))
    keep_names(path)
    assert indices(path) == []
    assert open_names(path).films.find("alpha")


def test_the_index_of_many_names_is_kept_and_mapped_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, *MANY)
    keep_names(path)
    (file,) = indices(path)
    written = file.stat().st_mtime_ns, file.stat().st_ino
    loaded: list[Path] = []
    load = Index.load

    def noted(file: Path) -> Index:
        index = load(file)
        loaded.append(file)
        return index

    monkeypatch.setattr(Index, "load", noted)
    names = open_names(path)
    assert loaded == [file]
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == written
    (row,) = [match.id for match in names.films.find("film number 4711")[:1]]
    assert row == 4712


def test_the_files_of_an_older_catalogue_go_when_the_next_is_built(path: Path) -> None:
    fill(path, *MANY)
    keep_names(path)
    (older,) = indices(path)
    stranger = path.with_name("other-films.index")
    stranger.write_bytes(b"not ours")
    fill(path, FilmRecord("more", "One more film", 2020))
    assert open_names(path).films.find("one more film")  # not what the older file holds
    keep_names(path)
    newer, other = indices(path)
    assert newer != older and other == stranger
    build(path, ("alpha-2025", "Alpha"))


@pytest.mark.parametrize(
    "damage", [b"", b"no index " * 100, None], ids=["empty", "something else", "cut off"]
)
def test_a_broken_index_file_is_made_again(path: Path, damage: bytes | None) -> None:
    fill(path, *MANY)
    keep_names(path)
    (file,) = indices(path)
    whole = file.read_bytes()
    file.unlink()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert open_names(path).films.find("film number 4711")[0].id == 4712
    assert file.stat().st_size == len(whole)


def test_a_folder_where_nothing_can_be_written_is_searched_all_the_same(path: Path) -> None:
    fill(path, *MANY)
    name = open_names(path).catalogue
    (file,) = indices(path)
    file.unlink()
    file.mkdir()
    assert name in file.name
    assert open_names(path).films.find("film number 4711")[0].id == 4712


async def test_a_running_bot_moves_over_to_another_index(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    build(folder.catalogue, ("alpha-2025", "Alpha"))
    async with open_store(folder) as store:
        fill(folder.catalogue, *MANY)
        keep_names(folder.catalogue)
        assert await store.catalogue.refresh()
        assert [film.title for film in (await store.catalogue.meant_films("film number 4711")).found] == [
            "Film number 4711"
        ]
        assert (await store.catalogue.meant_films("alpha")).kind == "unknown"
