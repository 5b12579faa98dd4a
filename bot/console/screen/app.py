"""The console's screen."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import ClassVar

from babel.dates import format_datetime
from rich.text import Text as RichText
from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from bot.console.cards import Card
from bot.console.commands import Mistake
from bot.console.offers import Question
from bot.console.screen import palette
from bot.console.screen.card_view import CardView
from bot.console.screen.composer import Composer, Sent
from bot.console.screen.form_screen import FormScreen, PageScreen
from bot.console.screen.logs import KeptLog
from bot.console.screen.sidebar import Sidebar
from bot.console.spans import span_of
from bot.console.typed import named, parse
from bot.console.world import ADMIN, CHANNELS, GUILD_NAME, PendingForm, World

HELP = """\
/                commands; Tab or Enter takes what is offered
Tab              goes through buttons and menus, Enter presses
Esc, any letter  back to the line
↑ ↓              what was typed before

F2  :as bob      act as the next member; mara is the admin
F3  :channel x   go to the next channel
:advance 3d      move the clock forward (s, m, h, d, w)
:log             what the bot logged
Ctrl+Q  :quit    leave

One person plays a round for three: answer as mara,
press F2, answer as alice. The clock is a real one.
What only bob can see is there for bob alone."""

KEYS = (
    ("F1", "help"),
    ("F2", "member"),
    ("F3", "channel"),
    ("Tab", "buttons"),
    ("Esc", "write"),
    ("Ctrl+Q", "leave"),
)

KEPT = 60
"""So many messages of a channel are shown."""
TICK_SECONDS = 0.25
LOOK_SECONDS = 0.1


class ConsoleApp(App[None]):
    """A channel of the simulated Discord, seen by one of its members."""

    TITLE = "Marquee"
    ENABLE_COMMAND_PALETTE = False
    CSS = f"""
    Screen {{ background: {palette.CHAT}; color: {palette.WORDS}; }}
    * {{
        scrollbar-size-vertical: 1; scrollbar-background: {palette.CHAT}; scrollbar-color: {palette.GROUND};
        scrollbar-background-hover: {palette.CHAT}; scrollbar-color-hover: {palette.EDGE};
        scrollbar-background-active: {palette.CHAT}; scrollbar-color-active: {palette.DIM};
    }}
    #head {{ height: 1; background: {palette.GROUND}; padding: 0 2; }}
    #where {{ width: 1fr; }}
    #clock {{ width: auto; color: {palette.DIM}; }}
    #messages {{ height: 1fr; background: {palette.CHAT}; }}
    #empty {{ color: {palette.DIM}; padding: 1 2; }}
    ModalScreen {{ background: black 60%; }}
    {palette.CONTROLS}
    #foot {{ height: 1; background: {palette.GROUND}; padding: 0 2; }}
    ToastRack {{ dock: top; margin-top: 1; }}
    Toast {{ background: {palette.GROUND}; padding: 0 1; }}
    .-short CardView Flow {{ margin-bottom: 0; }}
    .-short Composer #row {{ height: 1; }}
    .-short Composer #who, .-short Composer Line {{ height: 1; padding: 0 1; }}
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help"),
        Binding("f2", "next_member", "Member"),
        Binding("f3", "next_channel", "Channel"),
        Binding("escape", "write", "Write"),
        Binding("tab", "app.focus_next", "Buttons"),
        Binding("ctrl+q", "quit", "Leave", priority=True),
    ]

    def __init__(self, world: World, kept: KeptLog) -> None:
        super().__init__()
        self._world = world
        self._kept_log = kept
        self._member = ADMIN
        self._channel = CHANNELS[0]
        self._seen_revision = -1
        self._seen_second = -1
        self._read: dict[str, int] = {}
        self._views: dict[int, CardView] = {}
        self._where = Static(id="where")
        self._clock = Static(id="clock")
        self._sidebar = Sidebar(world.directory, admin=ADMIN)
        self._empty = Static(id="empty")
        self._messages = VerticalScroll(self._empty, id="messages", can_focus=False)
        self._composer = Composer(self._suggestions, world.directory)

    def compose(self) -> ComposeResult:
        """Lay out the server's channels and members, the channel in view and the composer."""
        yield Horizontal(self._where, self._clock, id="head")
        yield Horizontal(self._sidebar, Vertical(self._messages, self._composer))
        yield Static(_keys(), id="foot")

    def on_mount(self) -> None:
        """Let the time run and watch the channel."""
        self.animation_level = "none"  # a card stands where it belongs at once
        self._messages.anchor()
        self._composer.focus_line()
        self._world.go_live()
        self._turn_to(self._member, self._channel)
        self._run_clock()
        self._watch()

    # ------------------------------------------------------------------ what is shown

    @work
    async def _run_clock(self) -> None:
        while True:
            await self._world.tick()
            await asyncio.sleep(TICK_SECONDS)

    @work
    async def _watch(self) -> None:
        while self._messages.is_attached:
            if self._world.revision != self._seen_revision:
                self._seen_revision = self._world.revision
                await self._show_messages()
            for fault in self._world.new_faults():
                self.notify(fault, title="The bot raised an error", severity="error", markup=False)
            self._tell_time()
            await asyncio.sleep(LOOK_SECONDS)

    async def _show_messages(self) -> None:
        cards = self._world.cards(self._member, self._channel)[-KEPT:]
        kept = {card.message_id for card in cards}
        self._empty.update(f"#{self._channel} is empty. Type / for the bot's commands; F1 is help.")
        self._empty.display = not cards
        self._mark_unread()
        with self.batch_update():
            for message_id in [one for one in self._views if one not in kept]:
                await self._views.pop(message_id).remove()
            for card in cards:
                await self._show(card)

    async def _show(self, card: Card) -> None:
        old = self._views.get(card.message_id)
        if not self._messages.is_attached or (old is not None and old.card.shows_the_same_as(card)):
            return
        new = CardView(card, self._world.reader(), self._world.directory)
        self._views[card.message_id] = new
        await self._messages.mount(new, after=old)
        if old is not None:
            held_focus = old.has_focus_within
            await old.remove()
            if held_focus:
                self.action_write()

    def _tell_time(self) -> None:
        now = self._world.now()
        if int(now.timestamp()) == self._seen_second:
            return
        self._seen_second = int(now.timestamp())
        local = now.astimezone(self._world.reader().zone)
        clock = format_datetime(local, "EEE d MMM yyyy  HH:mm:ss", tzinfo=None, locale="en")
        self._clock.update(clock)
        reader = self._world.reader()
        for view in self._views.values():
            view.tell_time(reader)

    def _mark_unread(self) -> None:
        latest = {
            channel: max((card.message_id for card in self._world.cards(self._member, channel)), default=0)
            for channel in self._world.directory.channels
        }
        self._read[self._channel] = latest[self._channel]
        unread = {channel for channel, last in latest.items() if last > self._read.get(channel, 0)}
        self._sidebar.show(self._member, self._channel, unread)

    # ------------------------------------------------------------------ who acts where

    def _turn_to(self, member: str, channel: str) -> None:
        self._member, self._channel = member, channel
        self._seen_revision = -1
        offered = self._world.commands_for(member, channel)
        self._composer.serve(member, channel, offered)
        where = RichText.assemble(
            (GUILD_NAME, f"bold {palette.BRIGHT}"), ("  ›  ", palette.DIM), (f"#{channel}", palette.BRIGHT)
        )
        self._where.update(where)
        for view in self._views.values():
            view.remove()
        self._views.clear()
        self._mark_unread()
        self._messages.anchor()

    def action_next_member(self) -> None:
        """Act as the next member."""
        self._turn_to(_after(self._member, self._world.directory.members), self._channel)

    def action_next_channel(self) -> None:
        """Go to the next channel."""
        self._turn_to(self._member, _after(self._channel, self._world.directory.channels))

    @on(Sidebar.Picked)
    def _pick(self, event: Sidebar.Picked) -> None:
        if event.kind == "member":
            self._turn_to(event.name, self._channel)
        else:
            self._turn_to(self._member, event.name)
        self.action_write()

    def action_write(self) -> None:
        """Go back to the line."""
        self._composer.focus_line()

    def action_composer(self, key: str) -> None:
        """Hand a key on to the composer, or do what it means elsewhere."""
        if not self._composer.key(key) and key == "take":
            self.action_focus_next()

    def on_key(self, event: events.Key) -> None:
        """Type into the line wherever the focus is, except where a key means something already."""
        if event.character and event.is_printable and event.character != " " and len(self.screen_stack) == 1:
            self._composer.type(event.character)

    def action_help(self) -> None:
        """Show the help."""
        self.push_screen(PageScreen("The console", HELP))

    # ------------------------------------------------------------------ what a member does

    @on(Composer.Submitted)
    def _submitted(self, event: Composer.Submitted) -> None:
        self._messages.anchor()
        self._do(self._obey(event.text, event.sent))

    @on(CardView.Pressed)
    def _pressed(self, event: CardView.Pressed) -> None:
        if event.button.custom_id is None:
            self.notify(f"Opens {event.button.link}", markup=False)
            return
        self._do(self._world.click(self._member, event.card, event.button.custom_id))

    @on(CardView.Chosen)
    def _chosen(self, event: CardView.Chosen) -> None:
        self._do(self._world.select(self._member, event.card, event.menu.custom_id, event.values))

    @work
    async def _do(self, action: Awaitable[PendingForm | None]) -> None:
        try:
            pending = await action
            while pending is not None:
                answers = await self.push_screen_wait(FormScreen(pending.form, self._world.directory))
                if answers is None:
                    return
                pending = await self._world.submit(pending, answers)
        except Mistake as mistake:
            self.notify(str(mistake), severity="warning", markup=False)

    async def _obey(self, text: str, sent: Sent) -> PendingForm | None:
        if text.startswith("/"):
            call = parse(text, self._world.commands, self._world.directory)
            values = {
                name: sent.get((name, value), value) if isinstance(value, str) else value
                for name, value in call.values.items()
            }
            return await self._world.use(self._member, self._channel, replace(call, values=values))
        if text.startswith(":"):
            await self._command(text)
        else:
            await self._world.say(self._member, self._channel, text)
            self._seen_revision = -1
        return None

    async def _command(self, text: str) -> None:
        verb, _, rest = text.partition(" ")
        match verb:
            case ":advance":
                async for _ in self._world.advance(span_of(rest.strip())):
                    await asyncio.sleep(0)  # what was posted on the way shows at once
            case ":as":
                self._turn_to(named("member", rest, self._world.directory).name, self._channel)
            case ":channel":
                self._turn_to(self._member, named("channel", rest, self._world.directory).name)
            case ":help":
                self.action_help()
            case ":log":
                self.push_screen(
                    PageScreen("The bot's log", "\n".join(self._kept_log.lines) or "It is empty.")
                )
            case ":quit":
                self.exit()
            case _:
                raise Mistake(f"There is no {verb}. Type :help for what there is.")

    async def _suggestions(self, question: Question) -> list[tuple[str, str | int | float]]:
        return await self._world.suggestions(
            self._member, self._channel, question.call, question.option.name, question.typed
        )


def _keys() -> RichText:
    row = RichText(no_wrap=True, overflow="ellipsis")
    for key, meaning in KEYS:
        row.append(key, f"bold {palette.BRIGHT}").append(f" {meaning}   ", palette.DIM)
    return row


def _after(name: str, names: Sequence[str]) -> str:
    return names[(names.index(name) + 1) % len(names)]
