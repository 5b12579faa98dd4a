"""What answers are worth, who is ahead, and who is still in."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.trivia.state import Answer, Round, Rules

RIGHT = 100
SPEED = 50
STREAK = 10
LONGEST_PAID_STREAK = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's place in a round; members with equal points share one (1, 1, 3).

    `streak` is the number of right answers in a row up to the last counted question.
    """

    place: int
    user_id: int
    points: int
    right: int
    streak: int


def points_for(rules: Rules, elapsed_ms: int, streak: int, hints: int = 0) -> int:
    """Return what a right answer is worth in a classic or typed round, never below 0.

    100, plus up to 50 for speed (the share of the question's time that was left, rounded down), plus 10
    for each right answer in a row before this one up to 50, less the cost of the hints taken. In 20
    seconds, right after 2.1 s as the third in a row: 100 + 44 + 20 = 164.

    Args:
        rules: the round's rules.
        elapsed_ms: milliseconds from the question's opening.
        streak: right answers in a row, this one included.
        hints: hints the member took for this question.
    """
    time_ms = rules.seconds * 1000
    speed = SPEED * max(0, time_ms - elapsed_ms) // time_ms
    return max(0, RIGHT + speed + STREAK * (min(streak, LONGEST_PAID_STREAK) - 1) - rules.hint_cost * hints)


def score(
    rules: Rules,
    answers: Sequence[Answer],
    counted: Sequence[int],
    hints: Mapping[tuple[int, int], int],
) -> tuple[Answer, ...]:
    """Return the answers with their points.

    Classic and typed as in `points_for`; in a race the first right answer takes 100, in survival each right
    answer is worth 100. Wrong answers, and answers to questions that do not count, give 0.

    Args:
        rules: the round's rules.
        answers: all answers of the round in any order.
        counted: the questions that count, in order; a member silent in one loses the streak.
        hints: how many hints were taken, by question and member.
    """
    streaks = _streaks(answers, counted)
    firsts = {index: right[0] for index, right in _right(answers).items()}

    def points(answer: Answer) -> int:
        place = (answer.index, answer.user_id)
        if place not in streaks:
            return 0
        if rules.mode == "survival":
            return RIGHT
        if rules.mode == "race":
            return RIGHT if firsts[answer.index].user_id == answer.user_id else 0
        return points_for(rules, answer.elapsed_ms, streaks[place], hints.get(place, 0))

    return tuple(
        answer if answer.points == (due := points(answer)) else replace(answer, points=due)
        for answer in answers
    )


def rescored(state: Round) -> Round:
    """Return the round with points and survivors as its answers, hints and counted questions give them."""
    hints = Counter((hint.index, hint.user_id) for hint in state.hints)
    answers = score(state.rules, state.answers, state.counted, hints)
    still_in = survivors(answers, state.counted) if state.rules.mode == "survival" else None
    return replace(state, answers=answers, survivors=still_in)


def table(answers: Sequence[Answer], counted: Sequence[int]) -> tuple[Standing, ...]:
    """Return the standings, best first, of everyone who gave one of the scored answers.

    Args:
        answers: the answers as `score` returned them.
        counted: the questions that count, in order.
    """
    streaks = _streaks(answers, counted)
    points = Counter[int]()
    right = Counter[int]()
    for answer in answers:
        points[answer.user_id] += answer.points
        right[answer.user_id] += (answer.index, answer.user_id) in streaks
    last = counted[-1] if counted else None
    places: dict[int, int] = {}
    for place, total in enumerate(sorted(points.values(), reverse=True), 1):
        places.setdefault(total, place)
    return tuple(
        Standing(places[total], user, total, right[user], streaks.get((last, user), 0))
        for user, total in sorted(points.items(), key=lambda item: (-item[1], item[0]))
    )


def margin_ms(answers: Sequence[Answer], index: int) -> int | None:
    """Return by how many milliseconds the first right answer was ahead, None where no second one came."""
    right = _right(answers).get(index, [])
    return (right[1].at - right[0].at) // timedelta(milliseconds=1) if len(right) > 1 else None


def spread(answers: Sequence[Answer], index: int, choices: int) -> tuple[int, ...]:
    """Return how many picked each choice of a question that has this many."""
    picks = Counter(answer.choice for answer in answers if answer.index == index)
    return tuple(picks[choice] for choice in range(choices))


def survivors(answers: Sequence[Answer], counted: Sequence[int]) -> frozenset[int] | None:
    """Return who is still in a survival round, None while nobody has answered a question.

    Everyone who answers the first answered question is in. Wrong or silent is out. When two or more are
    left and all of them fail at once, nobody is out and they go on; someone alone who fails is out.
    """
    right = _right(answers)
    came: defaultdict[int, set[int]] = defaultdict(set)
    for answer in answers:
        came[answer.index].add(answer.user_id)
    still_in: frozenset[int] | None = None
    for index in counted:
        entered = still_in if still_in is not None else frozenset(came[index]) or None
        if entered is not None:
            held = entered & {answer.user_id for answer in right.get(index, ())}
            still_in = held if held or len(entered) == 1 else entered
    return still_in


def _right(answers: Sequence[Answer]) -> dict[int, list[Answer]]:
    """The right answers of each question that has some, earliest first."""
    right: defaultdict[int, list[Answer]] = defaultdict(list)
    for answer in sorted(answers, key=lambda answer: answer.snowflake):
        if answer.correct:
            right[answer.index].append(answer)
    return dict(right)


def _streaks(answers: Sequence[Answer], counted: Sequence[int]) -> dict[tuple[int | None, int], int]:
    """Right answers in a row, by question and member; one without a right answer has no entry."""
    right = _right(answers)
    streaks: dict[tuple[int | None, int], int] = {}
    before: int | None = None
    for index in counted:
        for answer in right.get(index, ()):
            streaks[index, answer.user_id] = streaks.get((before, answer.user_id), 0) + 1
        before = index
    return streaks
