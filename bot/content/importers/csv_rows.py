"""Splits lines of CSV and TSV into rows, and goes on where a row is broken."""

import csv
from collections import deque
from collections.abc import Iterator

from bot.content.importers.columns import field_of
from bot.content.importers.files import Line

NO_DELIMITER = "\x1f"  # a sign that is in no file: every line is one cell
_MOST_LINES = 100  # of one row; a quotation mark that stays open for longer is a stray one


Row = tuple[int, list[str], str]  # the number of its first line, its cells, why it cannot be used


def delimiter_of(heading: str) -> str:
    """The sign between the cells of a table: the one that parts the most known column names of its heading."""

    def known(delimiter: str) -> int:
        return sum(field_of(name) is not None for name in heading.split(delimiter))

    found = max(",;\t|", key=known)
    return found if found in heading else NO_DELIMITER


def rows_of(lines: Iterator[Line], delimiter: str) -> Iterator[Row]:
    """Yield the rows of a table; empty lines are none.

    In CSV a cell within quotation marks may hold anything, line ends too. In TSV a cell is taken as it stands,
    but for quotation marks around all of it.
    """
    held: deque[Line] = deque()  # read for a quoted cell that never closed
    while line := held.popleft() if held else next(lines, None):
        number, text, fault = line
        if fault:
            yield number, [], fault
        elif not text or text.isspace():
            continue
        elif '"' not in text:
            yield number, text.split(delimiter), ""
        elif delimiter == "\t":
            yield number, [_unquoted(cell) for cell in text.split(delimiter)], ""
        else:
            cells, fault, taken = _quoted(text, held, lines, delimiter)
            yield number, cells, fault
            if fault:
                held.extendleft(reversed(taken))


def _quoted(
    first: str, held: deque[Line], lines: Iterator[Line], delimiter: str
) -> tuple[list[str], str, list[Line]]:
    """Read a row with quoted cells; return it, why it cannot be used, and the lines it took beside the first."""
    taken: list[Line] = []
    still_open = False

    def text() -> Iterator[str]:
        nonlocal still_open
        yield first + "\n"
        while len(taken) < _MOST_LINES and (line := held.popleft() if held else next(lines, None)):
            taken.append(line)
            yield line[1] + "\n"
        still_open = True

    try:
        cells = next(csv.reader(text(), delimiter=delimiter))
    except csv.Error as broken:
        return [], f"it cannot be read as CSV ({broken})", taken
    if still_open or (taken and not _is_strict([first, *(line for _, line, _ in taken)], delimiter)):
        return [], "a quotation mark opens in it and never closes", taken
    return cells, next((fault for _, _, fault in taken if fault), ""), taken


def _is_strict(lines: list[str], delimiter: str) -> bool:
    """Whether every quotation mark that closes stands at the end of its cell, unlike where a stray one opened."""
    try:
        next(csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _unquoted(cell: str) -> str:
    within = cell[1:-1]
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in within.replace('""', ""):
        return within.replace('""', '"')
    return cell
