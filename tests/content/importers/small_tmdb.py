"""Answers of TMDB's API in its forms; the films and people are made up."""

from typing import Any

from aiohttp import web

from tests.content.importers.local_service import Answer, Asked


def movie(number: int = 7, **changed: Any) -> dict[str, Any]:
    """A film's details in TMDB's form; the film is made up."""
    return {
        "adult": False,
        "backdrop_path": None,
        "belongs_to_collection": None,
        "budget": 0,
        "genres": [{"id": 18, "name": "Drama"}, {"id": 9648, "name": "Mystery"}],
        "homepage": "",
        "id": number,
        "imdb_id": f"tt{number:07}",
        "original_language": "fr",
        "original_title": "La longue lampe",
        "overview": "",
        "popularity": 12.5,
        "release_date": "1999-05-06",
        "status": "Released",
        "title": "The Long Lamp",
        "video": False,
        "vote_average": 7.1,
        "vote_count": 3481,
    } | changed


def member(
    number: int, name: str | None, character: str | None, order: int | None, **changed: Any
) -> dict[str, Any]:
    return {
        "adult": False,
        "gender": 1,
        "id": number,
        "known_for_department": "Acting",
        "name": name,
        "original_name": name,
        "popularity": 7.861,
        "profile_path": None,
        "cast_id": number,
        "character": character,
        "credit_id": f"c{number}",
        "order": order,
    } | changed


def worker(number: int, name: str, job: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "original_name": name,
        "department": "",
        "job": job,
        "popularity": 1.0,
    }


def released(date: str, kind: int, note: str = "") -> dict[str, Any]:
    return {"certification": "", "iso_639_1": "", "note": note, "release_date": date, "type": kind}


class SmallTmdb:
    """A film for every number up to a hundred, on lists of twenty a page."""

    def __init__(self, listed: int = 50) -> None:
        self.listed = listed
        self.found: dict[tuple[str, str | None], list[int]] = {}

    def answer(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/3")
        if path in ("/movie/popular", "/movie/upcoming"):
            page = int(asked.query["page"])
            numbers = list(range(1, self.listed + 1))[(page - 1) * 20 : page * 20]
            return self._list(page, numbers, -(-self.listed // 20))
        if path == "/search/movie":
            return self._list(1, self.found.get((asked.query["query"], asked.query.get("year")), []), 1)
        number = int(path.removeprefix("/movie/"))
        if number > 100:
            return web.json_response({"success": False, "status_code": 34}, status=404)
        return movie(number)

    def _list(self, page: int, numbers: list[int], pages: int) -> Answer:
        results = [{"id": number, "title": "The Long Lamp", "genre_ids": [18]} for number in numbers]
        return {"page": page, "results": results, "total_pages": pages, "total_results": self.listed}
