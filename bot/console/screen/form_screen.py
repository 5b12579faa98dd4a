"""Screens that lie over the channel: forms to fill, and pages to read."""

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text as RichText
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Select, SelectionList, Static, TextArea

from bot.console.cards import Button
from bot.console.commands import Directory, Mistake
from bot.console.forms import Answer, Field, Form, answer
from bot.console.screen import palette
from bot.console.screen.card_view import CardButton

CANCEL = Button("Cancel", "secondary", "cancel", None, False)
SUBMIT = Button("Submit", "primary", "submit", None, False)

_FRAME = f"""
    align: center middle;
    & > #frame {{
        width: 72; max-width: 92%; height: auto; max-height: 90%; padding: 1 2;
        background: {palette.CHAT}; border: outer {palette.GROUND};
    }}
    & #title {{ text-style: bold; color: {palette.BRIGHT}; margin-bottom: 1; }}
"""


class FormScreen(ModalScreen[dict[str, Answer] | None]):
    """A form; closes with its answers by custom id, or None when it was put away."""

    DEFAULT_CSS = f"""
    FormScreen {{ {_FRAME}
        & #title {{ margin-bottom: 0; }}
        & #fields {{ height: auto; max-height: 55vh; }}
        & .label {{ color: {palette.BRIGHT}; text-style: bold; margin-top: 1; }}
        & .hint {{ color: {palette.DIM}; }}
        & #fault {{ color: #f58a8b; width: 1fr; height: auto; max-height: 2; }}
        & Input, & TextArea {{
            border: none; padding: 0 1; background: {palette.GROUND}; height: 1;
            &:focus {{ border: none; background-tint: transparent; }}
        }}
        & TextArea {{ height: 3; }}
        & SelectionList {{ max-height: 6; }}
        & #answers {{ height: auto; margin-top: 1; }}
        & #answers CardButton {{ margin-left: 2; }}
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Put away"),
        Binding("ctrl+s", "submit", "Submit", priority=True),
    ]

    def __init__(self, form: Form, directory: Directory) -> None:
        super().__init__()
        self._form = form
        self._directory = directory
        self._inputs: dict[str, Widget] = {}
        self._fields = VerticalScroll(id="fields", can_focus=False)

    def compose(self) -> ComposeResult:
        """Show every field with its label."""
        with Vertical(id="frame"):
            yield Static(RichText(self._form.title), id="title")
            with self._fields:
                for note in self._form.notes:
                    yield Static(RichText(note), classes="hint")
                for field in self._form.fields:
                    yield from self._labelled(field)
            with Horizontal(id="answers"):
                yield Static(id="fault")
                yield CardButton(CANCEL)
                yield CardButton(SUBMIT)

    def on_mount(self) -> None:
        """Show the form from its beginning, though the focus is on its first field."""
        self.call_after_refresh(self._fields.scroll_home, animate=False)

    def _labelled(self, field: Field) -> Iterator[Widget]:
        label = RichText(field.label)
        if field.required:
            label.append(" *", palette.RED)
        yield Static(label, classes="label")
        if field.description:
            yield Static(RichText(field.description), classes="hint")
        widget = self._inputs[field.custom_id] = _input(field, self._directory)
        yield widget

    @on(CardButton.Pressed)
    def _pressed(self, event: CardButton.Pressed) -> None:
        if event.widget.button is SUBMIT:
            self.action_submit()
        else:
            self.dismiss(None)

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Close with the answers, or say which one is missing or wrong."""
        try:
            answers = dict(self._answers())
        except Mistake as mistake:
            self.query_one("#fault", Static).update(RichText(str(mistake)))
            return
        self.dismiss(answers)

    def _answers(self) -> Iterator[tuple[str, Answer]]:
        for field in self._form.fields:
            match self._inputs[field.custom_id]:
                case Checkbox() as box:
                    yield field.custom_id, box.value
                case Select() as menu if menu.value is not Select.NULL:
                    yield field.custom_id, answer(field, str(menu.value), self._directory)
                case SelectionList() as several if several.selected:
                    yield field.custom_id, answer(field, ",".join(several.selected), self._directory)
                case Input(value=text) | TextArea(text=text) if text or not field.required:
                    yield field.custom_id, answer(field, text, self._directory)
                case _ if field.required:
                    raise Mistake(f"{field.label} is still empty.")


def _input(field: Field, directory: Directory) -> Widget:
    match field.kind:
        case "text":
            return Input(field.value, placeholder=field.placeholder, max_length=field.most or 0)
        case "long text":
            return TextArea(field.value)
        case "yes or no":
            return Checkbox("Yes", compact=True)
    offered = _offered(field, directory)
    if (field.most or 1) > 1:
        return SelectionList[str](*offered)
    chosen = next((value for _, value, is_chosen in offered if is_chosen), Select.NULL)
    return Select([(label, value) for label, value, _ in offered], value=chosen, compact=True)


def _offered(field: Field, directory: Directory) -> list[tuple[str, str, bool]]:
    """Return what a field offers: words, what would be typed for it, and whether it is chosen at first."""
    if field.kind == "choice":
        return [(choice.label, choice.value, choice.chosen) for choice in field.choices]
    members = [f"@{name}" for name in directory.members] if field.kind in ("member", "mention") else []
    roles = [f"@{name}" for name in directory.roles] if field.kind in ("role", "mention") else []
    channels = [f"#{name}" for name in directory.channels] if field.kind == "channel" else []
    return [(name, name, False) for name in (*members, *roles, *channels)]


class PageScreen(ModalScreen[None]):
    """A text to read."""

    DEFAULT_CSS = f"""
    PageScreen {{ {_FRAME}
        & > #frame {{ width: 96; }}
        & #text {{ color: {palette.WORDS}; }}
        & .hint {{ color: {palette.DIM}; margin-top: 1; }}
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,f1", "dismiss", "Close")]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._heading = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Show the text, scrolled with the arrow keys where it is long."""
        with VerticalScroll(id="frame"):
            yield Static(RichText(self._heading), id="title")
            yield Static(RichText(self._text), id="text")
            yield Static("Esc closes this.", classes="hint")
