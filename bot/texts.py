"""Every text a member reads passes through `say`: the one place that escapes data and can translate."""

import re
from collections.abc import Iterable

from babel.lists import format_list

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What opens markup anywhere (a colon makes a link of an address), and what does at the start of a line.
# Discord takes a backslash before punctuation only, so a numbered list is stopped at its full stop.
_MARKDOWN = re.compile(r"([\\*_~|`<\[]|:(?=//))")
_LINE_START = re.compile(r"^([^\S\n]*)(?:([0-9]+)(?=\.(?:\s|$))|(?=[#>+-]))", re.MULTILINE)
_MASS_MENTION = re.compile(r"@(?=everyone|here)")


class Markup(str):
    """Text that may be shown as it is, because `say` or `escape` made it."""

    __slots__ = ()


def escape(value: object) -> Markup:
    """Return data as text that Discord shows literally: no markdown, link, mention or direction override."""
    if isinstance(value, Markup):
        return value
    text = _INVISIBLE.sub("", str(value))
    text = _MARKDOWN.sub(r"\\\1", text)
    text = _LINE_START.sub(r"\1\2\\", text)
    return Markup(_MASS_MENTION.sub("@\u200b", text))


def say(template: str, /, **values: object) -> Markup:
    """Fill a text of ours with data, escaping each value that is not `Markup` already.

    Args:
        template: a format string in Discord's markdown; the key a translation would be looked up by.
        values: what stands in for its fields.
    """
    return Markup(template.format(**{name: escape(value) for name, value in values.items()}))


def lines(parts: Iterable[str]) -> Markup:
    """Join texts one below the other, escaping those that are not `Markup`."""
    return Markup("\n".join(escape(part) for part in parts))


def listed(parts: Iterable[str], locale: str, *, style: str = "standard") -> Markup:
    """Join texts as a sentence does in that locale: “a, b and c”, or “a, b or c” with style `or`."""
    return Markup(format_list([escape(part) for part in parts], style=style, locale=locale))  # type: ignore[arg-type]
