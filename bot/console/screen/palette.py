"""The screen's colours, and texts drawn with them."""

from itertools import groupby

from rich.style import Style as RichStyle
from rich.text import Text as RichText

from bot.console.markup import Kind, Line, Reader, Span, Style, parse

GROUND = "#1e1f22"
SIDE = "#2b2d31"
CHAT = "#313338"
PANEL = "#2b2d31"
EDGE = "#4e5058"
WORDS = "#dbdee1"
BRIGHT = "#f2f3f5"
DIM = "#949ba4"
BLURPLE = "#5865f2"
GREEN = "#248046"
RED = "#da373c"
LINK = "#4aa8fc"
PRIVATE = "#34363f"
MEMBER_COLOURS = {"mara": "#f0b232", "alice": "#57c785", "bob": "#6cb2f5", "Marquee": BRIGHT}

CONTROLS = f"""
    Select {{ height: auto; }}
    SelectCurrent, Select > SelectOverlay {{ background: {GROUND}; border: none; padding: 0 1; }}
    Select:focus > SelectCurrent {{ background: {EDGE}; }}
    Select > SelectOverlay {{ max-height: 10; border: round {EDGE}; padding: 0; }}
    SelectionList {{
        height: auto; border: none; padding: 0 1; background: {GROUND};
        &:focus {{ border: none; background-tint: white 5%; }}
        & > .selection-list--button, & > .selection-list--button-highlighted {{
            color: {EDGE}; background: {EDGE};
        }}
        & > .selection-list--button-selected, & > .selection-list--button-selected-highlighted {{
            color: {BRIGHT}; background: {BLURPLE};
        }}
    }}
    OptionList > .option-list--option-highlighted {{
        background: {EDGE}; color: {BRIGHT}; text-style: none;
    }}
    Checkbox {{
        background: transparent;
        & > .toggle--button {{ color: {GROUND}; background: {GROUND}; }}
        &.-on > .toggle--button {{ color: {BRIGHT}; background: {BLURPLE}; }}
        &:focus > .toggle--label {{ background: {EDGE}; color: {BRIGHT}; text-style: none; }}
    }}
"""
"""How the controls look that cards and forms share."""

_LOOKS = (
    (Style.BOLD, RichStyle(bold=True)),
    (Style.ITALIC, RichStyle(italic=True)),
    (Style.UNDERLINE, RichStyle(underline=True)),
    (Style.STRIKE, RichStyle(strike=True)),
    (Style.CODE, RichStyle(bgcolor=GROUND)),
    (Style.SPOILER, RichStyle(bgcolor=GROUND, color=DIM)),
    (Style.MENTION, RichStyle(color="#c9cdfb", bgcolor="#3d4270")),
    (Style.TIME, RichStyle(bgcolor="#3b3d44")),
)
_LINES = {
    Kind.TITLE: RichStyle(bold=True, color=BRIGHT),
    Kind.HEADING: RichStyle(bold=True, color=BRIGHT),
    Kind.SUBHEADING: RichStyle(bold=True, color=BRIGHT),
    Kind.SMALL: RichStyle(color=DIM),
}


def drawn(markdown: str, reader: Reader) -> list[tuple[bool, RichText]]:
    """Return a text in Discord's markdown as it is drawn: passages, and whether each stands in a quote."""
    lines = parse(markdown, reader)
    return [
        (quoted, RichText("\n").join([_drawn_line(line) for line in passage]))
        for quoted, passage in groupby(lines, key=lambda line: line.quoted)
    ]


def _drawn_line(line: Line) -> RichText:
    text = RichText(style=_LINES.get(line.kind, RichStyle(color=WORDS)))
    text.append("  " * line.indent)
    for span in line.spans:
        text.append(span.text, _look(span))
    return text


def _look(span: Span) -> RichStyle:
    look = RichStyle.combine([RichStyle(), *(look for style, look in _LOOKS if style in span.style)])
    if span.link is not None:
        look += RichStyle(color=LINK, link=span.link)
    return look
