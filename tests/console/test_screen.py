"""The screen, driven by keys and mouse."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from textual.pilot import Pilot
from textual.widgets import Checkbox, Input, OptionList, Select, SelectionList, Static, TextArea

from bot.console.commands import Named
from bot.console.screen.app import ConsoleApp
from bot.console.screen.card_view import CardButton, CardView, Words
from bot.console.screen.composer import Composer, Line
from bot.console.screen.form_screen import FormScreen, PageScreen
from bot.console.screen.logs import KeptLog, kept_log
from bot.console.screen.sidebar import Entry
from bot.console.world import World

SPECIAL = {" ": "space", "/": "slash", ":": "colon", "@": "at", "#": "number_sign", '"': "quotation_mark"}


PATIENCE = 20  # seconds; reached only where something never comes


class Seat:
    """Someone in front of the screen."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[None], world: World) -> None:
        self.app = app
        self.pilot = pilot
        self.world = world

    async def type(self, text: str) -> None:
        await self.pilot.press(*(SPECIAL.get(char, char) for char in text))

    def send(self, text: str) -> None:
        """Put a whole line into the composer and send it at once, before anything is offered."""
        self.app.query_one(Line).value = text
        self.app.query_one(Composer).key("enter")

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await self.pilot.pause(0.02)

    def text(self) -> str:
        """Everything that stands on the screen."""
        toasts = [str(toast.render()) for toast in self.app.screen.query("Toast")]
        return "\n".join([*(str(widget.content) for widget in self.app.screen.query(Static)), *toasts])

    async def sees(self, *words: str) -> None:
        await self.until(lambda: all(word in self.text() for word in words))

    def offers(self) -> list[str]:
        if not self.app.query_one("#offers").display:
            return []
        rows = self.app.query_one(OptionList)
        prompts = [str(rows.get_option_at_index(number).prompt) for number in range(rows.option_count)]
        return [prompt.strip().split("  ")[0] for prompt in prompts]

    async def click(self, label: str) -> None:
        """Click a button as soon as it stands where it can be clicked."""
        await self.until(lambda: self.buttons(label))
        async with asyncio.timeout(PATIENCE):
            while not await self.pilot.click(self.buttons(label)[-1]):
                await self.pilot.pause(0.02)

    def buttons(self, label: str) -> list[CardButton]:
        return [one for one in self.app.screen.query(CardButton) if one.button.label == label]


@asynccontextmanager
async def seat_at(world: World, width: int = 80, height: int = 24) -> AsyncIterator[Seat]:
    app = ConsoleApp(world, KeptLog())
    async with app.run_test(size=(width, height), notifications=True) as pilot:
        yield Seat(app, pilot, world)


async def test_a_command_is_typed_offered_taken_and_answered(world: World) -> None:
    async with seat_at(world) as seat:
        await seat.sees("Marquee House", "#general is empty", "mara ›")
        await seat.type("/ca")
        await seat.until(lambda: seat.offers() == ["/cast"])
        await seat.pilot.press("tab")
        await seat.type("time")
        await seat.until(lambda: seat.offers() == ["No Time to Die (2021)"])
        assert "film: The film to look up" in seat.text()
        await seat.pilot.press("enter")
        await seat.until(lambda: seat.app.query_one(Line).value == '/cast film:"No Time to Die (2021)" ')
        await seat.pilot.press("enter")
        await seat.sees("mara used /cast", "No Time to Die (2021)", "Ana de Armas · Eve Macarro")
        await seat.until(lambda: seat.app.query_one(Line).value == "")


async def test_offers_are_walked_through_closed_and_clicked(world: World) -> None:
    async with seat_at(world) as seat:
        await seat.type("/trivia s")
        await seat.until(lambda: seat.offers() == ["/trivia scores", "/trivia start"])
        await seat.pilot.press("down", "tab")
        await seat.until(lambda: seat.app.query_one(Line).value == "/trivia start ")
        await seat.until(lambda: seat.offers() == ["questions:", "film:"])
        await seat.pilot.press("down", "up", "escape")
        await seat.until(lambda: seat.offers() == [])
        await seat.type("q")
        await seat.until(lambda: seat.offers() == ["questions:"])
        await seat.pilot.click(OptionList, offset=(2, 0))
        await seat.until(lambda: seat.app.query_one(Line).value == "/trivia start questions:")
        assert seat.app.query_one(Line).has_focus


async def test_a_ready_line_is_sent_and_comes_back_with_the_arrows(world: World) -> None:
    async with seat_at(world) as seat:
        line = seat.app.query_one(Line)
        line.value = "/quote "
        await seat.until(lambda: seat.offers() == ["who:", "film:"])
        await seat.pilot.press("enter")
        await seat.sees("mara used /quote", "anyone, any film")
        seat.send("hello")
        await seat.sees("hello")
        found = []
        for key in ("up", "escape", "up", "down", "down", "enter"):
            await seat.pilot.press(key)
            found.append(line.value)
        assert found == ["hello", "hello", "/quote", "hello", "", ""]


async def test_one_person_plays_a_round_for_two(world: World) -> None:
    async with seat_at(world) as seat:
        seat.send("/trivia start")
        await seat.sees("Which motif stands for rage?", "Closes in")
        await seat.pilot.press("shift+tab", "shift+tab", "shift+tab", "shift+tab", "enter")
        await seat.sees("You chose A.", "Only mara can see this")
        await seat.pilot.press("f2")
        await seat.until(lambda: "You chose A." not in seat.text() and "alice ›" in seat.text())
        await seat.click("B Water")
        await seat.sees("You chose B.", "Only alice can see this")
        seat.send(":advance 20s")
        await seat.sees("✓ mara\n✗ alice", "The round is over.")
        assert seat.buttons("A Fire")[-1].disabled


async def test_the_clock_on_the_screen_runs_and_so_does_what_counts_by_it(world: World) -> None:
    async with seat_at(world) as seat:
        seat.send("/trivia start")
        await seat.sees("Closes in")
        begin = world.now()
        first = seat.text()
        await seat.until(lambda: world.now() - begin > timedelta(seconds=1))
        await seat.until(lambda: seat.text() != first)
        assert seat.app.query_one(Words)


async def test_a_cards_buttons_are_pressed_by_key_and_mouse(world: World) -> None:
    async with seat_at(world) as seat:
        seat.send("/cast ballerina")
        await seat.sees("Keanu Reeves · John Wick")
        await seat.click("Article")
        await seat.sees("Opens https://example.org/article")
        await seat.pilot.press("h")
        # a letter goes to the line wherever the focus is
        await seat.until(lambda: seat.app.query_one(Line).value == "h")
        await seat.pilot.press("tab")
        assert isinstance(seat.app.focused, CardButton)
        await seat.pilot.press("escape")
        assert seat.app.query_one(Line).has_focus
        seat.buttons("All 3")[-1].focus()
        await seat.pilot.press("space")
        await seat.sees("Ian McShane · Winston", "edited")
        await seat.until(lambda: len(seat.app.query(CardView)) == 1)
        assert seat.app.query_one(Line).has_focus


async def test_menus_offer_what_they_take(world: World) -> None:
    async with seat_at(world, 100, 40) as seat:
        seat.send("/pick")
        await seat.sees("Choose films")
        seat.app.query_one(SelectionList).select_all()
        await seat.click("Choose")
        await seat.sees("Chosen: ballerina-2025, no-time-to-die-2021")
        await seat.until(lambda: len(seat.app.query(Select)) == 2)
        seat.app.query(Select)[0].value = Named("channel", "trivia")
        await seat.sees("Posts go to #trivia")
        await seat.until(lambda: len(seat.app.query(Select)) == 2)
        seat.app.query(Select)[1].value = Named("member", "bob")
        await seat.sees("For @bob")


async def test_every_kind_of_block_has_its_look(world: World) -> None:
    async with seat_at(world, 140, 60) as seat:
        seat.send("/director ballerina")
        seat.send("/facts")
        await seat.sees(
            "Studio\nLionsgate", "▦ poster.png", "▤ notes.txt", "▦ A marquee", "It was shot in Prague."
        )
        assert seat.buttons("Another")
        seat.send("/slow")
        await seat.sees("is thinking…")
        seat.send(":advance 5s")
        await seat.sees("There it is.")


async def test_a_form_is_filled_and_submitted(world: World) -> None:
    async with seat_at(world, 80, 24) as seat:
        seat.send("/form")
        await seat.until(lambda: isinstance(seat.app.screen, FormScreen))
        await seat.sees("Propose a question", "Which one it is about")
        await seat.pilot.press("ctrl+s")
        await seat.sees("Question is still empty.")
        form = seat.app.screen
        form.query_one(TextArea).text = "Who directed it?"
        film, channel, level = form.query(Select)
        film.value, channel.value, level.value = "ballerina-2025", "#trivia", "Hard"
        form.query_one(Checkbox).value = True
        await seat.click("Submit")
        await seat.sees("Proposed: ['Who directed it?', ['ballerina-2025'], True, 'Hard']")


async def test_a_form_is_answered_with_enter_or_put_away(world: World) -> None:
    async with seat_at(world) as seat:
        seat.send("/note")
        await seat.until(lambda: isinstance(seat.app.screen, FormScreen))
        await seat.type("x")
        await seat.pilot.press("enter")
        await seat.sees("Answer takes at least 2 characters, and these are 1.")
        seat.app.screen.query_one(Input).value = "Fire"
        await seat.pilot.press("enter")
        await seat.sees("Noted: Fire")
        seat.send("/note")
        await seat.until(lambda: isinstance(seat.app.screen, FormScreen))
        await seat.click("Cancel")
        await seat.until(lambda: not isinstance(seat.app.screen, FormScreen))


async def test_members_and_channels_are_changed_by_mouse_key_and_word(world: World) -> None:
    async with seat_at(world) as seat:
        await seat.sees("mara ›")
        bob = next(entry for entry in seat.app.query(Entry) if entry.entry == "bob")
        await seat.pilot.click(bob)
        await seat.sees("bob ›")
        assert bob.has_class("-here")
        trivia = next(entry for entry in seat.app.query(Entry) if entry.entry == "trivia")
        await seat.pilot.click(trivia)
        await seat.sees("#trivia is empty")
        await seat.pilot.press("f3")
        await seat.sees("#countdowns is empty")
        seat.send(":as alice")
        await seat.sees("alice ›")
        seat.send(":channel general")
        await seat.sees("#general is empty")


async def test_a_countdown_is_watched_and_its_channel_shows_that_something_is_new(world: World) -> None:
    async with seat_at(world) as seat:
        seat.send("/remind 3 #countdowns")
        await seat.sees("in 3 days")
        seat.send(":advance 4d")
        await seat.sees("# countdowns ●", "1 day ago")
        seat.send(":channel countdowns")
        await seat.sees("3 days have passed, due")
        assert "●" not in seat.text().split("YOU ARE")[0]


async def test_what_goes_wrong_is_said_at_the_edge(world: World) -> None:
    async with seat_at(world) as seat:
        for line, words in (
            ("/nothing", "There is no command /nothing. Type :help for what there is."),
            (":dance", "There is no :dance. Type :help for what there is."),
            (":advance soon", "“soon” is no span of time."),
            ("/crash", "RuntimeError: the reel is torn"),
        ):
            seat.send(line)
            await seat.sees(words)


async def test_pages_are_read_and_closed(world: World) -> None:
    async with seat_at(world) as seat:
        await seat.pilot.press("f1")
        await seat.sees("Ctrl+Q", "act as the next member")
        await seat.pilot.press("escape")
        await seat.until(lambda: not isinstance(seat.app.screen, PageScreen))
        seat.send(":log")
        await seat.sees("The bot's log", "It is empty.")
        await seat.pilot.press("enter")
        seat.send(":help")
        await seat.until(lambda: isinstance(seat.app.screen, PageScreen))
        await seat.pilot.press("escape")
        seat.send(":quit")
        await seat.until(lambda: seat.app.return_code is not None)


def test_the_log_is_kept_while_the_screen_is_up_and_given_back() -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    with kept_log() as kept:
        logging.getLogger("bot").warning("a reel is missing")
    assert [line.split(" ", 1)[1] for line in kept.lines] == ["WARNING bot: a reel is missing"]
    assert root.handlers == before
