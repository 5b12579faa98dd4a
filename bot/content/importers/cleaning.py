"""Text and years as sources write them, made fit to keep or refused with the reason."""

import math
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 300  # characters of a title or a name; the longest real film titles have about 200
FIRST_YEAR, LAST_YEAR = 1870, 2200
_UNCREDITED = re.compile(r"\s*\(uncredited\)|,\s*uncredited\b|\buncredited,\s*", re.IGNORECASE)
_JOINERS = "\u200c\u200d"  # part of the spelling in Persian and Indic scripts, unlike all other format signs


class Unusable(ValueError):  # noqa: N818 - a verdict on the data, not a fault
    """A value that cannot be kept; the message says what is wrong, in words for an operator."""


def clean(text: str) -> str:
    """A text in NFC on one line: white space (NBSP too) as single spaces, no control and format characters."""
    if text.isprintable():  # as nearly all are: nothing to take out
        words = " ".join(text.split())
        return words if words.isascii() else unicodedata.normalize("NFC", words)
    kept = "".join(char for char in text if char.isspace() or char in _JOINERS or not _is_control(char))
    return unicodedata.normalize("NFC", " ".join(kept.split())).strip(_JOINERS + " ")


def name_of(text: str, what: str) -> str:
    """Clean a title or a person's name.

    Args:
        text: as the source has it.
        what: what it is, for the reason: “title”, “name”.

    Raises:
        Unusable: nothing is left of it, or it is longer than any real one.
    """
    cleaned = clean(text)
    if not cleaned:
        raise Unusable(f"it has no {what}")
    if len(cleaned) > LONGEST:
        raise Unusable(f"its {what} has {len(cleaned)} characters, more than {LONGEST}")
    return cleaned


def year_of(value: str | int) -> int:
    """Read a film's year.

    Raises:
        Unusable: it is no number, or lies outside 1870 to 2200.
    """
    try:
        year = int(value)
    except ValueError:
        raise Unusable(f"“{clean(str(value))[:40]}” is not a year") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unusable(f"the year {year} lies outside {FIRST_YEAR} to {LAST_YEAR}")
    return year


def character_of(text: str) -> tuple[str | None, bool]:
    """Part a character as databases write it, “Himself (uncredited)”, into character and uncredited mark."""
    cleaned = clean(text)
    character = _UNCREDITED.sub("", cleaned)
    return clean(character) or None, character != cleaned


def distinct(names: Iterable[str], *, but: str = "") -> tuple[str, ...]:
    """The names that can be kept, cleaned, in order, each once whatever its case, and without one of them."""
    kept: dict[str, str] = {}
    for name in map(clean, names):
        if 0 < len(name) <= LONGEST:
            kept.setdefault(name.casefold(), name)
    kept.pop(clean(but).casefold(), None)
    return tuple(kept.values())


def log_share(amount: float, most: float) -> float:
    """How much an amount is of the most there is, by order of magnitude: ln(1 + amount) / ln(1 + most), 0 to 1."""
    return round(min(math.log1p(max(amount, 0)) / math.log1p(most), 1), 3)


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")
