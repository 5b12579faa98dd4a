"""TMDB: films with their whole cast, release dates by country and alternative titles (the operator's key)."""

import re
from collections.abc import Iterable

from pydantic import BaseModel, SecretStr, ValidationError

from bot.content.importers.cleaning import clean
from bot.content.importers.fetching import Fetcher, Missing, Service, together
from bot.content.importers.spool import Spool, ids_job
from bot.content.importers.tmdb_movie import PARTS, movie_records
from bot.errors import OperatorError
from bot.films.records import ImportSource, Record, Rejected
from bot.films.titles import split_year

SOURCE = ImportSource(
    key="tmdb",
    title="The Movie Database (TMDB)",
    link="https://www.themoviedb.org/",
    licence="This product uses the TMDB API but is not endorsed or certified by TMDB.",
)
ADDRESS = "https://api.themoviedb.org/3"

_MEND = (
    "Copy the API key or the API read access token from https://www.themoviedb.org/settings/api "
    "into MARQUEE_TMDB_KEY in the environment or in .env."
)
_PAGE = 20  # films on a page of TMDB's lists, and details asked for side by side
_LAST_PAGE = 500  # TMDB refuses further ones


class _Found(BaseModel):
    id: int


class _List(BaseModel):
    results: list[_Found]
    total_pages: int = 1


def service(key: SecretStr | None) -> Service:
    """How TMDB is asked with the operator's key: the API key (v3) in the query, the read token (v4) as bearer.

    Raises:
        OperatorError: there is no key, or it has neither form.
    """
    text = key.get_secret_value().strip() if key else ""
    params, headers = {}, {}
    if re.fullmatch(r"[0-9a-fA-F]{32}", text):
        params = {"api_key": text}
    elif re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", text, re.ASCII):
        headers = {"Authorization": f"Bearer {text}"}
    elif text:
        raise OperatorError(
            "MARQUEE_TMDB_KEY: this is neither a TMDB API key (32 letters and digits) nor a read access token "
            f"(three long parts with dots between). {_MEND}"
        )
    else:
        raise OperatorError(f"MARQUEE_TMDB_KEY is not set, and TMDB answers nobody without a key. {_MEND}")
    return Service(
        name="TMDB",
        setting="MARQUEE_TMDB_URL",
        refused=f"MARQUEE_TMDB_KEY: TMDB does not accept this key. {_MEND}",
        params=params,
        headers=headers,
        at_once=8,
        per_second=36,  # of the 40 that TMDB allows: requests sent evenly can still arrive in bunches
        timeout=30,
    )


class Tmdb:
    """Fetches films into a spool; a method called again with the same arguments goes on where it stopped."""

    def __init__(self, fetcher: Fetcher, spool: Spool, address: str = ADDRESS) -> None:
        """Take a fetcher opened for `service(key)`, a spool, and where TMDB or a mirror of it answers."""
        self._fetcher = fetcher
        self._spool = spool
        self._address = address.rstrip("/")

    async def ids(self, ids: Iterable[str]) -> None:
        """Fetch films by TMDB's ids; also to refresh them.

        Raises:
            OperatorError: an id is no number, TMDB cannot be asked, or the disk refuses; what was fetched is kept.
        """
        wanted = sorted({_asked(text) for text in ids})
        self._spool.resume(f"tmdb ids {ids_job([str(number) for number in wanted])}")
        self._spool.expected = len(wanted)
        left = [number for number in wanted if number > int(self._spool.cursor or 0)]
        for start in range(0, len(left), _PAGE):
            page = left[start : start + _PAGE]
            self._spool.add(await self._films(page), str(page[-1]))

    async def search(self, query: str, limit: int = 5) -> None:
        """Fetch the films that TMDB finds first for a title, with or without a year after it.

        Raises:
            OperatorError: TMDB cannot be asked, or the disk refuses.
        """
        query = clean(query)
        self._spool.resume(f"tmdb search {query} up to {limit}")
        if self._spool.cursor is None:
            title, year = split_year(query)
            asked = [{"query": title, "year": str(year)}, {"query": query}] if year else [{"query": query}]
            for params in asked:  # the year can belong to the title
                found = await self._list("/search/movie", {**params, "include_adult": "false"})
                if found.results:
                    break
            records = await self._films([film.id for film in found.results[:limit]])
            nothing = Rejected(f"TMDB search for “{query}”", "nothing found: try the original title")
            self._spool.add(records or [nothing], "all")

    async def popular(self, count: int) -> None:
        """Fetch the films most sought this week, 10,000 at most.

        Raises:
            OperatorError: TMDB cannot be asked, or the disk refuses; what was fetched is kept.
        """
        await self._listed("/movie/popular", {}, count)

    async def upcoming(self, region: str, count: int = 100) -> None:
        """Fetch the films that come to the cinemas of a country next.

        Args:
            region: an ISO 3166 code, `DE`.
            count: how many at most.

        Raises:
            OperatorError: TMDB cannot be asked, or the disk refuses; what was fetched is kept.
        """
        await self._listed("/movie/upcoming", {"region": region.upper()}, count)

    async def _listed(self, path: str, params: dict[str, str], count: int) -> None:
        self._spool.resume(f"tmdb {path} {' '.join(params.values())} up to {count}")
        page, taken = map(int, (self._spool.cursor or "0 0").split())
        last = _LAST_PAGE
        while page < last and taken < count:
            page += 1
            answer = await self._list(path, {**params, "page": str(page)})
            last = min(answer.total_pages, _LAST_PAGE)
            films = [film.id for film in answer.results[: count - taken]]
            taken += len(films)
            self._spool.expected = min(count, max(last - page, 0) * _PAGE + taken)
            self._spool.add(await self._films(films), f"{page} {taken}")

    async def _list(self, path: str, params: dict[str, str]) -> _List:
        address = self._address + path
        try:
            return _List.model_validate(await self._fetcher.json(address, params))
        except Missing:
            raise self._fetcher.wrong_answer("404", self._fetcher.shown(address, params)) from None
        except ValidationError:
            raise self._fetcher.wrong_answer(
                "JSON that is no list of films", self._fetcher.shown(address, params)
            ) from None

    async def _films(self, ids: list[int]) -> list[Record]:
        fetched = await together(self._film(number) for number in dict.fromkeys(ids))
        return [record for records in fetched for record in records]

    async def _film(self, number: int) -> list[Record]:
        try:
            answer = await self._fetcher.json(
                f"{self._address}/movie/{number}", {"append_to_response": PARTS, "language": "en-US"}
            )
        except Missing:
            return [Rejected(f"TMDB {number}", "there is no such film: check the id and MARQUEE_TMDB_URL")]
        return movie_records(answer, number)


def _asked(text: str) -> int:
    if text.strip().isdecimal():
        return int(text)
    raise OperatorError(f"“{clean(text)}” is no id of TMDB. Write the number in its address, such as 550.")
