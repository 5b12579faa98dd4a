"""Find films and people by free text: an index over all their names, and the rule when a find is clear."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bot.films.ranking import POPULARITY, Phrase, closeness, year_weight
from bot.films.titles import split_year

LONGEST_QUERY = 120  # letters; what stands behind them is ignored, which bounds the time of a search
# Closeness: below NEAR a name is not worth showing, below UNLIKELY it is not what was meant; a SURE one that
# is FAR_AHEAD of the next needs no question back, nor does a likely one with nothing anywhere near it.
NEAR, UNLIKELY, SURE, FAR_AHEAD = 0.40, 0.60, 0.80, 0.10
SHORTEST_CLEAR = 3  # letters; fewer mean a name only when they are the whole name


@dataclass(frozen=True, slots=True)
class Entry:
    """One film or person to be found; `names` has the main name first, then aliases and other spellings."""

    id: int
    names: tuple[str, ...]
    year: int | None = None
    popularity: float = 0.0  # 0..1


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


class Index:
    """All names of a catalogue, ready to be searched from any thread."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self._phrases = [
            (entry, name, Phrase.of(name)) for entry in self._entries for name in entry.names if name.strip()
        ]

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "Index":
        """Index entries; ids are the caller's and may have gaps."""
        return cls(tuple(entries))

    def find(
        self, query: str, limit: int = 5, *, prefix: bool = False, boost: Mapping[int, float] | None = None
    ) -> list[Match]:
        """Find the entries a text may mean, best first, each once.

        Args:
            query: any text, `title year` included; what is too long is cut.
            limit: how many at most.
            prefix: the text is unfinished, as while it is being typed.
            boost: what to add to the score of some ids, as for what a guild asked for recently (0.05 to 0.3).
        """
        query = query[:LONGEST_QUERY]
        title, year = split_year(query)
        readings = [(Phrase.of(query), None)] + ([(Phrase.of(title), year)] if year is not None else [])
        best: dict[int, Match] = {}
        for entry, name, phrase in self._phrases:
            for asked, asked_year in readings:
                close = closeness(asked, phrase, prefix=prefix) + year_weight(asked_year, entry.year)
                score = close + POPULARITY * entry.popularity + (boost or {}).get(entry.id, 0.0)
                if entry.id not in best or score > best[entry.id].score:
                    exact = bool(asked.compact) and asked.compact == phrase.compact
                    agrees = asked_year is None or asked_year == entry.year
                    best[entry.id] = Match(entry.id, name, score, entry.year, close, exact and agrees)
        found = sorted(best.values(), key=lambda match: (-match.score, match.id))
        return [match for match in found if match.closeness > 0][:limit]

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        path.write_text(json.dumps([asdict(entry) for entry in self._entries]), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Index":
        """Read an index that `save` wrote."""
        rows = json.loads(path.read_text(encoding="utf-8"))
        return cls([Entry(row["id"], tuple(row["names"]), row["year"], row["popularity"]) for row in rows])


def verdict(query: str, matches: Sequence[Match]) -> Verdict:
    """Say whether a query clearly means one of its matches.

    It does when exactly one match bears the very name that was typed, or, with no such name, when the best
    one is close and far ahead of the next. Popularity never makes a find clear: what stays ambiguous is asked
    back.

    Args:
        query: the text `matches` were found for.
        matches: what `Index.find` gave, without `prefix` and at least two of them where there are two.
    """
    readings = [Phrase.of(query), Phrase.of(split_year(query)[0])]
    exact = [match for match in matches if match.exact]
    if len(exact) > 1 and any(reading.article for reading in readings):
        # “The Ring” is not “Ring”, while “ring” may well be “The Ring”.
        typed = {reading.folded for reading in readings}
        exact = [match for match in exact if Phrase.of(match.name).folded in typed] or exact
    if exact:
        return Verdict("clear" if len(exact) == 1 else "ambiguous", tuple(exact))
    likely = [match for match in matches if match.closeness >= UNLIKELY]
    if not likely:
        return Verdict("unknown", tuple(match for match in matches if match.closeness >= NEAR)[:3])
    best = max(likely, key=lambda match: match.closeness)
    asked = {reading.numbers for reading in readings}
    rivals = [match for match in matches if match is not best]
    if Phrase.of(best.name).numbers in asked - {frozenset()}:
        rivals = [match for match in rivals if Phrase.of(match.name).numbers in asked]
    lead = best.closeness - max((match.closeness for match in rivals), default=0.0)
    clear = lead >= (FAR_AHEAD if best.closeness >= SURE else 2 * FAR_AHEAD)
    if clear and len(readings[0].compact) >= SHORTEST_CLEAR:
        return Verdict("clear", (best,))
    return Verdict("ambiguous" if len(likely) > 1 else "unknown", tuple(likely))
