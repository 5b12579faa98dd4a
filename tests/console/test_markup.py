"""Discord's markdown, read as a member reads it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.console.markup import Kind, Line, Reader, Span, Style, parse
from bot.texts import escape

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
READER = Reader(NOW, users={1: "alice"}, channels={2: "trivia"}, roles={3: "film-night"}, zone=UTC)
STAMP = int(NOW.timestamp())


def line(text: str) -> Line:
    (only,) = parse(text, READER)
    return only


def shown(text: str) -> str:
    return "\n".join(line.text for line in parse(text, READER))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("**Ana de Armas**", Span("Ana de Armas", Style.BOLD)),
        ("*Ballerina*", Span("Ballerina", Style.ITALIC)),
        ("_Ballerina_", Span("Ballerina", Style.ITALIC)),
        ("***both***", Span("both", Style.BOLD | Style.ITALIC)),
        ("__under__", Span("under", Style.UNDERLINE)),
        ("~~gone~~", Span("gone", Style.STRIKE)),
        ("||who dies||", Span("who dies", Style.SPOILER)),
        ("`/cast *film*`", Span("/cast *film*", Style.CODE)),
        ("<@1>", Span("@alice", Style.MENTION)),
        ("<@!9>", Span("@unknown-user", Style.MENTION)),
        ("<#2>", Span("#trivia", Style.MENTION)),
        ("<@&3>", Span("@film-night", Style.MENTION)),
        ("</trivia start:77>", Span("/trivia start", Style.MENTION)),
        ("<:reel:123>", Span(":reel:")),
        ("[An article](https://e.org/a)", Span("An article", link="https://e.org/a")),
        ("<https://e.org/a>", Span("https://e.org/a", link="https://e.org/a")),
    ],
)
def test_each_mark_has_its_look(text: str, span: Span) -> None:
    assert line(text).spans == (span,)


def test_marks_stand_inside_each_other() -> None:
    assert line("**Keanu *is* Wick**").spans == (
        Span("Keanu ", Style.BOLD),
        Span("is", Style.BOLD | Style.ITALIC),
        Span(" Wick", Style.BOLD),
    )


def test_a_bare_address_is_a_link_without_the_full_stop_behind_it() -> None:
    assert line("See https://e.org/a.").spans[1:] == (
        Span("https://e.org/a", link="https://e.org/a"),
        Span("."),
    )


@pytest.mark.parametrize("text", ["2 * 3 * 4", "snake_case_name", "WALL·E", "a ** b", "<t:x>", "\\2 a\\b"])
def test_what_is_no_mark_stays_as_it_is(text: str) -> None:
    assert line(text) == Line(Kind.TEXT, (Span(text),))


def test_an_escaped_mark_is_shown_and_means_nothing() -> None:
    assert line(r"\*\*not bold\*\* \[x](y)").spans == (Span("**not bold** [x](y)"),)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("# Ballerina", Kind.TITLE, "Ballerina"),
        ("## Cast", Kind.HEADING, "Cast"),
        ("### A fact", Kind.SUBHEADING, "A fact"),
        ("-# ActioNewz, 12 Aug 2025", Kind.SMALL, "ActioNewz, 12 Aug 2025"),
        ("- one", Kind.ITEM, "• one"),
        ("1. one", Kind.ITEM, "1. one"),
        ("#hashtag", Kind.TEXT, "#hashtag"),
        (r"\# no heading", Kind.TEXT, "# no heading"),
        ("  ## indented", Kind.TEXT, "  ## indented"),
        ("-#small", Kind.TEXT, "-#small"),
    ],
)
def test_the_beginning_of_a_line_says_what_it_is(text: str, kind: Kind, words: str) -> None:
    assert (line(text).kind, line(text).text) == (kind, words)


def test_an_inner_item_is_indented() -> None:
    assert [one.indent for one in parse("- a\n  - b", READER)] == [0, 1]


def test_a_quote_holds_for_its_line_and_a_long_quote_for_the_rest() -> None:
    assert [one.quoted for one in parse("> said\nafter", READER)] == [True, False]
    assert [one.quoted for one in parse("before\n>>> said\ntoo", READER)] == [False, True, True]
    assert line("> ## Loud").kind is Kind.HEADING


def test_code_keeps_its_marks_and_lines() -> None:
    lines = parse("before\n```toml\ntitle = '**x**'\n```\nafter", READER)
    assert [(one.kind, one.text) for one in lines] == [
        (Kind.TEXT, "before"),
        (Kind.CODE, "title = '**x**'"),
        (Kind.TEXT, "after"),
    ]


def test_empty_lines_stay_and_an_empty_text_has_none() -> None:
    assert shown("a\n\nb") == "a\n\nb"
    assert parse("", READER) == ()


@pytest.mark.parametrize(
    ("style", "words"),
    [
        (":t", "22:00"),
        (":T", "22:00:00"),
        (":d", "21/11/2026"),
        (":D", "21 November 2026"),
        (":f", "21 November 2026 22:00"),
        ("", "21 November 2026 22:00"),
        (":F", "Saturday, 21 November 2026 22:00"),
    ],
)
def test_an_instant_is_shown_in_the_style_it_asks_for(style: str, words: str) -> None:
    assert line(f"<t:{STAMP}{style}>").spans == (Span(words, Style.TIME),)


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(seconds=20), "in 20 seconds"),
        (timedelta(seconds=1), "in 1 second"),
        (timedelta(0), "0 seconds ago"),
        (timedelta(minutes=-5), "5 minutes ago"),
        (timedelta(hours=18), "in 18 hours"),
        (timedelta(days=1), "in 1 day"),
        (timedelta(days=30), "in 30 days"),
        (timedelta(days=-44), "44 days ago"),
        (timedelta(days=60), "in 2 months"),
        (timedelta(days=800), "in 2 years"),
    ],
)
def test_a_relative_instant_says_how_far_it_is_away(away: timedelta, words: str) -> None:
    assert shown(f"<t:{int((NOW + away).timestamp())}:R>") == words


@pytest.mark.parametrize("style", ["R", "F"])
def test_an_instant_beyond_every_calendar_stays_a_number(style: str) -> None:
    assert shown(f"<t:99999999999999:{style}>") == "99999999999999"


@settings(deadline=None)
@given(st.text())
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    parse(text, READER)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z", "N"]), min_size=1))
def test_what_the_bot_escapes_is_shown_as_it_was(text: str) -> None:
    assert shown(escape(text)).replace("\u200b", "") == text
