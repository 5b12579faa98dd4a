from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.releases.dates import PartialDate
from bot.releases.milestones import DEFAULT_MILESTONES
from bot.releases.moves import QUIET, Change, Move, is_long_past, judge_move, was_posted_before
from bot.releases.plan import Occurrence, Plan, due, next_occurrence
from bot.releases.zones import local_date, start_of_day

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)
DATES = ["", "2027", "2027-06", "2027-06-05", "2027-06-12", "2027-05-20", "2027-04-29", "2027-04-30", "2025"]

dates = st.sampled_from(DATES).map(PartialDate.parse)


def judged(
    planned: str,
    known: str,
    announced: str | None = None,
    *,
    posted: datetime | None = None,
    now: datetime = NOW,
) -> Move:
    return judge_move(
        planned=PartialDate.parse(planned),
        known=PartialDate.parse(known),
        announced=PartialDate.parse(planned if announced is None else announced),
        last_moved_post=posted,
        now=now,
        zone=UTC_ZONE,
    )


@pytest.mark.parametrize(
    ("planned", "known", "change"),
    [
        ("2027-06-05", "2027-06-05", "keep"),
        ("2027-06-05", "2027-06-12", "replan"),
        ("2027-06-05", "", "suspend"),
        ("2027-06-05", "2027-06", "suspend"),
        ("2027-06", "", "keep"),
        ("", "", "keep"),
        ("", "2027-06-05", "resume"),
        ("2027", "2027-06-05", "resume"),
    ],
)
def test_a_date_that_moved_is_planned_again_and_one_without_a_day_suspends(
    planned: str, known: str, change: Change
) -> None:
    assert judged(planned, known).change == change


def test_a_moved_date_is_told_with_the_date_it_moved_from() -> None:
    move = judged("2027-06-05", "2027-06-12")
    assert move.moved_from == PartialDate(2027, 6, 5)
    assert move.announced == PartialDate(2027, 6, 12)


@pytest.mark.parametrize("known", ["", "2027", "2027-06", "2027-06-05"])
def test_a_date_that_is_only_less_well_known_is_not_told_as_moved(known: str) -> None:
    move = judged("2027-06-05", known)
    assert move.moved_from is None
    assert move.announced == PartialDate(2027, 6, 5)


def test_a_date_that_is_only_better_known_is_not_told_as_moved() -> None:
    move = judged("2027-06", "2027-06-05")
    assert move == Move("resume", None, PartialDate(2027, 6, 5), None)


def test_a_return_to_the_old_date_resumes_without_a_word() -> None:
    move = judged("", "2027-06-05", announced="2027-06-05")
    assert move == Move("resume", None, PartialDate(2027, 6, 5), None)


def test_a_return_with_another_date_resumes_and_is_told() -> None:
    move = judged("", "2027-06-12", announced="2027-06-05")
    assert (move.change, move.moved_from) == ("resume", PartialDate(2027, 6, 5))


def test_a_move_to_another_month_is_told_and_suspends() -> None:
    move = judged("2027-06-05", "2027-09")
    assert (move.change, move.moved_from) == ("suspend", PartialDate(2027, 6, 5))


def test_a_second_move_within_24_hours_is_planned_but_told_only_later() -> None:
    posted = NOW - timedelta(hours=1)
    move = judged("2027-06-12", "2027-06-19", posted=posted)
    assert move == Move("replan", None, PartialDate(2027, 6, 12), posted + QUIET)
    assert judged("2027-06-19", "2027-06-19", "2027-06-12", posted=posted, now=posted + QUIET).moved_from


@pytest.mark.parametrize(
    ("known", "told"), [("2027-04-29", False), ("2027-04-30", True), ("2027-05-01", True)]
)
def test_a_move_to_more_than_a_day_ago_is_not_told(known: str, told: bool) -> None:
    move = judged("2027-06-05", known)
    assert move.change == "replan"
    assert (move.moved_from is not None) == told


@pytest.mark.parametrize(
    ("known", "past"), [("", False), ("2027", False), ("2027-04", False), ("2027-03", True), ("2026", True)]
)
def test_a_vague_date_is_long_past_once_its_last_possible_day_is(known: str, past: bool) -> None:
    assert is_long_past(PartialDate.parse(known), NOW, UTC_ZONE) == past


def test_yesterday_is_reckoned_in_the_servers_zone() -> None:
    known = PartialDate(2027, 4, 30)
    evening = datetime(2027, 5, 1, 23, tzinfo=UTC)
    assert not is_long_past(known, evening, UTC_ZONE)
    assert is_long_past(known, evening, ZoneInfo("Pacific/Auckland"))


def test_a_milestone_that_fired_for_the_old_date_is_recognised_when_it_fires_again() -> None:
    again = Occurrence.read("T-30:2027-05-13", NOW)
    assert was_posted_before(again, ["T-30:2027-05-06"])
    assert not was_posted_before(again, ["T-30:2027-05-13", "T-3:2027-06-02"])


class Countdown:
    """One countdown in one server, kept as the store keeps it."""

    def __init__(self, known: PartialDate, now: datetime) -> None:
        self.planned = self.announced = known
        self.next_due: datetime | None = None
        self.last_moved_post: datetime | None = None
        self.moved_posts: list[tuple[datetime, PartialDate, PartialDate]] = []
        self.posts: dict[str, PartialDate] = {}  # by key, the date known when it was posted
        self._plan_from(now)

    def learn(self, known: PartialDate, now: datetime) -> Move:
        move = judge_move(
            planned=self.planned,
            known=known,
            announced=self.announced,
            last_moved_post=self.last_moved_post,
            now=now,
            zone=UTC_ZONE,
        )
        if move.moved_from is not None:
            self.moved_posts.append((now, move.moved_from, known))
            self.last_moved_post = now
        self.announced = move.announced
        self.planned = known
        if move.change == "suspend":
            self.next_due = None
        elif move.change != "keep":
            self._plan_from(start_of_day(local_date(now, UTC_ZONE), UTC_ZONE) - timedelta(seconds=1))
        return move

    def wake(self, now: datetime) -> None:
        plan = self._plan()
        if plan and self.next_due and self.next_due <= now:
            for one in due(plan, self.next_due, now):
                if one.verdict != "skip":
                    assert (
                        one.occurrence.key not in self.posts or self.posts[one.occurrence.key] == self.planned
                    )
                    self.posts.setdefault(one.occurrence.key, self.planned)
            self._plan_from(now)

    def _plan(self) -> Plan | None:
        day = self.planned.exact
        return Plan(day, DEFAULT_MILESTONES, time(18), UTC_ZONE) if day else None

    def _plan_from(self, now: datetime) -> None:
        plan = self._plan()
        following = next_occurrence(plan, now) if plan else None
        self.next_due = following.at if following else None


@settings(deadline=None)
@given(dates, st.lists(st.tuples(st.integers(0, 2000), dates), max_size=40))
def test_however_a_date_flaps_it_is_told_at_most_once_in_24_hours_and_no_milestone_fires_for_an_old_date(
    first: PartialDate, moves: list[tuple[int, PartialDate]]
) -> None:
    now = NOW
    countdown = Countdown(first, now)
    for wait, known in moves:
        now += timedelta(minutes=wait)
        countdown.wake(now)
        was = countdown.announced
        countdown.learn(known, now)
        assert countdown.learn(known, now).change == "keep"  # learning the same again changes nothing
        if known.exact is None:
            assert countdown.next_due is None
        if countdown.announced != was and countdown.announced != known:
            raise AssertionError("members believe in a date that is not known")
    told = [when for when, _, _ in countdown.moved_posts]
    assert all(later - earlier >= QUIET for earlier, later in pairwise(told))
    assert all(moved_from != moved_to for _, moved_from, moved_to in countdown.moved_posts)
    for key, planned in countdown.posts.items():
        milestone, _, day = key.partition(":")
        assert planned.exact
        assert date.fromisoformat(day) + timedelta(days=int(milestone.removeprefix("T-"))) == planned.exact


@settings(deadline=None)
@given(st.lists(dates, min_size=20, max_size=20))
def test_twenty_moves_in_a_minute_are_told_at_most_once(moves: list[PartialDate]) -> None:
    countdown = Countdown(PartialDate(2027, 6, 5), NOW)
    for number, known in enumerate(moves):
        countdown.learn(known, NOW + timedelta(seconds=3 * number))
    assert len(countdown.moved_posts) <= 1


@settings(deadline=None)
@given(dates.filter(lambda known: is_long_past(known, NOW, UTC_ZONE)))
def test_a_date_long_past_when_learned_posts_nothing(known: PartialDate) -> None:
    countdown = Countdown(PartialDate(2027, 6, 5), NOW)
    countdown.learn(known, NOW)
    countdown.wake(NOW + timedelta(days=400))
    assert not countdown.moved_posts and not countdown.posts


def test_a_move_that_had_to_wait_is_told_when_its_time_has_come() -> None:
    countdown = Countdown(PartialDate(2027, 6, 5), NOW)
    countdown.learn(PartialDate(2027, 6, 12), NOW)
    move = countdown.learn(PartialDate(2027, 6, 19), NOW + timedelta(hours=1))
    assert move.look_again is not None
    countdown.learn(PartialDate(2027, 6, 19), move.look_again)
    assert [(str(was), str(now)) for _, was, now in countdown.moved_posts] == [
        ("2027-06-05", "2027-06-12"),
        ("2027-06-12", "2027-06-19"),
    ]
