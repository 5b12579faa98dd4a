"""`/person /films /together` as members use them."""

from datetime import UTC, datetime

import pytest

from bot.content.loading import load
from bot.films.records import CreditRecord, FilmRecord, ImportSource
from bot.store.guilds import Guilds
from tests.conftest import House, text_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIST = ImportSource("list", "A list of films", "The List")


def film(title: str, year: int, *people: CreditRecord) -> FilmRecord:
    return FilmRecord(f"{title}-{year}", title, year, credits=people)


def actor(name: str, character: str | None = None) -> CreditRecord:
    return CreditRecord(name, "actor", character)


async def learn(house: House, *films: FilmRecord) -> None:
    """Import films; the running bot moves over."""
    load(house.folder, LIST, films, NOW)
    assert await house.store.catalogue.refresh()


async def test_a_persons_credits_stand_job_by_job_newest_first_with_their_sources(house: House) -> None:
    await learn(
        house,
        film("Early Song", 1999, actor("Keanu Reeves", "Tom")),
        film("Late Song", 2024, actor("Keanu Reeves"), CreditRecord("Keanu Reeves", "director")),
    )
    text = text_of((await house.alice.slash(house.channel, "person", who="reeves")).response)
    assert text.index("Actor\n**Ballerina (2025)** · John Wick") < text.index("**Late Song (2024)**")
    assert text.index("**Late Song (2024)**") < text.index("**Early Song (1999)** · Tom")
    assert text.index("**Early Song (1999)**") < text.index("Director\n**Late Song (2024)**")
    assert "The List" in text and "ActioNewz" in text


async def test_a_persons_card_turns_to_their_quotes_and_back_also_after_a_restart(house: House) -> None:
    shown = (await house.alice.slash(house.channel, "person", who="len wiseman")).response
    assert shown is not None
    await house.restart()
    await house.bob.click(shown, label="Quotes")
    assert "> “" in text_of(shown) and "-# on Ballerina (2025)" in text_of(shown)
    await house.bob.click(shown, label="Credits")
    assert "**Ballerina (2025)**" in text_of(shown)


async def test_a_long_list_is_shown_short_and_then_page_by_page(house: House) -> None:
    await learn(house, *(film(f"Sequel {year}", year, actor("Bea Long")) for year in range(1960, 2000)))
    shown = (await house.alice.slash(house.channel, "films", who="bea long")).response
    assert shown is not None
    assert "*and 32 more*" in text_of(shown)
    await house.alice.click(shown, label="All 40")
    await house.alice.click(shown, label="More")
    await house.alice.click(shown, label="More")
    assert "**Sequel 1960 (1960)**" in text_of(shown) and "More" not in text_of(shown)
    await house.alice.click(shown, label="Back")
    assert "**Sequel 1960 (1960)**" not in text_of(shown)


async def test_what_two_people_share_is_every_film_in_which_both_have_a_credit(house: House) -> None:
    await learn(
        house,
        film("Duet", 2001, actor("Keanu Reeves", "Tom"), actor("Winona Ryder", "Ada")),
        film("Second Duet", 2010, actor("Winona Ryder"), CreditRecord("Keanu Reeves", "director")),
        film("Solo", 2011, actor("Winona Ryder")),
    )
    options = {"one": "keanu reeves", "other": "winona ryder"}
    text = text_of((await house.alice.slash(house.channel, "together", **options)).response)
    assert "**Duet (2001)**\n-# Tom · Ada" in text and "**Second Duet (2010)**\n-# director · actor" in text
    assert "Solo" not in text and "The List" in text
    both = {"who": "keanu reeves", "with": "winona ryder"}
    assert text_of((await house.alice.slash(house.channel, "films", **both)).response) == text


async def test_two_who_share_nothing_are_told_so_and_one_alone_is_refused(house: House) -> None:
    await learn(house, film("Solo", 2011, actor("Winona Ryder")))
    shown = await house.alice.slash(house.channel, "together", one="keanu reeves", other="winona ryder")
    assert "No film is known here" in text_of(shown.response)
    refused = await house.alice.slash(house.channel, "together", one="keanu reeves", other="keanu reeves")
    assert refused.ephemeral and "Name two people" in text_of(refused.response)


async def test_an_unknown_person_is_refused_with_the_nearest_names(house: House) -> None:
    refused = await house.alice.slash(house.channel, "person", who="zzyzx qqq")
    assert refused.ephemeral and "I know no person called" in text_of(refused.response)


async def test_two_films_of_one_title_are_offered_with_year_and_director(house: House) -> None:
    await learn(
        house,
        film("Mirror", 1975, CreditRecord("Ann Old", "director")),
        film("Mirror", 2012, CreditRecord("Bob New", "director")),
    )
    offered = await house.alice.autocomplete(house.channel, "cast", "film", "mirror")
    assert {"Mirror (1975) · Ann Old", "Mirror (2012) · Bob New"} <= {choice["name"] for choice in offered}
    asked = await house.alice.slash(house.channel, "cast", film="mirror")
    assert asked.ephemeral and "Mirror (2012) · Bob New" in text_of(asked.response)


async def test_what_a_server_asked_for_recently_is_offered_first_there(house: House) -> None:
    await learn(house, film("Silver Lake", 1990), film("Silver Lane", 1991), film("Silver Land", 1992))
    before = await house.alice.autocomplete(house.channel, "cast", "film", "silver la")
    last = before[2]["name"]
    await house.alice.slash(house.channel, "film", film=last)
    after = await house.alice.autocomplete(house.channel, "cast", "film", "silver la")
    assert after[0]["name"] == last


async def test_with_nothing_typed_the_best_known_films_are_offered(house: House) -> None:
    await learn(house, FilmRecord("hit", "The Hit", 2020, popularity=0.9))
    offered = await house.alice.autocomplete(house.channel, "cast", "film", "")
    assert offered[0]["name"] == "The Hit (2020)"
    assert not await house.alice.autocomplete(house.channel, "cast", "film", "qqqq zzzz")


async def test_an_answer_does_not_depend_on_remembering_that_it_was_asked_for(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Guilds, "remember_asked", full)
    shown = await house.alice.slash(house.channel, "cast", film="ballerina")
    assert "Ana de Armas" in text_of(shown.response)
    assert "was not remembered" in caplog.text
