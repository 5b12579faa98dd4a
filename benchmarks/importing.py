"""How fast records get into the catalogue: `python -m benchmarks.importing [FILE]`.

`load` takes a file's records, or invented films with five credits each, into an empty data folder; beside it,
in the same run, a bare `executemany` writes the very rows that came of it into the same tables with the same
indices and the same sync to disk. Each runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import contextlib
import itertools
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from bot.content.importers.table import Table
from bot.content.loading import load
from bot.films.records import CreditRecord, FilmRecord, ImportSource, Record, ReleaseRecord
from bot.store.folder import DataFolder, sync_to_disk

SOURCE = ImportSource("invented", "Invented films")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = (50_000, 100_000, 200_000)


def invented(count: int) -> Iterator[Record]:
    """Films of no meaning, each with a director and a cast of four out of a third as many people."""
    rng = random.Random(1)
    syllables = [first + second for first in "bdfgklmnprst" for second in ("a", "e", "i", "o", "u", "an")]

    def word() -> str:
        return "".join(rng.choices(syllables, k=rng.choice((1, 2, 2, 3)))).capitalize()

    people = [f"{word()} {word()}" for _ in range(max(count // 3, 10))]
    for number in range(count):
        jobs = ("director", "actor", "actor", "actor", "actor")
        credited = zip(rng.sample(people, len(jobs)), jobs, strict=True)
        yield FilmRecord(
            source_id=str(number),
            title=f"The {word()} {word()} {word()}",
            year=rng.randint(1920, 2025),
            popularity=rng.random(),
            genres=("Drama",),
            external=(("imdb", f"tt{number:07}"),),
            credits=tuple(
                CreditRecord(name, job, character=word() if job == "actor" else None, billing=at)
                for at, (name, job) in enumerate(credited)
            ),
            releases=(ReleaseRecord("cinema", f"{rng.randint(1920, 2025)}-06-05", "US"),),
            place=f"line {number}",
        )


def ours(folder: Path, what: str) -> dict[str, float]:
    """Load a file, or so many invented films, into an empty data folder."""
    data = DataFolder(folder)
    data.prepare()
    shipped = folder / "no-packs"
    shipped.mkdir()
    begun = time.perf_counter()
    with _records(what) as (_, records):
        for _ in records:
            pass
    reading = time.perf_counter() - begun
    stages = [("reading and taking the records", time.perf_counter())]
    with _records(what) as (source, records):
        report = load(
            data,
            source,
            records,
            NOW,
            shipped=shipped,
            told=lambda stage: stages.append((stage, time.perf_counter())),
        )
    stages.append(("", time.perf_counter()))
    for (stage, start), (_, end) in itertools.pairwise(stages):
        sys.stderr.write(f"    {stage:<32}{end - start:7.2f} s\n")
    took = stages[-1][1] - stages[0][1]
    return {"records": report.tally.added, "reading": reading, "seconds": took, "MB": _peak()}


@contextlib.contextmanager
def _records(what: str) -> Iterator[tuple[ImportSource, Iterator[Record]]]:
    if what.isdecimal():
        yield SOURCE, invented(int(what))
    else:
        with Table(Path(what)) as table:
            yield table.source, table.records()


def bare(folder: Path, like: str) -> dict[str, float]:
    """Write the rows of a catalogue that was loaded into the same tables, with nothing else to do."""
    with contextlib.closing(sqlite3.connect(like)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        tables = {
            name: db.execute(f"SELECT * FROM {name}").fetchall()
            for name in names
            if not name.startswith("sqlite_")
        }
    target = folder / "bare.sqlite3"
    begun = time.perf_counter()
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as db:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
            db.execute(f"PRAGMA {pragma}")
        db.executescript(_script("catalogue.sql"))
        db.executescript(_script("catalogue_lookups.sql"))
        db.execute("BEGIN")
        for name, rows in tables.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                db.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        db.execute("COMMIT")
        db.executescript(_script("catalogue_indices.sql"))
    sync_to_disk(target)
    return {"rows": sum(map(len, tables.values())), "seconds": time.perf_counter() - begun}


def main() -> None:
    """Read the command line and run what it asks for."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("file", nargs="?", help="a table of films; without it, invented films")
    options = parser.parse_args()
    for what in [options.file] if options.file else map(str, SIZES):
        with tempfile.TemporaryDirectory() as place:
            loaded = _apart("ours", place, what)
            wrote = _apart("bare", place, str(DataFolder(Path(place)).catalogue))
        records, taking = loaded["records"], loaded["seconds"] - loaded["reading"]
        print(
            f"{what}: {records:,.0f} records, {wrote['rows']:,.0f} rows\n"
            f"  load             {loaded['seconds']:7.2f} s  {records / loaded['seconds']:9,.0f} records/s"
            f"  peak {loaded['MB']:.0f} MB\n"
            f"  of it reading    {loaded['reading']:7.2f} s\n"
            f"  bare executemany {wrote['seconds']:7.2f} s  {records / wrote['seconds']:9,.0f} records/s\n"
            f"  load / bare      {wrote['seconds'] / loaded['seconds']:7.2f} of its speed, "
            f"{wrote['seconds'] / taking:.2f} without reading",
            flush=True,
        )


def _apart(what: str, *arguments: str) -> dict[str, float]:
    program = (
        "import json, pathlib, sys; from benchmarks import importing;"
        f"print(json.dumps(importing.{what}(pathlib.Path(sys.argv[1]), sys.argv[2])))"
    )
    command = [sys.executable, "-c", program, *arguments]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def _peak() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _script(name: str) -> str:
    return (resources.files("bot.store") / name).read_text("utf-8")


if __name__ == "__main__":
    main()
