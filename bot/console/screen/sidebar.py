"""The channels and members at the left, to be picked with the mouse."""

from typing import Literal

from rich.text import Text as RichText
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from bot.console.commands import Directory
from bot.console.screen import palette

PickKind = Literal["member", "channel"]


class Entry(Static):
    """A channel or member."""

    def __init__(self, kind: PickKind, name: str) -> None:
        super().__init__()
        self.kind: PickKind = kind
        self.entry = name

    def on_click(self) -> None:
        """Pick it."""
        self.post_message(Sidebar.Picked(self.kind, self.entry))


class Sidebar(Vertical):
    """Where one can go and who one can be."""

    DEFAULT_CSS = f"""
    Sidebar {{ width: 20; background: {palette.SIDE}; padding: 1 1; }}
    Sidebar .heading {{ color: {palette.DIM}; padding: 0 1; }}
    Sidebar .members {{ margin-top: 1; }}
    Sidebar Entry {{
        padding: 0 1; height: 1; color: {palette.DIM};
        &:hover {{ background: #35373c; }}
        &.-here {{ background: #404249; color: {palette.BRIGHT}; }}
    }}
    """

    class Picked(Message):
        """A channel or member was picked."""

        def __init__(self, kind: PickKind, name: str) -> None:
            super().__init__()
            self.kind = kind
            self.name = name

    def __init__(self, directory: Directory, *, admin: str) -> None:
        super().__init__()
        self._directory = directory
        self._admin = admin

    def compose(self) -> ComposeResult:
        """List the channels, then the members."""
        yield Static("CHANNELS", classes="heading")
        for name in self._directory.channels:
            yield Entry("channel", name)
        yield Static("YOU ARE", classes="heading members")
        for name in self._directory.members:
            yield Entry("member", name)

    def show(self, member: str, channel: str, unread: set[str]) -> None:
        """Mark who acts where, and the channels with something new."""
        for entry in self.query(Entry):
            entry.set_class(entry.entry in (member, channel), "-here")
            entry.update(
                self._channel(entry.entry, unread) if entry.kind == "channel" else self._who(entry.entry)
            )

    def _channel(self, name: str, unread: set[str]) -> RichText:
        row = RichText(f"# {name}")
        if name in unread:
            row.stylize(f"bold {palette.BRIGHT}")
            row.append(" ●", palette.RED)
        return row

    def _who(self, name: str) -> RichText:
        row = RichText("● ", palette.MEMBER_COLOURS.get(name, palette.BRIGHT))
        row.append(name, palette.WORDS)
        if name == self._admin:
            row.append(" admin", palette.DIM)
        return row
