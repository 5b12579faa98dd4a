"""The bot's commands as the console knows them, and the values their options take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from discord import AppCommandOptionType, app_commands


class Mistake(Exception):  # noqa: N818 - it is the typist's, not the program's
    """A sentence that says what is wrong with what was typed, and what to type instead."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command, as the bot declared it."""

    name: str
    description: str
    type: AppCommandOptionType
    required: bool
    choices: tuple[tuple[str, str | int | float], ...] = ()
    least: float | None = None
    most: float | None = None
    autocompletes: bool = False

    @property
    def takes_words(self) -> bool:
        """Whether a value may be any text, so that it can hold spaces."""
        return self.type is AppCommandOptionType.string and not self.choices


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command with its whole path, such as `trivia start`."""

    path: str
    description: str
    options: tuple[Option, ...]

    def option(self, name: str) -> Option | None:
        """Return the option of that name."""
        return next((option for option in self.options if option.name == name), None)


@dataclass(frozen=True, slots=True)
class Named:
    """A member, channel or role by name."""

    kind: Literal["member", "channel", "role"]
    name: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of this computer that goes along as an attachment."""

    path: str


Value: TypeAlias = str | int | float | bool | Named | Attached


@dataclass(frozen=True, slots=True)
class Directory:
    """The names that can be mentioned."""

    members: Sequence[str] = ()
    channels: Sequence[str] = ()
    roles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A command with its options' values, ready to be used."""

    command: Command
    values: dict[str, Value]


def commands_of(tree: app_commands.CommandTree[Any]) -> tuple[Command, ...]:
    """Return every slash command of a bot's tree, sorted by path."""
    found = [
        Command(command.qualified_name, command.description, tuple(map(_option, command.parameters)))
        for command in tree.walk_commands()
        if isinstance(command, app_commands.Command)
    ]
    return tuple(sorted(found, key=lambda command: command.path))


def _option(parameter: app_commands.Parameter) -> Option:
    return Option(
        name=parameter.display_name,
        description=str(parameter.description),
        type=parameter.type,
        required=parameter.required,
        choices=tuple((choice.name, choice.value) for choice in parameter.choices),
        least=parameter.min_value,
        most=parameter.max_value,
        autocompletes=parameter.autocomplete,
    )
