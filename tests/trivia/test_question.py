import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.trivia.question import Question, arrange, letter

TEXTS = st.text(max_size=30)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    size = draw(st.sampled_from([2, 4]))
    choices = tuple(draw(st.lists(TEXTS, min_size=size, max_size=size, unique=True)))
    return Question(
        key=draw(TEXTS),
        kind="authored",
        film_key="ballerina-2025",
        film_title=draw(TEXTS),
        prompt=draw(TEXTS),
        choices=choices,
        answer=draw(st.sampled_from(choices)),
        accepted=tuple(draw(st.lists(TEXTS, max_size=3))),
        difficulty="easy",
        explanation=draw(TEXTS),
        source=draw(TEXTS),
        answer_kind="film",
        others=tuple(draw(st.lists(TEXTS, max_size=3))),
    )


def question(answer: str, choices: tuple[str, ...]) -> Question:
    return Question("q", "authored", "f", "F", "Which?", choices, answer, (), "easy", "", "A paper, 2025")


@settings(deadline=None)
@given(questions())
def test_a_question_comes_back_from_json_as_it_went_in(asked: Question) -> None:
    assert Question.from_dict(json.loads(json.dumps(asked.to_dict()))) == asked


@settings(deadline=None)
@given(questions(), st.integers())
def test_arranging_shuffles_the_choices_and_changes_nothing_else(asked: Question, seed: int) -> None:
    shuffled = arrange(asked, Random(seed))

    assert sorted(shuffled.choices) == sorted(asked.choices)
    assert shuffled.choices[shuffled.answer_index] == asked.answer
    assert {**shuffled.to_dict(), "choices": ()} == {**asked.to_dict(), "choices": ()}
    assert arrange(asked, Random(seed)) == shuffled


def test_choices_carry_letters() -> None:
    fire = question("Fire", ("Water", "Glass", "Fire", "Shadows"))

    assert [letter(choice) for choice in range(4)] == ["A", "B", "C", "D"]
    assert (fire.answer_index, fire.answer_letter) == (2, "C")


@pytest.mark.parametrize(
    ("answer", "choices"),
    [
        ("Fire", ("Fire", "Water", "Glass")),
        ("Fire", ("Fire", "Fire")),
        ("Fire", ("Water", "Glass")),
        ("Fire", ()),
    ],
)
def test_a_question_without_one_right_choice_among_two_or_four_is_refused(
    answer: str, choices: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="question q"):
        question(answer, choices)


@pytest.mark.parametrize(
    ("answer", "first", "second"),
    [
        ("Toy Story 2", "T•• S•••• •", "T•y S•o•y •"),
        ("WALL·E", "W•••·•", "W•L•·E"),
        ("E.T.", "E.•.", "E.•."),
        ("Up", "U•", "U•"),
        ("M", "•", "•"),
        ("Ocean's Eleven", "O••••'• E•••••", "O•e•n'• E•e•e•"),
    ],
)
def test_a_hint_shows_some_letters_and_never_all(answer: str, first: str, second: str) -> None:
    asked = question(answer, (answer, "something else"))

    assert asked.hint(1) == first
    assert asked.hint(2) == second
