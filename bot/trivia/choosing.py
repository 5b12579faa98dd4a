"""Which questions a round asks: those not asked here for longest, in an order the dice give."""

from collections.abc import Iterable, Mapping
from random import Random

from bot.trivia.question import Question, arrange


def choose_questions(
    pool: Iterable[Question], last_asked: Mapping[str, int], count: int, rng: Random
) -> tuple[Question, ...]:
    """Choose the questions of a round and shuffle their choices.

    Args:
        pool: what may be asked.
        last_asked: for the keys asked before in this guild, when, in any rising number.
        count: how many; fewer come back when the pool is smaller.
        rng: the dice.
    """
    shuffled = list(pool)
    rng.shuffle(shuffled)
    shuffled.sort(key=lambda question: last_asked.get(question.key, -1))
    chosen = shuffled[:count]
    rng.shuffle(chosen)  # among the chosen, the longest unasked need not come first
    return tuple(arrange(question, rng) for question in chosen)
