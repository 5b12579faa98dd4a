"""Line mode, driven with the demonstration bot."""

import io
from typing import NoReturn

import pytest

from bot.console import lines
from bot.console.lines import run_lines
from bot.console.world import World
from tests.console.conftest import Play
from tests.console.demo_bot import DemoBot


async def test_a_card_is_printed_as_plain_text(play: Play) -> None:
    played = await play("/cast ballerina\n")
    assert played.code == 0
    assert played.err == ""
    assert played.out == (
        "> mara: /cast ballerina\n"
        "Marquee · mara used /cast\n"
        "  │ Ballerina (2025)\n"
        "  │ Cast\n"
        "  │ ────────────────────────\n"
        "  │ Ana de Armas · Eve Macarro\n"
        "  │ Keanu Reeves · John Wick\n"
        "  │ [All 3] [Article: https://example.org/article]\n"
        "  │ ActioNewz interview, 12 Aug 2025\n"
    )


async def test_everything_a_message_can_hold_is_told(play: Play) -> None:
    played = await play("/director ballerina\n/facts\n")
    assert (
        "  Here it is:\n  │ ballerina\n  │ Directed by Len Wiseman\n  │ Studio\n  │ Lionsgate\n"
        "  │ [picture: poster.png]\n  │ Source: an article\n  [file: notes.txt]\n  [picture: still.png]\n"
    ) in played.out
    assert (
        "  A fact\n  It was shot in Prague.\n  [Another]\n  With a still\n  [picture: still.png]\n"
        "  [picture: A marquee]\n\n  [file: facts.txt]\n"
    ) in played.out


async def test_a_pressed_button_shows_what_it_changed(play: Play) -> None:
    played = await play("/cast ballerina\nclick all\nclick article\n")
    assert "Marquee · changed\n" in played.out
    assert "Ian McShane · Winston" in played.out
    assert "  opens https://example.org/article\n" in played.out
    assert played.code == 0


async def test_a_round_closes_by_itself_at_the_end_of_the_input(play: Play) -> None:
    played = await play("/trivia start\nclick A\nwait 3\n@alice click b water\n@bob /trivia scores\n")
    assert played.code == 0
    assert "[A Fire] [B Water] [C Broken glass] [D Shadows]" in played.out
    assert "> mara: click A\nMarquee (only mara sees this)\n  You chose A.\n" in played.out
    assert "> alice: click b water\nMarquee (only alice sees this)\n" in played.out
    assert (
        "(A Fire) (B Water) (C Broken glass) (D Shadows)\n  │ A Fire\n  │ ✓ mara\n  │ ✗ alice\n" in played.out
    )
    assert played.out.endswith("Marquee\n  The round is over.\n")


async def test_time_stands_still_unless_it_is_told_to_pass(play: Play) -> None:
    played = await play("/trivia start\nwait 19\nclick A\nwait 2\nclick B\n")
    assert played.out.index("You chose A.") < played.out.index("✓ mara")
    assert played.err == "line 5: The button “B Water” is closed.\n"


async def test_what_is_due_is_posted_while_the_clock_moves(play: Play) -> None:
    played = await play("/remind 3 #countdowns again:yes\n:advance 2d\n:advance 3d\n")
    before, after = played.out.split("> mara: :advance 3d\n")
    assert "in 3 days" in before
    assert "Marquee · in #countdowns\n  3 days have passed" in after
    assert after.index("3 days have passed") < after.index("4 days have passed")
    assert after.splitlines()[-1].startswith("  It is ")


async def test_an_answer_that_takes_time_is_shown_when_it_comes(play: Play) -> None:
    played = await play("/slow\nwait 5\n")
    assert "Marquee · mara used /slow\n  is thinking…\n> mara: wait 5\n" in played.out
    assert "Marquee · mara used /slow\n  There it is.\n" in played.out


async def test_menus_are_chosen_from_by_number_and_name(play: Play) -> None:
    played = await play("/pick\nselect 1, no time\nselect #trivia\nselect @bob\n")
    assert (
        "  Choose films:\n    1. Ballerina (2025) · a film\n    2. No Time to Die (2021) · a film\n"
        in played.out
    )
    assert "  Where: select #name\n" in played.out
    assert "Chosen: ballerina-2025, no-time-to-die-2021" in played.out
    assert "Posts go to #trivia" in played.out
    assert "For @bob" in played.out
    assert played.code == 0


async def test_a_form_with_one_field_is_answered_in_one_line(play: Play) -> None:
    played = await play("/note\ntype Fire\n")
    assert "A form for mara: Your answer\n  Answer:\n  Answer with: type …\n" in played.out
    assert "Noted: Fire" in played.out


async def test_a_form_with_several_fields_is_filled_and_submitted(play: Play) -> None:
    played = await play("/form\nfill q: Who?\nfill film: 2\nfill tricky: yes\nfill level: hard\nsubmit\n")
    assert (
        "  Film: (Which one it is about)\n    1. Ballerina (2025)\n    2. No Time to Die (2021)\n"
        in played.out
    )
    assert "  Channel (may stay empty):\n" in played.out
    assert "Proposed: ['Who?', ['no-time-to-die-2021'], True, 'Hard']" in played.out
    assert played.code == 0


FAILING = (
    ("type Fire", "There is no form open for mara."),
    ("/note", None),
    ("@bob type Fire", "There is no form open for bob."),
    ("type F", "Answer takes at least 2 characters, and these are 1."),
    ("/form", None),
    ("type Fire", "This form has several fields: type fill LABEL: … for each, then submit."),
    ("fill Who", "Write the field's label, a colon and the answer: fill Title: Ballerina."),
    ("submit", "The form still needs Question: type fill Question: …"),
    ("dance", "“dance” is not understood. A command begins with /; type :help for the rest."),
    ("wait soon", "“soon” is no span of time. Type one such as 30s, 5m, 12h, 3d or 2w."),
    ("/cats x", "There is no command /cats. Did you mean /cast?"),
    ("@bob /secret", "Discord does not offer /secret to bob in #general."),
    ("@zed /cast x", "There is no member @zed; there is @mara, @alice and @bob."),
    ("#nowhere", "There is no channel #nowhere; there is #general, #trivia and #countdowns."),
    ("/crash", "the bot raised an error: RuntimeError: the reel is torn"),
    ("/quote", None),
)


async def test_each_line_that_fails_is_named_and_the_rest_goes_on(play: Play) -> None:
    played = await play("\n".join(line for line, _ in FAILING))
    assert played.code == 1
    assert played.err.splitlines() == [
        f"line {number}: {sentence}" for number, (_, sentence) in enumerate(FAILING, 1) if sentence
    ]
    assert "wasn't" in played.out


async def test_a_refusal_of_the_bot_is_an_answer(play: Play) -> None:
    played = await play("/cast zzz\n/refuse\n@bob /refuse\n")
    assert played.code == 0
    assert "Marquee · mara used /cast (only mara sees this)\n  I know no film called “zzz”.\n" in played.out
    assert "  No film is showing.\n" in played.out
    assert "only bob sees this" in played.out


async def test_members_see_what_is_theirs(play: Play) -> None:
    played = await play("@alice /pick\n@bob click 1\n@bob\n/director x private:yes\n@mara\nclick zzz\n")
    assert "> bob: /director x private:yes\nMarquee · bob used /director (only bob sees this)\n" in played.out
    assert "line 2: There is no button “1”. No message here has one." in played.err


async def test_channels_remarks_and_blank_lines(play: Play) -> None:
    played = await play("# a remark\n\n#trivia\n/quote\n:channel general\n#\nsay hello\n")
    assert "> mara: #trivia\n" in played.out
    assert "Marquee · mara used /quote\n" in played.out
    assert "mara\n  hello\n" in played.out
    assert "remark" not in played.out
    assert played.code == 0


async def test_help_says_what_can_be_typed_and_used(play: Play) -> None:
    played = await play("@bob :help\n")
    assert "click A  " in played.out
    assert "/cast           Who plays in a film\n" in played.out
    assert "/secret" not in played.out


async def test_empty_input_plays_the_demonstration(play: Play) -> None:
    played = await play("\n")
    assert "> mara: /cast ballerina\n" in played.out
    assert "> alice: click B\n" in played.out
    assert "✗ alice" in played.out
    assert played.out.endswith("The round is over.\n")


async def test_a_bot_that_never_rests_is_said_to_be_at_work(
    play: Play, demo_bot: DemoBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.console.world.PATIENCE", 0.05)
    monkeypatch.setattr("bot.console.world.PATIENCE_WITH_TIME", 0.05)
    monkeypatch.setattr("bot.console.world.REST_ATTEMPTS", 2)
    played = await play("wait 1\n/hang\nwait 1\n")
    demo_bot.hanging.set()
    assert "line 2: The bot is still at work and may answer later.\n" in played.err
    assert "line 3: The bot did not come to rest, so the clock stopped on the way.\n" in played.err


class Closed(io.StringIO):
    """An output whose reader has gone."""

    def write(self, text: str) -> NoReturn:
        raise BrokenPipeError


async def test_an_output_nobody_reads_ends_the_program_quietly(world: World) -> None:
    err = io.StringIO()
    assert await run_lines(world, io.StringIO("/quote\n/quote\n"), Closed(), err) == 1
    assert err.getvalue() == ""


async def test_what_cannot_be_decoded_or_shown_is_marked(world: World) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    stdin = io.TextIOWrapper(io.BytesIO(b"/cast caf\xe9\n"), encoding="utf-8")
    assert await run_lines(world, stdin, out, io.StringIO()) == 0
    out.seek(0)
    assert "I know no film called ?caf??." in out.read()


def test_the_help_and_the_demonstration_know_the_same_words() -> None:
    for line in lines.DEMONSTRATION:
        word = line.split(" ", 2)[1] if line.startswith("@") else line.split(" ")[0]
        assert word.startswith("/") or word in lines.HELP
