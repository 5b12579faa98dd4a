"""What is typed at the console: `/cast no time to die` becomes a command and its options' values."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from discord import AppCommandOptionType
from rapidfuzz import fuzz

from bot.console.commands import Attached, Call, Command, Directory, Mistake, Named, Option, Value


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a typed line: an option's name if it was given, the value, and where both begin."""

    name: str | None
    value: str
    quoted: bool
    closed: bool
    start: int


@dataclass(frozen=True, slots=True)
class Argument:
    """An option with the text meant for it; `closed` says that quotes mark its end."""

    option: Option
    text: str
    closed: bool
    start: int


def parse(text: str, commands: Sequence[Command], directory: Directory) -> Call:
    """Read a line that begins with `/`.

    Options stand by name (`film:ballerina`) or in order; a value with spaces stands in double quotes,
    and the last text in order takes the rest of the line.

    Raises:
        Mistake: with a sentence that names the mend.
    """
    command, start = find_command(text, commands)
    values: dict[str, Value] = {}
    for argument in arguments(text, start, command, directory):
        if argument.option.name in values:
            raise Mistake(f"“{argument.option.name}” stands twice. Give it once.")
        if not argument.text:
            raise Mistake(f"{argument.option.name} is empty. Type its value after the colon.")
        values[argument.option.name] = convert(argument.option, argument.text, directory)
    for option in command.options:
        if option.required and option.name not in values:
            raise Mistake(f"/{command.path} needs {option.name}: type /{command.path} {option.name}:…")
    return Call(command, values)


def find_command(text: str, commands: Sequence[Command]) -> tuple[Command, int]:
    """Return the command a line begins with, and where its options begin."""
    by_path = {command.path: command for command in commands}
    words = [*re.finditer(r"\S+", text[1:])][:3]
    for count in range(len(words), 0, -1):
        path = " ".join(word[0].casefold() for word in words[:count])
        if path in by_path:
            return by_path[path], words[count - 1].end() + 1
    if not words:
        raise Mistake("A command's name follows the /. Type :help for what there is.")
    first = words[0][0].casefold()
    parts = [f"/{path}" for path in by_path if path.startswith(f"{first} ")]
    if parts:
        raise Mistake(f"/{first} has several parts: {_either(parts)}.")
    raise Mistake(_no_such_command([word[0].casefold() for word in words], by_path))


def _no_such_command(words: list[str], paths: Iterable[str]) -> str:
    def alike(path: str) -> float:
        return fuzz.ratio(path, " ".join(words[: path.count(" ") + 1]))

    nearest = max(paths, key=alike, default="")
    if not nearest or alike(nearest) < 60:
        return f"There is no command /{words[0]}. Type :help for what there is."
    return f"There is no command /{' '.join(words[: nearest.count(' ') + 1])}. Did you mean /{nearest}?"


def arguments(text: str, start: int, command: Command, directory: Directory) -> Iterator[Argument]:
    """Deal the words of a line out to the options of its command, in the order they were typed."""
    by_name = {option.name: option for option in command.options}
    words = [*_words(text, start, by_name)]
    named = {word.name for word in words}
    waiting = [option for option in command.options if option.name not in named]
    while words:
        word = words.pop(0)
        if word.name is not None:
            option = by_name[word.name]
            rest = _while_plain(words) if option.takes_words and not word.quoted else []
            yield Argument(option, _joined([word, *rest]), word.closed, word.start)
            del words[: len(rest)]
            continue
        _refuse_strange_name(word, command)
        if not waiting:
            raise Mistake(_left_over(word, command))
        fitting = (n for n, one in enumerate(waiting) if one.required or _fits(one, word, directory))
        place = next(fitting, 0)  # what fits nowhere is measured by the first, for a sentence that helps
        option, waiting = waiting[place], waiting[place + 1 :]
        rest = [] if word.quoted else _taken_along(option, word, words, waiting, directory)
        yield Argument(option, _joined([word, *rest]), word.closed, word.start)
        del words[: len(rest)]


def _taken_along(
    option: Option, word: Word, words: list[Word], waiting: list[Option], directory: Directory
) -> list[Word]:
    """Return which of the next words belong to the same value as `word`."""
    plain = _while_plain(words)
    if option.choices:
        spellings = {name.casefold() for name, _ in option.choices}
        longest = next(
            (n for n in range(len(plain), 0, -1) if _joined([word, *plain[:n]]).casefold() in spellings), 0
        )
        return plain[:longest]
    if not option.takes_words:
        return []
    if not any(other.takes_words for other in waiting):  # the last text takes all that nothing else can take
        strict = [other for other in waiting if not other.takes_words]
        stop = next(
            (n for n, later in enumerate(plain) if any(_fits(other, later, directory) for other in strict)),
            len(plain),
        )
        return plain[:stop]
    if waiting and not waiting[0].takes_words:
        stop = next((n for n, later in enumerate(plain) if _fits(waiting[0], later, directory)), len(plain))
        return plain[:stop]
    return []


def convert(option: Option, text: str, directory: Directory) -> Value:
    """Return a typed text as the value an option takes.

    Raises:
        Mistake: when the text is no such value.
    """
    if option.choices:
        for name, value in option.choices:
            if text.casefold() in (name.casefold(), str(value).casefold()):
                return value
        raise Mistake(
            f"{option.name} is {_either(name for name, _ in option.choices)}, and “{text}” is none of them."
        )
    match option.type:
        case AppCommandOptionType.string:
            _check_length(option, text)
            return text
        case AppCommandOptionType.integer | AppCommandOptionType.number:
            return _number(option, text)
        case AppCommandOptionType.boolean:
            if text.casefold() in _YES | _NO:
                return text.casefold() in _YES
            raise Mistake(f"{option.name} is yes or no, and “{text}” is neither.")
        case AppCommandOptionType.user:
            return named("member", text, directory)
        case AppCommandOptionType.channel:
            return named("channel", text, directory)
        case AppCommandOptionType.role:
            return named("role", text, directory)
        case AppCommandOptionType.mentionable:
            return mentioned(text, directory)
        case AppCommandOptionType.attachment:
            return Attached(text)
        case _:
            raise Mistake(f"The console cannot give {option.name}.")


def named(kind: Literal["member", "channel", "role"], text: str, directory: Directory) -> Named:
    """Return the member, channel or role a text such as `@bob` or `#trivia` names."""
    sign, names = {
        "member": ("@", directory.members),
        "channel": ("#", directory.channels),
        "role": ("@", directory.roles),
    }[kind]
    name = text.strip().removeprefix(sign).casefold()
    for known in names:
        if known.casefold() == name:
            return Named(kind, known)
    raise Mistake(f"There is no {kind} {sign}{name}; there is {_either((sign + n for n in names), 'and')}.")


def mentioned(text: str, directory: Directory) -> Named:
    """Return the member or else the role that a text such as `@bob` names."""
    is_member = text.strip().removeprefix("@").casefold() in directory.members
    return named("member" if is_member else "role", text, directory)


_YES, _NO = frozenset({"yes", "true", "on"}), frozenset({"no", "false", "off"})
_QUOTES = {'"': '"', "“": "”"}
_NAME = re.compile(r"([\w-]+):")
_BARE = re.compile(r"\S*")


def _words(text: str, start: int, names: Iterable[str]) -> Iterator[Word]:
    known = set(names)
    position = start
    while True:
        while position < len(text) and text[position].isspace():
            position += 1
        if position == len(text):
            return
        begin = position
        match = _NAME.match(text, position)
        name = match[1].casefold() if match is not None and match[1].casefold() in known else None
        if match is not None and name is not None:
            position = match.end()
        closing = _QUOTES.get(text[position : position + 1])
        if closing is not None:
            value, quote, _ = text[position + 1 :].partition(closing)
            position += 1 + len(value) + len(quote)
            yield Word(name, value, True, bool(quote), begin)
        else:
            bare = _BARE.match(text, position)
            assert bare is not None, "the pattern may be empty"
            value = bare[0]
            position += len(value)
            yield Word(name, value, False, False, begin)


def _while_plain(words: list[Word]) -> list[Word]:
    stop = next((n for n, word in enumerate(words) if word.name is not None or word.quoted), len(words))
    return words[:stop]


def _joined(words: Iterable[Word]) -> str:
    return " ".join(word.value for word in words).strip()


def _fits(option: Option, word: Word, directory: Directory) -> bool:
    """Tell whether a word can only be meant for an option that does not take any text."""
    if option.takes_words:
        return True
    if option.choices:
        start = word.value.casefold()
        names = [name.casefold() for name, _ in option.choices]
        return start in names or any(name.split()[0] == start for name in names)
    try:
        convert(replace(option, least=None, most=None), word.value, directory)
    except Mistake:
        return word.value.startswith(_SIGNS.get(option.type, "\n"))
    return True


_SIGNS = {
    AppCommandOptionType.user: "@",
    AppCommandOptionType.channel: "#",
    AppCommandOptionType.role: "@",
    AppCommandOptionType.mentionable: "@",
}


def _number(option: Option, text: str) -> int | float:
    whole = option.type is AppCommandOptionType.integer
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        kind = "whole number" if whole else "number"
        raise Mistake(f"{option.name} is a {kind}, and “{text}” is none.") from None
    if (option.least is not None and number < option.least) or (
        option.most is not None and number > option.most
    ):
        raise Mistake(f"{option.name} is {_range(option)}, and {text} is not.")
    return number


def _check_length(option: Option, text: str) -> None:
    # for a text the limits count its characters
    if (option.least is not None and len(text) < option.least) or (
        option.most is not None and len(text) > option.most
    ):
        raise Mistake(f"{option.name} takes {_range(option)} characters, and these are {len(text)}.")


def _range(option: Option) -> str:
    if option.least is None:
        return f"at most {option.most:g}"
    if option.most is None:
        return f"at least {option.least:g}"
    return f"between {option.least:g} and {option.most:g}"


def _refuse_strange_name(word: Word, command: Command) -> None:
    if not word.quoted and (match := re.match(r"([a-z][a-z_-]*):\S", word.value)):
        has = _either((option.name for option in command.options), "and")
        raise Mistake(f"/{command.path} has no option “{match[1]}”; it has {has or 'none'}.")


def _left_over(word: Word, command: Command) -> str:
    if not command.options:
        return f"/{command.path} takes no options, so “{word.value}” is too much."
    names = _either((option.name for option in command.options), "and")
    return f"“{word.value}” fits no option of /{command.path}, which has {names}. Quote a value with spaces."


def _either(names: Iterable[str], word: str = "or") -> str:
    *first, last = [*names] or [""]
    return f"{', '.join(first)} {word} {last}" if first else last
