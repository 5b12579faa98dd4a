import unicodedata
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.films.titles import fold
from bot.trivia.judge import AnswerKind, Why, judge

TITLES = [
    "Alien",
    "Aliens",
    "Amélie",
    "Crouching Tiger, Hidden Dragon",
    "Dr. No",
    "Fast & Furious",
    "John Wick: Chapter 4",
    "Léon: The Professional",
    "Ocean's Eleven",
    "Spider-Man",
    "The Godfather Part II",
    "Toy Story 2",
    "Up",
    "WALL·E",
    "七人の侍",
]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Amélie", "Amélie"),
        ("amelie", "Amélie"),
        ("Ame\u0301lie", "Amélie"),
        ("  AMÉLIE!  ", "Amélie"),
        ("wall-e", "WALL·E"),
        ("walle", "WALL·E"),
        ("Wall E", "WALL·E"),
        ("spider man", "Spider-Man"),
        ("spiderman", "Spider-Man"),
        ("dr no", "Dr. No"),
        ("七人の侍", "七人の侍"),
        ("matrix", "The Matrix"),
        ("A Matrix", "The Matrix"),
        ("Matrix, The", "The Matrix"),
        ("fast and furious", "Fast & Furious"),
        ("rocky 2", "Rocky II"),
        ("Rocky Two", "Rocky II"),
        ("toy story ii", "Toy Story 2"),
        ("the godfather 2", "The Godfather Part II"),
        ("Godfather: Part Two", "The Godfather Part II"),
        ("kill bill 2", "Kill Bill: Vol. 2"),
        ("john wick 4", "John Wick: Chapter 4"),
        ("john wick 3", "John Wick: Chapter 3 – Parabellum"),
        ("terminator 2", "Terminator 2: Judgment Day"),
        ("oceans 11", "Ocean's Eleven"),
        ("dr strangelove", "Dr. Strangelove"),
        ("crouching tiger hidden dragon", "Crouching Tiger, Hidden Dragon"),
        ("Crouching Tiger, Hidden Dragon", "Crouching Tiger, Hidden Dragon"),
        ("the good, the bad and the ugly", "The Good, the Bad and the Ugly"),
        ("alien³", "Alien 3"),
        ("rocky 1", "Rocky"),
        ("dune part one", "Dune"),
    ],
)
def test_another_spelling_of_the_title_is_right(typed: str, title: str) -> None:
    assert judge(typed, title, kind="film").right


@pytest.mark.parametrize(
    ("typed", "title", "why"),
    [
        ("Aliens", "Alien", Why.SEQUEL),
        ("Alien", "Aliens", Why.SEQUEL),
        ("Toy Story 3", "Toy Story 2", Why.SEQUEL),
        ("Toy Story", "Toy Story 2", Why.SEQUEL),
        ("Toy Story 2", "Toy Story", Why.SEQUEL),
        ("The Godfather Part III", "The Godfather Part II", Why.SEQUEL),
        ("The Godfather", "The Godfather Part II", Why.SEQUEL),
        ("Terminator 3: Rise of the Machines", "Terminator 2: Judgment Day", Why.SEQUEL),
        ("Terminator", "Terminator 2: Judgment Day", Why.SEQUEL),
        ("rocky v", "Rocky IV", Why.SEQUEL),
        ("Alien: Covenant", "Alien", Why.SEQUEL),
        ("Friday the 13th", "Friday the 13th: The Final Chapter", Why.SEQUEL),
        ("i give up", "Up", Why.WRONG),
        ("up!!! i think", "Up", Why.WRONG),
        ("1918", "1917", Why.WRONG),
        ("300", "300: Rise of an Empire", Why.WRONG),
        ("apollo 31", "Apollo 13", Why.SEQUEL),
        ("apollo 1 3", "Apollo 13", Why.SEQUEL),
        ("The Matrix Reloaded", "The Matrix", Why.WRONG),
    ],
)
def test_a_sequel_or_a_part_of_a_sentence_is_not_the_title(typed: str, title: str, why: Why) -> None:
    verdict = judge(typed, title, kind="film")

    assert not verdict.right
    assert verdict.why is why


@pytest.mark.parametrize(
    ("typed", "answer", "right"),
    [
        ("Jawz", "Jaws", False),  # four letters: none
        ("Hea", "Heat", False),
        ("Aline", "Alien", True),  # five to eight: one, two letters exchanged are one
        ("Roky", "Rocky", True),
        ("Rokki", "Rocky", False),
        ("Inceptoin", "Inception", True),  # nine and more: two
        ("Incption", "Inception", True),
        ("Imceptiom", "Inception", True),
        ("Imcebtiom", "Inception", False),
        ("Toi Story 2", "Toy Story 2", True),
        ("Toi Stori 2", "Toy Story 2", False),
    ],
)
def test_typos_are_forgiven_by_the_length_of_the_answer(typed: str, answer: str, right: bool) -> None:
    assert judge(typed, answer, kind="film").right is right


def test_another_existing_title_is_never_a_typo_of_this_one() -> None:
    assert judge("The Rock", "The Rook", kind="film", others=["The Rock"]).why is Why.ANOTHER
    assert judge("Inception", "Conception", kind="film", others=["Inception"]).why is Why.ANOTHER
    assert judge("Batman", "Catman", kind="film").right
    assert judge("Batman", "Catman", kind="film", others=["Batman"]).why is Why.ANOTHER
    assert judge("Alien 3", "Alien", kind="film", others=["Alien 3"]).why is Why.SEQUEL


def test_a_typo_as_near_to_another_title_counts_for_neither() -> None:
    assert judge("Catmen", "Catman", kind="film", others=["Batmen"]).why is Why.AMBIGUOUS
    assert judge("Catmen", "Catman", kind="film", others=["Superman"]).right


def test_a_film_of_the_same_title_does_not_spoil_the_title() -> None:
    assert judge("ballerina", "Ballerina", kind="film", others=["Ballerina", "The Ballerina"]).right


def test_a_shortened_title_that_is_another_film_is_not_taken() -> None:
    others = ["John Wick 3"]

    assert judge("john wick 3", "John Wick: Chapter 3 – Parabellum", kind="film").right
    assert not judge("john wick: 3 parabelum", "John Wick: Chapter 4", kind="film", others=others).right
    assert judge("dune 1", "Dune", kind="film", others=["Dune: Part One"]).why is Why.AMBIGUOUS


@pytest.mark.parametrize(
    "typed",
    [
        "Alien, Aliens, Predator",
        "alien or predator",
        "Predator / Alien",
        "Predator\nAlien",
        "predator & alien",
    ],
)
def test_a_text_that_lists_several_answers_is_refused_as_several(typed: str) -> None:
    assert judge(typed, "Alien", kind="film").why is Why.SEVERAL


def test_a_list_without_the_answer_is_simply_wrong() -> None:
    assert judge("Predator, Jaws", "Alien", kind="film").why is Why.WRONG


@pytest.mark.parametrize("typed", ["", "   ", "\n", "\u200b"])
def test_nothing_is_empty(typed: str) -> None:
    assert judge(typed, "Alien", kind="film").why is Why.EMPTY


@pytest.mark.parametrize("times", [70, 4000])
@pytest.mark.parametrize("piece", [",", " ", ":", "one hundred ", "alien,", " - ", "ii ", "&", "1,000"])
def test_a_very_long_text_is_judged_without_delay(piece: str, times: int) -> None:
    began = perf_counter()
    verdict = judge(piece * times, "Alien", kind="film", others=TITLES)

    assert not verdict.right
    assert perf_counter() - began < 0.5


def test_listed_aliases_are_right() -> None:
    accepted = ["Parabellum", "Se7en"]

    assert judge("parabellum", "John Wick: Chapter 3", accepted, "film").right
    assert judge("parabelum", "John Wick: Chapter 3", accepted, "film").right
    assert judge("se7en", "Seven", accepted, "film").right


CAST = ["Keanu Reeves", "Ana de Armas", "Chris Evans", "Chris Pratt", "Chris Pine", "Edith Evans"]


@pytest.mark.parametrize(
    ("typed", "name", "why"),
    [
        ("Keanu Reeves", "Keanu Reeves", Why.RIGHT),
        ("reeves", "Keanu Reeves", Why.RIGHT),
        ("Reeves, Keanu", "Keanu Reeves", Why.RIGHT),
        ("keanu reves", "Keanu Reeves", Why.RIGHT),
        ("reves", "Keanu Reeves", Why.RIGHT),
        ("keanu", "Keanu Reeves", Why.WRONG),
        ("de armas", "Ana de Armas", Why.RIGHT),
        ("armas", "Ana de Armas", Why.RIGHT),
        ("evans", "Chris Evans", Why.AMBIGUOUS),
        ("chris evans", "Chris Evans", Why.RIGHT),
        ("edith evans", "Chris Evans", Why.ANOTHER),
        ("Chris Pine", "Chris Pratt", Why.ANOTHER),
        ("chris", "Chris Pratt", Why.WRONG),
        ("Keanu Reeves and Ana de Armas", "Keanu Reeves", Why.SEVERAL),
        ("evans, pratt", "Chris Pratt", Why.SEVERAL),
        ("castaneda", "Lucía Castañeda", Why.RIGHT),
        ("duncan brewster", "Sharon Duncan-Brewster", Why.RIGHT),
        ("Downey", "Robert Downey Jr.", Why.RIGHT),
        ("robert downey junior", "Robert Downey Jr.", Why.RIGHT),
        ("Robert Downey", "Robert Downey Jr.", Why.RIGHT),
        ("Robert Downey Sr.", "Robert Downey Jr.", Why.WRONG),
        ("jr", "Robert Downey Jr.", Why.WRONG),
        ("connick", "Harry Connick III", Why.RIGHT),
        ("Zendaya", "Zendaya", Why.RIGHT),
    ],
)
def test_a_person_is_known_by_name_or_by_a_surname_nobody_else_has(typed: str, name: str, why: Why) -> None:
    assert judge(typed, name, kind="person", others=CAST).why is why


def test_a_father_of_the_same_name_makes_the_bare_name_ambiguous() -> None:
    verdict = judge("Robert Downey", "Robert Downey Jr.", kind="person", others=["Robert Downey Sr."])

    assert verdict.why is Why.AMBIGUOUS


@pytest.mark.parametrize(
    ("typed", "answer", "right"),
    [
        ("flamethrowers", "Flamethrower", True),
        ("a flame thrower", "Flamethrower", True),
        ("fourteen months", "14 months", True),
        ("15 months", "14 months", False),
        ("1995", "1994", False),
        ("007", "007", True),
        ("006", "007", False),
    ],
)
def test_any_other_answer_keeps_its_numbers(typed: str, answer: str, right: bool) -> None:
    assert judge(typed, answer).right is right


@settings(deadline=None)
@given(st.text(), st.sampled_from(TITLES), st.sampled_from(["film", "person", "other"]))
def test_any_text_gets_a_verdict(typed: str, answer: str, kind: AnswerKind) -> None:
    assert judge(typed, answer, TITLES, kind, TITLES).why in Why


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(
    st.sampled_from(TITLES),
    st.sampled_from(TITLES),
    st.sampled_from([str.upper, str.lower, str.title, str]),
    st.sampled_from(["NFC", "NFD"]),
    st.booleans(),
)
def test_case_accents_and_unicode_form_never_change_the_verdict(
    typed: str, answer: str, case: type[str], form: str, strip: bool
) -> None:
    other = unicodedata.normalize("NFD", case(typed))
    if strip and other.isascii() is False and typed != "七人の侍":
        other = "".join(char for char in other if not unicodedata.combining(char))
    other = unicodedata.normalize(form, other)  # type: ignore[arg-type] # one of the two above

    assert judge(other, answer, kind="film") == judge(typed, answer, kind="film")


@settings(deadline=None)
@given(st.sampled_from(TITLES), st.sampled_from(["film", "person", "other"]))
def test_every_answer_is_right_when_typed_as_it_stands(answer: str, kind: AnswerKind) -> None:
    assert judge(answer, answer, kind=kind, others=TITLES).right


@settings(deadline=None)
@given(st.integers(0, 10**5), st.integers(0, 10**5), st.sampled_from(["Halloween", "Fahrenheit", "Studio"]))
def test_no_typo_is_tolerated_in_digits(number: int, typed: int, word: str) -> None:
    right = number == typed

    assert judge(f"{word} {typed}", f"{word} {number}", kind="film").right is right
    assert judge(f"{typed} {word}", f"{number} {word}").right is right


@settings(deadline=None)
@given(st.sampled_from([title for title in TITLES if title != "Up"]), st.text("abcdefgh ", min_size=4))
def test_an_answer_inside_a_longer_text_does_not_count(answer: str, rest: str) -> None:
    if len(rest.replace(" ", "")) > 2:
        assert not judge(f"{answer} {rest}", answer, kind="film").right
