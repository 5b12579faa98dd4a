from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.trivia.scoring import Standing, margin_ms, points_for, score, spread, survivors, table
from bot.trivia.state import Answer, Rules

OPENED = datetime(2026, 3, 1, 20, tzinfo=UTC)
ALICE, BOB, CAROL = 1, 2, 3


def answer(index: int, user: int, ms: int = 5000, *, right: bool = True, choice: int = 0) -> Answer:
    at = OPENED + timedelta(minutes=index, milliseconds=ms)
    return Answer(index, user, choice, None, at, index * 100_000 + ms, ms, right)


def test_a_right_answer_pays_for_speed_and_streak() -> None:
    rules = Rules(seconds=20)

    assert points_for(rules, elapsed_ms=2100, streak=3) == 164
    assert points_for(rules, elapsed_ms=0, streak=1) == 150
    assert points_for(rules, elapsed_ms=20_000, streak=1) == 100
    assert points_for(rules, elapsed_ms=90_000, streak=6) == 150
    assert points_for(rules, elapsed_ms=90_000, streak=60) == 150


def test_hints_cost_points_but_never_more_than_the_answer_gives() -> None:
    assert points_for(Rules(mode="typed"), 20_000, 1, hints=2) == 50
    assert points_for(Rules(mode="typed", hint_cost=80), 20_000, 1, hints=2) == 0


def test_a_streak_grows_with_each_right_answer_and_ends_with_a_wrong_one_or_silence() -> None:
    given_ = [answer(i, ALICE, 20_000) for i in range(5)]
    given_ += [answer(i, BOB, 20_000, right=i != 1) for i in range(5)]
    given_ += [answer(i, CAROL, 20_000) for i in (0, 1, 3)]
    scored = score(Rules(), given_, range(5), {})

    assert [a.points for a in scored if a.user_id == ALICE] == [100, 110, 120, 130, 140]
    assert [a.points for a in scored if a.user_id == BOB] == [100, 0, 100, 110, 120]
    assert [a.points for a in scored if a.user_id == CAROL] == [100, 110, 100]
    assert [row.streak for row in table(scored, range(5))] == [5, 3, 0]


def test_a_question_that_does_not_count_gives_nothing_and_breaks_no_streak() -> None:
    scored = score(Rules(), [answer(i, ALICE, 20_000) for i in range(3)], (0, 2), {})

    assert [a.points for a in scored] == [100, 0, 110]
    assert table(scored, (0, 2)) == (Standing(1, ALICE, 210, 2, 2),)


def test_members_with_equal_points_share_a_place() -> None:
    scored = score(Rules(), [answer(0, CAROL), answer(0, BOB), answer(0, ALICE, 9000)], (0,), {})

    assert [(row.place, row.user_id) for row in table(scored, (0,))] == [(1, BOB), (1, CAROL), (3, ALICE)]


def test_someone_who_was_never_right_is_in_the_table() -> None:
    assert table([answer(0, BOB, right=False)], (0,)) == (Standing(1, BOB, 0, 0, 0),)
    assert table([], ()) == ()


def test_in_a_race_the_first_right_answer_by_snowflake_takes_the_points() -> None:
    given_ = [answer(0, BOB, 2180), answer(0, ALICE, 2000), answer(0, CAROL, 100, right=False)]
    scored = score(Rules(mode="race"), given_, (0,), {})

    assert {a.user_id: a.points for a in scored} == {ALICE: 100, BOB: 0, CAROL: 0}
    assert margin_ms(given_, 0) == 180


def test_two_right_answers_in_the_same_millisecond_are_ordered_by_snowflake() -> None:
    at = OPENED + timedelta(seconds=2)
    given_ = [
        Answer(0, BOB, 0, None, at, 78, 2000, correct=True),
        Answer(0, ALICE, 0, None, at, 77, 2000, correct=True),
    ]

    assert [a.points for a in score(Rules(mode="race"), given_, (0,), {})] == [0, 100]
    assert margin_ms(given_, 0) == 0


def test_a_margin_needs_two_right_answers() -> None:
    assert margin_ms([answer(0, ALICE), answer(0, BOB, right=False)], 0) is None


def test_the_spread_counts_the_picks_of_each_choice() -> None:
    given_ = [
        answer(0, ALICE),
        answer(0, BOB, choice=2),
        answer(0, CAROL, choice=2),
        answer(1, BOB, choice=3),
    ]

    assert spread(given_, 0, 4) == (1, 0, 2, 0)


def test_in_survival_wrong_or_silent_is_out_and_nobody_joins_later() -> None:
    first = [answer(0, ALICE), answer(0, BOB), answer(0, CAROL, right=False)]

    assert survivors([], (0,)) is None
    assert survivors(first, (0,)) == frozenset({ALICE, BOB})
    assert survivors([*first, answer(1, ALICE)], (0, 1)) == frozenset({ALICE})
    assert survivors([*first, answer(1, ALICE), answer(1, BOB), answer(1, 4)], (0, 1)) == frozenset(
        {ALICE, BOB}
    )


def test_when_all_that_are_left_fail_at_once_they_go_on_but_one_alone_is_out() -> None:
    both_fail = [answer(0, ALICE, right=False), answer(0, BOB, right=False)]

    assert survivors(both_fail, (0,)) == frozenset({ALICE, BOB})
    assert survivors([answer(0, ALICE), answer(0, BOB)], (0, 1)) == frozenset({ALICE, BOB})
    assert survivors([answer(0, ALICE), answer(1, ALICE, right=False)], (0, 1)) == frozenset()


def test_in_survival_every_right_answer_is_worth_the_same() -> None:
    scored = score(Rules(mode="survival"), [answer(0, ALICE, 1), answer(0, BOB, 19_000)], (0,), {})

    assert [a.points for a in scored] == [100, 100]


answers = st.builds(answer, st.integers(0, 5), st.integers(1, 5), st.integers(0, 40_000), right=st.booleans())
ANSWER_SETS = st.lists(answers, unique_by=lambda one: (one.index, one.user_id), max_size=30)


@settings(deadline=None)
@given(ANSWER_SETS, st.sampled_from(["classic", "race", "survival", "typed"]), st.randoms())
def test_standings_do_not_depend_on_the_order_of_the_answers(given_, mode, rng) -> None:  # type: ignore[no-untyped-def]
    shuffled = rng.sample(given_, len(given_))
    rules = Rules(mode=mode)

    assert table(score(rules, given_, range(6), {}), range(6)) == table(
        score(rules, shuffled, range(6), {}), range(6)
    )


@settings(deadline=None)
@given(ANSWER_SETS, st.dictionaries(st.tuples(st.integers(0, 5), st.integers(1, 5)), st.integers(0, 9)))
def test_points_are_never_negative_and_a_better_total_never_stands_below(
    given_: list[Answer], hints: dict[tuple[int, int], int]
) -> None:
    rows = table(score(Rules(mode="typed"), given_, range(6), hints), range(6))

    assert all(row.points >= 0 for row in rows)
    assert [row.points for row in rows] == sorted((row.points for row in rows), reverse=True)
    assert all(row.place == 1 + sum(other.points > row.points for other in rows) for row in rows)
