import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logging
from bot.settings import read_settings

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Logging as it was, afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("apscheduler")
    handlers, level, other = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(other)


def logging_to(
    monkeypatch: pytest.MonkeyPatch, form: str, *, token: str = TOKEN, level: str = "INFO"
) -> io.StringIO:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("DISCORD_TOKEN", token)
    monkeypatch.setenv("MARQUEE_LOG_FORMAT", form)
    monkeypatch.setenv("MARQUEE_LOG_LEVEL", level)
    set_up_logging(read_settings())
    return stream


def fail(token: str) -> None:
    raise ValueError(f"Discord does not know {token}")


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_token_never_shows(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    stream = logging_to(monkeypatch, form)
    log = logging.getLogger(f"bot.{TOKEN}")
    log.info("with %s and %r", TOKEN, {"token": TOKEN})
    try:
        fail(TOKEN)
    except ValueError:
        log.exception("it failed: %s", TOKEN)
    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count("[token]") == 6


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (
            "https://discord.com/api/v10/interactions/123/aW50ZXJ_-4.=/callback",
            "/interactions/123/[token]/callback",
        ),
        (
            "/webhooks/123/aW50ZXJ%3D/messages/@original?wait=1",
            "/webhooks/123/[token]/messages/@original?wait=1",
        ),
        ("'/webhooks/123/aW50' failed", "'/webhooks/123/[token]' failed"),
        ("/webhooks/123 has no token", "/webhooks/123 has no token"),
    ],
)
def test_the_token_of_an_interaction_never_shows(
    monkeypatch: pytest.MonkeyPatch, form: str, path: str, shown: str
) -> None:
    stream = logging_to(monkeypatch, form, token="")
    logging.getLogger("discord.http").info("POST %s", path)
    assert "aW50" not in stream.getvalue()
    assert shown in stream.getvalue()


def test_a_line_for_people_says_when_how_bad_who_and_what(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = logging_to(monkeypatch, "text")
    logging.getLogger("bot.store").warning("%d films", 3)
    when, rest = stream.getvalue()[:19], stream.getvalue()[19:]
    assert len(when.split()) == 2
    assert rest == " WARNING bot.store: 3 films\n"


def test_a_line_for_machines_is_one_object_whatever_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = logging_to(monkeypatch, "json")
    logging.getLogger("bot.store").warning('a "quoted"\nfilm: %s', "Amélie")
    try:
        fail("it")
    except ValueError:
        logging.getLogger("bot").exception("failed")
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first.pop("at")
    assert first == {"level": "WARNING", "logger": "bot.store", "message": 'a "quoted"\nfilm: Amélie'}
    assert "ValueError: Discord does not know it" in second["traceback"]


def test_the_level_is_what_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = logging_to(monkeypatch, "text", level="ERROR")
    logging.getLogger("bot").warning("not this")
    logging.getLogger("apscheduler.scheduler").warning("nor this")
    logging.getLogger("bot").error("this")
    assert "this" in stream.getvalue()
    assert "not this" not in stream.getvalue() and "nor this" not in stream.getvalue()


def test_the_alarm_clock_does_not_chatter(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = logging_to(monkeypatch, "text", level="INFO")
    logging.getLogger("apscheduler.scheduler").info("Added job")
    assert stream.getvalue() == ""
