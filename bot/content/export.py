"""The whole catalogue as one object, so that its content can be checked by a script."""

from typing import Any

from bot.films.model import Citation, Credit, Film, Person
from bot.store.catalogue import Catalogue, open_catalogue
from bot.store.folder import DataFolder


async def export_catalogue(folder: DataFolder) -> dict[str, Any]:
    """Return everything the catalogue knows, every status included; sources are named by their id."""
    async with open_catalogue(folder) as catalogue:
        return {
            "films": [await _film(catalogue, film) for film in await catalogue.films()],
            "people": [await _person(catalogue, person) for person in await catalogue.people()],
            "quotes": [
                {
                    "id": quote.key,
                    "speaker": quote.speaker.name,
                    "text": quote.text,
                    "film": quote.film.key,
                    "question": quote.asked,
                    "status": quote.status,
                    "source": _first(quote.citations),
                    "topic": quote.topic,
                    "place": quote.citations[0].place,
                }
                for quote in await catalogue.quotes(every_status=True)
            ],
            "questions": [
                {
                    "id": question.key,
                    "prompt": question.prompt,
                    "choices": list(question.choices),
                    "answer": question.answer,
                    "accepted": list(question.accepted),
                    "difficulty": question.difficulty,
                    "film": question.film_key,
                    "source": _first(citations),
                    "place": citations[0].place,
                    "explanation": question.explanation,
                }
                for question, citations in await catalogue.cited_questions("en_GB")
            ],
            "sources": [
                {
                    "id": source.key,
                    "title": source.title,
                    "publication": source.publication,
                    "author": source.author,
                    "date": str(source.date) or None,
                    "link": source.link,
                    "retrieved": str(source.retrieved) or None,
                }
                for source in await catalogue.sources()
            ],
        }


async def _film(catalogue: Catalogue, film: Film) -> dict[str, Any]:
    return {
        "id": film.key,
        "title": film.title,
        "year": film.year,
        "aliases": list(film.aliases),
        "directors": [credit.person.name for credit in await catalogue.directors(film)],
        "cast": [
            {"name": credit.person.name, "character": credit.character, "sources": _all(credit.citations)}
            for credit in await catalogue.cast(film)
        ],
        "releases": [
            {
                "kind": release.kind,
                "country": release.country,
                "date": str(release.date) or None,
                "precision": release.date.precision,
                "source": _first(release.citations),
            }
            for release in await catalogue.releases(film)
        ],
        "facts": [
            {
                "id": fact.key,
                "text": fact.text,
                "topic": fact.topic,
                "status": fact.status,
                "source": _first(fact.citations),
                "place": fact.citations[0].place,
            }
            for fact in await catalogue.facts(film, every_status=True)
        ],
    }


async def _person(catalogue: Catalogue, person: Person) -> dict[str, Any]:
    return {
        "id": person.key,
        "name": person.name,
        "aliases": list(person.aliases),
        "filmography": [_credit(credit) for credit in await catalogue.filmography(person)],
    }


def _credit(credit: Credit) -> dict[str, Any]:
    return {
        "film": credit.film.title,
        "film_id": credit.film.key,
        "job": credit.job,
        "character": credit.character,
    }


def _first(citations: tuple[Citation, ...]) -> str:
    return citations[0].source.key


def _all(citations: tuple[Citation, ...]) -> list[str]:
    return [citation.source.key for citation in citations]
