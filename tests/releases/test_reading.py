import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.releases.dates import PartialDate
from bot.releases.reading import read_date

MONDAY = date(2026, 11, 23)


def refusal(text: str, today: date = MONDAY) -> str:
    with pytest.raises(Refusal) as caught:
        read_date(text, today)
    return caught.value.sentence


@pytest.mark.parametrize("text", ["2027-06-05", "2027-06", "2027", "  2027-06-05 "])
def test_the_three_forms_are_read(text: str) -> None:
    assert str(read_date(text, MONDAY)) == text.strip()


@settings(deadline=None)
@given(st.dates(date(1870, 1, 1), date(2200, 12, 31)), st.sampled_from([4, 7, 10]))
def test_every_date_in_range_is_read_as_it_prints(day: date, length: int) -> None:
    assert str(read_date(str(day)[:length], MONDAY)) == str(day)[:length]


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("today", "2026-11-23"),
        ("tomorrow", "2026-11-24"),
        ("friday", "2026-11-27"),
        ("This Friday", "2026-11-27"),
        ("monday", "2026-11-30"),
        ("next friday", "2026-11-27 or 2026-12-04"),
        ("this month", "2026-11"),
        ("next month", "2026-12"),
        ("this year", "2026"),
        ("next year", "2027"),
        ("in 3 days", "2026-11-26"),
        ("in a week", "2026-11-30"),
        ("in 2 weeks", "2026-12-07"),
        ("in 2 months", "2027-01"),
        ("in 5 years", "2031"),
        ("5 June 2027", "2027-06-05"),
        ("June 5, 2027", "2027-06-05"),
        ("5th of June", "2027-06-05"),
        ("1 December", "2026-12-01"),
        ("23 November", "2026-11-23"),
        ("22 November", "2027-11-22"),
        ("29 February", "2028-02-29"),
        ("Sept 2027", "2027-09"),
        ("december", "2026-12"),
        ("may", "2027-05"),
        ("05/06/2027", "2027-06-05 or 2027-05-06"),
        ("05/05/2027", "2027-05-05"),
        ("25/12/2027", "2027-12-25"),
        ("12/25/2027", "2027-12-25"),
        ("05.06.2027", "2027-06-05"),
        ("05/13/27", "2027-05-13"),
        ("2027/06/05", "2027-06-05"),
        ("2027-6-5", "2027-06-05"),
        ("2027-13-01", "2027-01-13"),
        ("20270605", "2027-06-05"),
        ("2027/6", "2027-06"),
        ("6/2027", "2027-06"),
        ("summer 2027", "2027"),
        ("2027 or 2028", "2027 or 2028"),
        ("13/13/2027", "2027"),
    ],
)
def test_what_can_be_guessed_is_refused_with_what_it_would_mean(text: str, offer: str) -> None:
    assert refusal(text).endswith(f"did you mean {offer}?")


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("31 June", "2027-06-30"),
        ("31 June 2027", "2027-06-30"),
        ("2027-06-31", "2027-06-30"),
        ("31/06/2027", "2027-06-30"),
        ("2027-02-29", "2027-02-28"),
        ("29 february 2027", "2027-02-28"),
    ],
)
def test_a_day_its_month_does_not_have_is_refused_with_the_last_day_it_has(text: str, offer: str) -> None:
    assert re.fullmatch(rf"(June|February) 2027 has only \d\d days: did you mean {offer}\?", refusal(text))


def test_a_29_february_that_is_over_means_the_next_leap_year() -> None:
    assert refusal("29 feb", date(2028, 3, 1)).endswith("did you mean 2032-02-29?")
    assert refusal("29 feb", date(2028, 2, 29)).endswith("did you mean 2028-02-29?")


@pytest.mark.parametrize("text", ["", "soon", "tba", "maybe", "8 march 9 april", "٢٠٢٧", "12:30", "5"])
def test_what_cannot_be_guessed_is_refused_with_the_forms(text: str) -> None:
    assert "Write 2027-06-05, 2027-06 or 2027" in refusal(text)


@pytest.mark.parametrize("text", ["0207", "9999-12-31", "1600-01", "in 999 years", "5 june 99"])
def test_a_year_no_film_comes_out_in_is_refused(text: str) -> None:
    assert "1870 to 2200" in refusal(text)


words = st.sampled_from(
    [
        "next",
        "in",
        "3",
        "31",
        "0",
        "june",
        "feb",
        "29",
        "friday",
        "2027",
        "9999",
        "0000",
        "/",
        "-",
        ".",
        "of",
        "th",
    ]
)


@settings(deadline=None)
@given(
    st.one_of(st.text(), st.lists(words).map(" ".join), st.lists(words).map("".join)),
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
)
def test_whatever_is_typed_is_read_or_refused_in_one_short_sentence(text: str, today: date) -> None:
    try:
        read = read_date(text, today)
    except Refusal as refused:
        assert len(refused.sentence) <= 200
        assert re.search(r"\d{4}", refused.sentence)
    else:
        assert read == PartialDate.parse(text.strip())


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(words).map(" ".join)), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_what_a_refusal_offers_is_accepted(text: str, today: date) -> None:
    try:
        read_date(text, today)
    except Refusal as refused:
        _, _, offers = refused.sentence.partition("did you mean ")
        for offer in filter(None, offers.rstrip("?").split(" or ")):
            assert str(read_date(offer, today)) == offer
