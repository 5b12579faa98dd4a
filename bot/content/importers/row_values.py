"""Reads the values of a table's cells: texts, lists, years, popularity, ids, dates."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from babel import Locale

from bot.content.importers.cleaning import LONGEST, Unusable, character_of, clean, log_share, year_of
from bot.films.model import RELEASE_KINDS, ReleaseKind
from bot.films.records import ReleaseRecord
from bot.releases.dates import PartialDate

Value = object  # as it stands in a cell: a text in CSV, anything in JSON

MOST_COUNTED = 1_000_000  # what a popularity in votes, views or the like counts as 1
# How many years a release may lie after the film's year. A reel is shown again decades later, and put on disc
# at any time, but exactly a hundred years is how a century's slip of the pen looks.
LATEST: dict[ReleaseKind, int] = {
    "premiere": 30,
    "cinema": 30,
    "limited": 30,
    "tv": 30,
    "digital": 99,
    "physical": 99,
}
EARLIEST = 2  # years before the film's year: festivals, and sources that date a film by its main release

_PLAIN_YEAR = re.compile(r"([0-9]{4})(?:\.0|-[0-9]{2}(?:-[0-9]{2})?)?")  # also 1999.0 and 1999-03-31
_DATE = re.compile(r"([0-9]{4}(?:-[0-9]{2}){0,2})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?")
_FORMS = {
    "imdb": re.compile(r"\bnm[0-9]{7,10}\b"),
    "tmdb": re.compile(r"(?:^|/)([0-9]{1,10})(?:-|$)"),  # also out of …/movie/603-the-matrix
    "wikidata": re.compile(r"\bQ[1-9][0-9]{0,11}\b"),
}
_IMDB_TITLE = re.compile(r"\btt([0-9]{7,10})\b|^([0-9]{1,10})$")
_PAGE_ADDRESS = re.compile(r"https?://(?:([a-z-]+)\.)?(?:m\.)?wikipedia\.org/wiki/([^?]+)", re.IGNORECASE)
_PLAIN_PAGE = re.compile(r"[A-Za-z0-9(][A-Za-z0-9_,.!'()&-]*")
_SUFFIX = re.compile(r"(?:jr|sr|i{1,3}|iv|esq|ph\.?d|m\.?d)\.?$", re.IGNORECASE)
_KINDS: dict[str, ReleaseKind] = {kind: kind for kind in RELEASE_KINDS} | {
    "theatrical": "cinema",
    "theatre": "cinema",
    "theater": "cinema",
    "wide": "cinema",
    "festival": "premiere",
    "streaming": "digital",
    "vod": "digital",
    "dvd": "physical",
    "blu-ray": "physical",
    "television": "tv",
}


def text_in(value: Value, what: str) -> str:
    """Read a text; a whole number is one too.

    Args:
        what: what it is, for the reason: “title”.

    Raises:
        Unusable: it is something else.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise Unusable(f"its {what} is not text (put it in quotation marks)")


def list_in(value: Value, what: str, *, split: bool, commas: bool = False) -> Sequence[Value]:
    """Read a list that may be written as a text.

    Args:
        value: a list, a JSON list as text, or its entries with `|` between them, or `;` where there is no `|`.
        split: whether a text is split; else it is one entry.
        commas: whether it is also split at commas where it holds neither sign. Not before “Jr.” and the like.

    Raises:
        Unusable: it is something else.
    """
    if isinstance(value, list):
        return value
    if value is None:
        return ()
    if not isinstance(value, str):
        raise Unusable(f"its {what} is no list")
    if not value or value.isspace():
        return ()
    if value[0] == "[":
        try:
            entries = json.loads(value)
        except (ValueError, RecursionError):
            entries = None
        if isinstance(entries, list):
            return entries
    if not split:
        return [value]
    for sign in "|;":
        if sign in value:
            return [part for part in value.split(sign) if part.strip()]
    if not commas or "," not in value:
        return [value]
    parts: list[str] = []
    for part in value.split(","):
        if not part.strip():
            continue
        if parts and _SUFFIX.match(part.strip()):
            parts[-1] += f",{part}"
        else:
            parts.append(part)
    return parts


def year_in(value: Value) -> int | None:
    """Read a film's year, `1999`, `"1999"`, `1999.0` or a date; None where there is none.

    Raises:
        Unusable: it is none, or outside of film history.
    """
    if type(value) is int:
        return year_of(value)
    if isinstance(value, float) and value.is_integer():
        return year_of(int(value))
    text = text_in(value, "year").strip()
    found = _PLAIN_YEAR.fullmatch(text)
    return year_of(found[1] if found else text) if text else None


def popularity_in(value: Value) -> float | None:
    """Read a popularity: 0 to 1 as it is, above that as `counted_popularity`; None where there is none.

    Raises:
        Unusable: it is no number, or below 0.
    """
    number = _number_in(value, "popularity")
    return number if number is None or number <= 1 else counted_popularity(number)


def votes_in(value: Value) -> float | None:
    """Read a number of votes as a popularity by `counted_popularity`; None where there is none.

    Raises:
        Unusable: it is no number, or below 0.
    """
    number = _number_in(value, "number of votes")
    return None if number is None else counted_popularity(number)


def counted_popularity(count: float) -> float:
    """Popularity by a count of votes, views or sales: ln(1 + count) / ln(1 + 1,000,000), at most 1."""
    return log_share(count, MOST_COUNTED)


def film_id_in(value: Value, scheme: str) -> str | None:
    """Read a film's id, also out of an address; None where there is none.

    Args:
        scheme: `imdb` (`tt0133093`, also `133093` as MovieLens writes it), `tmdb`, `wikidata` or `wikipedia`.

    Raises:
        Unusable: it has another form.
    """
    if scheme == "imdb":
        digits = _id_in(value, scheme, _IMDB_TITLE)
        return f"tt{digits:0>7}" if digits else None
    return _page_in(value) if scheme == "wikipedia" else _id_in(value, scheme, _FORMS[scheme])


def person_id_in(value: Value, scheme: str) -> str | None:
    """Read a person's id, likewise (`nm0000206` for IMDb).

    Raises:
        Unusable: it has another form.
    """
    return _page_in(value) if scheme == "wikipedia" else _id_in(value, scheme, _FORMS[scheme])


def character_in(value: Value) -> tuple[str | None, bool]:
    """Read a character, and whether “(uncredited)” stands with it.

    Raises:
        Unusable: it is not text, or longer than any name.
    """
    text = text_in(value, "character")
    if len(text) > LONGEST:
        raise Unusable(f"its character has {len(text)} characters, more than {LONGEST}")
    return character_of(text)


class Releases:
    """Reads dates of release with their kind and country."""

    def __init__(self) -> None:
        self._countries: Mapping[str, str] | None = None

    def read(self, value: Value, year: int | None) -> ReleaseRecord | None:
        """Read a release; None where there is no date.

        Args:
            value: a date (`1999-03-31`, `1999-03`, `1999`, also with a time of day, which is not kept), or
                `{"date": …, "kind": …, "country": …}`: kind one of ours or another word for it, the cinema's
                where there is none; country as two letters of ISO 3166 or by its name in English.
            year: the film's; a date of more than `EARLIEST` years before it or `LATEST` after it is none.

        Raises:
            Unusable: a value cannot be read, or the date lies too far from the film's year.
        """
        parts = value if isinstance(value, dict) else {"date": value}
        date, kind, country = parts.get("date"), parts.get("kind"), parts.get("country")
        text = text_in(date, "release date").strip()
        if not text:
            return None
        found = _DATE.fullmatch(text)
        try:
            partial = PartialDate.parse(found[1] if found else text)
        except ValueError:
            raise Unusable(
                f"its release date “{clean(text)[:40]}” is none (write 1999-03-31, 1999-03 or 1999)"
            ) from None
        assert partial.year is not None
        year_of(partial.year)
        kind_text = text_in(kind, "kind of release").strip().casefold()
        kind_known = _KINDS.get(kind_text) if kind_text else "cinema"
        if kind_known is None:
            raise Unusable(
                f"its kind of release “{clean(kind_text)[:40]}” is none of {', '.join(RELEASE_KINDS)}"
            )
        if year is not None and not -EARLIEST <= partial.year - year <= LATEST[kind_known]:
            raise Unusable(
                f"its {kind_known} release date {partial} lies {abs(partial.year - year)} years "
                f"{'after' if partial.year > year else 'before'} the film’s year {year}, and {EARLIEST} years before "
                f"to {LATEST[kind_known]} after it are believed"
            )
        return ReleaseRecord(kind_known, str(partial), self._country(text_in(country, "country")))

    def _country(self, text: str) -> str | None:
        name = clean(text)
        if not name:
            return None
        if self._countries is None:
            self._countries = _country_codes()
        code = self._countries.get(name.casefold())
        if code is None:
            raise Unusable(f"its country of release “{name[:40]}” is none (write two letters, as GB)")
        return code


def _country_codes() -> dict[str, str]:
    """Two-letter codes by country names in English and by themselves, in small letters."""
    names = {code: name for code, name in Locale("en").territories.items() if len(code) == 2}
    codes = {name.casefold(): code for code, name in names.items()} | {
        code.casefold(): code for code in names
    }
    return codes | {"usa": "US", "u.s.": "US", "u.s.a.": "US", "u.k.": "GB"}


def _id_in(value: Value, scheme: str, form: re.Pattern[str]) -> str | None:
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    text = text_in(whole, f"{scheme} id").strip().removesuffix(".0")
    if not text:
        return None
    if found := form.search(text):
        return found[found.lastindex or 0]
    raise Unusable(f"its {scheme} id “{clean(text)[:40]}” is none")


def _page_in(value: Value) -> str | None:
    """The name of a Wikipedia page, `The_Matrix`, with the language before it where that is not English.

    Another site's address is none, nor is a link to a section: its page is about something else.
    """
    text = text_in(value, "wikipedia page").strip()
    if len(text) <= LONGEST and _PLAIN_PAGE.fullmatch(text):
        return text
    found = _PAGE_ADDRESS.match(text)
    if not found and "://" in text:
        return None
    language, page = found.groups() if found else (None, text.removeprefix("/wiki/"))
    page = clean(unquote(page)).replace(" ", "_")
    if not page or "#" in page or page[0] == "/":
        return None
    if len(page) > LONGEST:
        raise Unusable(f"its wikipedia page has {len(page)} characters, more than {LONGEST}")
    return page if language in (None, "en", "www") else f"{language}:{page}"


def _number_in(value: Value, what: str) -> float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = (
            float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
        )
    except (ValueError, OverflowError):
        number = math.nan
    if not number >= 0:
        raise Unusable(f"its {what} “{clean(str(value))[:40]}” is not a number from 0")
    return number
