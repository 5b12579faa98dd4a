"""Line mode: commands come in as lines, answers go out as plain text."""

import asyncio
import io
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from datetime import timedelta
from typing import TextIO

from babel.dates import format_datetime

from bot.console.cards import Card
from bot.console.commands import Mistake
from bot.console.finding import find_button, find_choice
from bot.console.forms import Answer, answer
from bot.console.plain import card_lines, form_lines
from bot.console.spans import span_of
from bot.console.typed import named, parse
from bot.console.world import ADMIN, CHANNELS, PendingForm, World

HELP = """\
/cast ballerina          use a command; options by name (film:"No Time to Die") or in order
@bob click B             do one line as alice, bob or mara; @bob alone goes on as bob
click A                  press a button: its letter, its words or their beginning
select 2                 choose in a menu: number, words, @name or #channel
type …                   answer a form that has one field
fill Title: …            answer one field of a form; then: submit
#trivia                  go to a channel
wait 5                   let seconds pass; :advance 3d moves the clock (s, m, h, d, w)
# …                      a remark"""

DEMONSTRATION = (
    "/cast ballerina",
    "/release ballerina",
    "/quote wiseman",
    "/trivia start questions:1",
    "wait 2",
    "click A",
    "wait 1",
    "@alice click B",
    "wait 3",
    "@bob click C",
)

AFTERWARDS = timedelta(minutes=3)
"""How far the clock runs on when the input has ended, so that an open round comes to its end."""
QUIET = timedelta(seconds=100)
"""When nothing was posted for so long, nothing more is waited for."""


async def run_lines(world: World, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Do what each line says and print what is answered.

    Returns:
        0, or 1 when a line failed.
    """
    for stream in (stdin, stdout, stderr):
        if isinstance(stream, io.TextIOWrapper):  # what cannot be decoded or shown is marked, not fatal
            stream.reconfigure(errors="replace")
    try:
        return await _run_lines(world, stdin, stdout, stderr)
    except BrokenPipeError:
        # Whoever read has gone. Python says so once more when it ends, unless nothing is left to be written.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        return 1


async def _run_lines(world: World, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    session = _Session(world, stdout)
    number, failed = 0, False

    def complain(sentence: str) -> None:
        nonlocal failed
        failed = True
        stderr.write(f"line {number}: {sentence}\n")
        stderr.flush()

    async def guarded(work: Awaitable[None]) -> None:
        try:
            await work
        except Mistake as mistake:
            complain(str(mistake))
        session.show()
        for fault in world.new_faults():
            complain(f"the bot raised an error: {fault}")

    session.show()
    is_empty = True
    async for line in _read(stdin):
        number += 1
        if line.strip():
            is_empty = False
            await guarded(session.do(line.strip()))
    for line in DEMONSTRATION if is_empty else ():
        number += 1
        await guarded(session.do(line))
    await guarded(session.run_on())
    return int(failed)


class _Session:
    """Who acts where, what has been printed, and the form that waits to be filled."""

    def __init__(self, world: World, stdout: TextIO) -> None:
        self._world = world
        self._stdout = stdout
        self._member = ADMIN
        self._channel = CHANNELS[0]
        self._acting = ADMIN
        self._shown: dict[int, Card] = {}
        self._pending: PendingForm | None = None
        self._answers: dict[str, Answer] = {}
        self._verbs: dict[str, Callable[[str], Awaitable[None]]] = {
            "click": self._click,
            "select": self._select,
            "type": self._type,
            "fill": self._fill,
            "submit": self._submit,
            "say": self._say,
            "wait": self._wait,
            ":advance": self._advance,
            ":channel": self._go,
            ":help": self._help,
        }

    async def do(self, line: str) -> None:
        """Do what one line says."""
        if line == "#" or line.startswith("# "):
            return
        self._acting = self._member
        if line.startswith("@"):
            name, _, line = line[1:].partition(" ")
            self._acting = named("member", name, self._world.directory).name
            if not line.strip():
                self._member = self._acting
        self._print(f"> {self._acting}: {line.strip()}".rstrip())
        if line.strip():
            await self._obey(line.strip())
        await self._world.rest()

    async def run_on(self) -> None:
        """Let time pass until nothing more happens, so that what is open comes to its end."""
        self._acting = self._member
        quiet = timedelta()
        async with aclosing(self._world.advance(AFTERWARDS)) as stops:
            before = self._world.now()
            async for _ in stops:
                now = self._world.now()
                quiet = timedelta() if self.show() else quiet + (now - before)
                before = now
                if quiet >= QUIET:
                    return

    def show(self) -> bool:
        """Print what is new or changed for whoever acts; tell whether there was anything."""
        reader = self._world.reader()
        cards = [
            card
            for channel in self._world.directory.channels
            for card in self._world.cards(self._acting, channel)
        ]
        any_news = False
        for card in sorted(cards, key=lambda card: card.message_id):
            before = self._shown.get(card.message_id)
            if before is not None and card.shows_the_same_as(before):
                continue
            self._shown[card.message_id] = card
            changed = before is not None and not before.thinking
            self._print(*card_lines(card, reader, here=self._channel, changed=changed))
            any_news = True
        return any_news

    async def _obey(self, line: str) -> None:
        if line.startswith("/"):
            call = parse(line, self._world.commands, self._world.directory)
            self._ask(await self._world.use(self._acting, self._channel, call))
            return
        if line.startswith("#"):
            await self._go(line)
            return
        verb, _, rest = line.partition(" ")
        obey = self._verbs.get(verb.casefold())
        if obey is None:
            raise Mistake(f"“{verb}” is not understood. A command begins with /; type :help for the rest.")
        await obey(rest.strip())

    async def _click(self, text: str) -> None:
        card, button = find_button(self._in_view(), text)
        if button.custom_id is None:
            self._print(f"  opens {button.link}")
            return
        self._ask(await self._world.click(self._acting, card, button.custom_id))

    async def _select(self, text: str) -> None:
        card, menu, values = find_choice(self._in_view(), text, self._world.directory)
        self._ask(await self._world.select(self._acting, card, menu.custom_id, values))

    async def _type(self, text: str) -> None:
        pending = self._form()
        if len(pending.form.fields) != 1:
            raise Mistake("This form has several fields: type fill LABEL: … for each, then submit.")
        field = pending.form.fields[0]
        self._answers[field.custom_id] = answer(field, text, self._world.directory)
        await self._submit("")

    async def _fill(self, text: str) -> None:
        pending = self._form()
        label, colon, value = text.partition(":")
        if not colon:
            raise Mistake("Write the field's label, a colon and the answer: fill Title: Ballerina.")
        field = pending.form.field(label)
        self._answers[field.custom_id] = answer(field, value.strip(), self._world.directory)

    async def _submit(self, _: str) -> None:
        pending = self._form()
        for field in pending.form.fields:
            if field.value:
                self._answers.setdefault(field.custom_id, answer(field, field.value, self._world.directory))
            if field.required and field.custom_id not in self._answers:
                raise Mistake(f"The form still needs {field.label}: type fill {field.label}: …")
        answers, self._pending = self._answers, None
        self._ask(await self._world.submit(pending, answers))

    async def _say(self, text: str) -> None:
        await self._world.say(self._acting, self._channel, text)

    async def _wait(self, text: str) -> None:
        await self._pass(text)

    async def _advance(self, text: str) -> None:
        await self._pass(text)
        instant = format_datetime(self._world.now(), "EEE d MMM yyyy, HH:mm:ss 'UTC'", locale="en")
        self._print(f"  It is {instant}.")

    async def _pass(self, text: str) -> None:
        async for _ in self._world.advance(span_of(text)):
            self.show()

    async def _go(self, text: str) -> None:
        self._channel = named("channel", text, self._world.directory).name

    async def _help(self, _: str) -> None:
        offered = self._world.commands_for(self._acting, self._channel)
        width = max((len(command.path) for command in offered), default=0)
        self._print(HELP, "", *(f"/{command.path:<{width}}  {command.description}" for command in offered))

    def _in_view(self) -> list[Card]:
        return self._world.cards(self._acting, self._channel)

    def _form(self) -> PendingForm:
        if self._pending is None or self._pending.member != self._acting:
            raise Mistake(f"There is no form open for {self._acting}.")
        return self._pending

    def _ask(self, pending: PendingForm | None) -> None:
        if pending is not None:
            self._pending, self._answers = pending, {}
            self._print(*form_lines(pending.form, pending.member))

    def _print(self, *rows: str) -> None:
        self._stdout.write("".join(f"{row}\n" for row in rows))
        self._stdout.flush()


async def _read(stdin: TextIO) -> AsyncIterator[str]:
    """Yield lines as they come, read by a thread that does not keep the program from ending."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits for a line any more
            for line in iter(stdin.readline, ""):
                loop.call_soon_threadsafe(arrived.put_nowait, line)
            loop.call_soon_threadsafe(arrived.put_nowait, "")

    threading.Thread(target=read, name="console input", daemon=True).start()
    while line := await arrived.get():
        yield line
