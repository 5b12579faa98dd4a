"""`python -m bot lookup …`: what a typed text finds, and how surely."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import typer

from bot.films.search import Index, Match
from bot.store.catalogue import Catalogue, open_catalogue
from bot.store.folder import DataFolder
from bot.store.names import open_names

Query = Annotated[
    list[str] | None, typer.Argument(help="What a member would type; from standard input if left out.")
]
AsJson = Annotated[bool, typer.Option("--json", help="A JSON object for each query.")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="How many finds at most.")]


def lookup(
    folder: DataFolder, what: Literal["film", "person"], query: list[str] | None, as_json: bool, limit: int
) -> None:
    """Look a text up, or each line of standard input; one process keeps the index for all."""
    asyncio.run(_lookup(folder, what, query, as_json or not query, limit))


async def _lookup(
    folder: DataFolder, what: Literal["film", "person"], query: list[str] | None, as_json: bool, limit: int
) -> None:
    names = open_names(folder.catalogue)
    index = names.films if what == "film" else names.people
    async with open_catalogue(folder) as catalogue:
        for text in [" ".join(query)] if query else _lines():
            found, ms = _search(index, text, limit)
            matches = await _described(catalogue, what, found)
            if as_json:
                typer.echo(
                    json.dumps({"query": text, "ms": round(ms, 3), "matches": matches}, ensure_ascii=False)
                )
            else:
                typer.echo(f"{text} ({ms:.1f} ms)")
                typer.echo("\n".join(map(_line, matches)) or "  nothing")


def _search(index: Index, text: str, limit: int) -> tuple[list[Match], float]:
    began = time.perf_counter()
    found = index.find(text, limit)
    return found, (time.perf_counter() - began) * 1000


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


async def _described(
    catalogue: Catalogue, what: Literal["film", "person"], found: list[Match]
) -> list[dict[str, Any]]:
    ids = [match.id for match in found]
    if what == "person":
        people = await catalogue.people_by_id(ids)
        return [
            {"id": person.key, "name": person.name, "score": round(match.score, 4)}
            for person, match in zip(people, found, strict=True)
        ]
    films = await catalogue.films_by_id(ids)
    return [
        {"id": film.key, "title": film.title, "year": film.year, "score": round(match.score, 4)}
        for film, match in zip(films, found, strict=True)
        if film
    ]


def _line(match: dict[str, Any]) -> str:
    year = f" ({match['year']})" if match.get("year") else ""
    return f"  {match['score']:.3f}  {match.get('title') or match['name']}{year}  [{match['id']}]"
