"""Cards as widgets: framed panels, buttons that can be pressed, menus to choose from."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.text import Text as RichText
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Select, SelectionList, Static

from bot.console.cards import (
    Block,
    Button,
    Buttons,
    Card,
    File,
    Menu,
    Panel,
    Picture,
    Rule,
    Section,
    Text,
)
from bot.console.commands import Directory, Named, Value
from bot.console.markup import Reader
from bot.console.screen import palette
from bot.console.screen.flow import Flow

_COLOURS = {
    "primary": palette.BLURPLE,
    "success": palette.GREEN,
    "danger": palette.RED,
}


class Words(Vertical):
    """A text in Discord's markdown that can be drawn again when time has passed."""

    DEFAULT_CSS = f"""
    Words {{ height: auto; }}
    Words .quoted {{ border-left: outer {palette.EDGE}; padding-left: 1; }}
    """

    def __init__(self, markdown: str, reader: Reader) -> None:
        self._passages = [
            Static(text, classes="quoted" if quoted else "")
            for quoted, text in palette.drawn(markdown, reader)
        ]
        super().__init__(*self._passages)
        self._markdown = markdown

    def tell_time(self, reader: Reader) -> None:
        """Draw the text again if it says how far an instant is away."""
        if ":R>" in self._markdown:
            for passage, (_, text) in zip(self._passages, palette.drawn(self._markdown, reader), strict=True):
                passage.update(text)


class CardButton(Static, can_focus=True):
    """One of a card's buttons, pressed with the mouse, Enter or Space."""

    DEFAULT_CSS = f"""
    CardButton {{
        height: 1; width: auto; padding: 0 2; background: {palette.EDGE}; color: {palette.BRIGHT};
        text-wrap: nowrap; text-overflow: ellipsis;
        &:hover {{ background-tint: black 25%; }}
        &:focus {{ background-tint: white 25%; text-style: bold underline; }}
        &:disabled {{ opacity: 50%; }}
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Press", show=False)]

    class Pressed(Message):
        """The button was pressed."""

        def __init__(self, widget: "CardButton") -> None:
            super().__init__()
            self.widget = widget

    def __init__(self, button: Button) -> None:
        label = f"{button.label} ↗" if button.link else button.label
        super().__init__(RichText(label, no_wrap=True), disabled=button.disabled)
        self.button = button
        if colour := _COLOURS.get(button.style):
            self.styles.background = colour

    def on_click(self) -> None:
        """Press the button with the mouse."""
        self.action_press()

    def action_press(self) -> None:
        """Press the button."""
        self.post_message(self.Pressed(self))


class CardMenu(Vertical):
    """One of a card's select menus."""

    DEFAULT_CSS = f"""
    CardMenu {{ height: auto; width: 1fr; max-width: 56; margin-bottom: 1; }}
    CardMenu SelectionList {{ max-height: 8; }}
    CardMenu .menu-title {{ color: {palette.DIM}; }}
    CardMenu CardButton {{ margin-top: 1; }}
    """

    def __init__(self, menu: Menu, directory: Directory) -> None:
        super().__init__()
        self.menu = menu
        self._options = menu_options(menu, directory)

    def compose(self) -> ComposeResult:
        """Offer one choice in a drop-down, several in a list with a button."""
        if self.menu.most <= 1:
            yield Select(
                [(label, value) for label, value, _ in self._options],
                prompt=self.menu.placeholder,
                compact=True,
                disabled=self.menu.disabled,
            )
            return
        yield Static(self.menu.placeholder, classes="menu-title")
        yield SelectionList[Value](
            *((label, value, chosen) for label, value, chosen in self._options), disabled=self.menu.disabled
        )
        yield CardButton(Button("Choose", "secondary", None, None, self.menu.disabled))


def menu_options(menu: Menu, directory: Directory) -> list[tuple[str, Value, bool]]:
    """Return what a menu offers: words, value, and whether it is chosen at first."""
    if menu.kind == "text":
        return [
            (f"{one.label} · {one.description}" if one.description else one.label, one.value, one.chosen)
            for one in menu.choices
        ]
    offered: list[tuple[str, Value, bool]] = []
    if menu.kind in ("member", "mention"):
        offered += [(f"@{name}", Named("member", name), False) for name in directory.members]
    if menu.kind in ("role", "mention"):
        offered += [(f"@{name}", Named("role", name), False) for name in directory.roles]
    if menu.kind == "channel":
        offered += [(f"#{name}", Named("channel", name), False) for name in directory.channels]
    return offered


class PanelView(Vertical):
    """The framed part of a card."""

    DEFAULT_CSS = f"""
    PanelView {{
        height: auto; width: 1fr; max-width: 84; padding: 0 2; background: {palette.PANEL};
        border-left: outer {palette.GROUND};
    }}
    """

    def __init__(self, accent: int | None, children: Sequence[Widget]) -> None:
        super().__init__(*children)
        if accent is not None:
            self.styles.border_left = ("outer", f"#{accent:06x}")


class CardView(Vertical):
    """One message."""

    DEFAULT_CSS = f"""
    CardView {{ height: auto; padding: 0 2; margin-bottom: 1; }}
    CardView .used, CardView .private {{ color: {palette.DIM}; }}
    CardView .private {{ text-style: italic; }}
    CardView .rule {{ height: 1; color: {palette.EDGE}; }}
    CardView .picture {{
        width: 1fr; max-width: 60; height: auto; padding: 0 1; color: {palette.DIM};
        background: {palette.GROUND};
    }}
    CardView Flow {{ margin-bottom: 1; }}
    CardView.-private {{ background: {palette.PRIVATE}; border-left: outer {palette.BLURPLE}; padding-left: 1; }}
    """

    class Pressed(Message):
        """A button of the card was pressed."""

        def __init__(self, card: Card, button: Button) -> None:
            super().__init__()
            self.card = card
            self.button = button

    class Chosen(Message):
        """Something was chosen in a menu of the card."""

        def __init__(self, card: Card, menu: Menu, values: list[Value]) -> None:
            super().__init__()
            self.card = card
            self.menu = menu
            self.values = values

    def __init__(self, card: Card, reader: Reader, directory: Directory) -> None:
        super().__init__(classes="-private" if card.audience is not None else "")
        self.card = card
        self._reader = reader
        self._directory = directory

    def compose(self) -> ComposeResult:
        """Draw who says it, what it says, and who else can see it."""
        if self.card.used is not None:
            yield Static(RichText(f"╭ {self.card.by} used {self.card.used}"), classes="used")
        yield Static(self._head())
        if self.card.thinking:
            yield Static("is thinking…", classes="private")
        yield from self._widgets(self.card.blocks)
        if self.card.audience is not None:
            yield Static(f"Only {self.card.audience} can see this", classes="private")

    def tell_time(self, reader: Reader) -> None:
        """Draw again what depends on the time."""
        self._reader = reader
        for words in self.query(Words):
            words.tell_time(reader)

    @on(CardButton.Pressed)
    def _press(self, event: CardButton.Pressed) -> None:
        event.stop()
        parent = event.widget.parent
        if isinstance(parent, CardMenu):
            chosen = parent.query_one(SelectionList).selected
            self.post_message(self.Chosen(self.card, parent.menu, list(chosen)))
        else:
            self.post_message(self.Pressed(self.card, event.widget.button))

    @on(Select.Changed)
    def _choose(self, event: Select.Changed) -> None:
        event.stop()
        parent = event.select.parent
        if isinstance(parent, CardMenu) and event.value is not Select.NULL:
            self.post_message(self.Chosen(self.card, parent.menu, [event.value]))  # type: ignore[list-item]

    def _head(self) -> RichText:
        colour = palette.MEMBER_COLOURS.get(self.card.author, palette.BRIGHT)
        head = RichText().append(self.card.author, f"bold {colour}")
        if self.card.author not in self._directory.members:
            head.append(" ").append(" APP ", f"bold {palette.BRIGHT} on {palette.BLURPLE}")
        head.append(f"  {self.card.at.astimezone(self._reader.zone):%H:%M}", palette.DIM)
        if self.card.edited:
            head.append("  edited", palette.DIM)
        return head

    def _widgets(self, blocks: Sequence[Block]) -> Iterator[Widget]:
        for block in blocks:
            match block:
                case Text(markdown):
                    yield Words(markdown, self._reader)
                case Rule(visible):
                    yield Static("─" * 200 if visible else "", classes="rule")
                case Buttons(buttons):
                    yield Flow(*map(CardButton, buttons))
                case Menu():
                    yield CardMenu(block, self._directory)
                case Picture(alt):
                    yield Static(RichText(f"▦ {alt}"), classes="picture")
                case File(name):
                    yield Static(RichText(f"▤ {name}"), classes="picture")
                case Section(texts, accessory):
                    yield from (Words(text.markdown, self._reader) for text in texts)
                    if isinstance(accessory, Button):
                        yield Flow(CardButton(accessory))
                    else:
                        yield Static(RichText(f"▦ {accessory.alt}"), classes="picture")
                case Panel(accent, inner):
                    yield PanelView(accent, [*self._widgets(inner)])
