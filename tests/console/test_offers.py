"""What the composer offers while a line is typed."""

import pytest

from bot.console.offers import Stage, stage_of
from tests.console.test_typed import COMMANDS, DIRECTORY


def stage(line: str) -> Stage:
    found = stage_of(line, COMMANDS, DIRECTORY)
    assert found is not None
    return found


def inserts(line: str) -> list[str]:
    return [offer.insert for offer in stage(line).offers]


def test_plain_talk_is_left_alone() -> None:
    assert stage_of("hello", COMMANDS, DIRECTORY) is None


def test_a_slash_offers_every_command_and_letters_narrow_them() -> None:
    assert len(inserts("/")) == len(COMMANDS)
    assert inserts("/trivia s") == ["/trivia start ", "/trivia stop ", "/trivia scores "]
    assert inserts("/start") == ["/trivia start "]
    assert inserts("/zz") == []


def test_a_command_is_taken_with_its_first_required_option() -> None:
    assert inserts("/ca") == ["/cast film:"]


def test_the_consoles_own_words_are_offered_behind_a_colon() -> None:
    assert inserts(":ad") == [":advance 1d"]


def test_optional_options_are_offered_by_name_and_need_not_be_taken() -> None:
    assert inserts("/quote ") == ["who:", "film:"]
    assert stage("/quote ").ready
    assert inserts('/quote who:"x y" ') == ["film:"]
    assert inserts("/trivia stop ") == []


@pytest.mark.parametrize(
    ("line", "option", "typed", "start"),
    [
        ("/cast ", "film", "", 6),
        ("/cast ba", "film", "ba", 6),
        ("/cast no time ", "film", "no time", 6),
        ("/cast film:", "film", "", 6),
        ('/cast film:"No T', "film", "No T", 6),
        ("/quote wise", "who", "wise", 7),
        ("/quote film:ball", "film", "ball", 7),
    ],
)
def test_the_bot_is_asked_about_the_option_being_typed(
    line: str, option: str, typed: str, start: int
) -> None:
    question = stage(line).question
    assert question is not None
    assert (question.option.name, question.typed, stage(line).start) == (option, typed, start)


def test_the_bot_is_told_what_is_filled_already() -> None:
    question = stage('/quote who:"Len Wiseman" film:b').question
    assert question is not None
    assert question.call.values == {"who": "Len Wiseman"}


def test_a_value_that_is_wrong_so_far_is_not_told() -> None:
    assert stage("/trivia start questions:99 film:b").ready is False
    assert stage("/trivia start questions:99 film:b").start == 27


def test_choices_members_channels_and_yes_or_no_are_offered_without_asking() -> None:
    assert inserts("/trivia scores period:") == ['period:"all time" ', "period:week "]
    assert inserts("/trivia scores period:w") == ["period:week "]
    assert inserts("/trivia scores week @a") == ["who:@mara ", "who:@alice "]
    assert inserts('/countdown add film:"x" #') == ["channel:#general ", "channel:#trivia "]
    assert inserts("/tune loud:") == ["loud:yes ", "loud:no "]
    assert inserts("/tune whom:@") == ["whom:@mara ", "whom:@alice ", "whom:@bob ", "whom:@film-night "]
    assert inserts("/tune role:") == ["role:@film-night "]


def test_a_required_option_is_next_by_itself() -> None:
    assert inserts('/countdown add film:"x" ') == ["channel:#general ", "channel:#trivia "]


def test_the_name_of_another_option_can_still_be_meant() -> None:
    assert inserts("/quote fi") == ["film:"]
    assert inserts("/quote wiseman ") == ["film:"]


def test_a_line_that_cannot_go_on_says_why() -> None:
    assert stage("/trivia stop now").title == "/trivia stop takes no options, so “now” is too much."
