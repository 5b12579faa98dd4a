"""CSV, TSV, JSON lines and JSON lists of films or people, plain or gzip, recognised by their content."""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from bot.content.importers.columns import Columns, columns_of
from bot.content.importers.csv_rows import delimiter_of, rows_of
from bot.content.importers.files import InputFile, encoding_of, lines_of, text_of
from bot.content.importers.json_list import JsonList
from bot.content.importers.rows import Row, RowReader
from bot.errors import OperatorError
from bot.films.records import ImportSource, Record, Rejected

Form = Literal["CSV", "TSV", "JSON lines", "JSON list"]
Progress = Callable[[int, int], object]  # bytes read so far, and in all

_MANY_SHAPES = 200  # sets of keys that JSON objects of one file have
_TOLD_EVERY = 2_000  # rows

# A row's place, the row, what stands where in it, and why it cannot be used (empty where it can).
_Found = tuple[str, Row, Columns | None, str]


class Table:
    """A table of films or people, to be read once.

    Columns and keys are told by their names (`bot.content.importers.columns`), values as `RowReader` reads them.

    Attributes:
        form: what the file is.
        notes: what was found out about the file, in sentences for the operator.
    """

    def __init__(self, path: Path) -> None:
        """Open a file; one pass over it tells its encoding, and whether it can be read to its end.

        Raises:
            OperatorError: it cannot be read, is of another format, is cut off, or names no column that is known.
        """
        encoding = encoding_of(path)
        self._path = path
        self._encoding = encoding
        self._file = InputFile(path)
        start = self._file.content.peek(4096).removeprefix(codecs.BOM_UTF8).lstrip()
        self._text = text_of(self._file, encoding)
        self._lines = lines_of(self._text, encoding)
        self._delimiter = ""
        self._columns: Columns | None = None
        self._width = 0
        self._shapes: dict[tuple[str, ...], Columns | None] = {}
        packed = "gzip, " if self._file.compressed else ""
        if start.startswith(b"{") or re.match(rb'\[\s*(?:[{"\]]|$)', start):
            self.form: Form = "JSON lines" if start.startswith(b"{") else "JSON list"
            self.notes = [f"{path.name}: {packed}{self.form} in {encoding}."]
        else:
            try:
                self._read_heading()
            except OperatorError:
                self.close()
                raise
            self.notes = [f"{path.name}: {packed}{self.form} in {encoding}.", *self._column_notes()]

    @property
    def source(self) -> ImportSource:
        """The file as a source: its name without its endings is the key, as in `films-wikipedia`."""
        stem = self._path.name.split(".")[0]
        key = "-".join(re.findall("[a-z0-9]+", stem.casefold()))[:44].strip("-")
        return ImportSource(key or "file", self._path.name)

    def records(self, told: Progress = lambda done, total: None) -> Iterator[Record]:
        """Yield a record for each row, and a `Rejected` for each row and each value that cannot be kept.

        Raises:
            OperatorError: the file cannot be read on.
        """
        reader = RowReader(split=self.form in ("CSV", "TSV"))
        for number, (place, row, columns, fault) in enumerate(self._found(), 1):
            if columns is None or fault:
                yield Rejected(place, f"{fault or 'it has neither a title nor a name'}: left out")
                continue
            record = reader.read(row, columns, place)
            if record is not None:
                yield record
            if reader.rejected:
                yield from reader.rejected
                reader.rejected.clear()
            if number % _TOLD_EVERY == 0:
                told(self._file.position, self._file.size)
        told(self._file.size, self._file.size)

    def close(self) -> None:
        """Close the file."""
        self._text.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read_heading(self) -> None:
        line = next((line for line in self._lines if line[1].strip()), (1, "", ""))
        self._delimiter = delimiter_of(line[1])
        self.form = "TSV" if self._delimiter == "\t" else "CSV"
        number, cells, fault = next(rows_of(iter([line]), self._delimiter), (1, [], ""))
        columns = None if fault else columns_of((name.strip(), at) for at, name in enumerate(cells))
        if columns is None:
            raise OperatorError(
                f"{self._path}, line {number}: {fault or 'no column is called title or name'}. Write the names of "
                "the columns into the first line, as title,year,cast (title alone for a list of titles, "
                "name,popularity for people)."
            )
        self._columns, self._width = columns, len(cells)

    def _column_notes(self) -> list[str]:
        assert self._columns is not None
        what = "films" if self._columns.films else "people"
        notes = [f"A list of {what}; columns used: {', '.join(self._columns.used)}."]
        if self._columns.unused:
            notes.append(f"Columns not used: {', '.join(self._columns.unused)}.")
        return notes

    def _found(self) -> Iterator[_Found]:
        if self.form == "JSON lines":
            return self._json_lines()
        return self._json_list() if self.form == "JSON list" else self._cells()

    def _cells(self) -> Iterator[_Found]:
        width, columns = self._width, self._columns
        for number, cells, fault in rows_of(self._lines, self._delimiter):
            if len(cells) < width:
                cells += [""] * (width - len(cells))
            elif len(cells) > width and any(map(str.strip, cells[width:])):
                fault = (
                    f"it has {len(cells)} columns where the first line has {width} "
                    "(a cell that holds the sign between columns needs quotation marks)"
                )
            yield f"line {number}", cells, columns, fault

    def _json_lines(self) -> Iterator[_Found]:
        decode = json.JSONDecoder().decode
        for number, text, fault in self._lines:
            if not fault and (not text or text.isspace()):
                continue
            row: object = None
            if not fault:
                try:
                    row = decode(text)
                except json.JSONDecodeError as broken:
                    if number == 1 and text.rstrip().endswith(("{", "[", ",")):
                        raise OperatorError(
                            f"{self._path}, line 1: a JSON object over several lines. Write each object on a line "
                            "of its own, or put them into a list: [{…}, {…}]."
                        ) from None
                    fault = f"it is broken JSON (column {broken.colno}: {broken.msg})"
                except (ValueError, RecursionError):
                    fault = "it is JSON that no one can read (a number or a nesting beyond all bounds)"
            yield self._of_object(f"line {number}", row, fault)

    def _json_list(self) -> Iterator[_Found]:
        for number, (line, entry, fault) in enumerate(JsonList(self._text, self._encoding).entries(), 1):
            row = {"title": entry} if isinstance(entry, str) else entry
            yield self._of_object(f"entry {number} (line {line})", row, fault)

    def _of_object(self, place: str, row: object, fault: str) -> _Found:
        if not isinstance(row, dict):
            return place, row, None, fault or "it is no JSON object"
        shape = tuple(row)
        if shape not in self._shapes:
            if len(self._shapes) >= _MANY_SHAPES:
                self._shapes.clear()
            self._shapes[shape] = columns_of((key, key) for key in shape)
        return place, row, self._shapes[shape], fault
