from datetime import date, timedelta

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.releases.dates import PartialDate, format_date


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(date(1870, 1, 1), date(2200, 12, 31)))
    known = (day.year, day.month, day.day)
    return PartialDate(*known[: draw(st.integers(0, 3))])


@settings(deadline=None)
@given(partial_dates())
def test_a_date_is_read_back_from_what_it_prints(partial: PartialDate) -> None:
    assert PartialDate.parse(str(partial)) == partial


@settings(deadline=None)
@given(st.lists(partial_dates()))
def test_dates_are_ordered_by_their_first_day_and_the_unknown_one_comes_last(
    dates: list[PartialDate],
) -> None:
    ordered = sorted(dates)
    known = [one for one in ordered if one.year]
    first_days = [(one.year, one.month or 1, one.day or 1) for one in known]
    assert first_days == sorted(first_days)
    assert ordered[len(known) :] == [PartialDate()] * (len(ordered) - len(known))


def test_a_vaguer_date_comes_before_the_day_it_starts_with() -> None:
    assert PartialDate(2027) < PartialDate(2027, 1) < PartialDate(2027, 1, 1) < PartialDate(2027, 1, 2)


@pytest.mark.parametrize(
    ("text", "precision"), [("2027-06-05", "day"), ("2027-06", "month"), ("2027", "year"), ("", "unknown")]
)
def test_a_date_says_how_precise_it_is(text: str, precision: str) -> None:
    assert PartialDate.parse(text).precision == precision


@settings(deadline=None)
@given(partial_dates())
def test_only_a_date_known_to_the_day_has_a_day(partial: PartialDate) -> None:
    assert (partial.exact is not None) == (partial.precision == "day")


@pytest.mark.parametrize(
    "text", ["2027-13", "2027-06-31", "2027-00", "2027-06-00", "0000", "27", "2027-6-5", "soon", "٢٠٢٧"]
)
def test_what_is_no_date_is_not_parsed(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        PartialDate.parse(text)


def test_a_day_without_its_month_is_no_date() -> None:
    with pytest.raises(ValueError, match="a day needs its month"):
        PartialDate(2027, None, 5)
    with pytest.raises(ValueError, match="a day needs its month"):
        PartialDate(None, 6)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2027-06-05", "2027-06-05"),
        ("2027-06", "2027-06-30"),
        ("2028-02", "2028-02-29"),
        ("2027", "2027-12-31"),
    ],
)
def test_the_last_day_is_the_latest_it_can_be(text: str, last: str) -> None:
    assert PartialDate.parse(text).last_day == date.fromisoformat(last)


def test_an_unknown_date_has_no_last_day() -> None:
    assert PartialDate().last_day is None


@settings(deadline=None)
@given(st.dates(date(1870, 1, 1), date(2200, 12, 31)))
def test_a_date_covers_itself_known_more_precisely_and_nothing_else(day: date) -> None:
    year, month, exact = (
        PartialDate(day.year),
        PartialDate(day.year, day.month),
        PartialDate(day.year, day.month, day.day),
    )
    vaguer = [PartialDate(), year, month, exact]
    for number, one in enumerate(vaguer):
        for other in vaguer:
            assert one.covers(other) == (other in vaguer[number:])
    following = day + timedelta(days=1)
    assert not exact.covers(PartialDate(following.year, following.month, following.day))


@pytest.mark.parametrize(
    ("text", "locale", "printed"),
    [
        ("2025-06-06", "en-GB", "6 June 2025"),
        ("2025-06-06", "en_US", "June 6, 2025"),
        ("2025-06-06", "de", "6. Juni 2025"),
        ("2025-06", "en-GB", "June 2025"),
        ("2025-06", "ja", "2025年6月"),
        ("2025", "en-GB", "2025"),
        ("2025", "ko", "2025년"),
        ("", "en-GB", "not known yet"),
    ],
)
def test_a_date_is_printed_as_the_locale_writes_it_and_no_more_precisely_than_known(
    text: str, locale: str, printed: str
) -> None:
    assert format_date(PartialDate.parse(text), locale, unknown="not known yet") == printed


@pytest.mark.parametrize("locale", [str(locale) for locale in discord.Locale])
def test_every_locale_of_discord_can_print_every_precision(locale: str) -> None:
    for text in ("2025-06-06", "2025-06", "2025"):
        assert "2025" in format_date(PartialDate.parse(text), locale, unknown="")
