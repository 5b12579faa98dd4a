"""The judge of typed answers: is this text the answer, and if not, why not?

Case, accents, punctuation, spacing, the leading article and the way a number is written never matter. A
typo is forgiven by the length of the answer, but never where it would make a number, a sequel or another
name out of it. When in doubt the answer does not count: a member can appeal, a wrong point stays.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from rapidfuzz.distance import OSA

from bot.films.titles import fold, with_digits, without_article

AnswerKind = Literal["film", "person", "other"]

# “Part 2”, “Chapter 2” and plain “2” name the same part of a series.
_COUNTED_PART = re.compile(r"\b(?:part|chapter|episode|volume|vol) (?=[0-9])")
_SUBTITLE = re.compile(r"[:–—]|\s-\s")
_BETWEEN_ANSWERS = re.compile(r"[,;/|&\n]|\s(?:or|and)\s", re.IGNORECASE)
_LONGEST_TEXT = 300  # no answer is as long, and comparing takes time
_MOST_PARTS = 20
_NUMBER = re.compile(r"\d+")
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "2", "iii": "3", "iv": "4"}


class Why(StrEnum):
    """What the judge found; only RIGHT counts."""

    RIGHT = "right"
    WRONG = "wrong"
    EMPTY = "empty"  # nothing is left to compare
    SEVERAL = "several"  # several answers in one text, the right one among them
    SEQUEL = "sequel"  # the right series, another part of it
    ANOTHER = "another"  # exactly another existing title or name
    AMBIGUOUS = "ambiguous"  # as near to another title or name, or a surname that several people have


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a typed text is the answer, and what it is otherwise."""

    why: Why

    @property
    def right(self) -> bool:
        """Whether it counts."""
        return self.why is Why.RIGHT


@dataclass(frozen=True, slots=True)
class _Form:
    """A text as it is compared: without spaces, and its numbers and generation (Jr.) apart."""

    letters: str
    numbers: tuple[str, ...]
    generation: str

    @classmethod
    def of(cls, text: str) -> "_Form":
        folded = _COUNTED_PART.sub("", with_digits(without_article(fold(text))))
        *first, last = folded.split() or [""]
        generation = _GENERATIONS.get(last, "")
        return cls("".join([*first, generation or last]), tuple(_NUMBER.findall(folded)), generation)


def judge(
    text: str,
    answer: str,
    accepted: Iterable[str] = (),
    kind: AnswerKind = "other",
    others: Collection[str] = (),
) -> Verdict:
    """Decide whether a typed text is the answer, the whole answer and nothing but the answer.

    Args:
        text: what the member typed.
        answer: the answer as it is shown.
        accepted: its other spellings, titles or names, all of them.
        kind: what the answer names; a film's parts are guarded, a person's surname alone will do where
            nobody in `others` shares it.
        others: titles or names that mean something else and so are never a typo of this one. Spellings of
            the answer itself are ignored, so all people in play may be passed; the near ones suffice (each
            costs some 50 µs where the text is not plainly right).
    """
    if not fold(text):
        return Verdict(Why.EMPTY)
    if len(text) > _LONGEST_TEXT:
        return Verdict(Why.WRONG)
    names = (answer, *accepted)
    whole = {_Form.of(name) for name in names}
    if _typed(text, kind) & whole:
        return Verdict(Why.RIGHT)
    own = whole.union(*(_short_forms(name, kind) for name in names))
    rivals: set[_Form] = set()
    for name in others:
        if (form := _Form.of(name)) not in whole:
            rivals |= {form} | _short_forms(name, kind)
    why = _compare(_typed(text, kind), own, rivals, kind)
    if why is Why.RIGHT:
        return Verdict(why)
    parts = [part for part in _BETWEEN_ANSWERS.split(text, _MOST_PARTS) if part.strip()]
    if len(parts) > 1 and any(_compare(_typed(part, kind), own, rivals, kind) is Why.RIGHT for part in parts):
        return Verdict(Why.SEVERAL)
    if kind == "film" and why is not Why.AMBIGUOUS and any(_series(text) & _series(name) for name in names):
        return Verdict(Why.SEQUEL)
    return Verdict(why)


def _compare(typed: set[_Form], own: set[_Form], rivals: set[_Form], kind: AnswerKind) -> Why:
    edits = [count for form in typed for name in own if (count := _typos(form, name, kind)) is not None]
    if edits and (min(edits) == 0 or not typed & rivals):
        as_near = any(_edits(form, rival, min(edits)) is not None for form in typed for rival in rivals)
        return Why.AMBIGUOUS if as_near else Why.RIGHT
    return Why.ANOTHER if typed & rivals else Why.WRONG


def _typed(text: str, kind: AnswerKind) -> set[_Form]:
    """The text, and for a title or name the way a card index writes it: Reeves, Keanu."""
    last, comma, first = text.partition(",")
    swapped = {_Form.of(f"{first} {last}")} if kind != "other" and comma else set()
    return {_Form.of(text)} | swapped


def _short_forms(name: str, kind: AnswerKind) -> set[_Form]:
    """What a name may be cut to and still be taken for it, unless that names something else as well."""
    short: list[str] = []
    if kind == "person":
        words = name.split()
        bare = words[:-1] if len(words) > 2 and fold(words[-1]) in _GENERATIONS else words
        short = [" ".join(part[start:]) for part in (words, bare) for start in range(1, len(bare))]
        short.append(" ".join(bare))
    elif kind == "film" and not _Form.of(name).numbers:
        short = [f"{name} 1"]
    elif kind == "film":
        short = [head for head in _heads(name) if re.search(r" \d+$", with_digits(fold(head)))]
    return {_Form.of(form) for form in short}


def _heads(name: str) -> list[str]:
    """A title cut before each of its subtitles, and whole."""
    return [name[: cut.start()] for cut in _SUBTITLE.finditer(name) if cut.start()] + [name]


def _typos(typed: _Form, name: _Form, kind: AnswerKind) -> int | None:
    """How many typos part a text from a name, None where they are not forgiven.

    None are forgiven in up to 4 letters, one in up to 8, two above; never in a number, in Jr. or Sr., and
    never the plural that makes *Aliens* of *Alien*.
    """
    if kind == "film" and (typed.letters + "s" == name.letters or name.letters + "s" == typed.letters):
        return None
    letters = len(_NUMBER.sub("", name.letters))
    return _edits(typed, name, 0 if letters <= 4 else 1 if letters <= 8 else 2)


def _edits(typed: _Form, name: _Form, most: int) -> int | None:
    """Edits between two forms with the same numbers and generation, None where there are more than `most`."""
    if typed.numbers != name.numbers or typed.generation not in ("", name.generation):
        return None
    count = OSA.distance(typed.letters, name.letters, score_cutoff=most)
    return count if count <= most else None


def _series(title: str) -> set[str]:
    """A title and its heads without numbers and plural: parts of one series share one of them."""
    bases = {_NUMBER.sub("", _Form.of(head).letters) for head in _heads(title)}
    return {base.removesuffix("s") for base in bases if base}
