import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Markup, escape, lines, listed, say

DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Texts made of what is dangerous far more often than chance would have it.
DANGERS = [
    "@everyone",
    "<@1>",
    "<@&1>",
    "<#1>",
    "<t:0:R>",
    "<:x:1>",
    "</x:1>",
    "https://",
    "||",
    "-# ",
    "12.",
]
awkward = st.lists(
    st.sampled_from([*"*_~|`<>[]()#+-=\\@:/.!1aé \n\t\r\u202e\u2066\x00", "everyone", "here", *DANGERS]),
    max_size=12,
).map("".join)
anything = st.one_of(awkward, st.text())


def read(shown: str) -> str:
    """What a reader sees: a backslash hides before punctuation, and a zero-width space anyway."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", shown).replace("@\u200b", "@")


def live(shown: str) -> str:
    """What Discord may take for markup: everything that no backslash stands before."""
    return re.sub(r"\\[^0-9A-Za-z\s]", "x", shown)


@given(anything)
def test_a_reader_sees_the_text_as_it_was(text: str) -> None:
    assert read(escape(text)) == DROPPED.sub("", text).replace("@\u200b", "@")


@given(anything)
def test_no_markdown_survives(text: str) -> None:
    left = live(escape(text))
    assert not re.search(r"[*_~|`<\[\\]", left)
    assert not re.search(r"^\s*(?:[#>+-]|[0-9]+\.(?:\s|$))", left, re.MULTILINE)
    assert "://" not in left


@given(anything)
def test_no_mention_and_no_direction_override_survives(text: str) -> None:
    shown = escape(text)
    assert "@everyone" not in shown
    assert "@here" not in shown
    assert not re.search(r"(?<!\\)<", shown)
    assert not DROPPED.search(shown)


@given(anything)
def test_what_is_escaped_is_not_escaped_again(text: str) -> None:
    assert escape(escape(text)) is not None
    assert escape(escape(text)) == escape(text)


@given(anything)
def test_data_is_escaped_wherever_it_stands_in_our_text(text: str) -> None:
    assert say("**{title}** and {title}", title=text) == f"**{escape(text)}** and {escape(text)}"
    assert lines([text, "ours"]) == f"{escape(text)}\nours"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("snake_case *bold*", r"snake\_case \*bold\*"),
        ("1. Alien\n2. Aliens", "1\\. Alien\n2\\. Aliens"),
        ("1.10", "1.10"),
        ("007", "007"),
        ("-5", r"\-5"),
        ("# big", r"\# big"),
        ("a - b # c > d", "a - b # c > d"),
        ("@everyone @here @mara", "@\u200beveryone @\u200bhere @mara"),
        ("<@1> [x](https://e.vil)", r"\<@1> \[x](https\://e.vil)"),
        ("\u202egnorw", "gnorw"),
        (r"back\slash", r"back\\slash"),
        (7, "7"),
        (None, "None"),
    ],
)
def test_texts_are_shown_as_they_are_read(text: object, shown: str) -> None:
    assert escape(text) == shown


def test_our_own_markup_stays() -> None:
    assert say("{a} {b}", a=Markup("**a**"), b="**b**") == r"**a** \*\*b\*\*"
    assert say("nothing to fill {{in}}") == "nothing to fill {in}"
    assert isinstance(say("x"), Markup)


def test_lists_are_joined_as_the_locale_does() -> None:
    assert listed(["a", "*b*", Markup("*c*")], "en_GB") == r"a, \*b\* and *c*"
    assert listed(["a", "b", "c"], "en_US", style="or") == "a, b, or c"
    assert listed(["a", "b"], "de_DE") == "a und b"
    assert listed(["a"], "en_GB") == "a"
    assert listed([], "en_GB") == ""
