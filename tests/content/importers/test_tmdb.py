"""TMDB: the key stays secret, lists are walked page by page, and a fetch goes on where it stopped."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.content.importers.spool import Spool
from bot.content.importers.tmdb import ADDRESS, SOURCE, Tmdb, service
from bot.errors import OperatorError
from bot.films.records import FilmRecord, Record, Rejected
from tests.content.importers.local_service import Answer, LocalService, serving
from tests.content.importers.small_tmdb import SmallTmdb

KEY = "00112233445566778899aabbccddeeff"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiIwMDEx.c2ln-bmF0_dXJl"

Fetch = Callable[[Tmdb], Awaitable[None]]


@pytest.mark.parametrize(
    ("key", "params", "headers"),
    [
        (KEY, {"api_key": KEY}, {}),
        (f" {KEY.upper()}\n", {"api_key": KEY.upper()}, {}),
        (TOKEN, {}, {"Authorization": f"Bearer {TOKEN}"}),
    ],
)
def test_the_form_of_the_key_says_how_it_is_sent(key: str, params: object, headers: object) -> None:
    made = service(SecretStr(key))
    assert (made.params, made.headers) == (params, headers)
    assert key.strip() not in repr(made)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (SecretStr("my-secret"), "this is neither a TMDB API key"),
        (SecretStr("  "), "MARQUEE_TMDB_KEY is not set"),
        (None, "MARQUEE_TMDB_KEY is not set"),
    ],
)
def test_a_key_of_another_form_or_none_is_refused_unseen(key: SecretStr | None, said: str) -> None:
    with pytest.raises(OperatorError, match=said) as caught:
        service(key)
    assert "themoviedb.org/settings/api" in str(caught.value)
    assert "secret" not in str(caught.value)


async def fetched(local: LocalService, path: Path, fetch: Fetch, key: str = KEY) -> list[Record]:
    spool = Spool(path / "spool")
    async with local.fetcher(service(SecretStr(key))) as fetcher:
        await fetch(Tmdb(fetcher, spool, f"{local.address}/3/"))
    assert key.encode() not in spool.path.read_bytes()
    return list(spool.records())


def numbers(kept: list[Record]) -> list[int]:
    return [int(record.source_id) for record in kept if isinstance(record, FilmRecord)]


def paths(local: LocalService) -> list[str]:
    return [asked.path for asked in local.asked]


@pytest.mark.parametrize("key", [KEY, TOKEN])
async def test_films_are_fetched_by_id_with_all_parts_in_one_request(tmp_path: Path, key: str) -> None:
    async with serving(SmallTmdb().answer) as local:
        kept = await fetched(local, tmp_path, lambda tmdb: tmdb.ids(["12", " 7", "7"]), key)
    assert numbers(kept) == [7, 12]
    assert sorted(paths(local)) == ["/3/movie/12", "/3/movie/7"]
    for asked in local.asked:
        assert asked.query["append_to_response"] == "credits,release_dates,alternative_titles,external_ids"
        assert asked.query.get("api_key") == (KEY if key == KEY else None)
        assert asked.headers.get("Authorization") == (None if key == KEY else f"Bearer {TOKEN}")


async def test_an_id_that_names_no_film_is_rejected(tmp_path: Path) -> None:
    async with serving(SmallTmdb().answer) as local:
        kept = await fetched(local, tmp_path, lambda tmdb: tmdb.ids(["7", "101"]))
    assert numbers(kept) == [7]
    assert Rejected("TMDB 101", "there is no such film: check the id and MARQUEE_TMDB_URL") in kept


@pytest.mark.parametrize("text", ["", "tt0000007", "7/../8", "-7"])
async def test_what_is_no_id_is_refused_before_anything_is_asked(tmp_path: Path, text: str) -> None:
    async with serving(SmallTmdb().answer) as local:
        with pytest.raises(OperatorError, match="is no id of TMDB"):
            await fetched(local, tmp_path, lambda tmdb: tmdb.ids([text]))
    assert local.asked == []


async def test_the_films_found_first_are_fetched(tmp_path: Path) -> None:
    data = SmallTmdb()
    data.found[("long lamp", None)] = [5, 3, 9, 4]
    async with serving(data.answer) as local:
        kept = await fetched(local, tmp_path, lambda tmdb: tmdb.search("long lamp", 3))
        assert numbers(kept) == [5, 3, 9]
        asked = len(local.asked)
        assert await fetched(local, tmp_path, lambda tmdb: tmdb.search("long lamp", 3)) == kept
        assert len(local.asked) == asked, "what is finished is not asked for again"


async def test_a_year_after_the_title_narrows_the_search_unless_it_belongs_to_the_title(
    tmp_path: Path,
) -> None:
    data = SmallTmdb()
    data.found = {("long lamp", "1999"): [5], ("lamp runner 2049", None): [6]}
    async with serving(data.answer) as local:
        (tmp_path / "a").mkdir()
        assert numbers(await fetched(local, tmp_path / "a", lambda tmdb: tmdb.search("long lamp 1999"))) == [
            5
        ]
        assert numbers(await fetched(local, tmp_path, lambda tmdb: tmdb.search("lamp runner 2049"))) == [6]


async def test_a_search_that_finds_nothing_says_so(tmp_path: Path) -> None:
    async with serving(SmallTmdb().answer) as local:
        assert await fetched(local, tmp_path, lambda tmdb: tmdb.search("lmap")) == [
            Rejected("TMDB search for “lmap”", "nothing found: try the original title")
        ]


@pytest.mark.parametrize(("count", "got", "pages"), [(30, 30, 2), (40, 40, 2), (500, 50, 3), (1, 1, 1)])
async def test_popular_films_are_listed_as_far_as_asked_or_as_there_are(
    tmp_path: Path, count: int, got: int, pages: int
) -> None:
    async with serving(SmallTmdb().answer) as local:
        kept = await fetched(local, tmp_path, lambda tmdb: tmdb.popular(count))
    assert numbers(kept) == list(range(1, got + 1))
    assert paths(local).count("/3/movie/popular") == pages


async def test_upcoming_films_are_those_of_a_country(tmp_path: Path) -> None:
    async with serving(SmallTmdb(3).answer) as local:
        assert numbers(await fetched(local, tmp_path, lambda tmdb: tmdb.upcoming("de"))) == [1, 2, 3]
    assert local.asked[0].query["region"] == "DE"


@pytest.mark.parametrize(
    "fetch", [lambda tmdb: tmdb.popular(50), lambda tmdb: tmdb.ids(str(number) for number in range(1, 51))]
)
async def test_an_interrupted_fetch_goes_on_after_the_last_page(tmp_path: Path, fetch: Fetch) -> None:
    data = SmallTmdb()
    async with serving(data.answer) as local:
        local.answer = lambda asked: (
            web.Response(status=400) if asked.path == "/3/movie/33" else data.answer(asked)
        )
        with pytest.raises(OperatorError):
            await fetched(local, tmp_path, fetch)
        local.answer = data.answer
        del local.asked[:]
        assert numbers(await fetched(local, tmp_path, fetch)) == list(range(1, 51))
    assert "/3/movie/20" not in paths(local)
    assert "/3/movie/21" in paths(local)


async def test_no_more_than_40_requests_are_started_in_a_second(tmp_path: Path) -> None:
    async with serving(SmallTmdb(100).answer) as local:
        await fetched(local, tmp_path, lambda tmdb: tmdb.popular(100))
    assert len(local.asked) == 105
    assert local.time.elapsed() == pytest.approx(104 / 36)


async def test_a_key_that_is_not_accepted_names_the_setting_and_not_the_key(tmp_path: Path) -> None:
    answer = {"status_code": 7, "status_message": "Invalid API key", "success": False}
    async with serving(lambda asked: web.json_response(answer, status=401)) as local:
        with pytest.raises(OperatorError) as caught:
            await fetched(local, tmp_path, lambda tmdb: tmdb.popular(20))
    text = str(caught.value)
    assert f"TMDB refuses (401) at {local.address}/3/movie/popular?page=1. MARQUEE_TMDB_KEY: " in text
    assert "https://www.themoviedb.org/settings/api" in text
    assert KEY not in text


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: {"results": "none"}, "answers JSON that is no list of films at"),
        (lambda: web.Response(status=404), "answers 404 at"),
    ],
)
async def test_something_that_is_not_tmdb_names_the_setting(
    tmp_path: Path, answer: Callable[[], Answer], said: str
) -> None:
    async with serving(lambda asked: answer()) as local:
        with pytest.raises(OperatorError, match=f"{said} .*popular.page=1. Check MARQUEE_TMDB_URL"):
            await fetched(local, tmp_path, lambda tmdb: tmdb.popular(20))


def test_tmdb_itself_is_asked_where_nothing_else_is_said() -> None:
    assert ADDRESS == "https://api.themoviedb.org/3"
    assert SOURCE.key == "tmdb"
    assert SOURCE.licence == "This product uses the TMDB API but is not endorsed or certified by TMDB."
