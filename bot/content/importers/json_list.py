"""Reads a JSON list of any length entry by entry."""

import io
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.content.importers.files import Encoding, fault_in

_BLOCK = 1 << 16
_LONGEST = 1_000_000  # characters of an entry
_DEEPEST_MARGIN = 100  # characters before an entry on its line
_BETWEEN = re.compile(r"[\s,]*")


class Entry(NamedTuple):
    """An entry of the list and the line where it begins; `fault` says why it cannot be used."""

    line: int
    value: object
    fault: str = ""


class JsonList:
    """A JSON list in a text of which only the part at hand is held in memory."""

    def __init__(self, text: io.TextIOBase, encoding: Encoding) -> None:
        """Begin before the list's opening bracket."""
        self._text = text
        self._encoding = encoding
        self._held = ""
        self._at = 0  # in what is held
        self._line = 1

    def entries(self) -> Iterator[Entry]:
        """Yield the entries.

        A broken entry costs itself where every entry begins a line, as far from its margin as the first one.
        In another layout it costs the rest of the list.
        """
        decode = json.JSONDecoder().raw_decode
        self._more()
        self._skip_to(self._held.index("[") + 1)
        self._skip_between()
        beginning = self._beginning()
        while self._ahead() not in ("]", ""):
            try:
                value, end = decode(self._held, self._at)
            except (ValueError, RecursionError) as fault:
                if self._more():
                    continue
                reason = fault.msg if isinstance(fault, json.JSONDecodeError) else "no one can read it"
                line = self._line
                resumed = self._resume(beginning)
                yield Entry(
                    line,
                    None,
                    f"it is broken JSON ({reason})" + ("" if resumed else ", and all that follows"),
                )
                if not resumed:
                    return
            else:
                yield Entry(self._line, value, fault_in(self._held[self._at : end], self._encoding))
                self._skip_to(end)
                self._skip_between()
        if not self._ahead():
            yield Entry(self._line, None, "the list is not closed (was the file cut off?)")

    def _ahead(self) -> str:
        return self._held[self._at : self._at + 1]

    def _more(self) -> bool:
        """Read on, unless an entry's length is held already; return whether there was more."""
        if len(self._held) - self._at > _LONGEST:
            return False
        block = self._text.read(_BLOCK)
        self._held = self._held[self._at :] + block
        self._at = 0
        return bool(block)

    def _skip_to(self, end: int) -> None:
        self._line += self._held.count("\n", self._at, end)
        self._at = end

    def _skip_between(self) -> None:
        while True:
            found = _BETWEEN.match(self._held, self._at)
            assert found is not None
            self._skip_to(found.end())
            if self._ahead() or not self._more():
                return

    def _beginning(self) -> re.Pattern[str]:
        """What a line of the list's layout begins with where it begins an entry."""
        before = self._held[: self._at]
        margin = before[before.rfind("\n") + 1 :]
        if margin.strip():  # the first entry stands behind the bracket
            margin = ""
        return re.compile("\n" + re.escape(margin[:_DEEPEST_MARGIN] + self._ahead()))

    def _resume(self, beginning: re.Pattern[str]) -> bool:
        """Go to the next line that begins an entry; return whether there is one."""
        self._skip_to(self._at + 1)
        while not (found := beginning.search(self._held, self._at)):
            self._skip_to(max(self._at, len(self._held) - _DEEPEST_MARGIN - 2))
            if not self._more():
                return False
        self._skip_to(found.end() - 1)
        return True
