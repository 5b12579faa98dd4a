"""Packs: folders of TOML files that say what is known, validated before anything is written.

A pack is a folder with any number of `*.toml` files; each may hold any of the tables below, so a small
pack can be one file. Every string stays the string that was written: `"007"`, `"1.10"` and
`"1999-12-31"` come out as they went in, and a bare number or date where a text belongs is refused.
"""

import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.errors import OperatorError
from bot.films.model import FactStatus, QuoteStatus, ReleaseKind
from bot.releases.dates import PartialDate
from bot.store.rows import LOCAL_KEY

QUOTE_LIMIT = 280
CHOICE_LIMIT = 76  # a button's label holds 80 characters and starts with its letter


def _date(text: str) -> str:
    PartialDate.parse(text)
    return text


def _line(text: str) -> str:
    if not text or text != text.strip() or any(unicodedata.category(char) == "Cc" for char in text):
        raise ValueError("a text is one line with something in it and no space at its ends")
    return text


def _film_id(key: str) -> str:
    if LOCAL_KEY.fullmatch(key):
        raise ValueError(f"{key!r} is how films are called that a server added itself: choose another id")
    return key


Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=44)]
Text = Annotated[str, AfterValidator(_line)]
DateText = Annotated[str, AfterValidator(_date)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Difficulty = Literal["easy", "medium", "hard"]


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Cite(_Table):
    """Where a value was read: a source's id and the place in it."""

    source: Key
    place: Text | None = None


Cites = Annotated[tuple[Cite, ...], Field(min_length=1, strict=False)]
Names = Annotated[tuple[Text, ...], Field(strict=False)]


class SourceEntry(_Table):
    """A publication; leave out what is not known."""

    id: Key
    title: Text
    publication: Text | None = None
    author: Text | None = None
    date: DateText = ""
    link: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    retrieved: DateText = ""
    note: Text | None = None


class FilmEntry(_Table):
    """A film; `aliases` are other titles it is found under."""

    id: Annotated[Key, AfterValidator(_film_id)]
    title: Text
    year: Annotated[int, Field(ge=1870, le=2200)] | None = None
    aliases: Names = ()
    complete_cast: bool = False


class PersonEntry(_Table):
    """A person; `aliases` are other names and a source's misspellings, `note` says which."""

    id: Key
    name: Text
    aliases: Names = ()
    note: Text | None = None


class CreditEntry(_Table):
    """A person's job on a film, in a film database's terms (`director`, `actor`, `screenplay`)."""

    film: Key
    person: Key
    job: Text
    character: Text | None = None
    billing: Annotated[int, Field(ge=1)] | None = None
    uncredited: bool = False
    sources: Cites


class ReleaseEntry(_Table):
    """A release; leave out `date` where the source states none."""

    film: Key
    kind: ReleaseKind
    country: Country | None = None
    date: DateText = ""
    note: Text | None = None
    sources: Cites


class FactEntry(_Table):
    """One statement about a film in the pack's own words."""

    id: Key
    film: Key
    topic: Text
    text: Annotated[Text, Field(max_length=400)]
    people: Annotated[tuple[Key, ...], Field(strict=False)] = ()
    status: FactStatus = "stated"
    note: Text | None = None
    sources: Cites


class QuoteEntry(_Table):
    """Spoken words, verbatim, cuts marked `[…]`; `asked` is the question they answer, in our words."""

    id: Key
    film: Key
    speaker: Key
    text: Annotated[Text, Field(max_length=QUOTE_LIMIT)]
    asked: Text | None = None
    topic: Text
    told_to: Text | None = None
    status: QuoteStatus = "stated"
    note: Text | None = None
    sources: Cites


class QuestionEntry(_Table):
    """A trivia question with its one right answer and three choices that are certainly wrong."""

    id: Key
    film: Key
    prompt: Annotated[Text, Field(max_length=300)]
    answer: Annotated[Text, Field(max_length=CHOICE_LIMIT)]
    wrong: Annotated[
        tuple[Annotated[Text, Field(max_length=CHOICE_LIMIT)], ...],
        Field(strict=False, min_length=3, max_length=3),
    ]
    accepted: Names = ()
    difficulty: Difficulty
    explanation: Annotated[Text, Field(max_length=300)]
    sources: Cites

    @model_validator(mode="after")
    def _distinct(self) -> "QuestionEntry":
        folded = [choice.casefold() for choice in (self.answer, *self.wrong)]
        if len(set(folded)) < len(folded):
            raise ValueError("two choices are the same")
        return self


class Pack(_Table):
    """Everything one pack says, with the file each table row came from left behind."""

    source: Annotated[tuple[SourceEntry, ...], Field(strict=False)] = ()
    film: Annotated[tuple[FilmEntry, ...], Field(strict=False)] = ()
    person: Annotated[tuple[PersonEntry, ...], Field(strict=False)] = ()
    credit: Annotated[tuple[CreditEntry, ...], Field(strict=False)] = ()
    release: Annotated[tuple[ReleaseEntry, ...], Field(strict=False)] = ()
    fact: Annotated[tuple[FactEntry, ...], Field(strict=False)] = ()
    quote: Annotated[tuple[QuoteEntry, ...], Field(strict=False)] = ()
    question: Annotated[tuple[QuestionEntry, ...], Field(strict=False)] = ()


def load_pack(*folders: Path) -> Pack:
    """Read and check packs; a later pack's row lies over an earlier one's of the same identity.

    Args:
        folders: each holds one pack's `*.toml` files.

    Raises:
        OperatorError: a file is not TOML, a value is of the wrong kind, a row stands twice in a pack or
            points nowhere; the message names file, table and key.
    """
    merged: dict[str, dict[Identity, _Table]] = {table: {} for table in Pack.model_fields}
    origins: dict[tuple[str, Identity], str] = {}
    for folder in folders:
        seen: set[tuple[str, Identity]] = set()
        rows = [(table, _identity(table, entry), entry, origin) for table, entry, origin in _entries(folder)]
        # Of one release a pack may give several dates, where its sources disagree; a later pack settles it.
        settled = {identity[:3] for table, identity, _, _ in rows if table == "release"}
        for identity in [known for known in merged["release"] if known[:3] in settled]:
            del merged["release"][identity]
        for table, identity, entry, origin in rows:
            if (table, identity) in seen:
                raise OperatorError(
                    f"{origin}: another row of this pack says the same ({', '.join(identity)})"
                )
            seen.add((table, identity))
            merged[table][identity] = entry
            origins[table, identity] = origin
    for table, entries in merged.items():
        for identity, entry in entries.items():
            for key, kind, named in _references(entry):
                if (named,) not in merged[kind]:
                    raise OperatorError(
                        f"{origins[table, identity]}, key {key}: no [[{kind}]] has the id {named!r}"
                    )
    return Pack.model_validate({table: tuple(entries.values()) for table, entries in merged.items()})


Identity = tuple[str, ...]


def _entries(folder: Path) -> Iterator[tuple[str, _Table, str]]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise OperatorError(f"{folder}: no pack here (no *.toml file)")
    for file in files:
        tables = _tables(file)
        try:
            pack = Pack.model_validate(tables)
        except ValidationError as fault:
            raise OperatorError(_first_fault(fault, file, tables)) from None
        for table in Pack.model_fields:
            for at, entry in enumerate(getattr(pack, table)):
                yield table, entry, _origin(file, table, at, tables)


def _tables(file: Path) -> dict[str, list[Any]]:
    try:
        tables = tomllib.loads(file.read_text("utf-8-sig"))  # Notepad begins a file with a byte order mark
    except (ValueError, RecursionError) as fault:  # not UTF-8, not TOML, or nothing a reader can take
        raise OperatorError(f"{file}: not TOML: {fault}") from None
    except OSError as fault:
        raise OperatorError(f"{file}: cannot be read ({fault.strerror})") from None
    for table, rows in tables.items():
        if not isinstance(rows, list):
            raise OperatorError(f"{file}: {table!r} must be a list of tables: write [[{table}]]")
    return tables


def _origin(file: Path, table: str, at: int, tables: dict[str, list[Any]]) -> str:
    row = tables[table][at]
    named = f" (id {row['id']!r})" if isinstance(row, dict) and isinstance(row.get("id"), str) else ""
    return f"{file}: [[{table}]] number {at + 1}{named}"


_WORDS = {
    "model_type": "a table is wanted: write [[…]] and its keys below",
    "string_type": "a text is wanted: write it in quotes",
    "string_pattern_mismatch": "it has another form: an id is `small-letters-and-2025`, a country `DE`, a link `https://…`",
    "tuple_type": "a list is wanted: write it in square brackets",
    "extra_forbidden": "there is no such key",
    "missing": "this key is missing",
    "too_long": "it is too long: {actual_length}, where at most {max_length} fit",
    "too_short": "it is too short: {actual_length}, where at least {min_length} are wanted",
}


def _first_fault(fault: ValidationError, file: Path, tables: dict[str, list[Any]]) -> str:
    error = fault.errors(include_url=False)[0]
    table, *path = error["loc"]
    if not path:
        return f"{file}: there is no table [[{table}]]; known are {', '.join(Pack.model_fields)}"
    row, *keys = path
    where = _origin(file, str(table), int(row), tables)
    key = f", key {'.'.join(map(str, keys))}" if keys else ""
    known = _WORDS.get(error["type"])
    said = known.format(**error.get("ctx", {})) if known else error["msg"].removeprefix("Value error, ")
    return f"{where}{key}: {said}"


def _identity(table: str, entry: Any) -> Identity:
    if table == "credit":
        return (entry.film, entry.person, entry.job)
    if table == "release":
        return (entry.film, entry.kind, entry.country or "any country", entry.date or "no date")
    return (entry.id,)


def _references(entry: Any) -> list[tuple[str, str, str]]:
    found = [("film", "film", entry.film)] if hasattr(entry, "film") else []
    found += [(key, "person", getattr(entry, key)) for key in ("person", "speaker") if hasattr(entry, key)]
    found += [("people", "person", person) for person in getattr(entry, "people", ())]
    found += [("sources", "source", cite.source) for cite in getattr(entry, "sources", ())]
    return found
