"""`/film-import`: films taken over from TMDB while the bot runs."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from pydantic import SecretStr

from tests.conftest import House, text_of
from tests.content.importers.local_service import LocalService, serving
from tests.content.importers.small_tmdb import SmallTmdb

KEY = "00112233445566778899aabbccddeeff"


@pytest.fixture
async def tmdb(house: House) -> AsyncIterator[LocalService]:
    """A TMDB of our own, and the operator's key to it."""
    data = SmallTmdb()
    data.found["long lamp", None] = [5]
    async with serving(data.answer) as local:
        house.bot.settings = house.bot.settings.model_copy(
            update={"tmdb_key": SecretStr(KEY), "tmdb_url": f"{local.address}/3"}
        )
        yield local


async def test_a_film_that_is_found_is_known_at_once_with_its_source(
    house: House, tmdb: LocalService
) -> None:
    told = await house.admin.slash(house.channel, "film-import", title="long lamp")
    assert told.ephemeral
    assert "**The Long Lamp** (1999)" in text_of(told.followups[0] if told.followups else told.response)
    film = text_of((await house.alice.slash(house.channel, "film", film="the long lamp")).response)
    assert "The Long Lamp (1999)" in film
    assert "This product uses the TMDB API but is not endorsed or certified by TMDB." in film


async def test_nothing_found_is_said(house: House, tmdb: LocalService) -> None:
    told = await house.admin.slash(house.channel, "film-import", title="no such film")
    assert "TMDB finds no film" in text_of(told.followups[0] if told.followups else told.response)


async def test_a_service_that_refuses_the_key_is_no_secret_told(
    house: House, tmdb: LocalService, caplog: pytest.LogCaptureFixture
) -> None:
    tmdb.script.append(web.json_response({"status_code": 7}, status=401))
    told = await house.admin.slash(house.channel, "film-import", title="long lamp")
    text = text_of(told.followups[0] if told.followups else told.response)
    assert "TMDB could not be asked just now" in text
    assert KEY not in text + caplog.text
    assert "MARQUEE_TMDB_KEY" in caplog.text


async def test_without_a_key_it_says_what_to_do_instead(house: House) -> None:
    refused = await house.admin.slash(house.channel, "film-import", title="long lamp")
    assert refused.ephemeral and "/film-add" in text_of(refused.response)
