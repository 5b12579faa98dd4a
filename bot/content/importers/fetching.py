"""Asks a network service politely: slowly, again when it is busy, and never telling anyone the key."""

import asyncio
import json
import random as dice
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import aiohttp
from yarl import URL

from bot.clock import Clock
from bot.content.importers.cleaning import clean
from bot.errors import OperatorError

T = TypeVar("T")

_LONGEST_BACKOFF = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Service:
    """How one service is asked, and what its errors tell the operator.

    Attributes:
        name: what errors call it.
        setting: the setting that holds its address.
        refused: what to do where it refuses (401, 403), a sentence.
        params: sent with every request and shown nowhere, as a key is.
        headers: likewise.
        at_once: requests under way at a time.
        per_second: requests started in any second at most, None for no such limit.
        tries: how often one request is made before the fetch is given up.
        backoff: the first wait after a failure in seconds, doubled with every further one.
        patience: the longest wait in seconds that `Retry-After` may ask of us.
        timeout: seconds for one whole answer.
        largest: bytes of one answer, unpacked.
    """

    name: str
    setting: str
    refused: str
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    at_once: int = 1
    per_second: float | None = None
    tries: int = 6
    backoff: float = 1
    patience: float = 900
    timeout: float = 90
    largest: int = 64 * 2**20


class Missing(Exception):  # noqa: N818 - an answer, not a fault
    """The service has nothing at this address (404)."""


class _TryAgain(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reason: str, wait: float = 0) -> None:
        super().__init__(reason)
        self.wait = wait


class Fetcher:
    """Asks one service; every wait it is asked for holds back all its requests."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        service: Service,
        clock: Clock,
        *,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
        elapsed: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = dice.random,
    ) -> None:
        """Take what is asked with.

        Args:
            session: made by `open_fetcher`.
            service: whom to ask.
            clock: for a `Retry-After` that is a date.
            pause: waits for a number of seconds.
            elapsed: seconds since some moment, for the pace.
            random: from 0 up to 1, for the jitter of repeated requests.
        """
        self.service = service
        self._session = session
        self._clock = clock
        self._pause = pause
        self._elapsed = elapsed
        self._random = random
        self._places = asyncio.Semaphore(service.at_once)
        self._gate = asyncio.Lock()
        self._next_start = elapsed()

    async def json(
        self, url: str, params: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Fetch a JSON object.

        Args:
            url: where; errors show it without user, password and the service's own parameters.
            params: the query, shown in errors.
            form: where given, it is posted.

        Raises:
            Missing: the service has nothing there.
            OperatorError: it refuses, does not answer in all tries, or answers something else.
        """
        shown = self.shown(url, params)
        async with self._places:
            reason = ""
            for attempt in range(self.service.tries):
                await self._turn()
                try:
                    return await self._ask(url, params or {}, form, shown)
                except _TryAgain as fault:
                    reason = str(fault)
                    self._hold_back(max(fault.wait, self._backoff(attempt)))
        raise OperatorError(
            f"{self.service.name} does not answer at {shown}: {reason}, {self.service.tries} times. Check the "
            "network and start the same command again later: it goes on where it stopped."
        )

    def wrong_answer(self, what: str, shown: str) -> OperatorError:
        """Say that something answers, but not as the service does.

        Args:
            what: what came, as in “HTML where JSON was expected”.
            shown: the address as `shown` gives it.
        """
        return OperatorError(
            f"{self.service.name} answers {what} at {shown}. Check {self.service.setting}, and that no proxy "
            "or login page stands between."
        )

    async def _turn(self) -> None:
        async with self._gate:
            # Looked at again after each pause: another request may have been told to wait meanwhile.
            while (wait := self._next_start - self._elapsed()) > 0:
                await self._pause(wait)
            self._next_start = self._elapsed() + 1 / (self.service.per_second or float("inf"))

    def _hold_back(self, seconds: float) -> None:
        self._next_start = max(self._next_start, self._elapsed() + seconds)

    def _backoff(self, attempt: int) -> float:
        wait = min(self.service.backoff * 2.0**attempt, _LONGEST_BACKOFF)
        return wait * (0.5 + self._random() / 2)

    async def _ask(
        self, url: str, params: Mapping[str, str], form: Mapping[str, str] | None, shown: str
    ) -> dict[str, Any]:
        try:
            async with self._session.request(
                "GET" if form is None else "POST", url, params={**params, **self.service.params}, data=form
            ) as response:
                self._check(response, shown)
                body = await self._body(response, shown)
        except TimeoutError:
            raise _TryAgain(f"no whole answer within {self.service.timeout:g} s") from None
        except aiohttp.TooManyRedirects:
            raise self.wrong_answer("with endless redirections", shown) from None
        except aiohttp.ClientConnectorError as fault:
            raise _TryAgain(f"no connection ({fault.os_error.strerror or 'unknown reason'})") from None
        except (aiohttp.ClientError, OSError) as fault:
            # Never the error's own text: aiohttp puts the whole address into it, the key included.
            raise _TryAgain(f"the connection broke ({type(fault).__name__})") from None
        return self._read(body, shown)

    def _check(self, response: aiohttp.ClientResponse, shown: str) -> None:
        name, status = self.service.name, response.status
        if status == 404:
            raise Missing(shown)
        if status in (401, 403):
            raise OperatorError(f"{name} refuses ({status}) at {shown}. {self.service.refused}")
        if status == 429 or status >= 500:
            wait = self._asked_wait(response.headers.get("Retry-After", ""))
            if wait > self.service.patience:
                raise OperatorError(
                    f"{name} is busy ({status}) and asks to wait {wait / 60:.0f} minutes ({shown}). Start the "
                    "same command again then: it goes on where it stopped."
                )
            raise _TryAgain(f"it is busy or broken ({status})", wait)
        if status >= 400:
            raise OperatorError(
                f"{name} does not accept the request ({status}) at {shown}. Check {self.service.setting} and "
                "what you asked for."
            )

    def _asked_wait(self, header: str) -> float:
        """Seconds that a `Retry-After` asks for, 0 without a readable one (RFC 9110, 10.2.3)."""
        if header.strip().isdecimal():
            return float(header)
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return 0
        # A date with -0000 comes out naive; it means UTC.
        until = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max((until - self._clock.now()).total_seconds(), 0)

    async def _body(self, response: aiohttp.ClientResponse, shown: str) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_chunked(2**16):
            body += chunk
            if len(body) > self.service.largest:
                raise OperatorError(
                    f"{self.service.name} answers more than {self.service.largest / 2**20:g} MB at {shown}. "
                    f"Ask for less at a time, and check {self.service.setting}."
                )
        return bytes(body)

    def _read(self, body: bytes, shown: str) -> dict[str, Any]:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                raise self.wrong_answer("HTML where JSON was expected", shown) from None
            # Not final: a query service that runs out of time breaks off in the midst of its answer.
            raise _TryAgain("its JSON is broken or cut short") from None
        if not isinstance(answer, dict):
            raise self.wrong_answer(f"a JSON {type(answer).__name__} where an object was expected", shown)
        return answer

    def shown(self, url: str, params: Mapping[str, str] | None = None) -> str:
        """The address as errors may name it: without user, password and the service's own parameters.

        Raises:
            OperatorError: it is no web address.
        """
        try:
            address = URL(url)
            if address.scheme in ("http", "https") and address.host:
                return str(address.with_user(None).with_query(params or {}))
        except ValueError:
            pass
        raise OperatorError(
            f"{self.service.setting}: this is not a web address. Write one such as https://example.org."
        )


@asynccontextmanager
async def open_fetcher(
    service: Service,
    clock: Clock,
    *,
    contact: str = "",
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    elapsed: Callable[[], float] = time.monotonic,
    random: Callable[[], float] = dice.random,
) -> AsyncIterator[Fetcher]:
    """Give a fetcher for one service and close its connections afterwards.

    Args:
        service: whom to ask.
        clock: for a `Retry-After` that is a date.
        contact: an address or page of whoever runs the bot, for the user agent; Wikimedia asks for one.
        pause: as in `Fetcher`.
        elapsed: as in `Fetcher`.
        random: as in `Fetcher`.
    """
    agent = f"Marquee (film bot for Discord{'; ' + clean(contact) if contact else ''}) {aiohttp.http.SERVER_SOFTWARE}"
    async with aiohttp.ClientSession(
        headers={"User-Agent": agent, "Accept": "application/json", **service.headers},
        timeout=aiohttp.ClientTimeout(total=service.timeout, sock_connect=min(15, service.timeout)),
    ) as session:
        yield Fetcher(session, service, clock, pause=pause, elapsed=elapsed, random=random)


async def together(jobs: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run requests side by side; the first that fails ends the others, and its error is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(job) for job in jobs]
    except BaseExceptionGroup as faults:
        raise faults.exceptions[0] from None
    return [task.result() for task in tasks]
