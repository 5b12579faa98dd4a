"""A seeded typist: what people type when they mean a film or a person, and which answers to it are right."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.films.search import Entry
from bot.films.titles import comparable, fold, with_digits

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LONG_WORD = 8  # letters from which a typo may be two edits
_NUMERALS = {
    str(value): forms
    for value, forms in enumerate(
        (("ii", "two"), ("iii", "three"), ("iv", "four"), ("v", "five"), ("vi", "six"), ("vii", "seven")), 2
    )
}

_TYPOS = ("typo", "one_edit", "first_letter", "keyboard", "doubled_letter", "no_accents", "other_order")
FILM_KINDS = (
    "as_written",
    *_TYPOS,
    "no_article",
    "no_article_and_typo",
    "other_spacing",
    "other_numerals",
    "subtitle",
    "alias",
    "year",
    "year_and_typo",
)
PERSON_KINDS = ("as_written", *_TYPOS, "surname", "surname_with_typo")
PREFIX_KINDS = ("prefix", "prefix_with_typo")
EARLY_KINDS = ("early_prefix",)  # reported beside the others: with so little typed no search can know


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed and the ids that answer it: the entry meant, and all that bear the very same name."""

    kind: str
    text: str
    right: tuple[int, ...]


class Typist:
    """Turns names into what people type, one method per kind (None: the name gives no such query)."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def as_written(self, name: str) -> str | None:
        return self.rng.choice((name, name.lower(), name.upper()))

    def typo(self, name: str) -> str | None:
        return self._in_one_word(name, lambda word: self._edited(word, 2 if len(word) >= _LONG_WORD else 1))

    def one_edit(self, name: str) -> str | None:
        return self._in_one_word(name, lambda word: self._edited(word, 1))

    def first_letter(self, name: str) -> str | None:
        return self._in_one_word(name, lambda word: self._change(word, 0))

    def keyboard(self, name: str) -> str | None:
        return self._in_one_word(name, lambda word: self._neighbour(word, self.rng.randrange(len(word))))

    def doubled_letter(self, name: str) -> str | None:
        return self._in_one_word(name, lambda word: self._doubled(word, self.rng.randrange(len(word))))

    def no_accents(self, name: str) -> str | None:
        return None if name.isascii() else fold(name)

    def other_order(self, name: str) -> str | None:
        words = fold(name).split()
        typed = self.rng.sample(words, len(words))
        return " ".join(typed) if 2 <= len(words) <= 5 and typed != words else None

    def no_article(self, name: str) -> str | None:
        first, _, rest = name.lower().partition(" ")
        return rest if first in {"the", "a", "an"} and len(rest) > 3 else None

    def no_article_and_typo(self, name: str) -> str | None:
        rest = self.no_article(name)
        return self.one_edit(rest) if rest else None

    def other_spacing(self, name: str) -> str | None:
        """Punctuation gone or a space instead; now and then two words run together."""
        plain = "".join(
            char if char.isalnum() or char == " " else self.rng.choice(("", " ", char))
            for char in name.lower()
        )
        words = plain.split()
        if len(words) > 1 and self.rng.random() < 0.5:
            at = self.rng.randrange(len(words) - 1)
            words[at : at + 2] = [words[at] + words[at + 1]]
        typed = " ".join(words)
        return typed if typed and typed != name.lower() else None

    def other_numerals(self, name: str) -> str | None:
        words = with_digits(fold(name)).split()
        places = [place for place, word in enumerate(words) if place and word in _NUMERALS]
        if not places:
            return None
        digits = words[places[-1]]
        words[places[-1]] = self.rng.choice((digits, *_NUMERALS[digits]))
        return " ".join(words)

    def subtitle(self, name: str) -> str | None:
        _, _, rest = name.partition(": ")
        return rest.lower() if len(fold(rest)) >= 5 else None

    def prefix(self, name: str) -> str | None:
        """Half to nine tenths of a name, at least three letters."""
        return self._first(name, len(name) // 2, int(0.9 * len(name)))

    def early_prefix(self, name: str) -> str | None:
        """Less than half of a name, at least three letters: often the beginning of very many."""
        return self._first(name, 3, len(name) // 2 - 1)

    def prefix_with_typo(self, name: str) -> str | None:
        start = self.prefix(name)
        return self.one_edit(start) if start else None

    def surname(self, name: str) -> str | None:
        last = name.split()[-1]
        return last.lower() if " " in name and len(last) >= 4 and last.isalpha() else None

    def surname_with_typo(self, name: str) -> str | None:
        last = self.surname(name)
        return self.one_edit(last) if last and len(last) >= 5 else None

    def _first(self, name: str, least: int, most: int) -> str | None:
        least = max(least, 3)
        return name.lower()[: self.rng.randint(least, most)].strip() if least <= most else None

    def _in_one_word(self, text: str, change: Callable[[str], str]) -> str | None:
        words = text.lower().split()
        places = [place for place, word in enumerate(words) if len(word) >= 3 and word.isalpha()]
        if not places:
            return None
        place = self.rng.choice(places)
        words[place] = change(words[place])
        typed = " ".join(words)
        return typed if typed != " ".join(text.lower().split()) else None

    def _edited(self, word: str, edits: int) -> str:
        for _ in range(edits):
            word = self._change(word, self.rng.randrange(len(word)))
        return word

    def _change(self, word: str, at: int) -> str:
        letter = self.rng.choice("abcdefghijklmnopqrstuvwxyz")
        swap = min(at, len(word) - 2)
        return self.rng.choice(
            (
                self._neighbour(word, at),
                self._doubled(word, at),
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:swap] + word[swap + 1] + word[swap] + word[swap + 2 :],
            )
        )

    def _doubled(self, word: str, at: int) -> str:
        return word[:at] + word[at] + word[at:]

    def _neighbour(self, word: str, at: int) -> str:
        for number, row in enumerate(_ROWS):
            column = row.find(word[at])
            if column >= 0:
                beside = [row[place] for place in (column - 1, column + 1) if 0 <= place < len(row)]
                above = [other[column] for other in _ROWS[max(number - 1, 0) : number] if column < len(other)]
                return word[:at] + self.rng.choice(beside + above) + word[at + 1 :]
        return word[:at] + word[at + 1 :]


def queries(
    entries: Sequence[Entry], meant: Sequence[Entry], kinds: Sequence[str], each: int, seed: int
) -> Iterator[Query]:
    """Type queries of every kind for entries drawn from `meant`, half evenly and half by popularity.

    When several entries bear the very same name and the query has no year, each of them is right, since the
    bot then shows a chooser; with a year, those of that year are. Likewise anyone of a surname is right, and
    a film that is called as another's subtitle.
    """
    rng = random.Random(seed)
    typist = Typist(rng)
    weights = list(accumulate(entry.popularity for entry in meant))
    surnames = any(kind.startswith("surname") for kind in kinds)
    same = _ids_by(entries, comparable)
    same_surname = _ids_by(entries, lambda name: fold(name).rpartition(" ")[2]) if surnames else {}
    years = {entry.id: entry.year for entry in entries}
    for kind in kinds:
        made = tried = 0
        while made < each and tried < 200 * each:
            tried += 1
            by_popularity = weights[-1] > 0 and made % 2
            entry = rng.choices(meant, cum_weights=weights)[0] if by_popularity else rng.choice(meant)
            name = entry.names[0]
            right = same[comparable(name)]
            text: str | None
            if kind == "alias":
                if len(entry.names) < 2:
                    continue
                name = rng.choice(entry.names[1:])
                text, right = name.lower(), same[comparable(name)]
            elif kind.startswith("year"):
                title = typist.one_edit(name) if kind == "year_and_typo" else name.lower()
                text = f"{title} {entry.year}" if title and entry.year else None
                right = {other for other in right if years[other] == entry.year}
            else:
                text = getattr(typist, kind)(name)
                if kind == "subtitle" and text:
                    right = right | same.get(comparable(text), set())
                elif kind.startswith("surname"):
                    right = same_surname[fold(name).rpartition(" ")[2]]
            if text:
                made += 1
                yield Query(kind, text, tuple(sorted(right)))


def _ids_by(entries: Sequence[Entry], form: Callable[[str], str]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = {}
    for entry in entries:
        for name in entry.names:
            ids.setdefault(form(name), set()).add(entry.id)
    return ids
