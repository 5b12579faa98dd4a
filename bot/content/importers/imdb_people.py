"""The names of those people among IMDb's 14 million that the chosen films need."""

import mmap
from array import array
from bisect import bisect_left
from typing import IO

import numpy as np


class PeopleNames:
    """Names by the number of their IMDb id, in a file; 20 bytes of memory a name and a bit an id.

    Mark who is needed, give the names of those, seal, and ask.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Begin.

        Args:
            file: empty, open for reading and writing; the caller closes it after this.
        """
        self._file = file
        self._text: mmap.mmap | None = None
        self._needed = bytearray()
        self._numbers = array("I")
        self._ends = array("Q", [file.write(b"\0")])  # an empty file cannot be mapped

    def need(self, number: int) -> None:
        """Mark a person as needed.

        Args:
            number: below 100 million, as IMDb will have for long.
        """
        if number >> 3 >= len(self._needed):
            self._needed.extend(bytes((number >> 3) + 65_536 - len(self._needed)))
        self._needed[number >> 3] |= 1 << (number & 7)

    def is_needed(self, number: int) -> bool:
        """Whether a person was marked."""
        return number >> 3 < len(self._needed) and bool(self._needed[number >> 3] >> (number & 7) & 1)

    def keep(self, number: int, name: str) -> None:
        """Give the name of a person who is needed."""
        self._numbers.append(number)
        self._ends.append(self._ends[-1] + self._file.write(name.encode()))

    def seal(self) -> None:
        """Make the names that were given ready to be asked for."""
        self._file.flush()
        self._text = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        numbers, ends = np.array(self._numbers, np.uint32), np.array(self._ends, np.uint64)
        order = np.argsort(numbers, kind="stable")
        self._numbers = array("I", numbers[order].tobytes())
        self._starts = array("Q", ends[:-1][order].tobytes())
        self._ends = array("Q", ends[1:][order].tobytes())
        self._needed = bytearray()

    def name(self, number: int) -> str | None:
        """The name of a person, None where it was not given."""
        at = bisect_left(self._numbers, number)
        if at == len(self._numbers) or self._numbers[at] != number:
            return None
        assert self._text is not None
        return self._text[self._starts[at] : self._ends[at]].decode()

    def close(self) -> None:
        """Let go of the file."""
        if self._text is not None:
            self._text.close()
