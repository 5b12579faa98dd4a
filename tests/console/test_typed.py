"""Typed lines become commands and values, or a sentence that names the mend."""

import pytest
from discord import AppCommandOptionType as Type
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.console.commands import Attached, Command, Directory, Mistake, Named, Option, Value, commands_of
from bot.console.offers import stage_of
from bot.console.typed import parse
from tests.console.demo_bot import DemoBot

DIRECTORY = Directory(("mara", "alice", "bob"), ("general", "trivia"), ("film-night",))


def text(name: str, *, required: bool = False, **more: object) -> Option:
    return Option(name, f"the {name}", Type.string, required, **more)  # type: ignore[arg-type]


def option(name: str, kind: Type, *, required: bool = False, **more: object) -> Option:
    return Option(name, f"the {name}", kind, required, **more)  # type: ignore[arg-type]


COMMANDS = (
    Command("cast", "who plays", (text("film", required=True, autocompletes=True),)),
    Command("quote", "what was said", (text("who", autocompletes=True), text("film", autocompletes=True))),
    Command(
        "countdown add",
        "count down",
        (text("film", required=True), option("channel", Type.channel, required=True), text("time")),
    ),
    Command("trivia start", "a round", (option("questions", Type.integer, least=1, most=20), text("film"))),
    Command("trivia stop", "end it", ()),
    Command(
        "trivia scores",
        "who is ahead",
        (text("period", choices=(("all time", "all"), ("week", "week"))), option("who", Type.user)),
    ),
    Command(
        "tune",
        "everything else",
        (
            option("loud", Type.boolean),
            option("ratio", Type.number, least=0.5),
            option("role", Type.role),
            option("whom", Type.mentionable),
            option("pack", Type.attachment),
            text("note", least=2, most=5),
        ),
    ),
)


def values(line: str) -> dict[str, Value]:
    return parse(line, COMMANDS, DIRECTORY).values


def complaint(line: str) -> str:
    with pytest.raises(Mistake) as caught:
        parse(line, COMMANDS, DIRECTORY)
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/cast ballerina", {"film": "ballerina"}),
        ("/cast no time to die", {"film": "no time to die"}),
        ("/CAST film:No Time to Die", {"film": "No Time to Die"}),
        ("/cast film: no time", {"film": "no time"}),
        ("/cast Mission: Impossible", {"film": "Mission: Impossible"}),
        ('/cast "movie:ballerina"', {"film": "movie:ballerina"}),
        ("/cast “Schindler's List”", {"film": "Schindler's List"}),
        ('/cast "still being typed', {"film": "still being typed"}),
        ("/quote", {}),
        ("/quote wiseman ballerina", {"who": "wiseman", "film": "ballerina"}),
        ("/quote who:len wiseman film:no time to die", {"who": "len wiseman", "film": "no time to die"}),
        ('/quote film:ballerina "len wiseman"', {"film": "ballerina", "who": "len wiseman"}),
        ("/trivia start", {}),
        ("/trivia start 3 no time to die", {"questions": 3, "film": "no time to die"}),
        ("/trivia start ballerina", {"film": "ballerina"}),
        ("/trivia stop", {}),
        ("/trivia scores all time @bob", {"period": "all", "who": Named("member", "bob")}),
        ("/trivia scores @Bob", {"who": Named("member", "bob")}),
        ('/trivia scores "all time"', {"period": "all"}),
        ("/trivia scores period:WEEK who:alice", {"period": "week", "who": Named("member", "alice")}),
        ("/tune yes 0.75", {"loud": True, "ratio": 0.75}),
        ("/tune loud:off role:film-night", {"loud": False, "role": Named("role", "film-night")}),
        ("/tune whom:@bob", {"whom": Named("member", "bob")}),
        ("/tune whom:@film-night", {"whom": Named("role", "film-night")}),
        ("/tune pack:films.toml note:abc", {"pack": Attached("films.toml"), "note": "abc"}),
    ],
)
def test_a_line_gives_each_option_its_value(line: str, expected: dict[str, Value]) -> None:
    assert values(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        '/countdown add film:"No Time to Die" channel:#trivia time:18:00',
        "/countdown add No Time to Die #trivia 18:00",
        "/countdown add channel:trivia No Time to Die time:18:00",
    ],
)
def test_a_title_of_several_words_ends_where_the_next_option_begins(line: str) -> None:
    assert values(line) == {"film": "No Time to Die", "channel": Named("channel", "trivia"), "time": "18:00"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/", "A command's name follows the /. Type :help for what there is."),
        ("/casst x", "There is no command /casst. Did you mean /cast?"),
        ("/trivia stopp", "/trivia has several parts: /trivia start, /trivia stop or /trivia scores."),
        ("/zzz", "There is no command /zzz. Type :help for what there is."),
        ("/cast", "/cast needs film: type /cast film:…"),
        ("/cast film:", "film is empty. Type its value after the colon."),
        ("/cast movie:ballerina", "/cast has no option “movie”; it has film."),
        ("/cast film:a film:b", "“film” stands twice. Give it once."),
        ("/trivia stop now", "/trivia stop takes no options, so “now” is too much."),
        ("/trivia stop at:once", "/trivia stop has no option “at”; it has none."),
        ("/trivia start questions:many", "questions is a whole number, and “many” is none."),
        ("/trivia start 30", "questions is between 1 and 20, and 30 is not."),
        ("/trivia scores month", "period is all time or week, and “month” is none of them."),
        ("/trivia scores @zed", "There is no member @zed; there is @mara, @alice and @bob."),
        ("/countdown add x #nowhere", "There is no channel #nowhere; there is #general and #trivia."),
        ("/countdown add no time", "/countdown add needs channel: type /countdown add channel:…"),
        ("/tune loud:maybe", "loud is yes or no, and “maybe” is neither."),
        ("/tune ratio:0.1", "ratio is at least 0.5, and 0.1 is not."),
        ("/tune ratio:half", "ratio is a number, and “half” is none."),
        ("/tune note:abcdef", "note takes between 2 and 5 characters, and these are 6."),
        (
            '/quote a b "c"',
            "“c” fits no option of /quote, which has who and film. Quote a value with spaces.",
        ),
    ],
)
def test_a_wrong_line_is_answered_with_the_mend(line: str, sentence: str) -> None:
    assert complaint(line) == sentence


def test_a_command_nobody_declared_has_no_nearest_one() -> None:
    with pytest.raises(Mistake, match="There is no command /cast"):
        parse("/cast x", (), DIRECTORY)


def test_an_upper_limit_alone_is_said_as_such() -> None:
    commands = (Command("c", "", (option("n", Type.integer, most=3), option("sub", Type.subcommand))),)
    with pytest.raises(Mistake, match="n is at most 3, and 4 is not"):
        parse("/c 4", commands, DIRECTORY)
    with pytest.raises(Mistake, match="The console cannot give sub"):
        parse("/c sub:x", commands, DIRECTORY)


@settings(deadline=None)
@given(st.text())
def test_any_line_is_understood_or_answered_in_words(rest: str) -> None:
    for start in ("/", "/cast ", "/countdown add ", "/trivia scores ", "/tune "):
        stage_of(start + rest, COMMANDS, DIRECTORY)
        try:
            parse(start + rest, COMMANDS, DIRECTORY)
        except Mistake as mistake:
            assert str(mistake).endswith((".", "?", "…"))


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters='"', exclude_categories=["C"]), min_size=1).map(str.strip))
def test_a_quoted_value_arrives_as_it_was_typed(value: str) -> None:
    if value:
        assert values(f'/cast film:"{value}"') == {"film": value}


async def test_a_bots_commands_are_known_with_their_options(demo_bot: DemoBot) -> None:
    demo_bot.setup_commands()
    commands = {command.path: command for command in commands_of(demo_bot.tree)}
    start = commands["trivia start"]
    questions = start.option("questions")
    assert start.description == "Start a round"
    assert questions is not None
    assert (questions.type, questions.least, questions.most) == (Type.integer, 1, 5)
    period = commands["trivia scores"].option("period")
    assert period is not None
    assert period.choices == (("all time", "all time"), ("week", "week"))
    film = commands["cast"].option("film")
    assert film is not None
    assert film.required
    assert film.autocompletes
    assert commands["cast"].option("no such") is None
