import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.loading import BATCH, SHOWN, load
from bot.errors import OperatorError
from bot.films.records import FilmRecord, Record, Rejected
from bot.store.folder import DataFolder
from bot.store.store import open_store
from tests.content.small_pack import FILMS, write
from tests.store.filling import LAMP, LIST, NOW, TWIN, everything, rows, told

ROOT = Path(__file__).resolve().parents[2]
LEAN = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.content.loading import BATCH, load
from bot.errors import OperatorError
from bot.films.records import CreditRecord, FilmRecord, ImportSource
from bot.store.builder import next_catalogue
from bot.store.folder import DataFolder

def films(numbers):
    for number in numbers:
        credit = CreditRecord(f"Person {number % 5000}", "actor", character="Somebody", billing=1)
        yield FilmRecord(str(number), f"Film {number}", 2019, credits=(credit,))

SOURCE = ImportSource("lean", "Lean films")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""
MEMORY = f"""{LEAN}
with next_catalogue(Path(sys.argv[1])) as builder:
    taking = builder.importing(SOURCE, NOW)
    for start in range(0, 200_000, BATCH):
        taking.take(list(films(range(start, start + BATCH))))
        if start + BATCH in (50_000, 200_000):
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
FULL_DISK = f"""{LEAN}
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
try:
    load(DataFolder(Path(sys.argv[1])), SOURCE, films(range(10_000)), NOW)
except OperatorError as fault:
    print(fault)
"""


def apart(program: str, argument: Path) -> list[str]:
    """Run a program in a process of its own; return the lines it prints."""
    command = [sys.executable, "-c", program, str(argument)]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=120, check=True)
    return ended.stdout.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    data = DataFolder(tmp_path / "data")
    data.prepare()
    return data


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    write(tmp_path / "shipped" / "alpha")
    return tmp_path / "shipped"


def files(folder: DataFolder) -> list[str]:
    return sorted(path.name for path in folder.path.iterdir())


def test_what_is_loaded_stands_beside_the_packs(folder: DataFolder, shipped: Path) -> None:
    report = load(folder, LIST, [LAMP, TWIN], NOW, shipped=shipped)
    assert (told(report.tally), report.rejected, report.rejects_file) == ((2, 0, 0), [], None)
    assert rows(folder.catalogue, "SELECT key FROM film ORDER BY id") == [
        ("the-lamp-2019",),
        ("the-lamp-2019-2",),
        ("alpha-2025",),
    ]
    before = everything(folder.catalogue)
    assert told(load(folder, LIST, [LAMP, TWIN], NOW, shipped=shipped).tally) == (0, 0, 2)
    assert everything(folder.catalogue) == before


def test_the_stages_are_told_as_they_come(folder: DataFolder, shipped: Path) -> None:
    stages: list[str] = []
    load(folder, LIST, [LAMP], NOW, shipped=shipped, told=stages.append)
    assert stages == ["laying the packs over it", "indexing it", "verifying it", "making it searchable"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(folder: DataFolder, shipped: Path) -> None:
    load(folder, LIST, [LAMP], NOW, shipped=shipped)
    before, there = folder.catalogue.stat(), files(folder)
    changed = replace(LAMP, title="The Lantern")
    report = load(folder, LIST, [changed, TWIN], NOW, dry_run=True, shipped=shipped)
    assert told(report.tally) == (1, 1, 0)
    assert folder.catalogue.stat() == before
    assert files(folder) == there
    assert told(load(folder, LIST, [changed, TWIN], NOW, shipped=shipped).tally) == (1, 1, 0)


def broken(records: list[Record]) -> Iterator[Record]:
    yield from records
    raise OperatorError("line 3: the file ends too early")


@pytest.mark.parametrize("fault", ["records", "pack"])
def test_a_load_that_fails_leaves_the_old_catalogue(folder: DataFolder, shipped: Path, fault: str) -> None:
    load(folder, LIST, [LAMP], NOW, shipped=shipped)
    before, there = folder.catalogue.read_bytes(), files(folder)
    if fault == "pack":
        write(shipped / "alpha", films=FILMS.replace('speaker = "dee-rector"', 'speaker = "dee"'))
    with pytest.raises(OperatorError, match=r"ends too early|key speaker"):
        load(folder, LIST, broken([TWIN]) if fault == "records" else [TWIN], NOW, shipped=shipped)
    assert folder.catalogue.read_bytes() == before
    assert files(folder) == there
    assert gc.isenabled()


def test_a_disk_that_fills_up_while_loading_leaves_the_old_catalogue(folder: DataFolder) -> None:
    load(folder, LIST, [LAMP], NOW)
    before, there = folder.catalogue.read_bytes(), files(folder)
    (line,) = apart(FULL_DISK, folder.path)
    assert line.startswith(f"{folder.catalogue}: ") and "Free disk space" in line
    assert folder.catalogue.read_bytes() == before
    assert files(folder) == there


def test_a_few_rejected_rows_stand_in_the_report(folder: DataFolder, shipped: Path) -> None:
    rejected = [Rejected(f"line {at}", "it has no title: left out") for at in range(SHOWN)]
    report = load(folder, LIST, [LAMP, *rejected], NOW, shipped=shipped)
    assert (report.rejected, report.rejected_count) == (rejected, SHOWN)
    assert report.rejects_file is None


def test_many_rejected_rows_stand_in_a_file_every_one(folder: DataFolder, shipped: Path) -> None:
    count = 2 * BATCH + 7
    for _ in range(2):  # the second time the file is written anew
        rejected = (Rejected(f"line {at}", "no title") for at in range(count))
        report = load(folder, LIST, rejected, NOW, shipped=shipped)
    assert (len(report.rejected), report.rejected_count) == (SHOWN, count)
    assert report.rejects_file == folder.path / "imports" / "list-rejected.txt"
    lines = report.rejects_file.read_text("utf-8").splitlines()
    assert lines == [f"line {at}: no title" for at in range(count)]


@pytest.mark.skipif(sys.platform != "linux", reason="counts in kilobytes only there")
def test_memory_stays_flat(tmp_path: Path) -> None:
    """Records of four times as many films would need some 400 MB more, the rows as much again."""
    fifty, two_hundred = map(int, apart(MEMORY, tmp_path / "catalogue.sqlite3"))
    assert two_hundred - fifty < 110 << 10  # SQLite's page cache fills up, and what is remembered of names


async def test_a_running_bot_moves_over_and_no_question_fails_meanwhile(
    folder: DataFolder, shipped: Path
) -> None:
    load(folder, LIST, [LAMP], NOW, shipped=shipped)
    async with open_store(folder) as store:
        done = False
        answered = 0

        async def ask() -> None:
            nonlocal answered
            while not done:
                meaning = await store.catalogue.meant_films("the lamp")
                assert (meaning.kind, meaning.found[0].key) == ("clear", "the-lamp-2019")
                assert len(await store.catalogue.cast(meaning.found[0])) == 1
                answered += 1

        askers = [asyncio.create_task(ask()) for _ in range(4)]
        for round_ in range(3):
            more = [
                FilmRecord(f"{round_}-{at}", f"Film {round_} number {at}", 2000 + at % 20)
                for at in range(3_000)
            ]
            await asyncio.to_thread(load, folder, LIST, [*more, LAMP], NOW, shipped=shipped)
            assert await store.catalogue.refresh()
            assert (await store.catalogue.meant_films(f"film {round_} number 17")).kind == "clear"
        done = True
        await asyncio.gather(*askers)
        assert answered > 10
        assert (await store.catalogue.size()).films == 9_002
