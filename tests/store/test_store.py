import sqlite3
from contextlib import closing

import pytest

from bot.errors import OperatorError
from bot.store.builder import built_from
from bot.store.database import migrations
from bot.store.folder import DataFolder
from bot.store.store import Store, open_store
from tests.store.small_catalogue import build


async def test_what_was_written_is_there_at_the_next_start(folder: DataFolder) -> None:
    async with open_store(folder) as store:
        await store.guilds.remember_state("greeting", "hello")
    async with open_store(folder) as store:
        assert await store.guilds.state("greeting") == "hello"


async def test_closing_leaves_everything_in_the_one_file(folder: DataFolder) -> None:
    async with open_store(folder) as store:
        await store.guilds.remember_state("greeting", "hello")
    assert not folder.guilds.with_name("guilds.sqlite3-wal").exists()
    with closing(sqlite3.connect(f"{folder.guilds.as_uri()}?immutable=1", uri=True)) as db:
        assert db.execute("SELECT value FROM state").fetchall() == [("hello",)]


async def test_what_goes_wrong_in_the_bot_is_not_taken_for_a_fault_of_the_disk(folder: DataFolder) -> None:
    with pytest.raises(ConnectionResetError):
        async with open_store(folder):
            raise ConnectionResetError("by Discord")


async def test_a_closed_store_says_so(folder: DataFolder) -> None:
    async with open_store(folder) as store:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        await store.guilds.state("anything")
    with pytest.raises(RuntimeError, match="closed"):
        await store.guilds.remember_state("anything", "else")


async def refusal(folder: DataFolder) -> str:
    with pytest.raises(OperatorError) as caught:
        async with open_store(folder):
            pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_a_damaged_guilds_file_is_one_line(folder: DataFolder) -> None:
    folder.guilds.write_bytes(b"this is no database " * 300)
    assert await refusal(folder) == (
        f"{folder.guilds}: file is not a database. Free disk space and check the file's rights; if the file is "
        "damaged, move it away and start again (the catalogue is rebuilt, guilds come from your backup)."
    )


async def test_a_guilds_file_that_is_a_folder_is_one_line(folder: DataFolder) -> None:
    folder.guilds.mkdir()
    assert "unable to open database file" in await refusal(folder)


async def test_a_newer_guilds_file_is_refused_with_the_way_back(folder: DataFolder) -> None:
    newer = migrations()[-1][0] + 1
    with closing(sqlite3.connect(folder.guilds)) as db:
        db.execute(f"PRAGMA user_version = {newer}")
    text = await refusal(folder)
    assert "newer Marquee" in text
    assert f"guilds-before-{newer:03d}.sqlite3" in text


async def test_a_missing_catalogue_is_named(folder: DataFolder) -> None:
    folder.catalogue.unlink()
    assert (await refusal(folder)).startswith(f"{folder.catalogue}: ")


async def test_a_catalogue_damaged_in_the_middle_is_named(folder: DataFolder) -> None:
    content = bytearray(folder.catalogue.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    folder.catalogue.write_bytes(content)
    assert (await refusal(folder)).startswith(f"{folder.catalogue}: ")
    assert built_from(folder.catalogue) in (None, "alpha-2025, beta-2025")


async def test_a_folder_can_be_opened_again_after_each_of_these(folder: DataFolder) -> None:
    folder.catalogue.write_bytes(b"")
    await refusal(folder)
    build(folder.catalogue, ("gamma-2025", "Gamma"))
    async with open_store(folder) as store:
        assert [film.key for film in await store.catalogue.films()] == ["gamma-2025"]


async def test_both_files_can_be_opened_wherever_the_folder_lies(store: Store) -> None:
    assert [film.title for film in await store.catalogue.films()] == ["Alpha", "Beta"]
    await store.guilds.remember_state("place", "odd")
    assert await store.guilds.state("place") == "odd"
