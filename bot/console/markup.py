"""Discord's markdown as values: a text becomes lines of spans, which line mode and screen draw."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import Flag, StrEnum, auto

from babel.dates import format_datetime


class Style(Flag):
    """How a span looks."""

    PLAIN = 0
    BOLD = auto()
    ITALIC = auto()
    UNDERLINE = auto()
    STRIKE = auto()
    CODE = auto()
    SPOILER = auto()
    MENTION = auto()
    TIME = auto()


class Kind(StrEnum):
    """What a line is."""

    TEXT = auto()
    TITLE = auto()
    HEADING = auto()
    SUBHEADING = auto()
    SMALL = auto()
    ITEM = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one style; `link` is where it leads, if anywhere."""

    text: str
    style: Style = Style.PLAIN
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text: its kind, its spans, the steps it is indented and whether it stands in a quote."""

    kind: Kind
    spans: tuple[Span, ...]
    indent: int = 0
    quoted: bool = False

    @property
    def text(self) -> str:
        """The line's words without their looks."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads and when: turns ids into names and instants into words.

    Args:
        now: the instant relative times count from.
        users, channels, roles: names by id.
        zone: in which instants are shown; None is the zone of this computer.
    """

    now: datetime
    users: Mapping[int, str] = field(default_factory=dict)
    channels: Mapping[int, str] = field(default_factory=dict)
    roles: Mapping[int, str] = field(default_factory=dict)
    zone: tzinfo | None = None

    def instant(self, stamp: int, style: str = "f") -> str:
        """Return what Discord shows for `<t:stamp:style>`; a stamp no calendar knows stays a number."""
        try:
            at = datetime.fromtimestamp(stamp, UTC)
            if style == "R":
                return _relative((at - self.now).total_seconds())
            return format_datetime(at.astimezone(self.zone), _INSTANTS[style], tzinfo=None, locale="en")
        except (OverflowError, OSError, ValueError):
            return str(stamp)


_INSTANTS = {
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "d": "dd/MM/yyyy",
    "D": "d MMMM yyyy",
    "f": "d MMMM yyyy HH:mm",
    "F": "EEEE, d MMMM yyyy HH:mm",
}
_DAY = 86_400
_UNITS = (
    (365 * _DAY, "year"),
    (30 * _DAY, "month"),
    (_DAY, "day"),
    (3_600, "hour"),
    (60, "minute"),
    (1, "second"),
)
_MASK = r"(?:\\.|[^\\])+?"  # the shortest text that does not end inside an escape
_INLINE = re.compile(
    rf"""
    \\(?P<escaped>[^0-9A-Za-z\s])
    | (?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | <@!?(?P<user>\d+)> | <@&(?P<role>\d+)> | <\#(?P<channel>\d+)>
    | </(?P<command>[^:>]+):\d+>
    | <t:(?P<stamp>-?\d+)(?::(?P<look>[tTdDfFR]))?>
    | <a?:(?P<emoji>\w+):\d+>
    | <(?P<bare>https?://[^\s>]+)>
    | \[(?P<label>{_MASK})\]\(<?(?P<target>https?://[^\s)>]+)>?\)
    | \*\*\*(?P<strong>{_MASK})\*\*\*
    | \*\*(?P<bold>{_MASK})\*\*(?!\*)
    | __(?P<underline>{_MASK})__(?!_)
    | ~~(?P<strike>{_MASK})~~
    | \|\|(?P<spoiler>{_MASK})\|\|
    | \*(?P<starred>(?=\S){_MASK}(?<=\S))\*(?!\*)
    | (?<!\w)_(?P<italic>{_MASK})_(?!\w)
    | (?P<url>https?://[^\s<]+[^\s<.,:;"')\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_NESTED = {
    "strong": Style.BOLD | Style.ITALIC,
    "bold": Style.BOLD,
    "underline": Style.UNDERLINE,
    "strike": Style.STRIKE,
    "spoiler": Style.SPOILER,
    "starred": Style.ITALIC,
    "italic": Style.ITALIC,
}
_BLOCK = re.compile(
    r"""
    (?P<indent>\s*)
    (?: (?P<heading>\#{1,3})\s+ | (?P<small>-\#)\s+ | (?P<bullet>[-*])\s+ | (?P<number>\d+\.)\s+ )?
    (?P<rest>.*)
    """,
    re.VERBOSE | re.DOTALL,
)
_HEADINGS = {"#": Kind.TITLE, "##": Kind.HEADING, "###": Kind.SUBHEADING}
_FENCE = re.compile(r"```(?:[\w+-]*\n)?(.*?)\n?```", re.DOTALL)


def parse(text: str, reader: Reader) -> tuple[Line, ...]:
    """Read a text in Discord's markdown, with mentions and instants as that reader sees them."""
    lines: list[Line] = []
    position = 0
    for fence in _FENCE.finditer(text):
        lines += _lines(text[position : fence.start()].strip("\n"), reader)
        lines += [Line(Kind.CODE, (Span(row, Style.CODE),)) for row in fence[1].split("\n")]
        position = fence.end()
    rest = text[position:]
    lines += _lines(rest.lstrip("\n") if position else rest, reader)
    return tuple(lines)


def _relative(seconds: float) -> str:
    """Return “in 20 seconds” or “3 days ago”; in days up to 45, so that a countdown can be watched."""
    span = round(abs(seconds))
    size, name = next(
        ((size, name) for size, name in _UNITS if span >= size and (name != "month" or span >= 45 * _DAY)),
        (1, "second"),
    )
    count = round(span / size)
    words = f"{count} {name}" if count == 1 else f"{count} {name}s"
    return f"in {words}" if seconds > 0 else f"{words} ago"


def _lines(text: str, reader: Reader) -> Iterator[Line]:
    quoting_the_rest = False
    for raw in text.split("\n") if text else ():
        quoted = quoting_the_rest
        row = raw
        if not quoted and row.startswith(">>> "):
            quoted = quoting_the_rest = True
            row = row[4:]
        elif not quoted and (row.startswith("> ") or row == ">"):
            quoted, row = True, row[2:]
        yield _line(row, quoted, reader)


def _line(row: str, quoted: bool, reader: Reader) -> Line:
    match = _BLOCK.fullmatch(row)
    assert match is not None, "every part of the pattern may be empty"
    kind, indent, rest = Kind.TEXT, 0, match["rest"]
    marker: tuple[Span, ...] = ()
    if match["heading"] and not match["indent"]:
        kind = _HEADINGS[match["heading"]]
    elif match["small"] and not match["indent"]:
        kind = Kind.SMALL
    elif match["bullet"] or match["number"]:
        kind, indent = Kind.ITEM, len(match["indent"]) // 2
        marker = (Span(f"{match['number'] or '•'} "),)
    else:
        rest = row
    return Line(kind, (*marker, *_join(_spans(rest, Style.PLAIN, None, reader))), indent, quoted)


def _spans(text: str, style: Style, link: str | None, reader: Reader) -> Iterator[Span]:
    position = 0
    for match in _INLINE.finditer(text):
        if match.start() > position:
            yield Span(text[position : match.start()], style, link)
        position = match.end()
        name = match.lastgroup
        # a nested group is the last one closed, except where the target of a link follows its label
        if name in _NESTED:
            yield from _spans(match[name], style | _NESTED[name], link, reader)
        elif name == "target":
            yield from _spans(match["label"], style, match["target"], reader)
        else:
            yield _span(match, style, link, reader)
    if position < len(text):
        yield Span(text[position:], style, link)


def _span(match: re.Match[str], style: Style, link: str | None, reader: Reader) -> Span:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    match found:
        case {"escaped": char}:
            return Span(char, style, link)
        case {"code": code}:
            return Span(code.strip(), style | Style.CODE, link)
        case {"user": user}:
            return Span(f"@{reader.users.get(int(user), 'unknown-user')}", style | Style.MENTION)
        case {"role": role}:
            return Span(f"@{reader.roles.get(int(role), 'unknown-role')}", style | Style.MENTION)
        case {"channel": channel}:
            return Span(f"#{reader.channels.get(int(channel), 'unknown')}", style | Style.MENTION)
        case {"command": command}:
            return Span(f"/{command}", style | Style.MENTION)
        case {"stamp": stamp}:
            return Span(reader.instant(int(stamp), found.get("look", "f")), style | Style.TIME)
        case {"emoji": emoji}:
            return Span(f":{emoji}:", style, link)
        case _:
            url = found.get("bare") or found["url"]
            return Span(url, style, url)


def _join(spans: Iterator[Span]) -> Iterator[Span]:
    """Join neighbours of one look: an escape leaves a text in pieces."""
    last: Span | None = None
    for span in spans:
        if last is not None and (last.style, last.link) == (span.style, span.link):
            last = Span(last.text + span.text, last.style, last.link)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
