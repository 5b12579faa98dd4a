"""How well a typed text fits names: the pure measure behind the search."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.films.titles import compact, fold, numbers, split_article, with_digits

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

# What a kind of likeness counts beside the likeness of the whole. The values were tuned on seeded queries
# (benchmarks/search.py); results change little around them.
SAME_WORDS, IN_ANY_ORDER, START, LAST_WORDS, SURNAME = 0.98, 0.95, 0.97, 0.86, 0.97
GOES_ON = 0.01  # taken from a name that goes on behind the query
LONGER = 0.02  # taken once more for each time it is twice as long again: people type most of a title
SAME_ARTICLE, BOTH_WITHOUT_ARTICLE, NUMBER_MISSING = 0.05, 0.02, 0.12
YEAR_EQUAL, YEAR_OFF_BY_ONE, YEAR_DIFFERS = 0.35, 0.12, -0.15

LONGEST = 160  # letters of a name or a query that are compared, which bounds the time of a search

_NUMBER = re.compile(r"(?<!\S)\d+(?!\S)")


def fold_beginning(text: str) -> str:
    """Fold as much of a text as is compared."""
    return fold(text[:LONGEST])[:LONGEST].strip()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A query or a name in the forms that are compared."""

    folded: str
    article: str
    text: str  # folded, without article, numerals as digits
    compact: str
    numbers: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Phrase":
        """Prepare any text; the folded form of a name gives the same as the name."""
        folded = fold_beginning(text)
        article, rest = split_article(folded)
        plain = with_digits(rest)
        return cls(folded, article, plain, compact(plain), frozenset(numbers(plain)))


@dataclass(frozen=True, slots=True)
class Fit:
    """How a query fits each of some names."""

    closeness: Floats  # of the letters alone, about 0..1
    same: Bools  # the name is the query, up to spelling and an article that was not typed


def fit(query: Phrase, names: Sequence[str], articles: Sequence[int], *, prefix: bool, people: bool) -> Fit:
    """Measure how well a query fits names by letters alone: the best of several kinds of likeness.

    Likeness is one less the share of letters to be changed (optimal string alignment, so that two swapped
    letters are one change); words in any order are compared by `token_sort_ratio`.

    Args:
        query: what was typed; with no letter in it nothing fits.
        names: folded names, leading article included, numerals as digits.
        articles: how many letters of each name are its article and the space behind it.
        prefix: the query is unfinished, so a name that goes on costs nothing.
        people: the names are people's, whose last words mean them as well as their first.
    """
    letters = len(query.compact)
    if not letters or not names:
        return Fit(np.zeros(len(names), np.float32), np.zeros(len(names), np.bool_))
    texts = [name[article:] for name, article in zip(names, articles, strict=True)]
    plain = [text.replace(" ", "") for text in texts]
    entire = [name.replace(" ", "") for name in names]
    lengths = np.fromiter(map(len, plain), np.float32, len(plain))

    whole = np.maximum(_likeness(query.compact, plain), _likeness(query.article + query.compact, entire))
    start = _likeness(query.compact, [text[:letters] for text in plain])
    for other in (letters - 1, letters + 1):  # a letter too many or too few shifts where the start ends
        if other > 1:
            np.maximum(start, _likeness(query.compact, [text[:other] for text in plain]), out=start)
    if not query.article:  # an unfinished or misspelt article looks like the beginning of a name
        np.maximum(start, _likeness(query.compact, [text[:letters] for text in entire]), out=start)
    if not prefix:
        start *= START
        start -= np.where(lengths > letters, GOES_ON, 0)
    start -= LONGER * np.clip(np.log2(lengths / letters), 0, 2.5)
    count = query.text.count(" ") + 1
    last_words = _likeness(query.compact, ["".join(text.split(" ")[-count:]) for text in texts])
    entire_query = f"{query.article} {query.text}".lstrip()
    any_order = np.maximum(
        _scores(fuzz.token_sort_ratio, query.text, texts), _scores(fuzz.token_sort_ratio, entire_query, names)
    )
    any_order *= np.where(any_order == 1, SAME_WORDS, IN_ANY_ORDER)

    closeness = np.maximum.reduce(
        [
            whole,
            start,
            any_order,
            (SURNAME if people else LAST_WORDS) * last_words,
        ],
        dtype=np.float32,
    )
    same_article = np.fromiter(
        (name[:article].rstrip() == query.article for name, article in zip(names, articles, strict=True)),
        np.bool_,
        len(names),
    )
    closeness += (SAME_ARTICLE if query.article else BOTH_WITHOUT_ARTICLE) * same_article
    if query.numbers:
        missing = (not query.numbers.issubset(_NUMBER.findall(text)) for text in texts)
        closeness -= NUMBER_MISSING * np.fromiter(missing, np.float32, len(names))
    same = np.fromiter((text == query.compact for text in plain), np.bool_, len(plain))
    if query.article:  # “ring” may be “The Ring”, but “a ring” is not
        same &= same_article
    return Fit(np.maximum(closeness, 0), same)


def year_weights(asked: int, known: npt.NDArray[np.int16]) -> Floats:
    """What a year in the query adds to films of the known years, or takes; a year of 0 is not known."""
    apart = np.abs(known.astype(np.int32) - asked)
    weights = np.select(
        [known == 0, apart == 0, apart == 1], [0.0, YEAR_EQUAL, YEAR_OFF_BY_ONE], YEAR_DIFFERS
    )
    return weights.astype(np.float32)


def _likeness(query: str, texts: Sequence[str]) -> Floats:
    return _scores(OSA.normalized_similarity, query, texts, 1)


def _scores(scorer: Callable[..., float], query: str, texts: Sequence[str], best: float = 100) -> Floats:
    found: Floats = process.cdist([query], texts, scorer=scorer, dtype=np.float32)[0] / best
    return found
