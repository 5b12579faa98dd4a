"""Which of a film's release dates counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, Protocol, TypeVar

from bot.releases.dates import PartialDate

Reason = Literal["asked", "own country", "first wide"]

# The most public first: a premiere is a film's first showing, but not one that members can go to.
WIDEST_FIRST = ("cinema", "limited", "digital", "tv", "physical", "premiere")


class DatedRelease(Protocol):
    """What has to be known of a release to choose it; `bot.films.model.Release` is one."""

    @property
    def kind(self) -> str:
        """One of `WIDEST_FIRST`."""

    @property
    def country(self) -> str | None:
        """An ISO 3166 code, None where the source names none."""

    @property
    def date(self) -> PartialDate:
        """As far as it is known."""


R = TypeVar("R", bound=DatedRelease)


@dataclass(frozen=True, slots=True)
class Choice(Generic[R]):
    """The release that counts, and why: as asked, the server's own country, or the first wide one."""

    release: R
    reason: Reason


def choose_release(
    releases: Iterable[R],
    *,
    kind: str | None = None,
    country: str | None = None,
    own_country: str | None = None,
) -> Choice[R] | None:
    """Return the release that counts, or None where a film has no release at all.

    What was asked for comes first, then the first wide release in the server's country, then the first
    wide one anywhere; of one kind in one country, the earliest. A release without any date, and a
    premiere, is chosen only where that kind was asked for or nothing better is known.

    Args:
        releases: all that is known of one film.
        kind: the kind asked for, None for any.
        country: the country asked for, None for any.
        own_country: the server's country, None where it has set none.

    Returns:
        The choice. Where something was asked for and the reason is not “asked”, it is not known: a
        member is told so, and a countdown to it waits.
    """
    known = list(releases)
    dated = [release for release in known if release.date.year]
    public = [release for release in dated if release.kind != "premiere"]

    def rank(release: R) -> tuple[bool, int, bool, date, int, str]:
        return (
            kind is not None and release.kind != kind,
            WIDEST_FIRST.index(release.kind),
            release.country != own_country,
            # by its last possible day “5 June 2027” comes before “2027”, which it makes more precise
            release.date.last_day or date.max,
            -len(str(release.date)),
            release.country or "",
        )

    def first(reason: Reason, candidates: list[R]) -> Choice[R] | None:
        return Choice(min(candidates, key=rank), reason) if candidates else None

    asked: list[R] = []
    if kind:
        asked = [one for one in known if one.kind == kind and country in (None, one.country)]
    elif country:
        asked = [one for one in public if one.country == country]
    own = [one for one in public if own_country and one.country == own_country]
    return first("asked", asked) or first("own country", own) or first("first wide", dated or known)
