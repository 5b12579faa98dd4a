"""Fetching: polite, patient, and silent about keys."""

import asyncio
import gzip
import json
import logging
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from bot.content.importers.fetching import Missing, Service, together
from bot.errors import OperatorError
from tests.content.importers.local_service import Asked, LocalService, serving

KEY = "0123456789abcdef0123456789abcdef"
SERVICE = Service(
    name="Filmbase",
    setting="FILMBASE_URL",
    refused="FILMBASE_KEY: get another key.",
    params={"api_key": KEY},
    headers={"Authorization": f"Bearer {KEY}"},
    tries=3,
)


def busy(status: int, **headers: str) -> web.Response:
    return web.Response(
        status=status, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


async def ask(local: LocalService, service: Service = SERVICE, path: str = "/film/1") -> dict[str, object]:
    async with local.fetcher(service) as fetcher:
        return await fetcher.json(local.address + path, {"language": "en"})


async def refusal(local: LocalService, service: Service = SERVICE) -> str:
    with pytest.raises(OperatorError) as caught:
        await ask(local, service)
    text = f"{caught.value} {caught.value!r} {service!r}"
    assert KEY not in text, "the key must never be shown"
    return str(caught.value)


async def test_a_request_says_who_asks_and_carries_the_key() -> None:
    async with serving(lambda asked: {"title": "Lamp"}) as local:
        assert await ask(local) == {"title": "Lamp"}
    (asked,) = local.asked
    assert asked.method == "GET"
    assert asked.query == {"language": "en", "api_key": KEY}
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.headers["User-Agent"].startswith("Marquee (film bot for Discord; mara@example.org) Python/")


async def test_a_form_is_posted() -> None:
    async with serving() as local, local.fetcher(SERVICE) as fetcher:
        assert await fetcher.json(local.address, form={"query": "SELECT"}) == {}
    assert (local.asked[0].method, local.asked[0].form) == ("POST", {"query": "SELECT"})


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_busy_service_is_asked_again_after_a_growing_wait(status: int) -> None:
    async with serving(lambda asked: {"title": "Lamp"}) as local:
        local.script = [busy(status), busy(status)]
        assert await ask(local) == {"title": "Lamp"}
    assert local.time.waits == [1, 2]


async def test_the_wait_a_service_asks_for_in_seconds_is_kept() -> None:
    async with serving() as local:
        local.script = [busy(429, Retry_After="42")]
        await ask(local)
    assert local.time.waits == [42]


async def test_the_wait_a_service_asks_for_as_a_date_is_kept() -> None:
    async with serving() as local:
        for seconds, zone in ((90, True), (30, False)):
            moment = local.time.now() + timedelta(seconds=seconds)
            text = (
                format_datetime(moment, usegmt=True) if zone else format_datetime(moment.replace(tzinfo=None))
            )
            local.script = [busy(503, Retry_After=text)]
            await ask(local)
    assert local.time.waits == [90, 30]


@pytest.mark.parametrize("header", ["soon", "-5", "Sun, 01 Mar 2026 11:00:00 GMT"])
async def test_a_wait_that_cannot_be_read_or_is_over_means_the_usual_one(header: str) -> None:
    async with serving() as local:
        local.script = [busy(503, Retry_After=header)]
        await ask(local)
    assert local.time.waits == [1]


async def test_a_wait_of_hours_ends_the_fetch_and_says_when_to_come_back() -> None:
    async with serving() as local:
        local.script = [busy(429, Retry_After="7200")]
        text = await refusal(local)
    assert "Filmbase is busy (429) and asks to wait 120 minutes" in text
    assert "Start the same command again then" in text
    assert local.time.waits == []


async def test_what_one_request_is_told_holds_back_the_others() -> None:
    async with serving() as local:
        local.script = [busy(429, Retry_After="10")]
        async with local.fetcher(replace(SERVICE, at_once=1)) as fetcher:
            await together(fetcher.json(f"{local.address}/{name}") for name in "abc")
    assert [asked.at for asked in local.asked] == [0, 10, 10, 10]


async def test_no_more_requests_are_started_in_a_second_than_allowed() -> None:
    async with serving() as local, local.fetcher(replace(SERVICE, at_once=8, per_second=4)) as fetcher:
        await together(fetcher.json(f"{local.address}/{number}") for number in range(9))
    assert local.time.waits == [0.25] * 8


@pytest.mark.parametrize("allowed", [1, 3])
async def test_no_more_requests_are_under_way_than_allowed(allowed: int) -> None:
    under_way = most = 0
    full = asyncio.Event()

    async def waiting(request: web.Request) -> web.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == allowed:
            full.set()
        await full.wait()
        under_way -= 1
        return web.json_response({})

    async with serving() as local:
        local.script = [waiting] * 7
        async with local.fetcher(replace(SERVICE, at_once=allowed)) as fetcher:
            await together(fetcher.json(f"{local.address}/{number}") for number in range(7))
    assert most == allowed


async def test_a_service_that_stays_busy_is_given_up_with_the_address_but_not_the_key() -> None:
    async with serving(lambda asked: busy(503)) as local:
        text = await refusal(local)
        assert (
            f"Filmbase does not answer at {local.address}/film/1?language=en: it is busy or broken (503), 3 times"
            in text
        )
    assert "goes on where it stopped" in text
    assert len(local.asked) == 3


async def test_a_service_that_cannot_be_reached_is_one_line() -> None:
    async with serving() as local:
        pass
    assert "no connection (Connect" in await refusal(local)
    assert local.time.waits == [1, 2]


async def test_an_answer_that_does_not_end_is_given_up() -> None:
    done = asyncio.Event()

    async def hanging(request: web.Request) -> web.Response:
        await done.wait()
        return web.json_response({})

    async with serving() as local:
        local.script = [hanging, hanging]
        text = await refusal(local, replace(SERVICE, timeout=0.05, tries=2))
        done.set()
    assert "no whole answer within 0.05 s, 2 times" in text


async def test_a_connection_that_breaks_is_tried_again() -> None:
    async def breaking(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = 1000
        await response.prepare(request)
        await response.write(b'{"title": "La')
        assert request.transport is not None
        request.transport.close()
        return response

    async with serving(lambda asked: {"title": "Lamp"}) as local:
        local.script = [breaking]
        assert await ask(local) == {"title": "Lamp"}
        local.script = [breaking] * 3
        assert "the connection broke (ClientPayloadError), 3 times" in await refusal(local)


async def test_a_truncated_gzip_is_tried_again_and_named() -> None:
    whole = gzip.compress(json.dumps({"titles": list(range(5000))}).encode())
    cut = web.Response(body=whole[: len(whole) // 2], headers={"Content-Encoding": "gzip"})
    async with serving(lambda asked: {"title": "Lamp"}) as local:
        local.script = [cut]
        assert await ask(local) == {"title": "Lamp"}

    async def cut_again(request: web.Request) -> web.Response:
        return web.Response(body=whole[: len(whole) // 2], headers={"Content-Encoding": "gzip"})

    async with serving() as local:
        local.script = [cut_again] * 3
        assert "does not answer" in await refusal(local)


@pytest.mark.parametrize(
    "body", [b'{"title": "La', b"", b'{"a": ' * 100_000, b'"\xff"', b"SPARQL-QUERY: timed out"]
)
async def test_broken_json_is_tried_again_and_named(body: bytes) -> None:
    async with serving(lambda asked: web.Response(body=body)) as local:
        assert "its JSON is broken or cut short, 3 times" in await refusal(local)


async def test_html_instead_of_json_names_the_setting_at_once() -> None:
    page = "\ufeff\n<!doctype html><title>Log in</title>"
    async with serving(lambda asked: web.Response(text=page, content_type="text/html")) as local:
        text = await refusal(local)
    assert f"Filmbase answers HTML where JSON was expected at {local.address}/film/1?language=en." in text
    assert "Check FILMBASE_URL" in text
    assert len(local.asked) == 1


async def test_json_that_is_no_object_names_the_setting() -> None:
    async with serving(lambda asked: web.json_response([1])) as local:
        assert "a JSON list where an object was expected" in await refusal(local)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refusal_names_the_mend_at_once(status: int) -> None:
    async with serving(lambda asked: busy(status)) as local:
        text = await refusal(local)
    assert (
        f"Filmbase refuses ({status}) at {local.address}/film/1?language=en. FILMBASE_KEY: get another key."
        in text
    )
    assert len(local.asked) == 1


async def test_a_request_that_is_not_accepted_is_not_repeated() -> None:
    async with serving(lambda asked: busy(400)) as local:
        assert "does not accept the request (400)" in await refusal(local)
    assert len(local.asked) == 1


async def test_what_is_not_there_is_missing() -> None:
    async with serving(lambda asked: busy(404)) as local:
        with pytest.raises(Missing):
            await ask(local)


async def test_endless_redirections_are_a_wrong_address() -> None:
    def around(asked: Asked) -> web.Response:
        return web.Response(status=302, headers={"Location": "/film/1"})

    async with serving(around) as local:
        assert "answers with endless redirections at" in await refusal(local)


async def test_an_answer_without_end_is_cut_off() -> None:
    bomb = gzip.compress(b" " * 3_000_000)
    async with serving(lambda asked: web.Response(body=bomb, headers={"Content-Encoding": "gzip"})) as local:
        text = await refusal(local, replace(SERVICE, largest=2**20))
    assert "answers more than 1 MB at" in text
    assert len(local.asked) == 1


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://example.org", "http://", "http://[", "http://a:b", ""]
)
async def test_an_address_that_is_none_names_the_setting(address: str) -> None:
    async with serving() as local, local.fetcher(SERVICE) as fetcher:
        with pytest.raises(OperatorError, match="FILMBASE_URL: this is not a web address"):
            await fetcher.json(address)


async def test_user_and_password_of_an_address_are_not_shown() -> None:
    async with serving() as local, local.fetcher(SERVICE) as fetcher:
        assert (
            fetcher.shown("https://mara:secret@example.org/a?token=secret", {"q": "x"})
            == "https://example.org/a?q=x"
        )


async def test_the_first_failure_ends_what_runs_beside_it() -> None:
    ended = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def failing() -> None:
        raise OperatorError("no")

    with pytest.raises(OperatorError, match="no"):
        await together([endless(), failing()])
    assert ended.is_set()


async def test_the_key_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with serving() as local:
            local.script = [busy(503), web.Response(body=b"{")]
            await ask(local)
    # The local server's own access log is not ours.
    assert KEY not in "".join(
        record.getMessage() for record in caplog.records if record.name != "aiohttp.access"
    )
