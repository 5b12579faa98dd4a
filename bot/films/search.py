"""Find films and people by free text: an index over all their names, and the rule when a find is clear."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.films.arrays import Array, load_arrays, save_arrays
from bot.films.indexing import LONGEST_SHORT, SUBTITLE, Entry, index_arrays, keys_without_one, near_key
from bot.films.ranking import LONGEST, Bools, Phrase, fit, year_weights
from bot.films.titles import split_year
from bot.films.trigrams import Trigrams

__all__ = ["Entry", "Index", "Match", "Verdict", "verdict"]

Rows = npt.NDArray[np.int64]  # numbers of spellings
Numbers = npt.NDArray[np.floating]

# What is looked at more closely: the names that share most with the query as a whole, and as its beginning.
_POSTINGS, _SHORTLIST, _AS_WHOLE, _AS_START, _AS_KEY = 60_000, 1_500, 120, 100, 60

# The score: closeness by letters, weighed by the kind of spelling, and these on top.
_ALIAS_WEIGHT, _SUBTITLE_WEIGHT = 0.98, 0.90
_SAME_NAME = 0.30  # more than popularity can give, so that the very name that was typed comes first
_SAME_NAME_WITH_YEAR = 0.95  # “blade runner 2049” typed, and a film is called so
_SAME_SUBTITLE = 0.12
_POPULARITY = 0.12

# Closeness: below NEAR a name is not worth showing, below LIKELY it is not what was meant. A SURE one that is
# FAR_AHEAD of the next needs no question back, nor does a FAIR one that is twice as far ahead.
NEAR, LIKELY, FAIR, SURE, FAR_AHEAD = 0.40, 0.60, 0.70, 0.80, 0.10
SHORTEST_CLEAR = 3  # letters; fewer mean a name only when they are the whole name


@dataclass(frozen=True, slots=True)
class Match:
    """A find: the name that matched, the score it is ranked by, and what the letters alone say of it."""

    id: int
    name: str
    score: float
    year: int | None = None
    closeness: float = 0.0  # of the letters and the year, about 0..1, without popularity and boost
    exact: bool = False  # the query is a spelling of this very name, and its year, if it has one, agrees


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a typed text means: one entry, one of several, or nothing known (then up to three near ones)."""

    kind: Literal["clear", "ambiguous", "unknown"]
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Ranking:
    """What one reading of the query says of each of some rows."""

    scores: Numbers
    closeness: Numbers
    exact: Bools

    def or_better(self, other: "_Ranking") -> "_Ranking":
        """For each row the reading that ranks it higher."""
        better = other.scores > self.scores
        return _Ranking(
            np.where(better, other.scores, self.scores),
            np.where(better, other.closeness, self.closeness),
            np.where(better, other.exact, self.exact),
        )


class Index:
    """All names of a catalogue, ready to be searched from any thread."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """Use the arrays that `index_arrays` made; callers use `build` or `load`."""
        self._arrays = dict(arrays)
        self._ids, self._by_id, self._years = arrays["ids"], arrays["by_id"], arrays["years"]
        self._popularity = arrays["popularity"]
        self._people = not self._years.any()  # people have no year
        self._entries, self._first_rows = arrays["entries"], arrays["first_rows"]
        self._kinds, self._articles = arrays["kinds"], arrays["articles"]
        self._text_offsets = arrays["text_offsets"]
        self._keys, self._key_rows = arrays["keys"], arrays["key_rows"]
        self._texts, self._names = arrays["texts"].data, arrays["names"].data
        self._trigrams = Trigrams(arrays["trigram_offsets"], arrays["trigram_rows"], arrays["letters"])

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "Index":
        """Index entries; ids are the caller's and may have gaps."""
        return cls(index_arrays(entries))

    @classmethod
    def load(cls, path: Path) -> "Index":
        """Map an index that `save` wrote; raises ValueError when the file is another's or cut short."""
        return cls(load_arrays(path))

    def save(self, path: Path) -> None:
        """Write the index to a file, whole or not at all."""
        save_arrays(path, self._arrays)

    def __len__(self) -> int:
        return len(self._ids)

    def find(
        self, query: str, limit: int = 5, *, prefix: bool = False, boost: Mapping[int, float] | None = None
    ) -> list[Match]:
        """Find the entries a text may mean, best first, each once.

        Args:
            query: any text, `title year` included; what is too long is cut.
            limit: how many at most.
            prefix: the text is unfinished, so a name that goes on counts as much as one that ends there. What
                begins so is found without it too.
            boost: what to add to the score of some ids, as for what a guild asked for recently (0.05 to 0.3).
        """
        text = query[:LONGEST]
        title, year = split_year(text)
        whole, without_year = Phrase.of(text), Phrase.of(title)
        boosted = self._boosted(boost or {})
        rows = self._candidates(whole, without_year, year, boosted)
        texts = self._texts_of(rows)
        ranking = self._rank(whole, None, rows, texts, prefix)
        if year is not None:
            ranking.scores[ranking.exact] += _SAME_NAME_WITH_YEAR - _SAME_NAME
            ranking = ranking.or_better(self._rank(without_year, year, rows, texts, prefix))
        for entry, more in boosted.items():
            ranking.scores[self._entries[rows] == entry] += more
        best: dict[int, Match] = {}
        for place in np.lexsort((self._ids[self._entries[rows]], -ranking.scores)):
            if len(best) == limit:
                break
            if ranking.closeness[place] > 0:
                match = self._match(int(rows[place]), ranking, place)
                best.setdefault(match.id, match)
        return list(best.values())

    def _rank(
        self, query: Phrase, year: int | None, rows: Rows, texts: Sequence[str], prefix: bool
    ) -> _Ranking:
        entries, kinds = self._entries[rows], self._kinds[rows]
        found = fit(query, texts, self._articles[rows].tolist(), prefix=prefix, people=self._people)
        closeness = found.closeness * np.array([1.0, _ALIAS_WEIGHT, _SUBTITLE_WEIGHT], np.float32)[kinds]
        if year is not None:
            closeness += year_weights(year, self._years[entries])
        exact = found.same & (kinds != SUBTITLE)
        scores = closeness + _POPULARITY * self._popularity[entries]
        scores += _SAME_NAME * exact + _SAME_SUBTITLE * (found.same & (kinds == SUBTITLE))
        if year is not None:
            exact &= self._years[entries] == year
        return _Ranking(scores, closeness, exact)

    def _candidates(
        self, whole: Phrase, without_year: Phrase, year: int | None, boosted: Mapping[int, float]
    ) -> Rows:
        """The rows worth measuring: near in trigrams, equal or one letter off by key, or boosted."""
        shared, total = self._trigrams.overlap(whole.text, _POSTINGS)
        rows = np.flatnonzero(shared >= max(1, int(shared.max(initial=0)) // 2))
        values = shared[rows]
        if len(rows) > _SHORTLIST:
            # Rows are in the order of popularity: of those that share as much as the last one, the first.
            least = np.partition(values, len(values) - _SHORTLIST)[len(values) - _SHORTLIST]
            above = rows[values > least]
            rows = np.concatenate([above, rows[values == least][: _SHORTLIST - len(above)]])
            values = shared[rows]
        share = values.astype(np.float32) / max(total, 1) + 0.05 * self._popularity[self._entries[rows]]
        if year is not None:
            share += year_weights(year, self._years[self._entries[rows]])
        asked, letters = len(without_year.text), self._trigrams.letters[rows].astype(np.float32)
        unlike = np.abs(letters - asked) / np.maximum(letters, asked)
        picked = [_best(rows, share - 0.15 * unlike, _AS_WHOLE), _best(rows, share, _AS_START)]
        keys = {near_key(phrase.compact) for phrase in (whole, without_year)}
        keys.add(near_key(without_year.article + without_year.compact))
        if len(without_year.compact) <= LONGEST_SHORT + 1:
            keys |= keys_without_one(without_year.compact)
        return np.unique(
            np.concatenate([*picked, *map(self._rows_of_key, keys), *map(self._rows_of_entry, boosted)])
        )

    def _texts_of(self, rows: Rows) -> list[str]:
        starts, ends = self._text_offsets[rows].tolist(), self._text_offsets[rows + 1].tolist()
        return [str(self._texts[start:end], "utf-8") for start, end in zip(starts, ends, strict=True)]

    def _rows_of_key(self, key: int) -> Rows:
        start = np.searchsorted(self._keys, np.uint32(key))
        rows = self._key_rows[start : start + _AS_KEY]
        found: Rows = rows[self._keys[start : start + _AS_KEY] == key].astype(np.int64)
        return found

    def _rows_of_entry(self, entry: int) -> Rows:
        return np.arange(self._first_rows[entry], self._first_rows[entry + 1], dtype=np.int64)

    def _boosted(self, boost: Mapping[int, float]) -> dict[int, float]:
        """The boost by entry number; ids that are not here are left out."""
        boosted = {}
        for wanted, more in boost.items():
            place = np.searchsorted(self._ids, wanted, sorter=self._by_id)
            if place < len(self._ids) and self._ids[self._by_id[place]] == wanted:
                boosted[int(self._by_id[place])] = more
        return boosted

    def _match(self, row: int, ranking: _Ranking, place: int) -> Match:
        entry = self._entries[row]
        name = self._arrays["names_of"][row]
        start, end = self._arrays["name_offsets"][name : name + 2].tolist()
        return Match(
            id=int(self._ids[entry]),
            name=str(self._names[start:end], "utf-8"),
            score=float(ranking.scores[place]),
            year=int(self._years[entry]) or None,
            closeness=float(ranking.closeness[place]),
            exact=bool(ranking.exact[place]),
        )


def _best(rows: Rows, values: Numbers, count: int) -> Rows:
    return rows[np.argpartition(-values, count)[:count]] if len(rows) > count else rows


def verdict(query: str, matches: Sequence[Match]) -> Verdict:
    """Say whether a query clearly means one of its matches.

    It does when exactly one match bears the very name that was typed, or, with no such name, when the best
    one is close and far ahead of the next. Popularity never makes a find clear: what stays ambiguous is asked
    back.

    Args:
        query: the text `matches` were found for.
        matches: what `Index.find` gave, without `prefix` and at least two of them where there are two.
    """
    readings = [Phrase.of(query), Phrase.of(split_year(query[:LONGEST])[0])]
    exact = [match for match in matches if match.exact]
    if exact:
        return Verdict("clear" if len(exact) == 1 else "ambiguous", tuple(exact))
    likely = [match for match in matches if match.closeness >= LIKELY]
    if not likely:
        return Verdict("unknown", tuple(match for match in matches if match.closeness >= NEAR)[:3])
    best = max(likely, key=lambda match: match.closeness)
    asked = {reading.numbers for reading in readings}
    rivals = [match for match in matches if match is not best]
    if Phrase.of(best.name).numbers in asked - {frozenset()}:
        rivals = [match for match in rivals if Phrase.of(match.name).numbers in asked]
    lead = best.closeness - max((match.closeness for match in rivals), default=0.0)
    enough = FAR_AHEAD if best.closeness >= SURE else 2 * FAR_AHEAD
    if best.closeness >= FAIR and lead >= enough and len(readings[0].compact) >= SHORTEST_CLEAR:
        return Verdict("clear", (best,))
    return Verdict("ambiguous" if len(likely) > 1 else "unknown", tuple(likely))
