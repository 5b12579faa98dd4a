"""The one door for errors: whatever is pressed, typed or broken, the member is answered and nothing else happens."""

import re
import sqlite3

import discord
import pytest
from discord import ui

import bot.client
from bot.settings import Settings
from bot.store.catalogue import Catalogue
from bot.store.store import Store
from tests.broken import broken
from tests.conftest import House, running, text_of
from tests.packs import NIGHTFALL
from tests.presses import BUTTON, MENU, command, custom_ids, deliver, press

REFERENCE = re.compile(r"noted as ([0-9A-F]{6})")


def reference(text: str, log: str) -> None:
    """Check that a member got a reference, and that the log has it with the fault."""
    found = REFERENCE.search(text)
    assert found, text
    assert f"Reference {found[1]}" in log
    assert "Broken: on purpose" in log


def dump(house: House) -> list[str]:
    """Everything that stands in the guilds database."""
    with sqlite3.connect(house.folder.guilds) as db:
        return list(db.iterdump())


async def test_a_fault_in_a_command_gives_a_reference_that_is_in_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Catalogue, "cast", broken)
    answered = await house.alice.slash(house.channel, "cast", film="ballerina")
    assert answered.ephemeral
    reference(text_of(answered.response), caplog.text)


async def test_a_fault_behind_a_button_gives_a_reference(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    card = (await house.alice.slash(house.channel, "film", film="ballerina")).response
    assert card is not None
    monkeypatch.setattr(Catalogue, "cast", broken)
    before = text_of(card)
    pressed = await house.bob.click(card, label="Cast")
    assert pressed.ephemeral
    reference(text_of(pressed.response), caplog.text)
    assert text_of(card) == before


async def test_a_button_that_cannot_be_read_gives_a_reference(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    card = (await house.alice.slash(house.channel, "film", film="ballerina")).response
    assert card is not None
    monkeypatch.setattr(house.bot.extensions["cogs.facts"].SideButton, "parse", broken)
    pressed = await house.bob.click(card, label="Cast")
    reference(text_of(pressed.response), caplog.text)


async def test_a_fault_in_a_choosers_menu_gives_a_reference_and_the_command_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await house.learn(NIGHTFALL)
    asked = await house.alice.slash(house.channel, "film", film="mirror twins")
    assert asked.response is not None
    monkeypatch.setattr(ui.LayoutView, "clear_items", broken)
    pressed = await house.alice.select(asked.response, ["0"])
    assert pressed.ephemeral
    reference(text_of(pressed.response), caplog.text)
    assert "Mirror Twins (1988)" in text_of(asked.followups[0])


async def test_a_fault_after_the_first_answer_is_told_in_a_second(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await house.learn(NIGHTFALL)
    asked = await house.alice.slash(house.channel, "film", film="mirror twins")
    assert asked.response is not None
    monkeypatch.setattr(Catalogue, "cast", broken)
    await house.alice.select(asked.response, ["0"])
    [told] = asked.followups
    assert told.ephemeral
    reference(text_of(told), caplog.text)


async def test_a_fault_in_what_follows_a_change_is_told_to_who_made_it(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(type(house.bot.cogs["Countdown"].deliverer), "zone", broken)  # type: ignore[attr-defined]
    changed = await house.admin.slash(house.channel, "settings time-zone", zone="Europe/Berlin")
    reference(text_of(changed.response), caplog.text)


@pytest.mark.parametrize(("status", "code"), [(500, 0), (404, 10062), (400, 40060)])
async def test_an_answer_that_is_lost_on_the_way_is_no_fault_of_the_bots(
    house: House, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    house.env.inject_error("POST", "/interactions/*", status=status, code=code)
    answered = await house.alice.slash(house.channel, "cast", film="ballerina")
    assert answered.ephemeral
    assert "Discord did not take my answer. Try again." in text_of(answered.response)
    assert "Reference" not in caplog.text
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_an_answer_that_discord_finds_wrong_is(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.env.inject_error("POST", "/interactions/*", status=400, code=50035)
    answered = await house.alice.slash(house.channel, "cast", film="ballerina")
    found = REFERENCE.search(text_of(answered.response))
    assert found
    assert f"Reference {found[1]}" in caplog.text


async def test_a_refusal_that_discord_does_not_take_is_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.env.inject_error("POST", "/interactions/*", status=404, code=10062, message="Unknown interaction")
    lost = await house.alice.slash(house.channel, "film", film="qwertz uiop")
    assert not lost.acknowledged
    assert "could not answer interaction" in caplog.text


@pytest.mark.parametrize(("name", "options"), [("gone", {}), ("cast", {"actor": "x"})])
async def test_a_command_of_another_version_says_what_to_do(
    house: House, name: str, options: dict[str, str]
) -> None:
    [answered] = await deliver(house, command(house, house.alice, name, options))
    assert answered.ephemeral
    assert "This command has just changed." in text_of(answered.response)


async def test_an_option_of_another_version_is_offered_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    [answered] = await deliver(house, command(house, house.alice, "gone", {"film": "x"}, kind=4))
    assert answered.autocomplete_choices == []
    assert "an autocomplete failed" in caplog.text


async def test_a_server_command_that_comes_from_a_private_chat_is_refused(house: House) -> None:
    forged = command(house, house.alice, "film-add", {"title": "Mine", "date": "2027"}, private=True)
    [answered] = await deliver(house, forged)
    assert "This works in a server only." in text_of(answered.response)


FORGED = [
    "",
    "x" * 100,
    "live:choose",
    "menu:1",
    "f1:cast:0:nope",
    "f1:kitchen:0:ballerina-2025",
    "f1:cast:99999:ballerina-2025",
    "q1:more:nobody:nothing",
    "q1:asked:nothing",
    "fact1:nothing",
    "t1:1:0:4",
    "t1:1:1:0",
    "t1:999999999999999:0:0",
    "t1:１:0:0",
    "t1:1:0:0'; DROP TABLE answer; --",
    "t1s:1:0",
    "t2:1:0:0",
]


async def test_forged_presses_are_answered_and_do_nothing(house: House) -> None:
    card = (await house.alice.slash(house.channel, "trivia start")).response
    assert card is not None
    before, text = dump(house), text_of(card)
    presses = [
        press(house, house.bob, card, forged, kind=kind, values=("0",))
        for forged in FORGED
        for kind in (BUTTON, MENU)
    ]
    for answered in await deliver(house, *presses):
        assert answered.ephemeral
        assert "from an earlier time" in text_of(answered.response)
    assert dump(house) == before
    assert text_of(card) == text


async def test_a_button_that_is_there_but_is_pressed_as_a_menu_does_nothing(house: House) -> None:
    card = (await house.alice.slash(house.channel, "trivia start")).response
    assert card is not None
    before = dump(house)
    custom_id = next(iter(custom_ids(card).values()))
    [answered] = await deliver(house, press(house, house.bob, card, custom_id, kind=MENU, values=("0",)))
    assert "from an earlier time" in text_of(answered.response)
    assert dump(house) == before


async def test_the_button_of_one_message_does_nothing_on_another(house: House) -> None:
    card = (await house.alice.slash(house.channel, "trivia start")).response
    other = (await house.alice.slash(house.channel, "film", film="ballerina")).response
    assert card is not None and other is not None
    before = dump(house)
    [answered] = await deliver(house, press(house, house.bob, other, next(iter(custom_ids(card).values()))))
    assert answered.ephemeral and "from an earlier time" in text_of(answered.response)
    assert dump(house) == before


async def sent_by_another_version(house: House, custom_id: str) -> discord.Message:
    """A message of the bot's with a button that this version did not make."""
    channel = house.bot.get_partial_messageable(house.channel.id)
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Old", custom_id=custom_id))
    view.stop()
    with house.env.time_context():
        return await channel.send("old", view=view)


NOWHERE = {
    "f0:cast:ballerina-2025": "from an earlier time",
    "f1:kitchen:0:ballerina-2025": "from an earlier time",
    "f1:cast:0:gone-2020": "no longer known",
    "fact1:gone-2020": "no longer known",
    "q1:more:nobody:": "no longer known",
    "q1:more::gone-2020": "no longer known",
    "q1:source:gone": "no longer known",
    "t1:7:0:0": "not open here any more",
    "t1s:7:0": "not open here any more",
}


async def test_a_button_that_points_nowhere_says_so(house: House) -> None:
    for custom_id, sentence in NOWHERE.items():
        message = await sent_by_another_version(house, custom_id)
        pressed = await house.alice.click(message, label="Old")
        assert pressed.ephemeral
        assert sentence in text_of(pressed.response), custom_id


async def test_an_answer_from_another_channel_or_message_is_none(house: House) -> None:
    card = (await house.alice.slash(house.channel, "trivia start")).response
    assert card is not None
    before = dump(house)
    copied = await sent_by_another_version(house, next(iter(custom_ids(card).values())))
    pressed = await house.bob.click(copied, label="Old")
    assert "not open here any more" in text_of(pressed.response)
    assert dump(house) == before


async def test_the_answer_of_a_bot_does_not_count(house: House) -> None:
    card = (await house.alice.slash(house.channel, "trivia start")).response
    assert card is not None
    robot = house.guild.add_member(house.env.create_user("robot", bot=True))
    pressed = await robot.click(card, label=next(iter(custom_ids(card))))
    assert "Bots do not play." in text_of(pressed.response)


async def test_a_cog_that_cannot_be_loaded_stops_the_bot(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.client, "COGS", ("cogs.facts", "cogs.kitchen"))
    with pytest.raises(discord.ext.commands.ExtensionNotFound, match="kitchen"):
        async with running(store, settings):
            raise AssertionError("the bot started without its cogs")
