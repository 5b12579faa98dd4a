"""The film option and the speaker option: from what is typed to the one that is meant."""

import discord
import pytest
import simcord

from tests.conftest import House, text_of
from tests.packs import NIGHTFALL
from tests.presses import MENU, custom_ids, deliver, press


def menu(message: discord.Message | simcord.ResponseMessage | None) -> str:
    """The custom_id of a chooser's menu."""
    return custom_ids(message)["Choose one"]


async def names(house: House, typed: str, *, command: str = "cast", option: str = "film") -> list[str]:
    """What is offered while an option is typed."""
    return [one["name"] for one in await house.alice.autocomplete(house.channel, command, option, typed)]


async def test_films_are_offered_while_a_title_is_typed(house: House) -> None:
    assert (await names(house, "ball"))[0] == "Ballerina (2025)"
    assert (await names(house, "total"))[0] == "Total Recall"


async def test_only_people_who_are_quoted_are_offered_as_speakers(house: House) -> None:
    assert await names(house, "wis", command="quote", option="who") == ["Len Wiseman"]
    assert "Keanu Reeves" not in await names(house, "keanu", command="quote", option="who")


async def test_a_choice_from_the_list_is_taken(house: House) -> None:
    choice, *_ = await house.alice.autocomplete(house.channel, "cast", "film", "baleri")
    shown = await house.alice.slash(house.channel, "cast", film=choice["value"])
    assert "Ballerina (2025)" in text_of(shown.response)
    [choice] = await house.alice.autocomplete(house.channel, "quote", "who", "len")
    shown = await house.alice.slash(house.channel, "quote", who=choice["value"])
    assert "**Len Wiseman**" in text_of(shown.response)


async def test_a_title_typed_as_people_type_is_understood(house: House) -> None:
    for typed in ("ballerina", "BALLERINA", "balerina", "Ballerina 2025", " ballerina "):
        shown = await house.alice.slash(house.channel, "cast", film=typed)
        assert "Ana de Armas" in text_of(shown.response), typed


AWKWARD = ("", " ", "x" * 6000, "key:", "key:local-1", "`*_%'\"\\", "🎬", "\u202e\x00", "%")


async def test_autocomplete_answers_whatever_is_typed(house: House) -> None:
    for command, option in (
        ("cast", "film"),
        ("quote", "who"),
        ("countdown remove", "countdown"),
        ("settings time-zone", "zone"),
    ):
        for typed in AWKWARD:
            assert len(await names(house, typed, command=command, option=option)) <= 25


async def test_a_fault_while_offering_is_logged_and_offers_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(type(house.store.catalogue), "suggest_films", None)
    assert await names(house, "ball") == []
    assert "no choices for 'ball'" in caplog.text


async def test_an_unknown_film_is_refused_privately(house: House) -> None:
    refused = await house.alice.slash(house.channel, "cast", film="qwertz uiop")
    assert refused.ephemeral
    assert "I know no film called “qwertz uiop”" in text_of(refused.response)
    assert "pick from the list" in text_of(refused.response)


async def test_a_title_that_is_nearly_one_gets_up_to_three_nearest(house: House) -> None:
    refused = await house.alice.slash(house.channel, "cast", film="Knives and Forks Out There")
    assert refused.ephemeral
    assert "Did you mean" in text_of(refused.response)
    assert "**Knives Out**" in text_of(refused.response)
    assert text_of(refused.response).count("**") <= 6


async def test_what_was_typed_comes_back_short_and_harmless(house: House) -> None:
    refused = await house.alice.slash(house.channel, "cast", film="*@everyone* " + "z" * 300)
    assert "\\*@\u200beveryone\\*" in text_of(refused.response)
    assert len(text_of(refused.response)) < 200


async def test_an_unknown_speaker_is_refused_with_the_nearest(house: House) -> None:
    refused = await house.alice.slash(house.channel, "quote", who="Keanu Reeves")
    assert refused.ephemeral
    assert "I know no quoted person called “Keanu Reeves”" in text_of(refused.response)


async def test_several_films_that_fit_are_asked_back_privately_and_the_choice_is_answered(
    house: House,
) -> None:
    await house.learn(NIGHTFALL)
    asked = await house.alice.slash(house.channel, "film", film="mirror twins")
    assert asked.ephemeral
    assert "Which film do you mean?" in text_of(asked.response)
    assert "Mirror Twins (1988)" in text_of(asked.response) and "Mirror Twins (2019)" in text_of(
        asked.response
    )
    assert asked.response is not None

    await house.alice.select(asked.response, ["1"])
    [answer] = asked.followups
    chosen = text_of(asked.response)
    assert chosen.endswith("it is.")
    assert chosen.removeprefix("**").removesuffix("** it is.") in text_of(answer)
    assert not answer.ephemeral


async def test_a_chooser_that_nobody_answers_runs_out_in_words(house: House) -> None:
    await house.learn(NIGHTFALL)
    asked = await house.alice.slash(house.channel, "film", film="mirror twins")
    assert asked.response is not None
    await house.later(121)
    [refusal] = asked.followups
    assert refusal.ephemeral
    assert "Nothing was chosen" in text_of(refusal)
    late = await house.alice.select(asked.response, ["0"])
    assert "from an earlier time" in text_of(late.response)


async def test_choosing_twice_at_once_answers_both_presses_and_the_command_once(house: House) -> None:
    await house.learn(NIGHTFALL)
    asked = await house.alice.slash(house.channel, "film", film="mirror twins")
    assert asked.response is not None
    choices = [
        press(house, house.alice, asked.response, menu(asked.response), kind=MENU, values=(value,))
        for value in "01"
    ]
    results = await deliver(house, *choices)
    assert all(result.acknowledged for result in results)
    assert len(asked.followups) == 1


async def test_a_chooser_of_an_earlier_process_says_that_it_is_over(house: House) -> None:
    await house.learn(NIGHTFALL)
    asked = await house.alice.slash(house.channel, "film", film="mirror twins")
    assert asked.response is not None
    await house.restart()
    late = await house.alice.select(asked.response, ["0"])
    assert late.ephemeral
    assert "from an earlier time" in text_of(late.response)


async def test_two_options_that_are_both_unclear_are_asked_back_one_after_the_other(house: House) -> None:
    await house.learn(NIGHTFALL)
    asked = await house.alice.slash(house.channel, "quote", who="ann bell", film="mirror twins")
    assert "Whom do you mean?" in text_of(asked.response)
    assert asked.response is not None
    await house.alice.select(asked.response, ["1"])
    [second] = asked.followups
    assert "Which film do you mean?" in text_of(second)
    await house.alice.select(second, ["0"])
    assert "“Look twice.”" in text_of(asked.followups[-1])


async def test_a_film_of_this_server_is_found_here(house: House) -> None:
    await house.admin.slash(house.channel, "film-add", title="Garden Party", date="2027-06-05")
    assert (await names(house, "garden"))[0] == "Garden Party (2027) · added here"
    shown = await house.alice.slash(house.channel, "release", film="garden party")
    assert "<t:" in text_of(shown.response)
    assert "Added by an admin of this server" in text_of(shown.response)


async def test_a_film_of_another_server_is_not_seen(house: House) -> None:
    await house.admin.slash(house.channel, "film-add", title="Garden Party", date="2027-06-05")
    other = house.env.create_guild("Other")
    place, eve = other.create_text_channel("general"), other.add_member(house.env.create_user("eve"))
    offered = await eve.autocomplete(place, "film", "film", "garden")
    assert all("Garden" not in choice["name"] for choice in offered)
    for typed in ("garden party", "key:local-1"):
        refused = await eve.slash(place, "film", film=typed)
        assert "I know no film called" in text_of(refused.response)
    private = await house.alice.user.slash("film", film="garden party")
    assert "I know no film called" in text_of(private.response)


async def test_a_film_of_this_server_with_the_title_of_a_known_one_is_asked_back(house: House) -> None:
    await house.admin.slash(house.channel, "film-add", title="Ballerina", date="2025-10-01")
    asked = await house.alice.slash(house.channel, "release", film="ballerina")
    assert "Ballerina (2025) · added here" in text_of(asked.response)
    assert text_of(asked.response).count("Ballerina (2025)") == 2
