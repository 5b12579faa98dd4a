import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.export import export_catalogue
from bot.content.seeding import seed
from bot.errors import OperatorError
from bot.store.folder import DataFolder
from tests.content.small_pack import FILMS, SOURCES, quoted, write


def seeded(place: Path, **files: str) -> DataFolder:
    folder = DataFolder(place / "data")
    folder.prepare()
    write(place / "shipped" / "alpha", **files)
    seed(folder, place / "shipped")
    return folder


async def test_the_export_is_one_object_with_everything_in_it(tmp_path: Path) -> None:
    exported = await export_catalogue(seeded(tmp_path))
    assert json.loads(json.dumps(exported)) == {
        "films": [
            {
                "id": "alpha-2025",
                "title": "Alpha",
                "year": 2025,
                "aliases": ["The Alpha"],
                "directors": ["Dee Rector"],
                "cast": [],
                "releases": [
                    {
                        "kind": "cinema",
                        "country": "US",
                        "date": "2025-06-06",
                        "precision": "day",
                        "source": "the-interview",
                    }
                ],
                "facts": [
                    {
                        "id": "alpha-was-made",
                        "text": "Alpha was made.",
                        "topic": "making",
                        "status": "stated",
                        "source": "the-interview",
                        "place": None,
                    }
                ],
            }
        ],
        "people": [
            {
                "id": "dee-rector",
                "name": "Dee Rector",
                "aliases": [],
                "filmography": [
                    {"film": "Alpha", "film_id": "alpha-2025", "job": "director", "character": None}
                ],
            }
        ],
        "quotes": [
            {
                "id": "dee-made-it",
                "speaker": "Dee Rector",
                "text": "I made it.",
                "film": "alpha-2025",
                "question": None,
                "status": "stated",
                "source": "the-interview",
                "topic": "making",
                "place": None,
            }
        ],
        "questions": [
            {
                "id": "who-made-alpha",
                "prompt": "Who directed Alpha?",
                "choices": ["Dee Rector", "Ann", "Ben", "Cem"],
                "answer": "Dee Rector",
                "accepted": [],
                "difficulty": "easy",
                "film": "alpha-2025",
                "source": "the-interview",
                "place": None,
                "explanation": "She did.",
            }
        ],
        "sources": [
            {
                "id": "the-interview",
                "title": "An interview",
                "publication": "The Paper",
                "author": None,
                "date": "2025-06-05",
                "link": "https://paper.example/interview",
                "retrieved": None,
            }
        ],
    }


async def test_what_is_not_shown_is_exported_with_its_status(tmp_path: Path) -> None:
    films = FILMS.replace('topic = "making"', 'topic = "making"\nstatus = "review"')
    exported = await export_catalogue(seeded(tmp_path, sources=SOURCES, films=films))
    assert [fact["status"] for fact in exported["films"][0]["facts"]] == ["review"]
    assert [quote["status"] for quote in exported["quotes"]] == ["review"]


async def test_an_actor_is_exported_with_character_and_every_source(tmp_path: Path) -> None:
    films = FILMS.replace('job = "director"', 'job = "actor"\ncharacter = "Eve"').replace(
        'place = "answer 3" }]', 'place = "answer 3" }, { source = "the-interview", place = "answer 9" }]'
    )
    exported = await export_catalogue(seeded(tmp_path, sources=SOURCES, films=films))
    assert exported["films"][0]["directors"] == []
    assert exported["films"][0]["cast"] == [
        {"name": "Dee Rector", "character": "Eve", "sources": ["the-interview", "the-interview"]}
    ]


async def test_without_a_catalogue_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"catalogue\.sqlite3: No such file"):
        await export_catalogue(DataFolder(tmp_path))


one_line = st.text(min_size=1, max_size=40).filter(
    lambda text: text == text.strip() and not any(unicodedata.category(char) in ("Cc", "Cs") for char in text)
)
STRANGE = ["007", "11:14", "No", "1.10", "1999-12-31", "null", "“so”", "Ame\u0301lie", "七人の侍"]


@settings(max_examples=15)
@given(texts=st.lists(one_line, max_size=10))
async def test_strings_come_out_of_the_store_as_they_went_into_the_pack(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    texts = [*STRANGE, *texts]
    films = "\n".join(
        f'[[film]]\nid = "film-{at}"\ntitle = {quoted(text)}\naliases = [{quoted(text)}, "x"]'
        for at, text in enumerate(texts)
    )
    folder = seeded(tmp_path_factory.mktemp("strings"), films=films)
    exported: dict[str, Any] = await export_catalogue(folder)
    assert [film["title"] for film in exported["films"]] == texts
    assert [film["aliases"] for film in exported["films"]] == [sorted({text, "x"}) for text in texts]
