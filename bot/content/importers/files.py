"""Opens the files that are imported: by what is in them, not by how they are called."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Literal, Self

from bot.errors import OperatorError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Encoding = Literal["UTF-8", "UTF-8 with byte order mark", "cp1252"]

LONGEST_LINE = 1_000_000  # characters; a film with a cast of thousands has a tenth of it
_CODECS: dict[Encoding, str] = {
    "UTF-8": "utf-8",
    "UTF-8 with byte order mark": "utf-8-sig",
    "cp1252": "cp1252",
}
_BLOCK = 1 << 18
_GZIP = b"\x1f\x8b"
_UNDECODED = re.compile(
    "[\udc80-\udcff]"
)  # how `surrogateescape` passes on bytes that stand for no character
_TEXT_MEND = "Save it as CSV or JSON lines in UTF-8."
_UNPACK_MEND = "Unpack it and import the file inside, or pack that with gzip."
# (how it begins, what it is, mend)
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "Unpack it, or save the workbook as CSV (UTF-8)."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", _TEXT_MEND),
    (_GZIP, "gzip within gzip", "Unpack it once."),
    (b"BZh", "bzip2", _UNPACK_MEND),
    (b"\xfd7zXZ", "xz", _UNPACK_MEND),
    (b"\x28\xb5\x2f\xfd", "zstd", _UNPACK_MEND),
    (b"7z\xbc\xaf", "a 7-zip archive", _UNPACK_MEND),
    (b"\x89PNG", "a picture (PNG)", _TEXT_MEND),
    (b"\xff\xd8\xff", "a picture (JPEG)", _TEXT_MEND),
    (b"GIF8", "a picture (GIF)", _TEXT_MEND),
    (b"RIFF", "a picture, a sound or a video", _TEXT_MEND),
    (b"%PDF", "a PDF", _TEXT_MEND),
    (b"SQLite format 3\0", "an SQLite database", "Export its table as CSV."),
    (codecs.BOM_UTF16_LE, "text in UTF-16", "Save it as UTF-8."),
    (codecs.BOM_UTF16_BE, "text in UTF-16", "Save it as UTF-8."),
)


Line = tuple[
    int, str, str
]  # its number, its text without the end, why it cannot be used (empty where it can)


class InputFile:
    """A file read once from front to back, unpacked on the way where it is gzip.

    Attributes:
        content: what is in it, unpacked. Reading raises OperatorError where the gzip data is cut off or damaged.
        size: bytes of the file as it lies on the disk.
        compressed: whether it is gzip.
    """

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            OperatorError: it cannot be read, is empty, or is of a format that nobody reads here.
        """
        self.path = path
        try:
            if not path.is_file():
                raise OperatorError(f"{path}: there is no such file. Check the path.")
            self._file = path.open("rb")
            self.size = path.stat().st_size
            self.compressed = self._file.read(2) == _GZIP
            self._file.seek(0)
        except OSError as fault:
            raise OperatorError(f"{path}: cannot be read ({fault.strerror}). Check its rights.") from None
        self.content = io.BufferedReader(
            _Unpacking(self._file, path) if self.compressed else self._file, _BLOCK
        )
        try:
            self._check_head(self.content.peek(_BLOCK))
        except OperatorError:
            self.close()
            raise

    @property
    def position(self) -> int:
        """How many bytes of the file have been read, for a progress bar over `size`."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self.content.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_head(self, head: bytes) -> None:
        if not head.removeprefix(codecs.BOM_UTF8).strip():
            raise OperatorError(f"{self.path}: the file is empty. Export or download it again.")
        for beginning, what, mend in _OTHER_FORMATS:
            if head.startswith(beginning):
                raise OperatorError(f"{self.path}: this is {what}, not a text file. {mend}")
        if head[257:262] == b"ustar":
            raise OperatorError(f"{self.path}: this is a tar archive. {_UNPACK_MEND}")
        start = head.removeprefix(codecs.BOM_UTF8).lstrip()
        if start.startswith(b"<"):
            raise OperatorError(
                f"{self.path}, line 1: this is HTML or XML, perhaps a page saved in place of the file. "
                "Download the file itself again."
            )
        sample = head[:4096]
        if sample.count(0) * 5 > len(sample):  # some stray NUL bytes cost their lines, not the file
            raise OperatorError(f"{self.path}: this is not text (NUL bytes all over). {_TEXT_MEND}")


def encoding_of(path: Path) -> Encoding:
    """Find out how a file's text is encoded, and that it can be read to its end.

    It is UTF-8 where every byte fits, and also where more lines with letters beyond ASCII fit than do not:
    text in cp1252 hardly ever fits by chance, so the few that do not are damaged.

    Raises:
        OperatorError: as `InputFile` raises it.
    """
    with InputFile(path) as file:
        marked = file.content.peek(3).startswith(codecs.BOM_UTF8)
        decoder = codecs.getincrementaldecoder("utf-8")()
        fits = True
        while block := file.content.read(_BLOCK):
            if fits:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    fits = False  # read on all the same: the end may be cut off
    if marked:
        return "UTF-8 with byte order mark"
    return "UTF-8" if fits or _mostly_utf8(path) else "cp1252"


def text_of(file: InputFile, encoding: Encoding) -> io.TextIOWrapper:
    """A file's content as text; bytes that stand for no character come as lone surrogates.

    Closing the file closes it.
    """
    return io.TextIOWrapper(file.content, _CODECS[encoding], errors="surrogateescape")


def lines_of(text: io.TextIOWrapper, encoding: Encoding) -> Iterator[Line]:
    """Yield every line, also those that cannot be used, with the reason."""
    for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), 1):
        fault = ""
        if len(line) == LONGEST_LINE and line[-1] != "\n":
            fault = f"it is longer than {LONGEST_LINE:,} characters"
            for rest in iter(partial(text.readline, LONGEST_LINE), ""):
                if rest[-1] == "\n":
                    break
        elif not line.isascii() or "\0" in line:
            fault = fault_in(line, encoding)
        yield number, line.rstrip("\n"), fault


def fault_in(text: str, encoding: Encoding) -> str:
    """Why a part of a file cannot be used, empty where it can."""
    if "\0" in text:
        return "it holds NUL bytes"
    found = None if text.isascii() else _UNDECODED.search(text)
    return f"its byte 0x{ord(found[0]) - 0xDC00:02X} is not {encoding}" if found else ""


def _mostly_utf8(path: Path) -> bool:
    good = bad = 0
    with InputFile(path) as file:
        for line in iter(partial(file.content.readline, LONGEST_LINE), b""):
            if not line.isascii():
                try:
                    line.decode()
                    good += 1
                except UnicodeDecodeError:
                    bad += 1
    return good > bad


class _Unpacking(io.RawIOBase):
    """The content of a gzip file; damage is told with the line it stands in."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._packed = gzip.GzipFile(fileobj=file)
        self._path = path
        self._lines = 0

    def close(self) -> None:
        self._packed.close()
        super().close()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        try:
            block = self._packed.read1(len(view))
        except EOFError:
            raise self._damage("ends too early") from None
        except (gzip.BadGzipFile, zlib.error):
            raise self._damage("is damaged") from None
        self._lines += block.count(b"\n")
        view[: len(block)] = block
        return len(block)

    def _damage(self, what: str) -> OperatorError:
        return OperatorError(
            f"{self._path}: the gzip data {what}, in or after line {self._lines + 1}. "
            "Copy or download the file again."
        )
