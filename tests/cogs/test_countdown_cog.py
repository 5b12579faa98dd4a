"""`/countdown` as admins set it and channels see it: each post comes once, or is accounted for."""

import asyncio
import sqlite3
from datetime import timedelta

import discord
import pytest
import simcord

from tests.conftest import House, text_of
from tests.packs import NIGHTFALL

MINUTE, HOUR, DAY = 60, 3600, 86400


async def add(
    house: House, title: str = "Garden Party", *, days: int = 31, **options: object
) -> simcord.InteractionResult:
    """Have the admin add a film that opens in so many days, and a countdown to it here."""
    day = (house.env.now() + timedelta(days=days)).date()
    await house.admin.slash(house.channel, "film-add", title=title, date=str(day))
    options.setdefault("channel", house.channel)
    return await house.admin.slash(house.channel, "countdown add", film=title, **options)


def posts(house: House, channel: simcord.ChannelHandle | None = None) -> list[str]:
    """The headlines of the countdown posts in a channel."""
    history = (channel or house.channel).history(viewer=house.bob)
    return [text_of(message).splitlines()[0].removeprefix("## ") for message in history]


def ledger(house: House) -> list[tuple[str, str]]:
    """Each occurrence in the ledger with its state."""
    with sqlite3.connect(house.folder.guilds) as db:
        return list(db.execute("SELECT occurrence, state FROM delivery ORDER BY id"))


def nonces(house: House) -> list[str]:
    """The nonce of every message that was sent, or tried."""
    return [
        call.json["nonce"] for call in house.env.http_requests if call.json and "enforce_nonce" in call.json
    ]


async def until_due(house: House, *, after: float = 0) -> None:
    """Let time pass to the next post, and so many seconds more, without ringing."""
    due = await house.bot.scheduler.next_due()
    assert due is not None
    await house.env.advance_time((due - house.env.now()).total_seconds() + after)


async def ring(house: House) -> None:
    """Ring the alarm."""
    with house.env.time_context():
        await house.bot.scheduler.ring()
    await house.env.settle()


async def test_adding_one_tells_when_the_first_post_comes(house: House) -> None:
    added = await add(house)
    assert added.ephemeral
    assert f"Counting down to **Garden Party (2026)** in {house.channel.mention}" in text_of(added.response)
    assert ":F>" in text_of(added.response) and ":R>" in text_of(added.response)
    listed = await house.bob.slash(house.channel, "countdown list")
    assert listed.ephemeral
    assert f"**Garden Party (2026)** · {house.channel.mention} · next post <t:" in text_of(listed.response)


async def test_posts_come_at_the_milestones_and_then_it_is_over(house: House) -> None:
    await add(house)
    await house.later(32 * DAY)
    assert posts(house) == ["30 days", "14 days", "7 days", "3 days", "Tomorrow", "Today"]
    listed = await house.bob.slash(house.channel, "countdown list")
    assert "over" in text_of(listed.response)
    assert {state for _, state in ledger(house)} == {"sent"}


async def test_posts_come_at_the_hour_that_was_asked_for_in_the_servers_zone(house: House) -> None:
    await house.admin.slash(house.channel, "settings time-zone", zone="Asia/Tokyo")
    await add(house, days=2, time="6:30 pm")
    due = await house.bot.scheduler.next_due()
    assert due is not None
    assert due.strftime("%H:%M") == "09:30"


async def test_a_post_names_film_day_makers_and_source(house: House) -> None:
    await house.learn(NIGHTFALL)
    await house.admin.slash(house.channel, "countdown add", film="nightfall", channel=house.channel)
    await house.later(60 * DAY)
    text = text_of(house.channel.last_message)
    assert text.startswith("## Today\n**Nightfall** opens in cinemas")
    assert "Directed by Ann Bell and Cid Dorn, with Cid Dorn." in text
    assert "The \\_Paper\\_, Dec 2025" in text.splitlines()[-1]
    assert "late" not in text


async def test_a_post_comes_once_though_the_alarm_rings_twice_at_once_and_again(house: House) -> None:
    await add(house)
    await until_due(house)
    with house.env.time_context():
        await asyncio.gather(house.bot.scheduler.ring(), house.bot.scheduler.ring())
    await ring(house)
    assert posts(house) == ["30 days"]


async def test_a_post_comes_once_though_the_bot_restarts_around_it(house: House) -> None:
    await add(house)
    await until_due(house)
    await house.restart()
    await ring(house)
    await house.restart()
    await ring(house)
    assert posts(house) == ["30 days"]
    assert ledger(house) == [("T-30:2026-01-02", "sent")]


async def test_after_a_downtime_a_post_comes_late_until_midnight_and_says_so(house: House) -> None:
    await add(house)
    await until_due(house, after=10 * HOUR)
    await house.restart()
    await house.later(MINUTE)
    assert posts(house) == ["30 days"]
    assert "Posted late" in text_of(house.channel.last_message)


async def test_after_midnight_a_post_is_skipped_and_the_ledger_says_so(house: House) -> None:
    await add(house)
    await until_due(house, after=16 * HOUR)
    await house.restart()
    await house.later(DAY)
    assert posts(house) == []
    assert ledger(house) == [("T-30:2026-01-02", "skipped")]
    await house.later(16 * DAY)
    assert posts(house) == ["14 days"]


async def test_a_new_time_zone_moves_the_next_post(house: House) -> None:
    await add(house, days=2)
    before = await house.bot.scheduler.next_due()
    await house.admin.slash(house.channel, "settings time-zone", zone="America/New_York")
    after = await house.bot.scheduler.next_due()
    assert before is not None and after is not None
    assert after - before == timedelta(hours=5)


async def test_a_new_time_zone_neither_loses_nor_doubles_the_post_of_the_day(house: House) -> None:
    await house.admin.slash(house.channel, "settings time-zone", zone="America/New_York")
    await add(house, days=31)  # due on 2 January at 14:00 UTC
    await house.later(DAY + 10 * HOUR)
    assert posts(house) == []
    await house.admin.slash(house.channel, "settings time-zone", zone="Europe/Berlin")  # 09:00 has passed
    await house.later(MINUTE)
    assert posts(house) == ["30 days"]
    for zone in ("America/New_York", "Pacific/Honolulu", "Europe/Berlin"):
        await house.admin.slash(house.channel, "settings time-zone", zone=zone)
        await house.later(MINUTE)
    await house.later(2 * DAY)
    assert posts(house) == ["30 days"]


async def test_a_channel_that_refuses_posts_suspends_its_countdown(house: House) -> None:
    await add(house)
    house.env.inject_error("POST", f"/channels/{house.channel.id}/messages", status=403, code=50013)
    await house.later(31 * DAY)
    assert posts(house) == []
    assert ledger(house) == [("T-30:2026-01-02", "failed")]
    listed = await house.bob.slash(house.channel, "countdown list")
    assert "suspended" in text_of(listed.response)
    await house.admin.slash(house.channel, "countdown remove", countdown="1")
    await house.later(DAY)
    assert await house.bot.scheduler.next_due() is None


async def test_a_fault_of_discord_leaves_the_post_open_and_it_is_sent_again_with_its_nonce(
    house: House,
) -> None:
    # The simulated Discord does not drop a second copy of a nonce; that both carry the same is what counts.
    await add(house)
    house.env.inject_error("POST", "/channels/*/messages", status=500)
    await until_due(house)
    await ring(house)
    assert posts(house) == []
    assert ledger(house) == [("T-30:2026-01-02", "sending")]
    await house.later(2 * MINUTE)
    assert posts(house) == ["30 days"]
    assert ledger(house) == [("T-30:2026-01-02", "sent")]
    assert len(nonces(house)) == 2
    assert len(set(nonces(house))) == 1
    assert len(nonces(house)[0]) <= 25


async def test_a_post_that_was_under_way_when_the_bot_stopped_is_sent_again_soon_after(house: House) -> None:
    await add(house)
    house.env.inject_error("POST", "/channels/*/messages", status=503)
    await until_due(house)
    await ring(house)
    await house.restart(away=30)
    await house.later(MINUTE)
    assert posts(house) == ["30 days"]
    assert len(set(nonces(house))) == 1


async def test_a_post_whose_end_stays_open_is_given_up_rather_than_doubled(house: House) -> None:
    await add(house)
    house.env.inject_error("POST", "/channels/*/messages", status=500, times=None)
    await until_due(house)
    await house.later(10 * MINUTE)
    assert ledger(house) == [("T-30:2026-01-02", "unknown")]
    tries = len(nonces(house))
    assert tries == 3
    await house.later(HOUR)
    assert len(nonces(house)) == tries


async def test_a_countdown_whose_film_is_gone_posts_nothing_and_says_why(house: House) -> None:
    await house.learn(NIGHTFALL)
    await house.admin.slash(house.channel, "countdown add", film="nightfall", channel=house.channel)
    await house.learn("")
    await house.later(60 * DAY)
    assert posts(house) == []
    assert {state for _, state in ledger(house)} == {"failed"}
    listed = await house.bob.slash(house.channel, "countdown list")
    assert "a film that is no longer known" in text_of(listed.response)
    [choice] = await house.admin.autocomplete(house.channel, "countdown remove", "countdown", "")
    assert choice["name"] == "nightfall-2026 in #general"


async def test_a_film_that_is_out_is_refused(house: House) -> None:
    refused = await house.admin.slash(house.channel, "countdown add", film="ballerina", channel=house.channel)
    assert refused.ephemeral
    assert "**Ballerina (2025)** is out already. See /release." in text_of(refused.response)


async def test_a_film_whose_day_is_not_known_is_refused(house: House) -> None:
    await house.learn(NIGHTFALL)
    for film in ("underworld", "mirror twins 2019"):
        refused = await house.admin.slash(house.channel, "countdown add", film=film, channel=house.channel)
        assert refused.ephemeral
        assert "is not known, so there is nothing to count to" in text_of(refused.response)


async def test_on_the_day_itself_a_later_hour_still_works(house: House) -> None:
    await house.later(10 * HOUR)
    refused = await add(house, days=0)
    assert "Today's post would have been at 09:00. Choose a later time." in text_of(refused.response)
    added = await house.admin.slash(
        house.channel, "countdown add", film="garden party", channel=house.channel, time="23:00"
    )
    assert "Counting down" in text_of(added.response)
    await house.later(14 * HOUR)
    assert posts(house) == ["Today"]


@pytest.mark.parametrize(("typed", "hint"), [("25:00", "18:00"), ("noonish", "18:00"), ("9", "09:00")])
async def test_a_time_that_is_none_is_refused_with_an_example(house: House, typed: str, hint: str) -> None:
    refused = await add(house, time=typed)
    assert refused.ephemeral
    assert hint in text_of(refused.response)


@pytest.mark.parametrize(
    ("denied", "named"),
    [
        ({"send_messages": False}, "**Send Messages**"),
        ({"view_channel": False}, "**View Channel**"),
    ],
)
async def test_a_channel_the_bot_cannot_post_in_is_refused_with_the_permission(
    house: House, denied: dict[str, bool], named: str
) -> None:
    assert house.bot.user is not None
    closed = house.guild.create_text_channel(
        "closed", overwrites={house.bot.user: discord.PermissionOverwrite(**denied)}
    )
    refused = await add(house, channel=closed)
    assert refused.ephemeral
    assert named in text_of(refused.response) and closed.mention in text_of(refused.response)


async def test_without_a_channel_it_goes_where_the_settings_say_or_is_refused(house: House) -> None:
    day = (house.env.now() + timedelta(days=31)).date()
    await house.admin.slash(house.channel, "film-add", title="Garden Party", date=str(day))
    refused = await house.admin.slash(house.channel, "countdown add", film="garden party")
    assert "Name a channel" in text_of(refused.response)
    place = house.guild.create_text_channel("countdowns")
    await house.admin.slash(house.channel, "settings countdown-channel", channel=place)
    added = await house.admin.slash(house.channel, "countdown add", film="garden party")
    assert place.mention in text_of(added.response)
    await house.later(2 * DAY)
    assert posts(house, place) == ["30 days"]


async def test_the_same_countdown_twice_is_refused(house: House) -> None:
    await add(house)
    again = await house.admin.slash(
        house.channel, "countdown add", film="garden party", channel=house.channel
    )
    assert "counts down to that film already" in text_of(again.response)


async def test_the_fifty_first_countdown_is_refused_and_fifty_can_be_listed(house: House) -> None:
    await house.admin.slash(house.channel, "film-add", title="G" * 100, date="2027-01-01")
    places = [house.guild.create_text_channel(f"place-{n}") for n in range(51)]
    for place in places:
        last = await house.admin.slash(house.channel, "countdown add", film="G" * 100, channel=place)
    assert "may have 50 countdowns" in text_of(last.response)
    listed = await house.bob.slash(house.channel, "countdown list")
    assert "next post" in text_of(listed.response)
    offered = await house.admin.autocomplete(house.channel, "countdown remove", "countdown", "g")
    assert len(offered) == 25


async def test_members_are_refused_in_words(house: House) -> None:
    await add(house)
    for command, options in (
        ("countdown add", {"film": "garden party", "channel": house.channel}),
        ("countdown remove", {"countdown": "1"}),
    ):
        refused = await house.bob.slash(house.channel, command, **options)
        assert refused.ephemeral
        assert "**Manage Server**" in text_of(refused.response)


async def test_removing_one_by_its_choice_or_its_name_ends_its_posts(house: House) -> None:
    await add(house)
    await add(house, "Night Train")
    offered = await house.admin.autocomplete(house.channel, "countdown remove", "countdown", "night")
    assert [choice["name"] for choice in offered] == ["Night Train in #general"]
    removed = await house.admin.slash(house.channel, "countdown remove", countdown=offered[0]["value"])
    assert "The countdown to **Night Train in #general** has ended." in text_of(removed.response)
    await house.admin.slash(house.channel, "countdown remove", countdown="Garden Party in #general")
    listed = await house.bob.slash(house.channel, "countdown list")
    assert "There are none yet." in text_of(listed.response)
    await house.later(2 * DAY)
    assert ledger(house) == []


async def test_a_countdown_of_another_server_cannot_be_removed(house: House) -> None:
    await add(house)
    other = house.env.create_guild("Other")
    boss = other.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
    place, eve = (
        other.create_text_channel("general"),
        other.add_member(house.env.create_user("eve"), roles=[boss]),
    )
    refused = await eve.slash(place, "countdown remove", countdown="1")
    assert "has no such countdown" in text_of(refused.response)
    assert await eve.autocomplete(place, "countdown remove", "countdown", "") == []
    await house.later(2 * DAY)
    assert posts(house) == ["30 days"]


async def test_countdowns_are_not_offered_in_direct_messages(house: House) -> None:
    assert not [name for name in house.alice.user.available_commands() if name.startswith("countdown")]
