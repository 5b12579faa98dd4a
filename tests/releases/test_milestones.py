from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.releases.milestones import DEFAULT_MILESTONES, Milestones, read_milestones

numbers = st.integers(0, 9999)


@st.composite
def milestones(draw: st.DrawFn) -> Milestones:
    days = draw(st.sets(st.one_of(numbers, st.integers(0, 40)), min_size=1, max_size=25))
    return Milestones(
        tuple(sorted(days, reverse=True)),
        draw(st.one_of(st.none(), st.integers(0, 60))),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        read_milestones(text)
    return caught.value.sentence


def test_the_default_ends_on_the_release_day() -> None:
    assert str(DEFAULT_MILESTONES) == "100, 30, 14, 7, 3, 1, day"


@settings(deadline=None)
@given(milestones())
def test_milestones_are_read_back_from_the_form_they_are_stored_in(wanted: Milestones) -> None:
    assert read_milestones(str(wanted)) == wanted


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("100, 30, 7, day", "100, 30, 7, day"),
        ("7;30;100;7", "100, 30, 7"),
        ("T-30, 14 days, 1 day before, 3d, the day", "30, 14, 3, 1, day"),
        ("0", "day"),
        ("Daily from 10, weekly, anniversary", "every day from 10, every week, anniversaries"),
        ("every day from 5, every day from 10, 30,", "30, every day from 10"),
    ],
)
def test_an_admin_may_write_milestones_in_any_order_and_several_ways(text: str, stored: str) -> None:
    assert str(read_milestones(text)) == stored


@pytest.mark.parametrize("text", ["10000", "30, 99999", "every day from 10000"])
def test_a_number_past_9999_is_refused(text: str) -> None:
    assert "0 to 9999 days" in refusal(text)


@pytest.mark.parametrize("text", ["-1", "soon", "7 weeks", "1.5", "100 30 7", "٣٠", "9" * 400, "\u0000"])
def test_nonsense_is_refused_with_an_example(text: str) -> None:
    assert "“100, 30, 7, day”" in refusal(text)


@pytest.mark.parametrize("text", ["", " , ;"])
def test_no_milestone_at_all_is_refused(text: str) -> None:
    assert refusal(text).startswith("Name at least one milestone")


def test_more_than_25_numbers_are_refused_with_the_shorter_way_to_say_it() -> None:
    assert "every day from 30" in refusal(", ".join(map(str, range(30))))


@settings(deadline=None)
@given(st.text())
def test_whatever_is_typed_is_read_or_refused_in_one_short_sentence(text: str) -> None:
    try:
        read_milestones(text)
    except Refusal as refused:
        assert len(refused.sentence) <= 200


@pytest.mark.parametrize("days", [(7, 30), (7, 7), (-1,), (10_000,), ()])
def test_milestones_out_of_order_twice_or_out_of_range_cannot_be_built(days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="milestones"):
        Milestones(days)


@settings(deadline=None)
@given(milestones(), st.integers(-5, 12_000))
def test_the_days_left_are_those_listed_the_daily_and_the_weekly_ones_each_once_downwards(
    wanted: Milestones, most: int
) -> None:
    by_definition = [
        left
        for left in range(min(most, 9999), -1, -1)
        if left in wanted.days
        or (wanted.daily_from is not None and left <= wanted.daily_from)
        or (wanted.weekly and left % 7 == 0)
    ]
    assert list(wanted.days_left(most)) == by_definition


def test_the_next_milestone_is_found_without_counting_through_the_earlier_ones() -> None:
    assert list(islice(Milestones((9999, 0), weekly=True).days_left(20), 2)) == [14, 7]
