"""Keeps what was fetched so far in a file, so that an interrupted fetch goes on where it stopped."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.errors import OperatorError
from bot.films.records import FilmRecord, PersonRecord, Record, Rejected


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file; one field is set."""

    job: str | None = None
    film: FilmRecord | None = None
    person: PersonRecord | None = None
    rejected: Rejected | None = None
    cursor: str | None = None


_LINE = TypeAdapter(_Line)


def encode(record: Record) -> bytes:
    """Write a record as a line of JSON, `{"film": {…}}`, without its default values and the line's end."""
    match record:
        case FilmRecord():
            line = _Line(film=record)
        case PersonRecord():
            line = _Line(person=record)
        case _:
            line = _Line(rejected=record)
    return _LINE.dump_json(line, exclude_defaults=True)


def decode(line: bytes) -> Record | None:
    """Read a line that `encode` wrote; None for a line of the spool's own.

    Raises:
        ValueError: the line is damaged.
    """
    read = _LINE.validate_json(line)
    return read.film or read.person or read.rejected


def ids_job(ids: Sequence[str]) -> str:
    """Name a job by the ids it fetches: all of a few, or their number and a digest."""
    if len(ids) <= 10:
        return ", ".join(ids)
    return f"{len(ids)} ids ({hashlib.sha256(' '.join(ids).encode()).hexdigest()[:12]})"


class Spool:
    """A file of JSON lines: a heading with the job, then batches of records, each closed by a cursor.

    A batch without its cursor was cut short and is fetched again, so a resumed fetch leaves the same records
    as an uninterrupted one.

    Attributes:
        cursor: how far the fetch has come, in the importer's own words; None at the beginning.
        films: how many films are kept.
        expected: how many films there will be, where the importer knows.
    """

    def __init__(self, path: Path, told: Callable[["Spool"], object] = lambda spool: None) -> None:
        """Name the file; nothing is read or written yet.

        Args:
            path: its folder exists.
            told: called after every batch, to show the progress.
        """
        self.path = path
        self.cursor: str | None = None
        self.films = 0
        self.expected: int | None = None
        self._told = told

    def resume(self, job: str) -> None:
        """Begin a job, or go on with it where the file holds a part of it.

        Args:
            job: what is fetched; the same text for the same job.

        Raises:
            OperatorError: the file holds another job or is no spool, or the disk refuses.
        """
        heading = _LINE.dump_json(_Line(job=job), exclude_defaults=True)
        self.cursor, self.films = None, 0
        with self._disk_faults():
            end = self._good_part(heading) if self.path.exists() else 0
            if end:
                with self.path.open("r+b") as file:
                    file.truncate(end)
            else:
                self.path.write_bytes(heading + b"\n")

    def add(self, records: Iterable[Record], cursor: str) -> None:
        """Keep a batch.

        Args:
            records: what was fetched.
            cursor: where to go on after it.

        Raises:
            OperatorError: the disk refuses.
        """
        kept = list(records)
        closing = _LINE.dump_json(_Line(cursor=cursor), exclude_defaults=True)
        with self._disk_faults(), self.path.open("ab") as file:
            file.write(b"".join(line + b"\n" for line in [*map(encode, kept), closing]))
        self.cursor = cursor
        self.films += sum(isinstance(record, FilmRecord) for record in kept)
        self._told(self)

    def records(self) -> Iterator[Record]:
        """Yield every record kept, one in memory at a time.

        Raises:
            OperatorError: a line is damaged, or the disk refuses.
        """
        with self._disk_faults(), self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    record = decode(line)
                except ValueError:
                    raise OperatorError(
                        f"{self.path}, line {number}: damaged. Delete the file and start the import again."
                    ) from None
                if record is not None:
                    yield record

    def _good_part(self, heading: bytes) -> int:
        """Read how far the fetch has come; return where the last whole batch ends, 0 where nothing is kept."""
        good = position = films = 0
        with self.path.open("rb") as file:
            for line in file:
                position += len(line)
                if not good and line.rstrip(b"\n") != heading and not heading.startswith(line):
                    raise self._not_ours(line)
                if not line.endswith(b"\n"):
                    break
                if not good:
                    good = position
                elif line.startswith(b'{"film"'):
                    films += 1
                elif line.startswith(b'{"cursor"'):
                    try:
                        self.cursor = _LINE.validate_json(line).cursor
                    except ValidationError:
                        break
                    good, self.films = position, films
        return good

    def _not_ours(self, heading: bytes) -> OperatorError:
        try:
            job = _LINE.validate_json(heading).job
        except ValidationError:
            job = None
        if job is None:
            return OperatorError(
                f"{self.path} is not a file of fetched records. Move it away and start again."
            )
        return OperatorError(
            f"{self.path} holds what another import has fetched so far ({job}). Start that one again to go on "
            "with it, or delete the file."
        )

    @contextmanager
    def _disk_faults(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise OperatorError(
                f"{self.path}: {fault.strerror or fault}. Make room and check the file's rights, then start the "
                "same command again: it goes on where it stopped."
            ) from fault
