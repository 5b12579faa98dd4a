"""A web server on loopback that answers as a test has it, and a time that passes only when somebody waits."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import Clock
from bot.content.importers.fetching import Fetcher, Service, open_fetcher


@dataclass
class FakeTime(Clock):
    """Whoever waits moves the time on at once; every wait is remembered."""

    start: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.elapsed())

    def elapsed(self) -> float:
        return sum(self.waits)

    async def pause(self, seconds: float) -> None:
        self.waits.append(seconds)


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    at: float


Answer = web.StreamResponse | dict[str, object]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class LocalService:
    """What was asked, and what is answered: first the script, step by step, then `answer`."""

    answer: Callable[[Asked], Answer]
    time: FakeTime = field(default_factory=FakeTime)
    script: list[Answer | Handler] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        asked = Asked(
            request.method,
            request.path,
            dict(request.query),
            form,
            dict(request.headers),
            self.time.elapsed(),
        )
        self.asked.append(asked)
        answer = self.script.pop(0) if self.script else self.answer(asked)
        if isinstance(answer, dict):
            return web.json_response(answer)
        return answer if isinstance(answer, web.StreamResponse) else await answer(request)

    @asynccontextmanager
    async def fetcher(self, service: Service) -> AsyncIterator[Fetcher]:
        """A fetcher that waits in the fake time, with the largest jitter."""
        async with open_fetcher(
            service,
            self.time,
            contact="mara@example.org",
            pause=self.time.pause,
            elapsed=self.time.elapsed,
            random=lambda: 1,
        ) as fetcher:
            yield fetcher


@asynccontextmanager
async def serving(answer: Callable[[Asked], Answer] = lambda asked: {}) -> AsyncIterator[LocalService]:
    """A running local service."""
    local = LocalService(answer)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", local.handle)
    async with TestServer(app) as server:
        local.address = str(server.make_url("")).rstrip("/")
        yield local
