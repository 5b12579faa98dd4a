"""`/quote` and its buttons as members use them."""

import pytest

from tests.conftest import House, text_of
from tests.packs import NIGHTFALL
from tests.presses import custom_ids


def spoken(text: str) -> str:
    """The words of a quote's card."""
    return text.partition("“")[2].partition("”\n")[0]


async def test_a_quote_has_its_speaker_its_film_and_its_source(house: House) -> None:
    shown = await house.alice.slash(house.channel, "quote", who="wiseman", film="ballerina")
    assert not shown.ephemeral
    text = text_of(shown.response)
    assert "### “" in text
    assert "**Len Wiseman** on *Ballerina*" in text
    assert text.splitlines()[-1].startswith("-# ActioNewz")


async def test_no_quote_comes_twice_until_all_were_shown_also_across_a_restart(house: House) -> None:
    known = await house.store.catalogue.quotes()
    card = (await house.alice.slash(house.channel, "quote")).response
    assert card is not None
    heard = [spoken(text_of(card))]
    for at in range(1, len(known)):
        if at == len(known) // 2:
            await house.restart()
        await house.bob.click(card, label="Another")
        heard.append(spoken(text_of(card)))
    assert len(set(heard)) == len(known)
    await house.bob.click(card, label="Another")
    assert spoken(text_of(card)) in heard[:-1]


async def test_a_quote_that_waits_for_review_is_never_shown(house: House) -> None:
    everything = await house.store.catalogue.quotes(every_status=True)
    waiting = [quote for quote in everything if quote.status == "review"]
    assert waiting
    card = (await house.alice.slash(house.channel, "quote")).response
    assert card is not None
    for _ in range(len(everything)):
        assert all(quote.text[:30] not in text_of(card) for quote in waiting)
        await house.bob.click(card, label="Another")


async def test_every_server_and_every_user_in_private_has_a_bag_of_their_own(house: House) -> None:
    count = len(await house.store.catalogue.quotes())
    other = house.env.create_guild("Other")
    place, eve = other.create_text_channel("general"), other.add_member(house.env.create_user("eve"))
    heard: dict[str, list[str]] = {"here": [], "there": [], "private": []}
    for _ in range(count):
        heard["here"].append(text_of((await house.alice.slash(house.channel, "quote")).response))
        heard["there"].append(text_of((await eve.slash(place, "quote")).response))
        heard["private"].append(text_of((await house.alice.user.slash("quote")).response))
    assert [len(set(texts)) for texts in heard.values()] == [count, count, count]


async def test_another_keeps_to_what_was_asked_for(house: House) -> None:
    await house.learn(NIGHTFALL)
    card = (await house.alice.slash(house.channel, "quote", film="mirror twins 1988")).response
    assert card is not None
    for _ in range(3):
        pressed = await house.bob.click(card, label="Another")
        assert pressed.response is not None and pressed.response.id == card.id
        assert "Look twice." in text_of(card)


async def test_what_was_asked_and_the_source_are_told_privately(house: House) -> None:
    card = (await house.alice.slash(house.channel, "quote", who="wiseman")).response
    assert card is not None
    asked = await house.bob.click(card, label="What was asked?")
    assert asked.ephemeral
    assert "Len Wiseman was asked: " in text_of(asked.response)
    source = await house.bob.click(card, label="Source")
    assert source.ephemeral
    assert "Told to ActioNewz." in text_of(source.response)
    assert "answer " in text_of(source.response)


async def test_a_quote_whose_question_is_not_known_has_no_button_for_it(house: House) -> None:
    await house.learn(NIGHTFALL)
    card = (await house.alice.slash(house.channel, "quote", film="nightfall")).response
    assert card is not None
    assert list(custom_ids(card)) == ["Another", "Source"]
    source = await house.alice.click(card, label="Source")
    assert "place not noted" in text_of(source.response)
    assert "Told to" not in text_of(source.response)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"film": "underworld"}, "No quote about Underworld is known here."),
        ({"who": "wiseman", "film": "underworld"}, "No quote by Len Wiseman about Underworld is known here."),
    ],
)
async def test_where_there_is_no_quote_it_is_refused(
    house: House, options: dict[str, str], sentence: str
) -> None:
    refused = await house.alice.slash(house.channel, "quote", **options)
    assert refused.ephemeral
    assert sentence in text_of(refused.response)


async def test_buttons_of_a_quote_that_is_gone_say_so(house: House) -> None:
    await house.learn(NIGHTFALL)
    card = (await house.alice.slash(house.channel, "quote", film="nightfall")).response
    assert card is not None
    await house.learn("")
    for label, sentence in (("Another", "no longer known"), ("Source", "quote is no longer known")):
        pressed = await house.alice.click(card, label=label)
        assert pressed.ephemeral
        assert sentence in text_of(pressed.response)
