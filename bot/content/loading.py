"""Loads records into the catalogue: the next one is built beside the present one and swapped in whole."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from bot.content.seeding import SHIPPED, Packs
from bot.films.records import ImportSource, Record, Rejected
from bot.store.builder import next_catalogue
from bot.store.folder import DataFolder, storage_faults
from bot.store.importing import Tally
from bot.store.names import keep_names

BATCH = 5_000  # records taken at once; bounds the memory
SHOWN = 10  # rejected rows that a report names; the rest go to a file


@dataclass(slots=True)
class Report:
    """What became of a source's records."""

    tally: Tally
    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    rejects_file: Path | None = None


class _NotMeant(Exception):  # noqa: N818 - ends a dry run, so that nothing is swapped in
    pass


def load(
    folder: DataFolder,
    source: ImportSource,
    records: Iterable[Record],
    now: datetime,
    *,
    dry_run: bool = False,
    told: Callable[[str], object] = lambda stage: None,
    shipped: Path = SHIPPED,
) -> Report:
    """Bring what a source says into the catalogue; the packs are laid over it anew.

    A running bot goes on with the old catalogue until the new one is there. Whatever fails, the old one stays.

    Args:
        records: one pass over them, in any number.
        now: when this is, for dates that moved.
        dry_run: do everything but swap the new catalogue in.
        told: hears which stage is reached, for whoever watches.

    Raises:
        OperatorError: the source, a pack or the disk is at fault; nothing was changed.
    """
    packs = Packs.read(folder, shipped)
    report = Report(Tally())
    rejects = _Rejects(folder.path / "imports" / f"{source.key}-rejected.txt", report)
    with folder.building(), storage_faults(folder.catalogue), _few_collections():
        try:
            with next_catalogue(folder.catalogue, told) as builder, rejects:
                taking = builder.importing(source, now)
                report.tally = taking.tally
                kept = filter(rejects.keep, records)
                while batch := list(islice(kept, BATCH)):
                    taking.take([record for record in batch if not isinstance(record, Rejected)])
                told("laying the packs over it")
                packs.lay(builder)
                if dry_run:
                    raise _NotMeant
        except _NotMeant:
            return report
        told("making it searchable")
        keep_names(folder.catalogue)
    return report


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for cycles of garbage rarely: records make none, and looking takes a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, 100, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Rejects:
    """Keeps the first rejected rows for the report, and writes all of them to a file when they are many."""

    def __init__(self, path: Path, report: Report) -> None:
        self._path = path
        self._report = report

    def __enter__(self) -> None:
        self._lines: list[str] = []

    def __exit__(self, *fault: object) -> None:
        self._flush()

    def keep(self, record: Record) -> bool:
        """Whether a record is to be taken; one that is rejected is noted."""
        if not isinstance(record, Rejected):
            return True
        report = self._report
        report.rejected_count += 1
        if len(report.rejected) < SHOWN:
            report.rejected.append(record)
        self._lines.append(f"{record.place}: {record.reason}\n")
        if len(self._lines) > BATCH:
            self._flush()
        return False

    def _flush(self) -> None:
        if self._report.rejected_count <= SHOWN:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        mode = "a" if self._report.rejects_file else "w"
        self._report.rejects_file = self._path
        with self._path.open(mode, encoding="utf-8") as file:
            file.writelines(self._lines)
        self._lines.clear()
