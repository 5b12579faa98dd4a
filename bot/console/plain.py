"""Cards as plain text: what line mode prints."""

from collections.abc import Iterator
from itertools import count

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
from bot.console.forms import Field, Form
from bot.console.markup import Kind, Line, Reader, parse

_RULE = "─" * 24
_WHAT_TO_TYPE = {"member": "@name", "channel": "#name", "role": "@name", "mention": "@name"}


def card_lines(card: Card, reader: Reader, *, here: str, changed: bool = False) -> list[str]:
    """Return a card as lines of text.

    Args:
        here: the channel the reader is in; another one is named.
        changed: say that the card was shown before and is another now.
    """
    head = [card.author]
    if card.used is not None and not changed:
        head.append(f"{card.by} used {card.used}")
    if card.channel != here:
        head.append(f"in #{card.channel}")
    if changed:
        head.append("changed")
    title = " · ".join(head)
    if card.audience is not None:
        title += f" (only {card.audience} sees this)"
    body = ["is thinking…"] if card.thinking else [*_blocks(card.blocks, reader, count(1))]
    return [title, *(f"  {row}".rstrip() for row in body)]


def form_lines(form: Form, member: str) -> list[str]:
    """Return a form as lines of text, with what to type to fill it."""
    rows = [f"A form for {member}: {form.title}", *(f"  {note}" for note in form.notes)]
    for field in form.fields:
        rows.append(f"  {field.label}{'' if field.required else ' (may stay empty)'}:{_hint(field)}")
        rows += [f"    {number}. {choice.label}" for number, choice in enumerate(field.choices, 1)]
    if len(form.fields) == 1:
        rows.append("  Answer with: type …")
    else:
        rows.append("  Answer with: fill LABEL: … for each field, then submit")
    return rows


def text_lines(markdown: str, reader: Reader) -> list[str]:
    """Return a text in Discord's markdown as lines without the marks."""
    return [_text_line(line) for line in parse(markdown, reader)]


def _hint(field: Field) -> str:
    hint = field.description or field.placeholder
    value = f" [{field.value}]" if field.value else ""
    return f"{value} ({hint})" if hint else value


def _text_line(line: Line) -> str:
    text = "".join(
        f"{span.text} ({span.link})" if span.link not in (None, span.text) else span.text
        for span in line.spans
    )
    quote = "> " if line.quoted else ""
    fence = "    " if line.kind is Kind.CODE else ""
    return f"{quote}{fence}{'  ' * line.indent}{text}"


def _blocks(blocks: tuple[Block, ...], reader: Reader, numbers: Iterator[int]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Text(markdown):
                yield from text_lines(markdown, reader)
            case Rule(visible):
                yield _RULE if visible else ""
            case Buttons(buttons):
                yield " ".join(map(_button, buttons))
            case Menu():
                yield from _menu(block, numbers)
            case Picture(alt):
                yield f"[picture: {alt}]"
            case File(name):
                yield f"[file: {name}]"
            case Section(texts, accessory):
                for text in texts:
                    yield from text_lines(text.markdown, reader)
                yield _button(accessory) if isinstance(accessory, Button) else f"[picture: {accessory.alt}]"
            case Panel(blocks=inner):
                yield from (f"│ {row}" for row in _blocks(inner, reader, numbers))


def _button(button: Button) -> str:
    if button.link is not None:
        return f"[{button.label}: {button.link}]"
    return f"({button.label})" if button.disabled else f"[{button.label}]"


def _menu(menu: Menu, numbers: Iterator[int]) -> Iterator[str]:
    if menu.disabled:
        yield f"({menu.placeholder})"
        return
    if menu.kind != "text":
        yield f"{menu.placeholder}: select {_WHAT_TO_TYPE[menu.kind]}"
        return
    yield f"{menu.placeholder}:"
    for choice in menu.choices:
        detail = f" · {choice.description}" if choice.description else ""
        yield f"  {next(numbers)}. {choice.label}{detail}{' ✓' if choice.chosen else ''}"
