"""Cleaning: what sources write becomes one clean line, or a reason."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.importers.cleaning import Unusable, character_of, clean, distinct, name_of, year_of


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("The  Long\tLamp ", "The Long Lamp"),
        ("\u00a0Am\u0065\u0301lie\u00a0", "Amélie"),
        ("Lamp\x00 of\r\nNight\x7f", "Lamp of Night"),
        ("\ufeffLa\u00admp\u200b\u202e", "Lamp"),
        ("Lamp\ud800", "Lamp"),
        ("می\u200cخواهم\u200c", "می\u200cخواهم"),
        ("七人の侍", "七人の侍"),
        (" \u00a0\u200d ", ""),
    ],
)
def test_text_comes_out_on_one_line_without_what_cannot_be_seen(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(st.characters(codec=None)))
def test_clean_text_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.encode("utf-8").decode() == cleaned, "it can be written to a file"
    assert cleaned == cleaned.strip()


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_plain_text_is_the_long_way(text: str) -> None:
    assert clean(text) == clean(text + "é").removesuffix("é").rstrip()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it has no title"),
        ("\u00a0", "it has no title"),
        ("x" * 5000, "its title has 5000 characters, more than 300"),
    ],
)
def test_a_title_that_is_none_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        name_of(text, "title")


def test_a_title_of_300_characters_is_kept() -> None:
    assert name_of("x" * 300, "title") == "x" * 300


@pytest.mark.parametrize(("value", "year"), [("1917", 1917), (1870, 1870), (" 2200 ", 2200)])
def test_years_of_films_are_read(value: str | int, year: int) -> None:
    assert year_of(value) == year


@pytest.mark.parametrize("value", ["1869", 2201, "soon", "", "19.5", "9" * 5000])
def test_other_years_are_refused(value: str | int) -> None:
    with pytest.raises(Unusable):
        year_of(value)


@pytest.mark.parametrize(
    ("text", "character", "uncredited"),
    [
        ("Himself (uncredited)", "Himself", True),
        ("(Uncredited)", None, True),
        ("Owl (voice) (uncredited)", "Owl (voice)", True),
        ("Owl (voice, uncredited)", "Owl (voice)", True),
        ("Owl (uncredited, voice)", "Owl (voice)", True),
        ("Owl (voice)", "Owl (voice)", False),
        ("The Uncredited Man", "The Uncredited Man", False),
        ("", None, False),
    ],
)
def test_the_uncredited_mark_is_parted_from_the_character(
    text: str, character: str | None, uncredited: bool
) -> None:
    assert character_of(text) == (character, uncredited)


def test_each_name_is_kept_once() -> None:
    names = ["Lamp", "LAMP", " Die  Lampe", "", "The Long Lamp", "x" * 301]
    assert distinct(names, but="the long lamp") == ("Lamp", "Die Lampe")
