"""Which button or menu a typed word means, and what spans of time mean."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.console.cards import Block, Button, Buttons, Card, Choice, Menu, MenuKind, Panel, Section, Text
from bot.console.commands import Directory, Mistake, Named
from bot.console.finding import find_button, find_choice
from bot.console.spans import span_of

DIRECTORY = Directory(("mara", "bob"), ("trivia",), ("film-night",))


def card(number: int, *blocks: Block) -> Card:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Card(number, "general", "Marquee", at, None, False, False, blocks)


def buttons(*labels: str, disabled: bool = False) -> Panel:
    row = tuple(Button(label, "primary", label, None, disabled) for label in labels)
    return Panel(None, (Text("x"), Buttons(row)))


def menu(kind: MenuKind, *labels: str, most: int = 1, disabled: bool = False) -> Menu:
    choices = tuple(Choice(label, label.lower()) for label in labels)
    return Menu(kind, f"{kind}-menu", "Choose", choices, 1, most, disabled)


QUESTION = card(1, buttons("A Fire", "B Water", "C. Glass", "D Shadows"))
QUOTE = card(2, buttons("Another", "What was asked?", "Source"))
SIDE = card(3, Section((Text("x"),), Button("Show", "secondary", "show", None, False)))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("A", "A Fire"),
        ("c", "C. Glass"),
        ("b water", "B Water"),
        ("another", "Another"),
        ("what", "What was asked?"),
        ("“Source”", "Source"),
        ("show", "Show"),
    ],
)
def test_a_button_is_meant_by_letter_label_or_beginning(text: str, label: str) -> None:
    assert find_button([QUESTION, QUOTE, SIDE], text)[1].label == label


def test_the_latest_message_that_has_the_button_is_meant() -> None:
    newer = card(9, buttons("A Prague", "B Paris"))
    assert find_button([QUESTION, QUOTE, newer], "A")[0] is newer


def test_an_open_button_is_meant_rather_than_a_closed_one() -> None:
    closed = card(9, buttons("A Prague", disabled=True))
    assert find_button([QUESTION, closed], "A")[1].label == "A Fire"


@pytest.mark.parametrize(
    ("cards", "text", "sentence"),
    [
        (
            [QUESTION, QUOTE],
            "Rain",
            "There is no button “Rain”. The latest are: Another, What was asked?, Source.",
        ),
        ([], "A", "There is no button “A”. No message here has one."),
        ([card(1, Text("x"))], "A", "There is no button “A”. No message here has one."),
        ([card(1, buttons("A Fire", disabled=True))], "A", "The button “A Fire” is closed."),
        (
            [card(1, buttons("Source", "Show"))],
            "s",
            "Several buttons begin with “s”: Source, Show. Write more of one.",
        ),
        ([QUESTION], " ", "Say which button: click A, or click and the words on it."),
    ],
)
def test_a_button_that_is_not_there_is_answered_in_words(cards: list[Card], text: str, sentence: str) -> None:
    with pytest.raises(Mistake) as caught:
        find_button(cards, text)
    assert str(caught.value) == sentence


MENUS = card(
    4,
    menu("text", "Ballerina", "Knives Out", most=2),
    Panel(None, (menu("text", "Easy", "Hard"), menu("channel"), menu("mention"))),
)


def test_a_choice_is_meant_by_its_number_through_all_menus_of_a_message() -> None:
    assert find_choice([MENUS], "2", DIRECTORY)[2] == ["knives out"]
    assert find_choice([MENUS, QUOTE], "4", DIRECTORY)[2] == ["hard"]
    assert find_choice([MENUS], "ballerina, knives", DIRECTORY)[2] == ["ballerina", "knives out"]


def test_a_channel_or_member_goes_to_the_menu_that_takes_one() -> None:
    found = find_choice([MENUS], "#trivia", DIRECTORY)
    assert (found[1].kind, found[2]) == ("channel", [Named("channel", "trivia")])
    assert find_choice([MENUS], "@film-night", DIRECTORY)[2] == [Named("role", "film-night")]
    member_menu = card(5, menu("member"))
    assert find_choice([member_menu], "@bob", DIRECTORY)[2] == [Named("member", "bob")]


@pytest.mark.parametrize(
    ("cards", "text", "sentence"),
    [
        ([QUOTE], "1", "There is no menu to choose from."),
        ([card(1, menu("text", "A", disabled=True))], "1", "There is no menu to choose from."),
        ([card(1, menu("text", "A", "B"))], "1,2", "Choose 1, and these are 2."),
        ([card(1, menu("text", "A", "B", "C", most=2))], "1,2,3", "Choose 1 to 2, and these are 3."),
        ([card(1, menu("text", "A"))], "#trivia", "No menu here takes #trivia."),
        ([MENUS], "1,3", "Choose in one menu at a time."),
    ],
)
def test_a_choice_that_is_not_there_is_answered_in_words(cards: list[Card], text: str, sentence: str) -> None:
    with pytest.raises(Mistake) as caught:
        find_choice(cards, text, DIRECTORY)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("5", timedelta(seconds=5)),
        ("2.5s", timedelta(seconds=2.5)),
        ("90 m", timedelta(minutes=90)),
        ("1d12h", timedelta(days=1.5)),
        ("2W", timedelta(weeks=2)),
    ],
)
def test_a_span_of_time_is_read(text: str, span: timedelta) -> None:
    assert span_of(text) == span


@pytest.mark.parametrize("text", ["", "soon", "3x", "-5", "3d later", "9999999w"])
def test_what_is_no_span_of_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Mistake):
        span_of(text)
