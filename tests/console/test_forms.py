"""Modals as forms, and what is typed into them."""

from typing import Any

import pytest

from bot.console.cards import Choice
from bot.console.commands import Directory, Mistake, Named
from bot.console.forms import Answer, Field, answer, form_of, pick

DIRECTORY = Directory(("mara", "bob"), ("trivia",), ("film-night",))
LEVELS = (Choice("Easy", "1"), Choice("Hard", "2"), Choice("Hardest", "3"))


def labelled(label: str, component: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": 18, "label": label, "component": component, **more}


FORM = form_of(
    {
        "title": "Propose",
        "components": [
            {"type": 10, "content": "An admin reads it."},
            {"type": 1, "components": [{"type": 4, "custom_id": "a", "label": "Old style", "style": 1}]},
            labelled("Question", {"type": 4, "custom_id": "q", "style": 2, "min_length": 3, "max_length": 9}),
            labelled(
                "Level",
                {
                    "type": 21,
                    "custom_id": "l",
                    "required": False,
                    "options": [{"label": "Easy", "value": "1"}, {"label": "Hard", "value": "2"}],
                },
                description="How hard",
            ),
            labelled("Where", {"type": 8, "custom_id": "w"}),
            labelled("Sure", {"type": 23, "custom_id": "s"}),
        ],
    }
)


def field(kind: Any, **more: Any) -> Field:
    return Field("id", "Thing", kind, more.pop("required", True), **more)


def test_a_form_has_its_title_notes_and_fields() -> None:
    assert (FORM.title, FORM.notes) == ("Propose", ("An admin reads it.",))
    assert [(one.label, one.kind, one.required) for one in FORM.fields] == [
        ("Old style", "text", True),
        ("Question", "long text", True),
        ("Level", "choice", False),
        ("Where", "channel", True),
        ("Sure", "yes or no", False),
    ]
    assert FORM.fields[1].most == 9
    assert FORM.fields[2].single


def test_a_field_is_meant_by_its_label_or_the_beginning_of_it() -> None:
    assert FORM.field("question").custom_id == "q"
    assert FORM.field("lev").custom_id == "l"
    with pytest.raises(Mistake, match="not one field of the form, which has: Old style, Question"):
        FORM.field("film")


def test_a_field_the_console_cannot_fill_says_so() -> None:
    with pytest.raises(Mistake, match="cannot fill “Pack”, which wants a file upload"):
        form_of({"title": "x", "components": [labelled("Pack", {"type": 19, "custom_id": "p"})]})


@pytest.mark.parametrize(
    ("one", "text", "expected"),
    [
        (field("text"), "Fire", "Fire"),
        (field("text", required=False, least=3), "", ""),
        (field("yes or no"), "Yes", True),
        (field("yes or no"), "no", False),
        (field("choice", choices=LEVELS), "easy, 2", ["1", "2"]),
        (field("choice", choices=LEVELS, single=True), "hard", "2"),
        (field("choice", choices=LEVELS, single=True), "", []),
        (field("channel"), "#trivia", [Named("channel", "trivia")]),
        (field("member"), "@bob, mara", [Named("member", "bob"), Named("member", "mara")]),
        (field("mention"), "@film-night", [Named("role", "film-night")]),
    ],
)
def test_what_is_typed_becomes_the_value_a_field_takes(one: Field, text: str, expected: Answer) -> None:
    assert answer(one, text, DIRECTORY) == expected


@pytest.mark.parametrize(
    ("one", "text", "sentence"),
    [
        (field("text"), "", "Thing must not be empty."),
        (field("text", least=3), "ab", "Thing takes at least 3 characters, and these are 2."),
        (field("text", most=3), "abcd", "Thing takes at most 3 characters, and these are 4."),
    ],
)
def test_a_text_that_does_not_fit_is_refused(one: Field, text: str, sentence: str) -> None:
    with pytest.raises(Mistake) as caught:
        answer(one, text, DIRECTORY)
    assert str(caught.value) == sentence


def test_a_choice_is_meant_by_number_label_value_or_beginning() -> None:
    assert [pick(LEVELS, text).value for text in ("2", "hard", "HARDEST", "e")] == ["2", "2", "3", "1"]
    with pytest.raises(Mistake, match="Several choices begin with “ha”: Hard, Hardest"):
        pick(LEVELS, "ha")
    with pytest.raises(Mistake, match="There is no choice “9”; there is: Easy, Hard, Hardest"):
        pick(LEVELS, "9")
