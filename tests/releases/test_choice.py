from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.films.model import RELEASE_KINDS
from bot.releases.choice import WIDEST_FIRST, choose_release
from bot.releases.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Known:
    kind: str
    country: str | None
    date: PartialDate


def known(*rows: tuple[str, str | None, str]) -> list[Known]:
    return [Known(kind, country, PartialDate.parse(date)) for kind, country, date in rows]


FILM = known(
    ("premiere", "US", "2027-05-20"),
    ("cinema", "GB", "2027-06-07"),
    ("cinema", "FR", "2027-06-04"),
    ("limited", "US", "2027-05-28"),
    ("cinema", "US", "2027-06-05"),
    ("digital", "US", ""),
    ("digital", "GB", "2027-09"),
)


@pytest.mark.parametrize(
    ("kind", "country", "own_country", "chosen", "reason"),
    [
        ("cinema", "GB", "US", "cinema GB 2027-06-07", "asked"),
        ("cinema", None, "US", "cinema US 2027-06-05", "asked"),
        ("cinema", None, "JP", "cinema FR 2027-06-04", "asked"),
        ("limited", None, None, "limited US 2027-05-28", "asked"),
        ("premiere", None, None, "premiere US 2027-05-20", "asked"),
        ("digital", None, "US", "digital US ", "asked"),
        ("digital", "GB", "US", "digital GB 2027-09", "asked"),
        (None, "FR", "US", "cinema FR 2027-06-04", "asked"),
        (None, None, "US", "cinema US 2027-06-05", "own country"),
        ("tv", "FR", "US", "cinema US 2027-06-05", "own country"),
        (None, "JP", "GB", "cinema GB 2027-06-07", "own country"),
        ("digital", "FR", "GB", "digital GB 2027-09", "own country"),
        (None, None, None, "cinema FR 2027-06-04", "first wide"),
        (None, None, "JP", "cinema FR 2027-06-04", "first wide"),
        ("digital", "JP", "JP", "digital GB 2027-09", "first wide"),
    ],
)
def test_the_asked_release_counts_else_that_of_the_own_country_else_the_first_wide_one(
    kind: str | None, country: str | None, own_country: str | None, chosen: str, reason: str
) -> None:
    choice = choose_release(FILM, kind=kind, country=country, own_country=own_country)
    assert choice is not None
    found = choice.release
    assert (f"{found.kind} {found.country} {found.date}", choice.reason) == (chosen, reason)


def test_a_film_without_releases_has_no_date() -> None:
    assert choose_release(known()) is None


def test_a_premiere_counts_only_where_nothing_else_is_known() -> None:
    both = known(("premiere", "US", "2027-05-20"), ("cinema", None, "2027-06-05"))
    assert choose_release(both, own_country="US") == choose_release(both[1:])
    alone = choose_release(both[:1], own_country="JP")
    assert alone is not None and alone.release.kind == "premiere"


def test_a_release_without_a_date_counts_only_where_nothing_else_is_known() -> None:
    undated = known(("digital", "US", ""))
    choice = choose_release(undated + known(("cinema", None, "2025-06-06")), own_country="US")
    assert choice is not None and choice.release.kind == "cinema"
    choice = choose_release(undated, own_country="US")
    assert choice is not None and choice.release.kind == "digital"


def test_of_two_reports_of_one_date_the_more_precise_counts() -> None:
    rows = known(("cinema", "US", "2027"), ("cinema", "US", "2027-06-05"), ("cinema", "US", "2027-06"))
    choice = choose_release(rows)
    assert choice is not None and str(choice.release.date) == "2027-06-05"
    choice = choose_release(known(("cinema", "US", "2027-12"), ("cinema", "US", "2027-12-31")))
    assert choice is not None and str(choice.release.date) == "2027-12-31"


def test_every_kind_of_release_has_its_place() -> None:
    assert sorted(WIDEST_FIRST) == sorted(RELEASE_KINDS)


countries = st.sampled_from(["US", "GB", "FR"])
releases = st.lists(
    st.builds(
        Known,
        st.sampled_from(WIDEST_FIRST),
        st.one_of(st.none(), countries),
        st.sampled_from(["", "2027", "2027-06", "2027-06-05", "2027-06-06"]).map(PartialDate.parse),
    ),
    min_size=1,
    max_size=6,
)
kinds = st.one_of(st.none(), st.sampled_from(WIDEST_FIRST))
wanted = st.one_of(st.none(), countries)


@settings(deadline=None)
@given(releases, kinds, wanted, wanted, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_what_is_known(
    rows: list[Known], kind: str | None, country: str | None, own: str | None, random: object
) -> None:
    shuffled = sorted(rows, key=repr)
    assert choose_release(rows, kind=kind, country=country, own_country=own) == choose_release(
        shuffled, kind=kind, country=country, own_country=own
    )


@settings(deadline=None)
@given(releases, kinds, wanted, wanted)
def test_the_reason_is_true(
    rows: list[Known], kind: str | None, country: str | None, own: str | None
) -> None:
    choice = choose_release(rows, kind=kind, country=country, own_country=own)
    assert choice is not None and choice.release in rows
    exactly_asked = [row for row in rows if row.kind == kind and (country is None or row.country == country)]
    if kind and exactly_asked:
        assert choice.reason == "asked" and choice.release in exactly_asked
    if choice.reason == "asked":
        assert kind or country
        assert kind in (None, choice.release.kind) and country in (None, choice.release.country)
    if choice.reason == "own country":
        assert choice.release.country == own
        assert choice.release.date.year
    if choice.reason == "first wide" and not choice.release.date.year:
        assert not any(row.date.year for row in rows)
