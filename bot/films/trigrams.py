"""Which of very many texts share letters with a query: an inverted index over three-letter sequences."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.uint32]

_BUCKETS = (
    1 << 16
)  # trigrams are hashed to 16 bits, which numpy sorts fastest; there are about as many in use
_START = "\x01"  # stands before the first letter of a text, so that beginnings count


class Trigrams:
    """Rows (numbers of texts) by trigram. Texts come in order of importance: ties keep the first ones."""

    def __init__(self, offsets: npt.NDArray[np.int64], rows: Rows, letters: npt.NDArray[np.uint8]) -> None:
        self.offsets = offsets  # where each bucket begins in `rows`
        self.rows = rows
        self.letters = letters  # letters per text without its article, 255 and more as 255

    def overlap(self, text: str, budget: int) -> tuple[npt.NDArray[np.uint8], int]:
        """Weigh what each text shares with a query, and give the weight of all there is to share.

        Rare trigrams weigh more and are counted first; at most `budget` rows are counted in all, of common
        trigrams those of the first texts, which bounds the time.
        """
        found = np.zeros(len(self.letters), np.uint8)
        buckets = np.unique(_hashed(_padded(text)[:-1])).astype(np.int64)  # without the end: more may follow
        starts = self.offsets[buckets]
        frequencies = self.offsets[buckets + 1] - starts
        rarity = np.log(1 + len(self.letters) / (frequencies + 1))  # inverse document frequency
        # Bytes are fastest to go through: all weights together stay within one.
        weights = 1 + (rarity * (255 - len(buckets)) / max(rarity.sum(), 1)).astype(np.uint8)
        for place in np.argsort(frequencies):
            start, count = int(starts[place]), min(int(frequencies[place]), budget)
            found[self.rows[start : start + count]] += weights[place]
            budget -= count
        return found, int(weights.sum())


class TrigramBuilder:
    """Collects texts in portions, so that the memory needed stays near that of the result."""

    def __init__(self) -> None:
        self._letters: list[npt.NDArray[np.uint8]] = []
        self._portions: list[tuple[npt.NDArray[np.int64], Rows]] = []  # per portion: counts by bucket, rows
        self._count = 0

    def add(self, texts: Sequence[str], articles: Sequence[int]) -> None:
        """Index the next texts; the first letters of each, as many as `articles` says, are an article.

        A text with an article has two beginnings, so that both `the gr` and `gr` lead to `the grudge`.
        """
        padded = [
            _padded(text[:article]) + _padded(text[article:]) if article else _padded(text)
            for text, article in zip(texts, articles, strict=True)
        ]
        lengths = np.fromiter(map(len, padded), np.int64, len(padded))
        hashes = _hashed("".join(padded))
        ends = np.cumsum(lengths)
        across = np.concatenate([ends - 1, ends - 2])  # trigrams that reach into the next text
        keep = np.ones(len(hashes) + 2, np.bool_)
        keep[across] = False
        hashes = hashes[keep[: len(hashes)]]
        rows = np.repeat(np.arange(self._count, self._count + len(texts), dtype=np.uint32), lengths - 2)
        counts = np.bincount(hashes, minlength=_BUCKETS)
        self._portions.append((counts, rows[np.argsort(hashes, kind="stable")]))
        letters = np.fromiter(map(len, texts), np.int64, len(texts)) - np.array(articles, np.int64)
        self._letters.append(np.minimum(letters, 255).astype(np.uint8))
        self._count += len(texts)

    def finish(self) -> Trigrams:
        """Put the portions together."""
        counts = sum((counts for counts, _ in self._portions), np.zeros(_BUCKETS, np.int64))
        offsets = np.concatenate([[0], np.cumsum(counts)])
        rows = np.empty(offsets[-1], np.uint32)
        free = offsets[:-1].copy()
        while self._portions:
            portion, sorted_rows = self._portions.pop(0)
            used = np.flatnonzero(portion)
            before = np.cumsum(portion[used]) - portion[used]
            rows[np.repeat(free[used] - before, portion[used]) + np.arange(len(sorted_rows))] = sorted_rows
            free += portion
        return Trigrams(offsets, rows, np.concatenate([np.empty(0, np.uint8), *self._letters]))


def _padded(text: str) -> str:
    return f"{_START} {text} "


def _hashed(text: str) -> npt.NDArray[np.uint16]:
    """Hash every three successive letters of a text to a bucket."""
    letters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    mixed = letters[:-2] * np.uint32(0x9E3779B1)
    mixed ^= letters[1:-1] * np.uint32(0x85EBCA77) >> np.uint32(1)
    mixed += letters[2:] * np.uint32(0xC2B2AE3D)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(13)
    return (mixed & np.uint32(_BUCKETS - 1)).astype(np.uint16)
