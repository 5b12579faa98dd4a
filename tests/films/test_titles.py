import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.films.titles import (
    compact,
    comparable,
    fold,
    numbers,
    split_article,
    split_year,
    with_digits,
    without_article,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Amélie", "amelie"),
        ("Castañeda", "castaneda"),
        ("WALL·E", "wall e"),
        ("wall-e", "wall e"),
        ("Ocean’s Eleven", "oceans eleven"),
        ("Fast & Furious", "fast and furious"),
        ("Mr. & Mrs. Smith", "mr and mrs smith"),
        ("M*A*S*H", "m a s h"),
        ("Straße nach Łódź", "strasse nach lodz"),
        ("Ærøskøbing", "aeroskobing"),
        ("ＡＫＩＲＡ", "akira"),
        ("Alien³", "alien 3"),
        ("8½", "8 1 2"),
        ("8 1/2", "8 1 2"),
        ("20,000 Leagues Under the Sea", "20000 leagues under the sea"),
        ("  The\tMatrix\n", "the matrix"),
        ("Ёлки", "елки"),
        ("$", "$"),
        ("", ""),
        ("\x00\u202e", ""),
    ],
)
def test_a_title_folds_to_plain_words(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "title", ["七人の侍", "ゴジラ", "がんばれ", "기생충", "शोले", "Сталкер".lower(), "องค์บาก"]
)
def test_other_scripts_stay_as_they_are(title: str) -> None:
    assert fold(title) == title


@given(st.text())
@example("\u0345")
@example("ŉ'½²＆")
@example("\ud800")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_has_single_inner_spaces_only(text: str) -> None:
    assert fold(text).split(" ") == (fold(text).split() or [""])


@pytest.mark.parametrize(
    ("folded", "parts"),
    [
        ("the matrix", ("the", "matrix")),
        ("a quiet place", ("a", "quiet place")),
        ("la strada", ("la", "strada")),
        ("the", ("", "the")),
        ("theatre of blood", ("", "theatre of blood")),
        ("die hard", ("", "die hard")),
        ("matrix the", ("the", "matrix")),
    ],
)
def test_an_article_is_told_from_the_rest(folded: str, parts: tuple[str, str]) -> None:
    assert split_article(folded) == parts
    assert without_article(folded) == parts[1]


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        ("oceans eleven", "oceans 11"),
        ("rocky ii", "rocky 2"),
        ("rocky v", "rocky 5"),
        ("saw ix", "saw 9"),
        ("friday the 13th part viii", "friday the 13th part 8"),
        ("dune part i", "dune part 1"),
        ("star wars episode v the empire strikes back", "star wars episode 5 the empire strikes back"),
        ("twelve angry men", "12 angry men"),
        ("twenty one grams", "21 grams"),
        ("one hundred and one dalmatians", "101 dalmatians"),
        ("twenty thousand leagues under the sea", "20000 leagues under the sea"),
        ("two thousand and one a space odyssey", "2001 a space odyssey"),
        ("one two three", "1 2 3"),
        ("the number twenty threesome", "the number 20 threesome"),
    ],
)
def test_numbers_in_words_and_roman_numerals_become_digits(folded: str, expected: str) -> None:
    assert with_digits(folded) == expected


@pytest.mark.parametrize(
    "folded", ["i robot", "v for vendetta", "x men", "batman v superman", "the king and i", "mix"]
)
def test_letters_that_only_look_like_numerals_stay(folded: str) -> None:
    assert with_digits(folded) == folded


@given(st.integers(1, 39))
def test_every_roman_numeral_to_39_is_read(value: int) -> None:
    tens, units = divmod(value, 10)
    roman = "x" * tens + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][units]
    assert with_digits(f"part {roman}") == f"part {value}"


@pytest.mark.parametrize(
    ("folded", "found"),
    [
        ("toy story 3", ("3",)),
        ("toy story iii", ("3",)),
        ("john wick chapter four", ("4",)),
        ("007", ("7",)),
        ("alien", ()),
        ("9" * 5_000, ("9" * 5_000,)),
    ],
)
def test_the_numbers_of_a_title_are_found_however_written(folded: str, found: tuple[str, ...]) -> None:
    assert numbers(folded) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WALL·E", "walle"),
        ("Spider-Man", "spiderman"),
        ("The Matrix", "matrix"),
        ("Ocean's 11", "Oceans Eleven"),
        ("Rocky II", "rocky 2"),
        ("Fast & Furious", "fast and furious"),
        ("E.T.", "ET"),
        ("Amélie", "AMELIE"),
    ],
)
def test_spellings_of_one_title_are_comparable(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Alien", "Aliens"), ("Toy Story 2", "Toy Story 3"), ("Up", "Us"), ("$", "€")]
)
def test_different_titles_stay_different(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ballerina 2016", ("ballerina", 2016)),
        ("Ballerina (2016)", ("Ballerina", 2016)),
        ("ballerina, 2016 ", ("ballerina", 2016)),
        ("1917", ("1917", None)),
        ("1917 2019", ("1917", 2019)),
        ("area 51", ("area 51", None)),
        ("7 1100", ("7 1100", None)),
    ],
)
def test_a_year_at_the_end_is_told_from_the_title(text: str, parts: tuple[str, int | None]) -> None:
    assert split_year(text) == parts


@given(st.text())
def test_no_text_makes_a_comparison_fail(text: str) -> None:
    folded = fold(text)
    assert " " not in compact(folded)
    assert comparable(text) == comparable(folded)
    numbers(folded)
    split_year(text)


@pytest.mark.parametrize("typed", ["teh grudge", "hte grudge"])
def test_a_slip_in_the_article_is_still_the_article(typed: str) -> None:
    assert split_article(fold(typed)) == ("the", "grudge")
