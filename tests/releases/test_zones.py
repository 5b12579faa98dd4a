import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.releases.zones import (
    instant,
    local_date,
    nearest_zones,
    read_time,
    read_zone,
    start_of_day,
    zone_names,
)

# Changes at midnight, on a half hour, before midnight, twice a year around Ramadan, by two hours.
CURIOUS = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/Nuuk",
    "America/Santiago",
    "America/Scoresbysund",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Chatham",
]


@st.composite
def days_of_change(draw: st.DrawFn) -> tuple[date, ZoneInfo]:
    """A day on which, or a day before which, a curious zone's clocks change."""
    zone = ZoneInfo(draw(st.sampled_from(CURIOUS)))
    year = draw(st.integers(2026, 2036))
    days = [date(year, 1, 2) + timedelta(days=number) for number in range(363)]
    noon = [datetime.combine(day, time(12), tzinfo=zone).utcoffset() for day in days]
    changes = [day for day, old, new in zip(days[1:], noon, noon[1:], strict=False) if old != new]
    return draw(st.sampled_from(changes)) - timedelta(days=draw(st.integers(0, 1))), zone


def first_instant_showing(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Watch a wall clock minute by minute until it shows that time or, for the first time, a later one."""
    wanted = datetime.combine(day, at)
    moment = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=15)
    while moment.astimezone(zone).replace(tzinfo=None) < wanted:
        moment += timedelta(minutes=1)
    return moment


def as_refused(call: str) -> str:
    with pytest.raises(Refusal) as caught:
        read_zone(call)
    return caught.value.sentence


@settings(deadline=None)
@given(days_of_change(), st.times())
def test_a_local_time_means_the_first_instant_a_clock_there_shows_it_or_has_passed_it(
    change: tuple[date, ZoneInfo], at: time
) -> None:
    day, zone = change
    at = at.replace(second=0, microsecond=0)
    assert instant(day, at, zone) == first_instant_showing(day, at, zone)


def test_seconds_are_kept_where_the_time_exists_and_dropped_where_it_is_skipped() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = time(2, 30, 15, 5)
    assert instant(date(2026, 3, 28), at, berlin) == datetime(2026, 3, 28, 1, 30, 15, 5, tzinfo=UTC)
    assert instant(date(2026, 3, 29), at, berlin) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("at", [time(0), time(2, 30), time(9)])
def test_in_every_zone_each_local_date_has_one_instant_and_they_follow_each_other(at: time) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(0, 4018, 61)]
    days += [date(2027, 3, 1) + timedelta(days=number) for number in range(60)]
    for name in zone_names():
        zone = ZoneInfo(name)
        instants = [instant(day, at, zone) for day in sorted(set(days))]
        assert [local_date(moment, zone) for moment in instants] == sorted(set(days)), name
        assert all(earlier < later for earlier, later in pairwise(instants)), name


@pytest.mark.parametrize(
    ("zone", "day", "end_of_gap"),
    [
        ("Africa/Cairo", date(2026, 4, 24), time(1)),
        ("Asia/Beirut", date(2026, 3, 29), time(1)),
        ("America/Havana", date(2026, 3, 8), time(1)),
        ("America/Santiago", date(2026, 9, 6), time(1)),
    ],
)
def test_a_day_without_midnight_starts_when_its_gap_ends(zone: str, day: date, end_of_gap: time) -> None:
    started = start_of_day(day, ZoneInfo(zone))
    assert started.tzinfo is UTC
    assert started.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, end_of_gap)


def test_a_time_that_comes_twice_means_the_first() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert instant(date(2026, 10, 25), time(2, 30), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(date(2026, 10, 25), time(2, 30, fold=1), berlin) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_whole_day_left_out_means_the_first_instant_of_the_day_after() -> None:
    apia = ZoneInfo("Pacific/Apia")
    first_of_the_31st = datetime(2011, 12, 30, 10, 0, tzinfo=UTC)
    assert instant(date(2011, 12, 30), time(0), apia) == first_of_the_31st
    assert instant(date(2011, 12, 30), time(18), apia) == first_of_the_31st
    assert instant(date(2011, 12, 31), time(0), apia) == first_of_the_31st
    assert instant(date(2011, 12, 31), time(18), apia) == first_of_the_31st + timedelta(hours=18)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
        ("Japan", "Japan"),
    ],
)
def test_an_iana_name_is_read(text: str, name: str) -> None:
    assert read_zone(text).key == name


def test_every_name_that_may_be_chosen_is_read() -> None:
    names = zone_names()
    assert len(names) > 500
    for name in names[::7]:
        assert read_zone(name.lower()).key == name


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("CEST", "Europe/Berlin"),
        ("cet", "Europe/Berlin"),
        ("EST", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        ("IST", "Asia/Kolkata"),
        ("berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("tokio", "Asia/Tokyo"),
        ("../Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_an_abbreviation_a_city_or_a_slip_is_refused_with_the_nearest_names(text: str, nearest: str) -> None:
    assert f"did you mean `{nearest}`" in as_refused(text)


@pytest.mark.parametrize("text", ["UTC+2", "GMT-5", "+02:00", "Etc/GMT+5"])
def test_an_offset_is_refused_because_it_knows_no_summer_time(text: str) -> None:
    assert "summer time" in as_refused(text)


@pytest.mark.parametrize("text", ["", "Germany", "XYZT", "EST5EDT", "localtime", "Factory", "x" * 6000])
def test_an_unknown_zone_is_refused_with_an_example(text: str) -> None:
    assert "`Europe/Berlin`" in as_refused(text)


def test_the_zones_offered_while_typing_are_those_whose_city_begins_so() -> None:
    offered = nearest_zones("ber", 25)
    assert "Europe/Berlin" in offered
    assert all("ber" in name.casefold() for name in offered)
    assert len(nearest_zones("a", 25)) == 25


@pytest.mark.parametrize("name", ["EST", "CET", "GMT", "EST5EDT", "Etc/GMT+5", "Factory"])
def test_abbreviations_and_offsets_are_not_offered(name: str) -> None:
    assert name not in zone_names()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("18:00", time(18)),
        ("9:05", time(9, 5)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
        ("6pm", time(18)),
        ("6:30 PM", time(18, 30)),
        ("6 p.m.", time(18)),
        ("12am", time(0)),
        ("12pm", time(12)),
    ],
)
def test_a_time_is_read_by_24_hours_or_by_12(text: str, read: time) -> None:
    assert read_time(text) == read


@settings(deadline=None)
@given(st.times())
def test_every_minute_of_the_day_is_read(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    assert read_time(at.isoformat("minutes")) == at
    assert read_time(f"{at.hour % 12 or 12}:{at.minute:02d} {'pm' if at.hour >= 12 else 'am'}") == at


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("18", "18:00"),
        ("18.30", "18:30"),
        ("1830", "18:30"),
        ("18h30", "18:30"),
        ("20 uhr", "20:00"),
        ("24:00", "00:00"),
        ("midnight", "00:00"),
        ("noon", "12:00"),
    ],
)
def test_a_time_written_otherwise_is_refused_with_what_it_would_mean(text: str, offer: str) -> None:
    with pytest.raises(Refusal, match=f"did you mean {offer}"):
        read_time(text)


@pytest.mark.parametrize("text", ["25:00", "18:60", "13pm", "0pm", "", "six", "18:00:00", "٦:٠٠"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal, match="from 00:00 to 23:59, such as 18:00"):
        read_time(text)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_for_a_zone_or_time_is_read_or_refused_in_one_short_sentence(text: str) -> None:
    for read in (read_zone, read_time):
        try:
            read(text)
        except Refusal as refused:
            assert len(refused.sentence) <= 200
            assert re.search(r"/|:|UTC", refused.sentence)
