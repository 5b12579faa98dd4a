"""Titles as lists write them, `Matrix, The (1999)`, in the form they have on the poster."""

import re

from bot.content.importers.cleaning import FIRST_YEAR, LAST_YEAR, name_of

_TRACE = re.compile(r"[)\]}]|, \S+$|\ba\.?k\.?a\b", re.IGNORECASE)  # of any of the forms below
_STYLE_SHEET = re.compile(r"\s?[.#][\w-][^{}]*\{[^{}]*\}")  # left in a title by a page's formatting
_LONGEST_STYLED = 2_000  # characters; beyond it the search would take long, and no title is left anyway
_REFERENCE = re.compile(r"(?<=\S)\s*\[(?:[0-9]{1,3}|[a-z]{1,3})\]$")  # a footnote, or “[fr]”
_QUALIFIER = re.compile(r"(?<=\S)\s+\((?:([0-9]{4}) )?(?:film|movie|short film|serial)\)$", re.IGNORECASE)
_YEAR = re.compile(r"(?<=\S)\s*\(([0-9]{4})\)$")
_ALSO = re.compile(r"^(.+?),?\s+(?:\((?:aka|a\.k\.a\.):?\s+(.+)\)|(?:aka|a\.k\.a\.):?\s+(.+))$")
_ARTICLE = r"(?:the|an?|les?|la|l['’]|un|une|el|los|las|der|die|das|il|lo|gli)"
_ARTICLE_LAST = re.compile(rf"^(.+), ({_ARTICLE})$", re.IGNORECASE)
_ORIGINAL = re.compile(rf"^(.+, {_ARTICLE}) \((.+)\)$", re.IGNORECASE)


def read_title(text: str, year: int | None) -> tuple[str, int | None, tuple[str, ...]]:
    """Read a title: return it, the film's year and the other titles that stand with it.

    `Matrix, The (1999)` is The Matrix of 1999; `City of Lost Children, The (Cité des enfants perdus, La)` and
    `The Boat That Rocked aka Pirate Radio` name an alias; `The Curtain Pole[1]` and `Suspicion (1918 film)` carry
    marks of an encyclopedia. A year in brackets that is not the film's belongs to the title.

    Args:
        text: as the source has it.
        year: the film's year where the source gives it elsewhere.

    Raises:
        Unusable: there is no title, or it is longer than any real one.
    """
    if "{" in text and len(text) <= _LONGEST_STYLED:
        text = _STYLE_SHEET.sub(" ", text)
    title = name_of(text, "title")
    if not _TRACE.search(title):
        return title, year, ()
    title = _REFERENCE.sub("", title)
    for form in (_QUALIFIER, _YEAR):
        if found := form.search(title):
            written = int(found[1]) if found[1] else year
            if written == year or (year is None and FIRST_YEAR <= (written or 0) <= LAST_YEAR):
                title, year = title[: found.start()], written
    also = _ALSO.match(title) or _ORIGINAL.match(title)
    if not also:
        return _article_first(title), year, ()
    others = [other for other in also.groups()[1:] if other]
    return _article_first(also[1]), year, tuple(map(_article_first, others))


def _article_first(title: str) -> str:
    found = _ARTICLE_LAST.match(title)
    if not found:
        return title
    rest, article = found.groups()
    return article + rest if article.endswith(("'", "’")) else f"{article} {rest}"
