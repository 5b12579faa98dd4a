"""Modals as values: what the bot asks for, and what was typed as the value each field takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from discord import ComponentType

from bot.console.cards import MENU_KINDS, Choice, MenuKind
from bot.console.commands import Directory, Mistake, Named
from bot.console.typed import mentioned, named

FieldKind: TypeAlias = Literal["text", "long text", "choice", "yes or no"] | MenuKind
Answer: TypeAlias = str | bool | list[str] | list[Named]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a modal asks for.

    Args:
        single: a choice is sent as one value, not as a list of values.
        value: what stands in the field at first.
    """

    custom_id: str
    label: str
    kind: FieldKind
    required: bool
    description: str = ""
    placeholder: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    single: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A modal: its title, the texts it shows and its fields."""

    title: str
    notes: tuple[str, ...]
    fields: tuple[Field, ...]

    def field(self, label: str) -> Field:
        """Return the field whose label is, or begins with, that text.

        Raises:
            Mistake: when none or several do.
        """
        wanted = label.strip().casefold()
        exact = [field for field in self.fields if field.label.casefold() == wanted]
        found = exact or [field for field in self.fields if field.label.casefold().startswith(wanted)]
        if len(found) != 1:
            labels = ", ".join(field.label for field in self.fields)
            raise Mistake(f"“{label}” is not one field of the form, which has: {labels}.")
        return found[0]


def form_of(modal: Mapping[str, Any]) -> Form:
    """Return the payload of a modal as a form."""
    parts = modal["components"]
    notes = tuple(part["content"] for part in parts if part["type"] == ComponentType.text_display.value)
    return Form(modal["title"], notes, tuple(_fields(parts)))


def _fields(parts: list[dict[str, Any]]) -> Iterator[Field]:
    for part in parts:
        match ComponentType(part["type"]):
            case ComponentType.label:
                yield _field(part["component"], part["label"], part.get("description") or "")
            case ComponentType.action_row:
                for child in part["components"]:
                    yield _field(child, child.get("label") or child.get("placeholder") or "Choose", "")


def _field(part: dict[str, Any], label: str, description: str) -> Field:
    kind_of_part = ComponentType(part["type"])
    kind: FieldKind
    match kind_of_part:
        case ComponentType.text_input:
            kind = "long text" if part.get("style") == 2 else "text"
        case ComponentType.checkbox:
            kind = "yes or no"
        case ComponentType.select | ComponentType.radio_group | ComponentType.checkbox_group:
            kind = "choice"
        case other if other in MENU_KINDS:
            kind = MENU_KINDS[other]
        case other:
            raise Mistake(f"The console cannot fill “{label}”, which wants a {other.name.replace('_', ' ')}.")
    is_text = kind_of_part is ComponentType.text_input
    return Field(
        custom_id=part["custom_id"],
        label=label,
        kind=kind,
        required=part.get("required", True) is not False and kind != "yes or no",
        description=description,
        placeholder=part.get("placeholder") or "",
        value=part.get("value") or "",
        choices=tuple(
            Choice(one["label"], one["value"], one.get("description"), bool(one.get("default")))
            for one in part.get("options") or ()
        ),
        least=part.get("min_length" if is_text else "min_values"),
        most=part.get("max_length" if is_text else "max_values"),
        single=kind_of_part is ComponentType.radio_group,
    )


def answer(field: Field, text: str, directory: Directory) -> Answer:
    """Return what was typed into a field as the value it takes; several choices stand between commas.

    Raises:
        Mistake: when it takes no such value.
    """
    match field.kind:
        case "text" | "long text":
            return _checked_length(field, text)
        case "yes or no":
            return text.strip().casefold() in ("yes", "true", "on")
        case "choice":
            values = [pick(field.choices, part).value for part in text.split(",") if part.strip()]
            return values[0] if field.single and values else values
        case "member" | "channel" | "role" as kind:
            return [named(kind, part, directory) for part in text.split(",") if part.strip()]
        case _:
            return [mentioned(part, directory) for part in text.split(",") if part.strip()]


def pick(choices: tuple[Choice, ...], text: str) -> Choice:
    """Return the choice with that number (from 1), label or unique beginning of a label.

    Raises:
        Mistake: when none or several fit.
    """
    wanted = text.strip().casefold()
    if wanted.isdecimal() and 1 <= int(wanted) <= len(choices):
        return choices[int(wanted) - 1]
    exact = [choice for choice in choices if wanted in (choice.label.casefold(), choice.value.casefold())]
    found = exact or [choice for choice in choices if choice.label.casefold().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    labels = ", ".join(choice.label for choice in found or choices)
    if found:
        raise Mistake(f"Several choices begin with “{text}”: {labels}. Write more of one, or its number.")
    raise Mistake(f"There is no choice “{text}”; there is: {labels}.")


def _checked_length(field: Field, text: str) -> str:
    if field.required and not text:
        raise Mistake(f"{field.label} must not be empty.")
    if text and field.least is not None and len(text) < field.least:
        raise Mistake(f"{field.label} takes at least {field.least} characters, and these are {len(text)}.")
    if field.most is not None and len(text) > field.most:
        raise Mistake(f"{field.label} takes at most {field.most} characters, and these are {len(text)}.")
    return text
