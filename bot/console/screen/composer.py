"""The line at the bottom: what is typed, and what is offered while it is."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, TypeAlias

from rich.text import Text as RichText
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option as Row

from bot.console.commands import Command, Directory, Mistake
from bot.console.offers import Offer, Question, Stage, stage_of, value_offer
from bot.console.screen import palette

Sent: TypeAlias = dict[tuple[str, str], str | int | float]
Ask: TypeAlias = Callable[[Question], Awaitable[list[tuple[str, str | int | float]]]]

DEBOUNCE_SECONDS = 0.15
HISTORY_LENGTH = 100


class Line(Input):
    """The input, which leaves some keys to the composer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.composer('up')", show=False),
        Binding("down", "app.composer('down')", show=False),
        Binding("tab", "app.composer('take')", show=False),
        Binding("enter", "app.composer('enter')", show=False),
        Binding("escape", "app.composer('close')", show=False),
    ]


class Composer(Vertical):
    """Offers commands, options and the bot's own choices, and hands on what is sent.

    Args:
        ask: asks the bot for its choices.
    """

    DEFAULT_CSS = f"""
    Composer {{ height: auto; dock: bottom; background: {palette.CHAT}; padding: 0 2; }}
    Composer #offers {{
        display: none; height: auto; background: {palette.SIDE}; border-left: outer {palette.BLURPLE};
    }}
    Composer #offers-title {{ color: {palette.DIM}; padding: 0 1; height: 1; }}
    Composer OptionList {{
        height: auto; max-height: 8; border: none; padding: 0; background: {palette.SIDE};
        text-wrap: nowrap; text-overflow: ellipsis;
    }}
    Composer #row {{ height: 3; background: {palette.CHAT}; }}
    Composer #who {{ width: auto; height: 3; padding: 1 1; background: #383a40; }}
    Composer Line {{
        height: 3; width: 1fr; border: none; padding: 1 1; background: #383a40; color: {palette.BRIGHT};
        &:focus {{ border: none; background: #383a40; background-tint: transparent; }}
    }}
    """

    class Submitted(Message):
        """A line was sent; `sent` gives the values behind the words that were taken from offers."""

        def __init__(self, text: str, sent: Sent) -> None:
            super().__init__()
            self.text = text
            self.sent = sent

    def __init__(self, ask: Ask, directory: Directory) -> None:
        super().__init__()
        self._ask = ask
        self._directory = directory
        self._commands: Sequence[Command] = ()
        self._stage: Stage | None = None
        self._offers: list[Offer] = []
        self._sent: Sent = {}
        self._history: list[str] = []
        self._back = 0

    def compose(self) -> ComposeResult:
        """Put the offers above the line."""
        with Vertical(id="offers"):
            yield Static(id="offers-title")
            rows = OptionList(id="offers-list")
            rows.can_focus = False
            yield rows
        with Horizontal(id="row"):
            yield Static(id="who")
            yield Line(id="line", select_on_focus=False)

    def serve(self, member: str, channel: str, commands: Sequence[Command]) -> None:
        """Take lines for a member in a channel, where Discord offers these commands."""
        self._commands = commands
        colour = palette.MEMBER_COLOURS.get(member, palette.BRIGHT)
        self.query_one("#who", Static).update(RichText(f"{member} ›", f"bold {colour}"))
        self.query_one(Line).placeholder = f"Message #{channel}, or / for a command"

    def focus_line(self) -> None:
        """Go on typing."""
        self.query_one(Line).focus()

    def type(self, character: str) -> None:
        """Go on typing with that character."""
        self.focus_line()
        self.query_one(Line).insert_text_at_cursor(character)

    def key(self, name: str) -> bool:
        """Do what a key means here; return whether it meant anything."""
        is_open = bool(self._offers)
        match name:
            case "up" | "down" if is_open:
                rows = self.query_one(OptionList)
                rows.action_cursor_up() if name == "up" else rows.action_cursor_down()
            case "up" | "down":
                self._recall(1 if name == "up" else -1)
            case "take" if is_open:
                self._take()
            case "enter" if is_open and self._means_the_offer():
                self._take()
            case "enter":
                self._send()
            case "close" if is_open:
                self._offer([])
            case _:
                return False
        return True

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._stage = stage_of(event.value, self._commands, self._directory)
        self._offer([*self._stage.offers] if self._stage is not None else [])
        self._look_up(self._stage)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take()
        self.focus_line()

    @work(exclusive=True, group="offers")
    async def _look_up(self, stage: Stage | None) -> None:
        if stage is None or stage.question is None:
            return
        await asyncio.sleep(DEBOUNCE_SECONDS)
        try:
            choices = await self._ask(stage.question)
        except Mistake:
            return  # said when the line is sent
        if stage is not self._stage:
            return
        option = stage.question.option
        asked = [value_offer(option, shown) for shown, _ in choices]
        self._sent.update({(option.name, shown): value for shown, value in choices})
        self._offer([*asked, *stage.offers])

    def _offer(self, offers: list[Offer]) -> None:
        self._offers = offers
        self.query_one("#offers").display = bool(offers)
        if not offers:
            return
        assert self._stage is not None, "offers belong to a stage"
        self.query_one("#offers-title", Static).update(RichText(self._stage.title))
        rows = self.query_one(OptionList)
        rows.clear_options()
        widest = max(len(offer.shown) for offer in offers)
        rows.add_options([Row(_row(offer, widest)) for offer in offers])
        rows.highlighted = 0

    def _means_the_offer(self) -> bool:
        """Tell whether Enter takes the offer in view; otherwise it sends the line."""
        assert self._stage is not None, "offers belong to a stage"
        chosen = self._offers[self.query_one(OptionList).highlighted or 0]
        typed = self.query_one(Line).value[self._stage.start :]
        return not self._stage.ready or (chosen.is_value and typed.strip() != chosen.insert.strip())

    def _take(self) -> None:
        assert self._stage is not None, "offers belong to a stage"
        line = self.query_one(Line)
        chosen = self._offers[self.query_one(OptionList).highlighted or 0]
        line.value = f"{line.value[: self._stage.start]}{chosen.insert}"
        line.cursor_position = len(line.value)

    def _send(self) -> None:
        line = self.query_one(Line)
        text = line.value.strip()
        if not text:
            return
        self._history = [*self._history[-HISTORY_LENGTH:], text]
        self._back = 0
        line.value = ""
        self.post_message(self.Submitted(text, self._sent))
        self._sent = {}

    def _recall(self, step: int) -> None:
        self._back = max(0, min(len(self._history), self._back + step))
        line = self.query_one(Line)
        with line.prevent(Input.Changed):  # nothing is offered, so that the arrows go on through the history
            line.value = self._history[-self._back] if self._back else ""
        line.cursor_position = len(line.value)
        self._stage = None


def _row(offer: Offer, widest: int) -> RichText:
    row = RichText(no_wrap=True, overflow="ellipsis")
    row.append(f" {offer.shown.ljust(min(widest, 32))}", palette.BRIGHT)
    return row.append(f"  {offer.detail}", palette.DIM)
