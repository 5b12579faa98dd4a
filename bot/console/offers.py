"""What can come next in a half-typed line: commands, options, values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from discord import AppCommandOptionType

from bot.console.commands import Call, Command, Directory, Mistake, Option, Value
from bot.console.typed import Argument, arguments, convert, parse

SHORTCUTS = (
    (":advance 1d", "move the clock a day forward (s, m, h, d, w)"),
    (":as bob", "act as another member"),
    (":channel trivia", "go to a channel"),
    (":log", "what the bot logged"),
    (":help", "what can be typed here"),
    (":quit", "leave"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be taken into the line.

    Args:
        shown, detail: how it is offered.
        insert: the text it becomes.
        is_value: it stands for a value, so that it is meant rather than the text as typed so far.
    """

    shown: str
    detail: str
    insert: str
    is_value: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask the bot: its choices for what is typed into an option that completes itself."""

    call: Call
    option: Option
    typed: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the typing stands.

    Args:
        title: what is being typed.
        start: where the text that an offer replaces begins.
        offers: what is known without asking the bot.
        question: what to ask the bot for offers that come before those.
        ready: the line can be sent as it is.
    """

    title: str
    start: int
    offers: tuple[Offer, ...] = ()
    question: Question | None = None
    ready: bool = False


def stage_of(text: str, commands: Sequence[Command], directory: Directory) -> Stage | None:
    """Return where a line stands when the cursor is at its end, or None when nothing can be offered."""
    if text.startswith(":"):
        found = tuple(Offer(name, detail, name) for name, detail in SHORTCUTS if name.startswith(text))
        return Stage("The console", 0, found, ready=True)
    if not text.startswith("/"):
        return None
    ready = _is_ready(text, commands, directory)
    for command in commands:
        if f"{text[1:].casefold()} ".startswith(f"{command.path} ") and len(text) > len(command.path) + 1:
            return _options_stage(text, command, directory, ready)
    return _commands_stage(text, commands, ready)


def value_offer(option: Option, shown: str, detail: str = "") -> Offer:
    """Return a value as something to take into the line."""
    quoted = f'"{shown}"' if " " in shown or ":" in shown or not shown else shown
    return Offer(shown, detail, f"{option.name}:{quoted} ", is_value=True)


def _commands_stage(text: str, commands: Sequence[Command], ready: bool) -> Stage:
    typed = text[1:].casefold().strip()
    starting = [command for command in commands if command.path.startswith(typed)]
    within = [command for command in commands if typed in command.path and command not in starting]
    return Stage("Commands", 0, tuple(map(_command_offer, [*starting, *within])), ready=ready)


def _command_offer(command: Command) -> Offer:
    first = command.options[0] if command.options else None
    next_up = f"{first.name}:" if first is not None and first.required else ""
    return Offer(f"/{command.path}", command.description, f"/{command.path} {next_up}")


def _options_stage(text: str, command: Command, directory: Directory, ready: bool) -> Stage:
    try:
        dealt = [*arguments(text, len(command.path) + 1, command, directory)]
    except Mistake as mistake:
        return Stage(str(mistake), len(text))
    given = [argument.option for argument in dealt]
    left = [option for option in command.options if option not in given]
    names: tuple[Offer, ...] = ()
    if dealt and _is_open(dealt[-1], text):
        last = dealt.pop()
        option, typed, start = last.option, last.text, last.start
        if text[-1:].isspace():
            names = tuple(map(_name_offer, left))
        elif not text[start:].casefold().startswith(f"{option.name}:"):
            names = tuple(_name_offer(one) for one in left if one.name.startswith(typed.casefold()))
    elif left and left[0].required:
        option, typed, start = left[0], "", len(text)
    else:
        return Stage("Options", len(text), tuple(map(_name_offer, left)), ready=ready)
    filled = Call(command, dict(_filled(dealt, directory)))
    return Stage(
        title=f"{option.name}: {option.description}",
        start=start,
        offers=(*_value_offers(option, typed, directory), *names),
        question=Question(filled, option, typed) if option.autocompletes else None,
        ready=ready,
    )


def _is_ready(text: str, commands: Sequence[Command], directory: Directory) -> bool:
    try:
        parse(text, commands, directory)
    except Mistake:
        return False
    return True


def _is_open(argument: Argument, text: str) -> bool:
    """Tell whether what is typed next would still belong to that value."""
    return not argument.closed and (argument.option.takes_words or not text[-1:].isspace())


def _filled(dealt: Sequence[Argument], directory: Directory) -> Iterator[tuple[str, Value]]:
    for argument in dealt:
        try:
            yield argument.option.name, convert(argument.option, argument.text, directory)
        except Mistake:
            continue  # a value that is wrong so far is said when the line is sent


def _name_offer(option: Option) -> Offer:
    return Offer(f"{option.name}:", option.description, f"{option.name}:")


def _value_offers(option: Option, typed: str, directory: Directory) -> Iterator[Offer]:
    wanted = typed.casefold().lstrip("@#")
    for shown in _possible(option, directory):
        if wanted in shown.casefold():
            yield value_offer(option, shown)


def _possible(option: Option, directory: Directory) -> Iterator[str]:
    if option.choices:
        yield from (name for name, _ in option.choices)
    elif option.type is AppCommandOptionType.boolean:
        yield from ("yes", "no")
    if option.type in (AppCommandOptionType.user, AppCommandOptionType.mentionable):
        yield from (f"@{name}" for name in directory.members)
    if option.type in (AppCommandOptionType.role, AppCommandOptionType.mentionable):
        yield from (f"@{name}" for name in directory.roles)
    if option.type is AppCommandOptionType.channel:
        yield from (f"#{name}" for name in directory.channels)
