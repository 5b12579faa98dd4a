"""`/film /cast /director /release /fact` as members use them."""

import re

import discord
import pytest
import simcord

from tests.conftest import House, text_of
from tests.packs import NIGHTFALL
from tests.presses import custom_ids

COMMANDS = ("film", "cast", "director", "release", "fact")


async def shown(house: House, command: str, film: str) -> str:
    """What alice reads when she asks about a film."""
    return text_of((await house.alice.slash(house.channel, command, film=film)).response)


def label_like(message: discord.Message | simcord.ResponseMessage, beginning: str) -> str | None:
    """The label of the button that begins with this."""
    return next((label for label in custom_ids(message) if label.startswith(beginning)), None)


def many_facts(count: int) -> str:
    """A pack with a film that has so many facts."""
    facts = (
        f'[[fact]]\nid = "many-{n}"\nfilm = "many"\ntopic = "x"\ntext = "Number {n}."\n'
        'sources = [{ source = "s" }]\n'
        for n in range(count)
    )
    return '[[source]]\nid = "s"\ntitle = "S"\n[[film]]\nid = "many"\ntitle = "Many Facts"\n' + "".join(facts)


async def test_the_cast_comes_with_characters_and_a_source(house: House) -> None:
    text = await shown(house, "cast", "ballerina")
    assert "**Ana de Armas** · Eve Macarro" in text
    assert "ActioNewz" in text


async def test_every_answer_is_public_and_ends_with_its_source(house: House) -> None:
    for command in COMMANDS:
        result = await house.alice.slash(house.channel, command, film="ballerina")
        assert not result.ephemeral
        source = text_of(result.response).splitlines()[-1]
        assert source.startswith(("-# ActioNewz", "-# News item")), command


async def test_every_answer_can_be_had_in_direct_messages(house: House) -> None:
    for command in COMMANDS:
        result = await house.alice.user.slash(command, film="ballerina")
        assert "Ballerina" in text_of(result.response)


async def test_the_director_is_who_directed(house: House) -> None:
    text = await shown(house, "director", "ballerina")
    assert "Len Wiseman" in text
    assert "Ana de Armas" not in text


async def test_all_directors_are_named(house: House) -> None:
    await house.learn(NIGHTFALL)
    text = await shown(house, "director", "nightfall")
    assert "Ann Bell" in text and "Cid Dorn" in text
    assert "Directed by **Ann Bell** and **Cid Dorn**" in await shown(house, "film", "nightfall")


async def test_a_release_is_shown_in_the_readers_own_time(house: House) -> None:
    text = await shown(house, "release", "ballerina")
    assert re.search(r"In cinemas\*\* · <t:\d+:D>, <t:\d+:R>", text)
    assert "**Digital** · date not known" in text


async def test_a_release_names_its_country_and_no_day_that_is_not_known(house: House) -> None:
    await house.learn(NIGHTFALL)
    assert "**In cinemas (GB)** · <t:" in await shown(house, "release", "nightfall")
    assert "**Premiere** · May 2026" in await shown(house, "release", "mirror twins 2019")


@pytest.mark.parametrize(
    ("command", "film", "sentence"),
    [
        ("director", "john wick chapter 3", "Who directed this film is not known here."),
        ("cast", "underworld", "Who plays in this film is not known here."),
        ("release", "underworld", "When this film comes out is not known here."),
        ("film", "mirror twins 2019", "**Premiere** · May 2026"),
        ("film", "mirror twins 1988", "> “Look twice.”"),
    ],
)
async def test_what_is_not_known_is_said(house: House, command: str, film: str, sentence: str) -> None:
    await house.learn(NIGHTFALL)
    assert sentence in await shown(house, command, film)


async def test_a_film_of_which_nothing_is_known_says_so(house: House) -> None:
    await house.learn('[[film]]\nid = "blank"\ntitle = "Blank Page"\n')
    film = await house.alice.slash(house.channel, "film", film="blank page")
    assert "Nothing more is known about this film here." in text_of(film.response)
    assert film.response is not None
    for side, sentence in (
        ("Facts", "No facts about this film are known here."),
        ("Quotes", "Nobody is quoted about this film here."),
        ("Sources", "No source is known here."),
    ):
        await house.alice.click(film.response, label=side)
        assert sentence in text_of(film.response)
    refused = await house.alice.slash(house.channel, "fact", film="blank page")
    assert refused.ephemeral
    assert "No facts about Blank Page are known here." in text_of(refused.response)


async def test_an_uncredited_part_is_marked(house: House) -> None:
    await house.learn(NIGHTFALL)
    assert "**Cid Dorn** (uncredited)" in await shown(house, "cast", "nightfall")


async def test_a_disputed_fact_is_marked_and_data_is_shown_literally(house: House) -> None:
    await house.learn(NIGHTFALL)
    text = await shown(house, "fact", "nightfall")
    assert "It cost \\*nothing\\* @\u200beveryone." in text
    assert "(sources disagree)" in text
    source = text.splitlines()[-1]
    assert "A note without a publisher" in source and "The \\_Paper\\_, Dec 2025" in source
    assert "page 3" in source


async def test_buttons_turn_the_same_message_to_its_other_sides(house: House) -> None:
    film = (await house.alice.slash(house.channel, "film", film="ballerina")).response
    assert film is not None
    for side, sign in (
        ("Cast", "**Ana de Armas** · Eve Macarro"),
        ("Facts", "Facts\n- "),
        ("Quotes", "-# Len Wiseman"),
        ("Sources", "retrieved"),
        ("Film", "Directed by **Len Wiseman**"),
    ):
        pressed = await house.bob.click(film, label=side)
        assert pressed.response is not None and pressed.response.id == film.id
        assert sign in text_of(film)
        assert side not in custom_ids(film)


@pytest.mark.parametrize("side", ["Facts", "Quotes"])
async def test_a_long_list_is_read_page_by_page_to_its_end_and_back(house: House, side: str) -> None:
    card = (await house.alice.slash(house.channel, "film", film="ballerina")).response
    assert card is not None
    await house.alice.click(card, label=side)
    short = label_like(card, "All ")
    assert short is not None
    await house.alice.click(card, label=short)
    catalogue = house.store.catalogue
    film = await catalogue.film("ballerina-2025")
    assert film is not None
    known = await catalogue.facts(film) if side == "Facts" else await catalogue.quotes(film=film)
    pages = [text_of(card)]
    while label_like(card, "More"):
        await house.alice.click(card, label="More")
        pages.append(text_of(card))
    beginnings = [re.sub(r"\W", "", value.text)[:40] for value in known]
    read = re.sub(r"\W", "", " ".join(pages))
    assert [read.count(beginning) for beginning in beginnings] == [1] * len(known)
    while label_like(card, "Back"):
        await house.alice.click(card, label="Back")
    assert text_of(card) == pages[0]


async def test_a_page_that_the_catalogue_no_longer_has_shows_the_last_there_is(house: House) -> None:
    await house.learn(many_facts(40))
    card = (await house.alice.slash(house.channel, "film", film="many facts")).response
    assert card is not None
    await house.alice.click(card, label="Facts")
    await house.alice.click(card, label="All 40")
    await house.learn(many_facts(12))
    await house.alice.click(card, label="More")
    assert "Number 11." in text_of(card)
    assert label_like(card, "More") is None


async def test_a_button_of_a_film_that_is_gone_says_so(house: House) -> None:
    await house.learn(NIGHTFALL)
    card = (await house.alice.slash(house.channel, "film", film="nightfall")).response
    assert card is not None
    await house.learn("")
    pressed = await house.alice.click(card, label="Cast")
    assert pressed.ephemeral
    assert "no longer known" in text_of(pressed.response)


async def test_no_fact_comes_twice_until_all_were_told(house: House) -> None:
    await house.learn(many_facts(9))
    card = (await house.alice.slash(house.channel, "fact", film="many facts")).response
    assert card is not None
    told = [text_of(card)]
    for at in range(8):
        await (house.bob if at % 2 else house.alice).click(card, label="Another")
        told.append(text_of(card))
    assert len(set(told)) == 9
    await house.alice.click(card, label="Another")
    assert text_of(card) in told[:-1]


async def test_buttons_work_after_a_restart(house: House) -> None:
    card = (await house.alice.slash(house.channel, "film", film="ballerina")).response
    fact = (await house.alice.slash(house.channel, "fact", film="ballerina")).response
    assert card is not None and fact is not None
    before = text_of(fact)
    await house.restart()
    await house.alice.click(card, label="Cast")
    assert "Eve Macarro" in text_of(card)
    await house.alice.click(fact, label="Another")
    assert text_of(fact) != before
