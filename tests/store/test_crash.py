"""What a killed or starved process leaves behind."""

import sqlite3
from contextlib import closing

import pytest

from bot.store.builder import built_from
from bot.store.folder import DataFolder
from bot.store.store import open_store
from tests.store.processes import heard, killed, run, started
from tests.store.small_catalogue import build


@pytest.mark.parametrize("acknowledged", [1, 300])
async def test_every_acknowledged_write_survives_sigkill(folder: DataFolder, acknowledged: int) -> None:
    with started("acknowledge", folder) as process:
        names = heard(process, acknowledged)
        names += killed(process)
    async with open_store(folder) as store:
        assert len(names) >= acknowledged
        assert [name for name in names if await store.guilds.state(name) != "acknowledged"] == []


def test_a_builder_killed_midway_leaves_the_old_catalogue_and_the_next_one_builds(folder: DataFolder) -> None:
    before = folder.catalogue.read_bytes()
    with started("build_endlessly", folder) as process:
        heard(process, 5)
        killed(process)
    assert folder.catalogue.read_bytes() == before
    with folder.building():
        build(folder.catalogue, ("delta-2025", "Delta"))
    assert built_from(folder.catalogue) == "delta-2025"
    assert sorted(path.name for path in folder.path.iterdir()) == ["catalogue.lock", "catalogue.sqlite3"]


def test_a_disk_that_fills_up_while_seeding_leaves_the_old_catalogue(folder: DataFolder) -> None:
    before = folder.catalogue.read_bytes()
    process = run("seed_on_full_disk", folder)
    assert process.returncode == 2, process.stderr
    (line,) = process.stdout.splitlines()
    assert line.startswith(f"refused: {folder.catalogue}: ")
    assert "Free disk space" in line
    assert folder.catalogue.read_bytes() == before
    assert sorted(path.name for path in folder.path.iterdir()) == ["catalogue.lock", "catalogue.sqlite3"]


def test_a_full_disk_at_start_is_one_line(folder: DataFolder) -> None:
    before = sorted(folder.path.iterdir())
    process = run("start_on_full_disk", folder)
    assert process.returncode == 2, process.stderr
    (line,) = process.stdout.splitlines()
    assert line.startswith(f"refused: MARQUEE_DATA: the data folder {folder.path} cannot be written")
    assert sorted(folder.path.iterdir()) == before


def test_a_disk_that_fills_up_under_a_running_bot_fails_writes_and_not_the_bot(folder: DataFolder) -> None:
    process = run("outlive_full_disk", folder)
    assert process.returncode == 0, process.stderr
    told = [line.split() for line in process.stdout.splitlines()]
    assert told[0] == ["before", "kept"]
    assert told[-1] == ["after", "kept"]
    assert {outcome for _, outcome in told[1:-1]} <= {"kept", "OperationalError"}
    assert ["full-19", "OperationalError"] in told
    with closing(sqlite3.connect(folder.guilds)) as db:
        assert {name for (name,) in db.execute("SELECT name FROM state")} == {
            name for name, outcome in told if outcome == "kept"
        }


async def test_the_folder_is_free_again_once_its_bot_was_killed(folder: DataFolder) -> None:
    with started("hold", folder) as process:
        assert heard(process, 1) == ["held"]
        killed(process)
    async with open_store(folder) as store:
        assert await store.guilds.state("anything") is None
