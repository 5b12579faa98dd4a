from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.releases.milestones import DEFAULT_MILESTONES, Milestones, read_milestones
from bot.releases.plan import (
    PUNCTUAL,
    Due,
    Milestone,
    Occurrence,
    Plan,
    Verdict,
    due,
    next_occurrence,
    occurrences,
    one_catch_up,
    valid_until,
    verdict,
)
from bot.releases.zones import local_date, start_of_day

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/Havana",
    "America/Santiago",
    "Africa/Cairo",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/Scoresbysund",
]

zones = st.sampled_from(ZONES).map(ZoneInfo)
minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    wanted = draw(
        st.sampled_from(
            [
                "100, 30, 14, 7, 3, 1, day",
                "day",
                "every day from 12",
                "every week, 3",
                "anniversaries, 30, day",
            ]
        )
    )
    day = draw(st.dates(date(2026, 1, 1), date(2036, 12, 31)))
    return Plan(day, read_milestones(wanted), draw(minutes), draw(zones))


class Ledger:
    """One countdown as the store keeps it: its next due instant, and one row per occurrence's key."""

    def __init__(self, plan: Plan, now: datetime) -> None:
        self.plan = plan
        self.rows: dict[str, tuple[Verdict, datetime]] = {}
        self.next_due = self._next(now)

    def wake(self, now: datetime) -> None:
        """What the alarm does when it rings, or when the bot starts."""
        if self.next_due is None or self.next_due > now:
            return
        for one in due(self.plan, self.next_due, now):
            self.rows.setdefault(one.occurrence.key, (one.verdict, now))
        self.next_due = self._next(now)

    def edit(self, plan: Plan, now: datetime) -> None:
        self.plan = plan
        self.next_due = start_of_day(local_date(now, plan.zone), plan.zone)

    def posted(self) -> list[str]:
        return [key for key, (said, _) in self.rows.items() if said != "skip"]

    def _next(self, now: datetime) -> datetime | None:
        following = next_occurrence(self.plan, now)
        return following.at if following else None


def berlin(day: str, at: str = "18:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=BERLIN).astimezone(UTC)


def a_plan(wanted: str = "100, 30, 14, 7, 3, 1, day", day: str = "2027-06-05", at: time = time(18)) -> Plan:
    return Plan(date.fromisoformat(day), read_milestones(wanted), at, BERLIN)


def until(last: datetime, plan: Plan) -> Iterator[Occurrence]:
    return takewhile(lambda one: one.at <= last, occurrences(plan))


def keys(found: Iterable[Occurrence]) -> list[str]:
    return [occurrence.key for occurrence in found]


def test_a_countdown_posts_at_its_milestones_and_on_the_day() -> None:
    planned = list(occurrences(a_plan("30, 7, day")))
    assert keys(planned) == ["T-30:2027-05-06", "T-7:2027-05-29", "T-0:2027-06-05"]
    assert [one.at for one in planned] == [berlin("2027-05-06"), berlin("2027-05-29"), berlin("2027-06-05")]


def test_anniversaries_follow_the_release_and_keep_to_february() -> None:
    planned = islice(occurrences(a_plan("day, anniversaries", "2028-02-29")), 5)
    assert keys(planned) == [
        "T-0:2028-02-29",
        "Y+1:2029-02-28",
        "Y+2:2030-02-28",
        "Y+3:2031-02-28",
        "Y+4:2032-02-29",
    ]


@settings(deadline=None)
@given(plans())
def test_occurrences_follow_each_other_and_each_has_a_key_of_its_own(plan: Plan) -> None:
    planned = list(islice(occurrences(plan), 200))
    assert all(earlier.at < later.at for earlier, later in pairwise(planned))
    assert len(set(keys(planned))) == len(planned)


@settings(deadline=None)
@given(plans(), zones, minutes)
def test_a_key_does_not_depend_on_zone_or_hour(plan: Plan, zone: ZoneInfo, at: time) -> None:
    there = replace(plan, zone=zone, at=at)
    assert keys(islice(occurrences(there), 50)) == keys(islice(occurrences(plan), 50))


@settings(deadline=None)
@given(plans())
def test_an_occurrence_is_read_back_from_its_key(plan: Plan) -> None:
    for occurrence in islice(occurrences(plan), 120):
        assert Occurrence.read(occurrence.key, occurrence.at) == occurrence


@pytest.mark.parametrize("key", ["", "T-30", "T-30:2027-13-01", "T--1:2027-05-06", "X-1:2027-05-06"])
def test_what_is_no_key_is_not_read(key: str) -> None:
    with pytest.raises(ValueError):
        Occurrence.read(key, berlin("2027-05-06"))


@settings(deadline=None)
@given(plans(), st.integers(-300, 40), st.integers(0, 86_399))
def test_the_next_occurrence_is_the_first_after_an_instant(plan: Plan, days: int, seconds: int) -> None:
    after = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
        days=(plan.release_day - date(2026, 1, 1)).days + days, seconds=seconds
    )
    expected = next((one for one in islice(occurrences(plan), 2000) if one.at > after), None)
    assert next_occurrence(plan, after) == expected


def test_after_the_release_day_nothing_comes() -> None:
    assert next_occurrence(a_plan(), berlin("2027-06-05")) is None


@pytest.mark.parametrize("day", [date.min, date.max, date(9998, 12, 31)])
def test_a_placeholder_for_a_date_does_no_harm(day: date) -> None:
    for name in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        plan = Plan(day, replace(DEFAULT_MILESTONES, anniversaries=True), time(0), ZoneInfo(name))
        for occurrence in islice(occurrences(plan), 9000):
            assert valid_until(occurrence, plan.zone) > occurrence.at


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("18:00", "post"),
        ("18:09", "post"),
        ("18:10", "late"),
        ("23:59", "late"),
    ],
)
def test_a_post_is_late_after_ten_minutes_and_valid_until_midnight(now: str, said: Verdict) -> None:
    occurrence = next(occurrences(a_plan("30")))
    assert verdict(occurrence, BERLIN, berlin("2027-05-06", now)) == said


def test_a_post_is_skipped_from_local_midnight_on() -> None:
    occurrence = next(occurrences(a_plan("30")))
    assert valid_until(occurrence, BERLIN) == berlin("2027-05-07", "00:00")
    assert verdict(occurrence, BERLIN, berlin("2027-05-07", "00:00")) == "skip"


def test_a_post_that_a_gap_moved_into_the_next_day_is_valid_for_that_day() -> None:
    # In Scoresbysund the clocks go from 23:00 to midnight on the eve of the last Sunday in March.
    zone = ZoneInfo("America/Scoresbysund")
    occurrence = next(occurrences(Plan(date(2026, 3, 28), Milestones((0,)), time(23, 30), zone)))
    assert occurrence.key == "T-0:2026-03-28"
    assert occurrence.at == start_of_day(date(2026, 3, 29), zone)
    assert valid_until(occurrence, zone) == start_of_day(date(2026, 3, 30), zone)


def test_a_post_planned_just_before_midnight_still_has_its_ten_minutes() -> None:
    occurrence = next(occurrences(a_plan("30", at=time(23, 58))))
    assert verdict(occurrence, BERLIN, berlin("2027-05-07", "00:07")) == "post"
    assert verdict(occurrence, BERLIN, berlin("2027-05-07", "00:08")) == "skip"


@settings(deadline=None)
@given(plans())
def test_every_occurrence_can_be_posted_for_ten_minutes_and_for_no_more_than_a_day(plan: Plan) -> None:
    for occurrence in islice(occurrences(plan), 120):
        assert PUNCTUAL <= valid_until(occurrence, plan.zone) - occurrence.at <= timedelta(hours=25)
        assert verdict(occurrence, plan.zone, occurrence.at) == "post"


def test_a_day_that_was_left_out_and_the_day_after_it_are_both_due() -> None:
    plan = Plan(date(2011, 12, 31), Milestones((1, 0)), time(0), ZoneInfo("Pacific/Apia"))
    both = datetime(2011, 12, 30, 10, 0, tzinfo=UTC)
    assert keys(one.occurrence for one in due(plan, both, both)) == ["T-1:2011-12-30", "T-0:2011-12-31"]


def test_after_an_outage_what_has_expired_is_skipped_and_what_is_valid_is_late() -> None:
    plan = a_plan()
    found = due(plan, berlin("2027-05-06"), berlin("2027-06-02", "21:00"))
    assert [(one.occurrence.key, one.verdict) for one in found] == [
        ("T-30:2027-05-06", "skip"),
        ("T-14:2027-05-22", "skip"),
        ("T-7:2027-05-29", "skip"),
        ("T-3:2027-06-02", "late"),
    ]


@settings(deadline=None)
@given(plans(), st.lists(st.integers(-26 * 60, 90 * 60), max_size=60))
def test_whatever_the_clock_does_each_occurrence_that_passed_gets_one_verdict(
    plan: Plan, steps: list[int]
) -> None:
    now = datetime.combine(plan.release_day, time(12), tzinfo=UTC) - timedelta(days=110)
    ledger = Ledger(plan, now)
    started = latest = now
    for step in steps:  # sleeps of up to days, and a clock that jumps back by up to a day
        now = max(started, now + timedelta(minutes=step))
        latest = max(latest, now)
        ledger.wake(now)
    passed = {one.key: one for one in until(latest, plan) if one.at > started}
    assert ledger.rows.keys() == passed.keys()
    for key, (said, when) in ledger.rows.items():
        assert passed[key].at <= when
        assert (said == "skip") == (when >= valid_until(passed[key], plan.zone))


@settings(deadline=None)
@given(plans(), st.lists(st.tuples(st.integers(1, 1500), st.one_of(st.none(), minutes)), max_size=60))
def test_a_bot_that_is_awake_posts_once_per_local_date_however_often_the_hour_is_edited(
    plan: Plan, edits: list[tuple[int, time | None]]
) -> None:
    now = started = start_of_day(plan.release_day - timedelta(days=31), plan.zone)
    ledger = Ledger(plan, now - timedelta(seconds=1))
    for wait, at in edits:
        for _ in range(0, wait, 5):  # the alarm rings at least every thirty seconds; five minutes will do
            now += timedelta(minutes=5)
            ledger.wake(now)
        if at is not None:
            ledger.edit(replace(ledger.plan, at=at), now)
            ledger.wake(now)
    # an hour moved over midnight by a gap belongs to the next date; a day's post may still lie ahead today
    today = local_date(now, plan.zone)
    first = local_date(started, plan.zone)
    expected = {
        one.key
        for one in islice(occurrences(plan), 300)
        if first <= one.local_date < today - timedelta(days=1)
    }
    assert expected <= set(ledger.posted())


@settings(deadline=None)
@given(plans(), st.lists(st.tuples(st.integers(1, 3000), zones, minutes), max_size=40))
def test_whatever_zone_and_hour_are_set_no_occurrence_is_posted_after_its_day_or_before_its_time(
    plan: Plan, edits: list[tuple[int, ZoneInfo, time]]
) -> None:
    now = start_of_day(plan.release_day - timedelta(days=15), plan.zone)
    ledger = Ledger(plan, now)
    for wait, zone, at in edits:
        now += timedelta(minutes=wait)
        before = set(ledger.posted())
        ledger.wake(now)
        for key in set(ledger.posted()) - before:
            planned = {one.key: one for one in until(now, ledger.plan)}
            assert now < valid_until(planned[key], ledger.plan.zone)
        ledger.edit(replace(ledger.plan, zone=zone, at=at), now)


def some_due(*entries: tuple[str, Verdict, str]) -> list[Due]:
    return [Due(Occurrence.read(key, berlin(key[-10:], at)), said) for key, said, at in entries]


def test_one_late_post_goes_out_per_channel_the_latest_one() -> None:
    found = some_due(
        ("T-7:2027-05-28", "skip", "18:00"),
        ("T-30:2027-05-29", "late", "09:00"),
        ("T-7:2027-05-29", "late", "18:00"),
        ("T-3:2027-05-29", "post", "20:00"),
    )
    assert [one.verdict for one in one_catch_up(found)] == ["skip", "skip", "late", "post"]


def test_of_late_posts_of_one_time_the_one_nearest_its_release_goes_out() -> None:
    found = some_due(
        ("T-7:2027-05-29", "late", "18:00"),
        ("T-0:2027-05-29", "late", "18:00"),
        ("Y+1:2027-05-29", "late", "18:00"),
    )
    assert [one.verdict for one in one_catch_up(found)] == ["skip", "late", "skip"]
    assert [one.verdict for one in one_catch_up(found[::2])] == ["late", "skip"]  # it goes before a jubilee


verdicts: st.SearchStrategy[Verdict] = st.sampled_from(["post", "late", "skip"])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20), verdicts)))
def test_punctual_posts_all_go_out_and_of_the_late_ones_exactly_one(
    entries: list[tuple[int, int, Verdict]],
) -> None:
    found = [
        Due(Occurrence(Milestone(days), date(2027, 5, 29), berlin("2027-05-29", f"{hour:02d}:00")), said)
        for days, hour, said in entries
    ]
    decided = one_catch_up(found)
    assert [one.occurrence for one in decided] == [one.occurrence for one in found]
    assert sum(one.verdict == "late" for one in decided) == any(one.verdict == "late" for one in found)
    for one, was in zip(decided, found, strict=True):
        assert one.verdict == was.verdict or (was.verdict == "late" and one.verdict == "skip")
    late = [one.occurrence.at for one in found if one.verdict == "late"]
    assert [one.occurrence.at for one in decided if one.verdict == "late"] == ([max(late)] if late else [])
