"""Arrays in one file that is mapped, not read: a big index is there at once, and processes share it."""

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_MAGIC = b"marquee index 1\n"
_ALIGNED = 64  # bytes; arrays begin at multiples of it


def save_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write named arrays to a file, whole or not at all: it is written beside and moved over.

    The file is: a magic line, a line of JSON (name → type, length, place), the arrays' bytes.
    """
    table: dict[str, tuple[str, int, int]] = {}
    place = 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, len(array), place)
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = _MAGIC + json.dumps(table).encode() + b"\n"
    head += b" " * (-len(head) % _ALIGNED)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            file.write(head)
            for array in arrays.values():
                file.write(array.data)
                file.write(bytes(-array.nbytes % _ALIGNED))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load_arrays(path: Path) -> dict[str, Array]:
    """Map the arrays of a file that `save_arrays` wrote; they stay usable when the file is replaced.

    Raises:
        ValueError: the file is of another kind or version, or cut short.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise ValueError(f"{path} is not an index of this version")
        table: dict[str, tuple[str, int, int]] = json.loads(file.readline())
        begin = -(-file.tell() // _ALIGNED) * _ALIGNED
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays: dict[str, Array] = {}
    for name, (kind, length, place) in table.items():
        dtype = np.dtype(kind)
        if begin + place + length * dtype.itemsize > len(mapped):
            raise ValueError(f"{path} is cut short")
        arrays[name] = np.frombuffer(mapped, dtype, length, begin + place) if length else np.empty(0, dtype)
    return arrays
