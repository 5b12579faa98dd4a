"""`/settings` and `/film-add` as admins use them, and members may not."""

import discord
import pytest

from tests.conftest import House, text_of


async def shown(house: House) -> str:
    """What the settings say."""
    return text_of((await house.bob.slash(house.channel, "settings show")).response)


async def test_before_anything_is_set_the_defaults_are_shown_to_everybody(house: House) -> None:
    result = await house.bob.slash(house.channel, "settings show")
    assert result.ephemeral
    text = text_of(result.response)
    assert "**Trivia channel** · any channel" in text
    assert "**Countdown channel** · not set" in text
    assert "**Time zone** · UTC (default)" in text


@pytest.mark.parametrize(
    ("command", "name"),
    [("settings trivia-channel", "Trivia channel"), ("settings countdown-channel", "Countdown channel")],
)
async def test_a_channel_is_set_and_unset(house: House, command: str, name: str) -> None:
    place = house.guild.create_text_channel("place")
    changed = await house.admin.slash(house.channel, command, channel=place)
    assert changed.ephemeral
    assert place.mention in text_of(changed.response)
    assert f"**{name}** · {place.mention}" in await shown(house)
    await house.admin.slash(house.channel, command)
    assert place.mention not in await shown(house)


async def test_settings_outlive_the_process(house: House) -> None:
    await house.admin.slash(house.channel, "settings time-zone", zone="europe/berlin")
    await house.restart()
    assert "**Time zone** · Europe/Berlin" in await shown(house)


@pytest.mark.parametrize(
    ("command", "denied", "named"),
    [
        ("settings trivia-channel", {"send_messages": False}, "**Send Messages**"),
        ("settings trivia-channel", {"view_channel": False}, "**View Channel** and **Send Messages**"),
        ("settings countdown-channel", {"send_messages": False}, "**Send Messages**"),
    ],
)
async def test_a_channel_the_bot_cannot_post_in_is_refused_with_the_permission(
    house: House, command: str, denied: dict[str, bool], named: str
) -> None:
    assert house.bot.user is not None
    closed = house.guild.create_text_channel(
        "closed", overwrites={house.bot.user: discord.PermissionOverwrite(**denied)}
    )
    refused = await house.admin.slash(house.channel, command, channel=closed)
    assert refused.ephemeral
    assert f"I cannot post in {closed.mention} without {named}." in text_of(refused.response)
    assert closed.mention not in await shown(house)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("CEST", "`Europe/Berlin`"),
        ("UTC+2", "`Europe/Berlin`"),
        ("Berln", "`Europe/Berlin`"),
        ("x", "nearest big city"),
    ],
)
async def test_a_zone_that_is_none_is_refused_with_an_example(house: House, typed: str, hint: str) -> None:
    refused = await house.admin.slash(house.channel, "settings time-zone", zone=typed)
    assert refused.ephemeral
    assert hint in text_of(refused.response)
    assert "UTC (default)" in await shown(house)


async def test_zones_are_offered_while_one_is_typed(house: House) -> None:
    offered = await house.admin.autocomplete(house.channel, "settings time-zone", "zone", "berl")
    assert offered[0]["value"] == "Europe/Berlin"
    assert await house.admin.autocomplete(house.channel, "settings time-zone", "zone", "")
    abbreviated = await house.admin.autocomplete(house.channel, "settings time-zone", "zone", "cest")
    assert "CEST" not in [choice["value"] for choice in abbreviated]


async def test_members_are_refused_in_words(house: House) -> None:
    for command, options in (
        ("settings trivia-channel", {"channel": house.channel}),
        ("settings countdown-channel", {}),
        ("settings time-zone", {"zone": "UTC"}),
    ):
        refused = await house.bob.slash(house.channel, command, **options)
        assert refused.ephemeral
        assert "Only members with the permission **Manage Server** can do this." in text_of(refused.response)
    assert "any channel" in await shown(house)


async def test_film_add_is_offered_to_admins_and_checked_again_when_it_is_used(house: House) -> None:
    assert "film-add" not in house.bob.available_commands(house.channel)
    [command] = [one for one in await house.bot.tree.fetch_commands() if one.name == "film-add"]
    house.guild.set_command_permissions(command, {house.bob: True})
    refused = await house.bob.slash(house.channel, "film-add", title="Mine", date="2027")
    assert refused.ephemeral
    assert "**Manage Server**" in text_of(refused.response)


@pytest.mark.parametrize(
    ("date", "printed"), [("2027-06-05", "<t:"), ("2027-06", "Jun 2027"), ("2027", "2027")]
)
async def test_a_film_is_added_with_as_much_of_its_date_as_is_known(
    house: House, date: str, printed: str
) -> None:
    added = await house.admin.slash(house.channel, "film-add", title=" Garden  Party ", date=date)
    assert added.ephemeral
    assert "**Garden Party (2027)** is known in this server now" in text_of(added.response)
    release = await house.bob.slash(house.channel, "release", film="garden party")
    assert printed in text_of(release.response)


@pytest.mark.parametrize(
    ("date", "hint"),
    [
        ("2027-06-31", "did you mean 2027-06-30?"),
        ("next friday", "did you mean 2026-01-02 or 2026-01-09?"),
        ("soon", "Write 2027-06-05, 2027-06 or 2027"),
        ("", "Write 2027-06-05, 2027-06 or 2027"),
    ],
)
async def test_a_date_that_is_none_is_refused_with_what_it_would_mean(
    house: House, date: str, hint: str
) -> None:
    refused = await house.admin.slash(house.channel, "film-add", title="Garden Party", date=date)
    assert refused.ephemeral
    assert hint in text_of(refused.response)


async def test_a_film_without_a_title_is_refused(house: House) -> None:
    refused = await house.admin.slash(house.channel, "film-add", title="   ", date="2027")
    assert "A film needs a title." in text_of(refused.response)


async def test_the_same_film_twice_is_refused(house: House) -> None:
    await house.admin.slash(house.channel, "film-add", title="Garden Party", date="2027")
    refused = await house.admin.slash(house.channel, "film-add", title="Garden Party", date="2028")
    assert "already has a film called Garden Party" in text_of(refused.response)


async def test_the_fifty_first_film_is_refused(house: House) -> None:
    for number in range(51):
        last = await house.admin.slash(house.channel, "film-add", title=f"Film {number}", date="2027")
    assert "has 50 films of its own" in text_of(last.response)


async def test_settings_are_not_offered_in_direct_messages(house: House) -> None:
    offered = house.alice.user.available_commands()
    assert not [name for name in offered if name.startswith(("settings", "film-add"))]
