"""Long lists: a short form with “and N more”, and pages of the whole."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.texts import Markup, say
from cogs.ui.card import LINES

PAGE = 15  # rows on a page of a list that is shown in full
SHORT_LETTERS = 900  # of a list's short form, so that a phone shows the card whole
PAGE_LETTERS = 2400  # of a page; with title and sources it stays far below Discord's 4,000


@dataclass(frozen=True, slots=True)
class Paged:
    """The part of a list that is shown, and the buttons that show other parts: (label, page)."""

    rows: Sequence[Markup]
    turns: tuple[tuple[str, int], ...]


def paged(rows: Sequence[Markup], page: int) -> Paged:
    """Cut a list by rows and by letters.

    Args:
        page: 0 for the short form, 1 and on for the pages of the whole; one that is too high is the last.
    """
    if page == 0:
        short = _short(rows)
        if len(short) == len(rows):
            return Paged(rows, ())
        more = say("*and {n} more*", n=len(rows) - len(short))
        return Paged([*short, more], ((f"All {len(rows)}", 1),))
    pages = _pages(rows)
    page = min(page, len(pages))
    turns = [("Back", page - 1)] if page > 1 else []
    turns += [("More", page + 1)] if page < len(pages) else []
    return Paged(pages[page - 1] if pages else (), tuple(turns))


def _short(rows: Sequence[Markup]) -> Sequence[Markup]:
    if len(rows) <= LINES + 1 and sum(map(len, rows)) <= SHORT_LETTERS:
        return rows
    return rows[: _fitting(rows[:LINES], SHORT_LETTERS)]


def _pages(rows: Sequence[Markup]) -> list[Sequence[Markup]]:
    pages = []
    while rows:
        count = _fitting(rows[:PAGE], PAGE_LETTERS)
        pages.append(rows[:count])
        rows = rows[count:]
    return pages


def _fitting(rows: Sequence[Markup], letters: int) -> int:
    """How many rows from the first on have at most so many letters together; one always fits."""
    taken = list(accumulate(map(len, rows)))
    return max(bisect_right(taken, letters), 1)
