import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.errors import Refusal
from bot.releases.countdown import Countdown, Delivery
from bot.releases.dates import PartialDate
from bot.releases.milestones import DEFAULT_MILESTONES
from bot.releases.plan import Due, Milestone, Occurrence
from bot.store.countdowns import LEASE, LIMIT
from bot.store.folder import DataFolder
from bot.store.store import Store

NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
RELEASE = PartialDate(2026, 1, 8)
HERE, ELSEWHERE, CHANNEL, MARA = 10, 11, 20, 1


def occurrence(days: int) -> Occurrence:
    at = datetime(2026, 1, 8, 9, tzinfo=UTC) - days * DAY
    return Occurrence(Milestone(days), at.date(), at)


WEEK, THREE, ONE = occurrence(7), occurrence(3), occurrence(1)


async def added(
    store: Store,
    *,
    guild: int = HERE,
    channel: int = CHANNEL,
    film: str = "alpha-2025",
    first: Occurrence | None = WEEK,
) -> Countdown:
    await store.countdowns.add(
        guild,
        channel,
        film,
        milestones=DEFAULT_MILESTONES,
        at=time(9),
        planned=RELEASE,
        first=first,
        by=MARA,
        now=NOW,
    )
    return max(await store.countdowns.of_guild(guild), key=lambda countdown: countdown.id)


def ledger(folder: DataFolder, columns: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder.guilds)) as db:
        return db.execute(f"SELECT {columns} FROM delivery ORDER BY id").fetchall()


async def claimed(store: Store, *, then: Occurrence | None = THREE) -> Delivery:
    countdown = await added(store)
    (delivery,) = await store.countdowns.claim(countdown, [Due(WEEK, "post")], then, NOW)
    return delivery


async def test_a_countdown_is_kept_as_it_was_given(store: Store) -> None:
    countdown = await added(store)
    assert countdown == Countdown(
        1, HERE, CHANNEL, "alpha-2025", DEFAULT_MILESTONES, time(9), RELEASE, "active", WEEK.at, MARA
    )
    assert await store.countdowns.of_guild(ELSEWHERE) == ()


async def test_a_countdown_without_anything_to_post_is_done(store: Store) -> None:
    countdown = await added(store, first=None)
    assert (countdown.state, countdown.next_due) == ("done", None)
    assert await store.countdowns.next_due() is None


async def test_a_channel_counts_down_to_a_film_once(store: Store) -> None:
    await added(store)
    with pytest.raises(Refusal, match="counts down to that film already"):
        await added(store)
    await added(store, channel=CHANNEL + 1)
    await added(store, film="beta-2025")
    await added(store, guild=ELSEWHERE)


async def test_a_guild_has_so_many_countdowns_and_no_more(store: Store) -> None:
    for number in range(LIMIT):
        await added(store, film=f"film-{number}")
    with pytest.raises(Refusal, match=f"may have {LIMIT} countdowns"):
        await added(store)
    await added(store, guild=ELSEWHERE)


async def test_the_next_to_post_stands_first(store: Store) -> None:
    for film, first in (("over", None), ("later", ONE), ("soon", WEEK), ("then", THREE)):
        await added(store, film=film, first=first)
    listed = await store.countdowns.of_guild(HERE)
    assert [countdown.film_key for countdown in listed] == ["soon", "then", "later", "over"]
    assert await store.countdowns.next_due() == WEEK.at


async def test_what_is_due_is_due_from_its_very_moment(store: Store) -> None:
    soon = await added(store)
    await added(store, film="later", first=ONE)
    assert await store.countdowns.due(WEEK.at - timedelta(milliseconds=1)) == ()
    assert await store.countdowns.due(WEEK.at) == (soon,)
    assert len(await store.countdowns.due(ONE.at)) == 2
    assert await store.countdowns.due(ONE.at, limit=1) == (soon,)


async def test_a_claim_enters_the_ledger_and_plans_what_comes_then(store: Store, folder: DataFolder) -> None:
    delivery = await claimed(store)
    assert (delivery.id, delivery.occurrence, delivery.late) == (1, WEEK, False)
    assert delivery.claimed_at == NOW
    assert ledger(folder, "occurrence, state, attempts, late") == [("T-7:2026-01-01", "sending", 1, 0)]
    (countdown,) = await store.countdowns.of_guild(HERE)
    assert countdown.next_due == THREE.at
    assert await store.countdowns.due(NOW) == ()


async def test_the_last_claim_ends_the_countdown(store: Store) -> None:
    await claimed(store, then=None)
    (countdown,) = await store.countdowns.of_guild(HERE)
    assert (countdown.state, countdown.next_due) == ("done", None)


async def test_two_who_claim_the_same_post_do_not_both_get_it(store: Store, folder: DataFolder) -> None:
    countdown = await added(store)
    dues = [Due(WEEK, "post")]
    first = await store.countdowns.claim(countdown, dues, THREE, NOW)
    second = await store.countdowns.claim(countdown, dues, THREE, NOW)
    assert (len(first), second) == (1, ())
    assert len(ledger(folder, "id")) == 1


async def test_an_occurrence_that_stands_in_the_ledger_is_not_posted_again(
    store: Store, folder: DataFolder
) -> None:
    await claimed(store, then=WEEK)  # as after the admin moved the hour on the day
    (again,) = await store.countdowns.of_guild(HERE)
    assert await store.countdowns.claim(again, [Due(WEEK, "post")], THREE, NOW) == ()
    assert len(ledger(folder, "id")) == 1
    (countdown,) = await store.countdowns.of_guild(HERE)
    assert countdown.next_due == THREE.at


async def test_what_came_too_late_is_noted_and_not_sent(store: Store, folder: DataFolder) -> None:
    countdown = await added(store)
    dues = [Due(WEEK, "skip"), Due(THREE, "late")]
    (delivery,) = await store.countdowns.claim(countdown, dues, ONE, NOW + 5 * DAY)
    assert (delivery.occurrence, delivery.late) == (THREE, True)
    assert ledger(folder, "state, late, attempts, reason") == [
        ("skipped", 0, 0, "its day had passed"),
        ("sending", 1, 1, None),
    ]


async def test_a_countdown_that_was_removed_meanwhile_is_not_claimed(
    store: Store, folder: DataFolder
) -> None:
    countdown = await added(store)
    assert await store.countdowns.remove(HERE, countdown.id)
    assert await store.countdowns.claim(countdown, [Due(WEEK, "post")], THREE, NOW) == ()
    assert ledger(folder, "id") == []


async def test_only_its_own_guild_removes_a_countdown_and_its_ledger_goes_with_it(
    store: Store, folder: DataFolder
) -> None:
    delivery = await claimed(store)
    assert not await store.countdowns.remove(ELSEWHERE, delivery.countdown.id)
    assert len(ledger(folder, "id")) == 1
    assert await store.countdowns.remove(HERE, delivery.countdown.id)
    assert not await store.countdowns.remove(HERE, delivery.countdown.id)
    assert ledger(folder, "id") == []
    assert await store.countdowns.next_due() is None


async def test_a_claimed_post_without_word_is_stranded_once_its_lease_ends(store: Store) -> None:
    delivery = await claimed(store)
    assert await store.countdowns.stranded(NOW + LEASE - timedelta(milliseconds=1)) == ()
    assert await store.countdowns.next_due() == NOW + LEASE
    (stranded,) = await store.countdowns.stranded(NOW + LEASE)
    assert (stranded.id, stranded.occurrence, stranded.claimed_at) == (delivery.id, WEEK, NOW)
    assert stranded.nonce == delivery.nonce
    assert stranded.may_resend(NOW + LEASE)
    assert not stranded.may_resend(NOW + timedelta(minutes=3))


async def test_another_attempt_renews_the_lease_and_counts(store: Store, folder: DataFolder) -> None:
    delivery = await claimed(store)
    await store.countdowns.renew(delivery, NOW + LEASE)
    assert await store.countdowns.stranded(NOW + LEASE) == ()
    assert len(await store.countdowns.stranded(NOW + 2 * LEASE)) == 1
    assert ledger(folder, "attempts, fence") == [(2, 1)]


@pytest.mark.parametrize("state", ["sent", "failed", "unknown"])
async def test_a_post_that_ended_is_settled(store: Store, folder: DataFolder, state: str) -> None:
    delivery = await claimed(store)
    await store.countdowns.mark(delivery, state, NOW, message_id=99, reason="so")  # type: ignore[arg-type]
    assert ledger(folder, "state, message_id, reason") == [(state, 99, "so")]
    assert await store.countdowns.stranded(NOW + DAY) == ()
    assert await store.countdowns.next_due() == THREE.at


async def test_a_suspended_countdown_is_kept_and_not_due(store: Store) -> None:
    countdown = await added(store)
    await store.countdowns.suspend(countdown, "Missing Access")
    (kept,) = await store.countdowns.of_guild(HERE)
    assert kept.state == "suspended"
    assert await store.countdowns.due(WEEK.at) == ()
    assert await store.countdowns.next_due() is None


async def test_an_active_countdown_is_planned_anew_and_no_other(store: Store) -> None:
    countdown = await added(store)
    suspended = await added(store, film="beta-2025")
    await store.countdowns.suspend(suspended, "Missing Access")
    for one in (countdown, suspended):
        await store.countdowns.replan(one, THREE)
    kept = {found.film_key: found for found in await store.countdowns.of_guild(HERE)}
    assert kept["alpha-2025"].next_due == THREE.at
    assert kept["beta-2025"].next_due == WEEK.at
    await store.countdowns.replan(countdown, None)
    (active, *_) = [c for c in await store.countdowns.of_guild(HERE) if c.id == countdown.id]
    assert (active.state, active.next_due) == ("done", None)
