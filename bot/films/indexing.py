"""Turn entries into the arrays that a search works on: every spelling of every name, most popular first."""

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.films.arrays import Array
from bot.films.ranking import fold_beginning
from bot.films.titles import compact, split_article, with_digits
from bot.films.trigrams import TrigramBuilder

MAIN, ALIAS, SUBTITLE = 0, 1, 2  # kinds of spelling
LONGEST_SHORT = 10  # letters up to which a name is also found by all but one of them
_PORTION = 50_000  # entries worked on at once, which bounds the memory of strings in flight

_SUBTITLE = re.compile(r"(?::|\s[–—-])\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One film or person to be found; `names` has the main name first, then aliases and other spellings."""

    id: int
    names: tuple[str, ...]
    year: int | None = None
    popularity: float = 0.0  # 0..1


@dataclass(frozen=True, slots=True)
class Spelling:
    """One form in which a name is searched: folded, the first `article` letters being its article."""

    text: str
    article: int
    kind: int

    def keys(self) -> Iterator[int]:
        """Hashes under which it is found at once: of all its letters and, if it is short, of all but one."""
        letters = compact(self.text[self.article :])
        yield near_key(letters)
        if self.article:
            yield near_key(compact(self.text))
        if self.kind != SUBTITLE and len(letters) <= LONGEST_SHORT:
            yield from keys_without_one(letters)


def near_key(letters: str) -> int:
    """The 32-bit hash of a text without spaces."""
    return zlib.crc32(letters.encode())


def keys_without_one(letters: str) -> set[int]:
    """The hashes of a text's letters with any one left out.

    Two texts that are one edit apart (a letter more, less, other, or two swapped) share one such hash, or the
    whole of one is what the other is without a letter.
    """
    return (
        {near_key(letters[:at] + letters[at + 1 :]) for at in range(len(letters))}
        if len(letters) > 1
        else set()
    )


def spellings(name: str, kind: int) -> list[Spelling]:
    """All spellings of a name: with numerals as digits, as they stand, and the subtitle alone."""
    found = _two_spellings(name, kind)
    parts = _SUBTITLE.split(name)
    if len(parts) > 1:
        found += _two_spellings(parts[-1], SUBTITLE)
    return found


def index_arrays(entries: Iterable[Entry]) -> dict[str, Array]:
    """Index entries: arrays by name; entries and their spellings (rows) stand in the order of popularity."""
    ordered = sorted(entries, key=lambda entry: (-entry.popularity, entry.id))
    rows = _Rows()
    trigrams = TrigramBuilder()
    for first in range(0, len(ordered), _PORTION):
        found: list[Spelling] = []
        for number, entry in enumerate(ordered[first : first + _PORTION], first):
            for place, name in enumerate(entry.names):
                forms = spellings(name, ALIAS if place else MAIN)
                rows.add(number, name, forms)
                found += forms
        trigrams.add([form.text for form in found], [form.article for form in found])
    ids = np.fromiter((entry.id for entry in ordered), np.int64, len(ordered))
    index = trigrams.finish()
    return rows.arrays(len(ordered)) | {
        "ids": ids,
        "by_id": np.argsort(ids, kind="stable").astype(np.uint32),
        "years": np.fromiter(
            (min(max(entry.year or 0, 0), 9999) for entry in ordered), np.int16, len(ordered)
        ),
        "popularity": np.fromiter((entry.popularity for entry in ordered), np.float32, len(ordered)),
        "trigram_offsets": index.offsets,
        "trigram_rows": index.rows,
        "letters": index.letters,
    }


class _Rows:
    """Spellings as they come, packed: a million of them would be too big as objects."""

    def __init__(self) -> None:
        self._entries, self._names_of = array("I"), array("I")
        self._kinds, self._articles = array("B"), array("B")
        self._names, self._name_offsets = bytearray(), array("I", [0])
        self._texts, self._text_offsets = bytearray(), array("I", [0])
        self._keys, self._key_rows = array("I"), array("I")

    def add(self, entry: int, name: str, forms: Sequence[Spelling]) -> None:
        for form in forms:
            keys = list(form.keys())
            self._keys.extend(keys)
            self._key_rows.extend([len(self._entries)] * len(keys))
            self._entries.append(entry)
            self._names_of.append(len(self._name_offsets) - 1)
            self._kinds.append(form.kind)
            self._articles.append(form.article)
            self._texts += form.text.encode()
            self._text_offsets.append(len(self._texts))
        self._names += name.encode(errors="replace")
        self._name_offsets.append(len(self._names))

    def arrays(self, entries: int) -> dict[str, Array]:
        keys, key_rows = np.array(self._keys, np.uint32), np.array(self._key_rows, np.uint32)
        order = np.argsort(keys, kind="stable")
        owners = np.array(self._entries, np.uint32)
        return {
            "entries": owners,
            "first_rows": np.searchsorted(owners, np.arange(entries + 1)).astype(np.uint32),
            "names_of": np.array(self._names_of, np.uint32),
            "kinds": np.array(self._kinds, np.uint8),
            "articles": np.array(self._articles, np.uint8),
            "names": np.frombuffer(self._names, np.uint8),
            "name_offsets": np.array(self._name_offsets, np.uint32),
            "texts": np.frombuffer(self._texts, np.uint8),
            "text_offsets": np.array(self._text_offsets, np.uint32),
            "keys": keys[order],
            "key_rows": key_rows[order],
        }


def _two_spellings(name: str, kind: int) -> list[Spelling]:
    article, rest = split_article(fold_beginning(name))
    begin = f"{article} " if article else ""
    return [
        Spelling(begin + text, len(begin), kind) for text in dict.fromkeys((with_digits(rest), rest)) if text
    ]
