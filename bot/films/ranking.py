"""How well a typed text fits a name: the pure measure behind the search."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.films.titles import compact, fold, numbers, split_article, with_digits

# Parts of a score. Closeness is a similarity in 0..1 with bonuses and penalties on top.
PREFIX, SORTED, PARTIAL = 0.97, 0.97, 0.80
EXACT_BONUS, SAME_ARTICLE_BONUS, OTHER_NUMBER_PENALTY = 0.06, 0.02, 0.12
YEAR_EQUAL, YEAR_OFF_BY_ONE, YEAR_DIFFERS = 0.35, 0.12, -0.15
POPULARITY = 0.22


@dataclass(frozen=True, slots=True)
class Phrase:
    """A query or a name in the forms that are compared."""

    folded: str
    article: str
    text: str  # folded, without article, numerals as digits
    compact: str
    sorted: str
    numbers: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Phrase":
        """Prepare any text; the folded form of a name gives the same as the name."""
        folded = fold(text)
        article, rest = split_article(folded)
        plain = with_digits(rest)
        return cls(
            folded=folded,
            article=article,
            text=plain,
            compact=compact(plain),
            sorted=" ".join(sorted(plain.split())),
            numbers=frozenset(numbers(plain)),
        )


def closeness(query: Phrase, name: Phrase, *, prefix: bool) -> float:
    """How well a query fits a name by its letters alone: about 0..1, a little over 1 for an exact fit.

    With `prefix` the query is taken to be unfinished, so a name that goes on costs nothing.
    """
    if not query.compact or not name.compact:
        return 0.0
    whole = fuzz.ratio(query.compact, name.compact)
    start = fuzz.ratio(query.compact, name.compact[: len(query.compact)])
    if not prefix:
        start *= PREFIX
    in_any_order = SORTED * fuzz.ratio(query.sorted, name.sorted)
    part = PARTIAL * fuzz.partial_ratio(query.text, name.text) if len(query.text) <= len(name.text) else 0.0
    value = max(whole, start, in_any_order, part) / 100
    if query.compact == name.compact:
        value += EXACT_BONUS
    if query.article == name.article:
        value += SAME_ARTICLE_BONUS
    if query.numbers - name.numbers or (name.numbers - query.numbers and not prefix):
        value -= OTHER_NUMBER_PENALTY
    return max(value, 0.0)


def year_weight(asked: int | None, known: int | None) -> float:
    """What a year in the query adds to, or takes from, a film of a known year."""
    if asked is None or known is None:
        return 0.0
    return {0: YEAR_EQUAL, 1: YEAR_OFF_BY_ONE}.get(abs(asked - known), YEAR_DIFFERS)
