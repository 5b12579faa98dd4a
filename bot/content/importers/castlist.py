"""Reads lists of bare names as encyclopedias and spreadsheets write them: which entries are people, which are not."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.content.importers.cleaning import LONGEST, clean
from bot.films.records import CreditRecord

_MOST_WORDS = 10  # of a name; “Emmanuel "King King" Nii Adom Quaye” has six
_LONGEST_NOTE = 4  # entries; a bracket that stays open longer is a stray one
_REMEMBERED = 50_000  # entries judged before; most come again in another film

# Entries that introduce others, join them or stand where nobody is named.
_LABELS = frozenset(
    [
        *("and", "with", "the", "of", "by", "plus", "featuring", "narrated by", "narrator", "narration"),
        *("voice", "voices", "voice of", "voices of", "dir", "director", "directors", "directed by"),
        *("producer", "writer", "screenplay", "produced", "written", "short", "short subject", "short film"),
        *("film", "serial", "documentary", "animation", "animated", "animated short", "cartoon", "feature"),
        *("cameo", "cameos", "various", "various cameos", "various artists", "others", "et al", "ensemble"),
        *("unknown", "uncredited", "none", "n/a", "tba", "archive footage", "archive footage of"),
        *("interviews", "interviews with", "television", "cast", "starring"),
    ]
)
_BEGINNINGS = ("cast", "starring", "stars")  # with a colon: what stood before is not the cast
_NAME = re.compile(
    r"[A-Z][A-Za-z0-9.'-]*(?: [A-Za-z0-9][A-Za-z0-9.'-]*){0,3}"
)  # as most entries are; a short cut
_REFERENCE = re.compile(r"\[[^\]]*\]|[\[\]]")  # footnotes, and what is left of wiki links
_JOINED = re.compile(r"^(?:and|&|with) (?=[^\Wa-z])")  # “and Ateesh Randev”, unlike “and his Orchestra”
_REMARK = re.compile(r"^(.*?)\s*\(([^()]*)\)$")  # “Harry Carter (actor)”
_CREW = re.compile(
    r"\b(?:director|directed|screenwriter|writer|written|screenplay|teleplay|story|novel|book|producer|produced)(s?)\b",
    re.IGNORECASE,
)

_Kind = Literal["name", "label", "restart", "opens", "closes", "remark", "description"]


class _Performer(NamedTuple):
    name: str
    uncredited: bool = False


class _Entry(NamedTuple):
    kind: _Kind
    name: str
    remark: str = ""


class CastList:
    """Reads cast lists by these rules.

    - Joining and introducing words (“and”, “voices of”, “short subject”, “director”) and entries without a
      letter (“.”, “[2]”) are dropped.
    - Remarks in brackets are dropped, also one that the source cut into several entries (“(”, “Best Actor”,
      “nominee)”). “(uncredited)” marks the name before it; a remark that names the crew (“(writer)”, “(novel)”)
      drops that name, in the plural (“(writers)”) all names before it.
    - What stands before an entry “Cast:” is dropped.
    - Descriptions (“drag queens”, “the life of”: in small letters throughout and without a dot as in
      “will.i.am”, or of more than ten words) are dropped and told.
    - “&” and “and” within a name stay as they are written; a name that comes twice is kept once.
    """

    def __init__(self) -> None:
        self._plain: Callable[[str, int], CreditRecord | None] = lru_cache(_REMEMBERED)(_plain)

    def read(
        self, entries: Sequence[str], *, small_letters: bool = False
    ) -> tuple[list[CreditRecord], list[str]]:
        """Read a list.

        Args:
            entries: as the source has them, in billing order.
            small_letters: whether the source writes names in small letters, so that these are no sign of a
                description.

        Returns:
            The performers in order, and the descriptions among the entries.
        """
        entries = [
            entry[: LONGEST + 1] for entry in entries
        ]  # so that a monster is neither searched nor kept
        plain = [credit for credit in map(self._plain, entries, range(1, len(entries) + 1)) if credit]
        if len(plain) == len(entries) == len(set(entries)):
            return plain, []
        performers, descriptions = _sorted_out([_judged(entry) for entry in entries], small_letters)
        return [
            CreditRecord(name, "actor", None, billing, uncredited)
            for billing, (name, uncredited) in enumerate(performers, 1)
        ], descriptions


def _plain(entry: str, billing: int) -> CreditRecord | None:
    """The credit of an entry that is a name and nothing else; None for any other entry."""
    if _NAME.fullmatch(entry) and entry.casefold().rstrip(".") not in _LABELS:
        return CreditRecord(entry, "actor", None, billing)
    kind, name, remark = _judged(entry)
    return CreditRecord(name, "actor", None, billing) if kind == "name" and not remark else None


def _judged(entry: str) -> _Entry:
    text = _JOINED.sub("", clean(_REFERENCE.sub("", entry)), count=1)
    small = text.casefold()
    if small.endswith(":") and small.rstrip(":") in _BEGINNINGS:
        return _Entry("restart", "")
    before, _, remark = text.rpartition("(")
    if text.count("(") > text.count(")"):
        name = clean(before)
        return _Entry("opens", "" if _is_label(name) else name, remark)
    if text.count(")") > text.count("("):
        return _Entry("closes", "", text.rstrip(")"))
    if _is_label(text):
        return _Entry("label", "")
    if found := _REMARK.match(text):
        return _Entry("name" if found[1] else "remark", found[1], found[2])
    in_small_letters = text.islower() and text != text.title() and "." not in text
    appended = text.startswith(("and ", "& ", "with "))
    if len(text) > LONGEST or len(text.split()) > _MOST_WORDS or in_small_letters or appended:
        return _Entry("description", text)
    return _Entry("name", text)


def _is_label(text: str) -> bool:
    small = text.casefold()
    return (
        small.rstrip(".:") in _LABELS
        or small.startswith(("dir.:", "director:"))
        or not any(map(str.isalpha, text))
    )


def _sorted_out(judged: Sequence[_Entry], small_letters: bool) -> tuple[list[_Performer], list[str]]:
    names: list[_Performer] = []
    descriptions: list[str] = []
    at = 0
    while at < len(judged):
        kind, name, remark = judged[at]
        at += 1
        if kind == "restart":
            names.clear()
        elif kind == "description" and not small_letters:
            descriptions.append(name)
        elif name:
            names.append(_Performer(name))
        if kind == "opens":
            closing = next(
                (
                    end
                    for end in range(at, min(at + _LONGEST_NOTE, len(judged)))
                    if judged[end].kind == "closes"
                ),
                None,
            )
            if closing is not None:
                remark = " ".join(
                    [remark, *(f"{part.name} {part.remark}" for part in judged[at : closing + 1])]
                )
                at = closing + 1
        if remark and kind != "closes":
            _apply(remark, names)
    return list(dict.fromkeys(names)), descriptions


def _apply(remark: str, names: list[_Performer]) -> None:
    if not names:
        return
    crew = _CREW.search(remark)
    if crew:
        del names[0 if crew[1] else -1 :]
    elif "uncredited" in remark.casefold():
        names[-1] = names[-1]._replace(uncredited=True)
