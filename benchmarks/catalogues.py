"""Entries to search: real names from a file where there is one, else invented ones, filled to any size."""

import gzip
import json
import math
import random
from collections import Counter
from pathlib import Path
from typing import Any

from bot.films.search import Entry

_SHAPES = (
    *("{}", "The {}", "{} {}", "The {} {}", "{} of {}", "The {} of the {}", "{} and the {}", "{} {} {}"),
    *("A {} for {}", "{}: The {} of {}", "{} 2", "{} III", "{}'s {}", "{} in {}", "{} & {}"),
)
_ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "st",
    "t",
    "v",
)
_VOWELS = ("a", "e", "i", "o", "u", "ea", "ou", "é")
_CODAS = ("", "", "l", "n", "r", "s", "t", "nd", "ck")


class Filling:
    """Makes names in the manner of others: the build of one with the words of the rest."""

    def __init__(self, names: list[str], rng: random.Random) -> None:
        self._shapes = [name.split()[:9] for name in names]
        self._words = [word for name in names for word in name.split() if _is_content(word)]
        self._rng = rng

    def title(self) -> str:
        """A title in which every word but the small ones is another title's.

        It has two such words at least, or the same few titles would come again and again.
        """
        shape = self._rng.choice(self._shapes)
        words = [self._rng.choice(self._words) if _is_content(word) else word for word in shape]
        if sum(map(_is_content, shape)) < 2:
            words.append(self._rng.choice(self._words))
        return " ".join(words)

    def person(self) -> str:
        """The given name of one, the surname of another."""
        return f"{self._rng.choice(self._shapes)[0]} {self._rng.choice(self._shapes)[-1]}"


def films(path: Path | None, count: int, seed: int) -> tuple[list[Entry], list[Entry]]:
    """Films to be asked for and all films: those asked for, filled up to `count` with titles like them.

    Args:
        path: JSON lines, plain or gzipped, with `title` and `year`; without it titles are invented.
        count: how many films in all.
        seed: the same gives the same; popularity, which such files lack, is drawn too.
    """
    rng = random.Random(seed)
    if path:
        known = [(row["title"], row["year"]) for row in _rows(path)]
    else:
        known = [(title, _year(rng)) for title in _invented(count // 3, rng)]
    filling = Filling([title for title, _ in known], rng)
    meant = [
        # Every tenth film bears a second title.
        Entry(number, (title, filling.title()) if number % 10 == 0 else (title,), year, rng.betavariate(1, 5))
        for number, (title, year) in enumerate(known[:count])
    ]
    others = [
        Entry(number, (filling.title(),), _year(rng), 0.5 * rng.betavariate(1, 5))
        for number in range(len(meant), count)
    ]
    return meant, meant + others


def people(path: Path | None, count: int, seed: int) -> tuple[list[Entry], list[Entry]]:
    """People to be asked for and all people, as `films`; the file's `cast` lists give the real ones.

    Their popularity is the logarithm of their number of films.
    """
    rng = random.Random(seed)
    if path:
        films_of = Counter(name for row in _rows(path) for name in row["cast"] if 1 <= name.count(" ") <= 3)
    else:
        words = [word.capitalize() for word in _words(count // 10, rng)]
        films_of = Counter(
            {f"{rng.choice(words)} {rng.choice(words)}": int(rng.paretovariate(1)) for _ in range(count // 3)}
        )
    filling = Filling(list(films_of), rng)
    most = math.log1p(max(films_of.values()))
    meant = [
        Entry(number, (name,), None, math.log1p(many) / most)
        for number, (name, many) in enumerate(films_of.most_common(count))
    ]
    least = math.log1p(1) / most
    return meant, meant + [
        Entry(number, (filling.person(),), None, least) for number in range(len(meant), count)
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _year(rng: random.Random) -> int:
    return min(2025, int(rng.triangular(1900, 2030, 2015)))


def _words(count: int, rng: random.Random) -> list[str]:
    def syllable() -> str:
        return rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)

    return ["".join(syllable() for _ in range(rng.choice((1, 2, 2, 3)))) for _ in range(count)]


def _invented(count: int, rng: random.Random) -> list[str]:
    words = [word.capitalize() for word in _words(max(count // 4, 50), rng)]
    return [shape.format(*rng.sample(words, shape.count("{}"))) for shape in rng.choices(_SHAPES, k=count)]


def _is_content(word: str) -> bool:
    return len(word) > 3 or word[0].isdigit()
