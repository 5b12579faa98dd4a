"""IMDb's TSV files: found in a folder, read line by line, and in step with one another."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.content.importers.cleaning import Unusable
from bot.content.importers.files import LONGEST_LINE, InputFile
from bot.errors import OperatorError

NULL = "\\N"
_TAB = b"\t"
_LAST, _AFTER_ALL = b"\xfe", b"\xff"  # after every id


def find(folder: Path, name: str) -> Path | None:
    """The file of this name in a folder, packed or not; None where there is neither."""
    return next(
        (path for ending in (".tsv.gz", ".tsv") if (path := folder / f"{name}{ending}").is_file()), None
    )


class TsvFile:
    """A file of IMDb's, open behind its first line.

    Attributes:
        name: as it is called on the disk.
        number: of the line read last.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Open a file.

        Args:
            path: where it is.
            columns: the names of those that are wanted, in the order in which `cells` gives them.

        Raises:
            OperatorError: it cannot be read, or is another file.
        """
        self.name = path.name
        self.number = 1
        self._file = InputFile(path)
        try:
            heading = (
                self._file.content.readline(LONGEST_LINE).decode(errors="replace").rstrip("\r\n").split("\t")
            )
            missing = [column for column in columns if column not in heading]
            if missing:
                raise OperatorError(
                    f"{path}, line 1: this is another file, for it has no column {missing[0]}. "
                    "Download it again from https://datasets.imdbws.com/"
                )
        except OperatorError:
            self.close()
            raise
        self.size = self._file.size
        self._width = len(heading)
        self._wanted = [heading.index(column) for column in columns]

    @property
    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self._file.position

    @property
    def place(self) -> str:
        """Where the line read last stands."""
        return f"{self.name}, line {self.number}"

    def close(self) -> None:
        self._file.close()

    def lines(self) -> Iterator[bytes]:
        """Yield the lines that are left."""
        for line in iter(lambda: self._file.content.readline(LONGEST_LINE), b""):
            self.number += 1
            yield line

    def cell(self, line: bytes, at: int) -> bytes:
        """One of the wanted cells as it stands, empty where the line has none; faster than `cells`."""
        column = self._wanted[at]
        cells = line.split(_TAB, column + 1)
        return cells[column] if column < len(cells) else b""

    def cells(self, line: bytes) -> list[str]:
        """The wanted cells of a line; `\\N` becomes an empty text.

        Raises:
            Unusable: the line has another number of cells, is not UTF-8 or holds NUL bytes.
        """
        if b"\0" in line:
            raise Unusable("it holds NUL bytes")
        try:
            cells = line.decode().rstrip("\r\n").split("\t")
        except UnicodeDecodeError as fault:
            raise Unusable(f"its byte 0x{line[fault.start]:02X} is not UTF-8") from None
        if len(cells) != self._width:
            raise Unusable(f"it has {len(cells)} columns where the first line has {self._width}")
        return ["" if cells[at] == NULL else cells[at] for at in self._wanted]


class SortedFile(TsvFile):
    """A file whose lines come in the order of their first column as text, as IMDb ships those about titles."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        super().__init__(path, columns)
        self._line = b""
        self._key = b""

    def lines(self) -> Iterator[bytes]:
        """Yield the lines that are left.

        Raises:
            OperatorError: they come in another order.
        """
        last = b""
        for line in super().lines():
            key = line.partition(_TAB)[0]
            if key < last:
                if line.isspace():
                    continue
                raise self._unsorted(key, last)
            last = key
            yield line

    def lines_of(self, key: bytes) -> list[tuple[str, bytes]]:
        """The lines that begin with an id, each with its place; those before them are passed over.

        Args:
            key: comes after that of the call before.

        Raises:
            OperatorError: the lines come in another order.
        """
        found: list[tuple[str, bytes]] = []
        read = self._file.content.readline
        line, here, number = self._line, self._key, self.number
        while here <= key:
            if here == key and line:
                found.append((f"{self.name}, line {number}", line))
            line = read(LONGEST_LINE)
            number += 1
            before, here = here, line.partition(_TAB)[0] or _AFTER_ALL
            if here < before:
                if line.isspace():
                    line, here = b"", before
                    continue
                self.number = number
                raise self._unsorted(here, before)
        self._line, self._key, self.number = line, here, number
        return found

    def finish(self) -> None:
        """Read what is left, so that a file that was cut off there is found out.

        Raises:
            OperatorError: it was, or the lines come in another order.
        """
        self.lines_of(_LAST)

    def _unsorted(self, key: bytes, before: bytes) -> OperatorError:
        shown, after = key[:20].decode(errors="replace"), before[:20].decode(errors="replace")
        return OperatorError(
            f"{self._file.path}, line {self.number}: {shown} comes after {after}, but IMDb ships its files sorted by "
            "this column. Download it again from https://datasets.imdbws.com/"
        )
