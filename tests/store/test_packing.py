from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.films.records import CreditRecord, FilmRecord, ReleaseRecord
from bot.store.catalogue import open_catalogue
from bot.store.folder import DataFolder
from bot.store.packing import PackLayer
from tests.store.filling import LAMP, OTHER, TWIN, everything, fill, rows

CITED = [("paper", "page 2")]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    data = DataFolder(tmp_path / "data")
    data.prepare()
    return data


@pytest.fixture
def path(folder: DataFolder) -> Path:
    return folder.catalogue


def laying(
    key: str = "lamp", title: str = "The Lamp!", year: int | None = 2019, person: str = "dee-rector"
) -> Callable[[PackLayer], None]:
    """Packs that speak of the lamp: a title, a cast, a date and a fact."""

    def lay(packs: PackLayer) -> None:
        packs.source(
            "paper",
            title="The Paper",
            publication=None,
            author=None,
            date="2020",
            link=None,
            retrieved="",
            note=None,
        )
        packs.film(key, title=title, year=year, aliases=["Lamp"], complete_cast=True, credited=["Dee Rector"])
        packs.person(person, name="Dee Rector", aliases=["D."])
        for job, character in (("director", None), ("actor", "The voice")):
            packs.credit(
                key, person, job=job, character=character, billing=None, uncredited=False, cited=CITED
            )
        packs.release(key, kind="cinema", country="US", date="2019-06-01", note=None, cited=CITED)
        packs.fact(
            "lit",
            key,
            topic="making",
            text="It was lit.",
            status="stated",
            people=[person],
            note=None,
            cited=CITED,
        )

    return lay


async def test_what_a_pack_says_wins_over_an_import(folder: DataFolder) -> None:
    imported = replace(
        LAMP,
        credits=(*LAMP.credits, CreditRecord("Dee Rector", "actor", "Voice", 7)),
        releases=(*LAMP.releases, ReleaseRecord("digital", "2020", "US")),
    )
    fill(folder.catalogue, imported, lay=laying())
    async with open_catalogue(folder) as catalogue:
        (film,) = await catalogue.films()
        assert (film.title, film.year) == ("The Lamp!", 2019)
        cast = await catalogue.cast(film)
        assert [(one.person.name, one.character) for one in cast] == [
            ("Dee Rector", "The voice"),
            ("Act Or", "Eve"),
        ]
        assert [cite.source.key for cite in cast[0].citations] == ["paper", "list"]
        releases = [
            (one.kind, str(one.date), one.citations[0].source.key) for one in await catalogue.releases(film)
        ]
        assert releases == [("cinema", "2019-06-01", "paper"), ("digital", "2020", "list")]
        assert [fact.text for fact in await catalogue.facts(film)] == ["It was lit."]


async def test_the_keys_of_both_lead_to_the_film_and_the_person(folder: DataFolder) -> None:
    fill(folder.catalogue, LAMP, lay=laying(key="lamp", person="dee"))
    async with open_catalogue(folder) as catalogue:
        film = await catalogue.film("lamp")
        assert film is not None
        assert film == await catalogue.film("the-lamp-2019")
        person = await catalogue.person("dee")
        assert person is not None
        assert person == await catalogue.person("dee-rector")
        assert len(await catalogue.filmography(person)) == 2


@pytest.mark.parametrize(
    ("key", "title", "year"),
    [
        ("the-lamp-2019", "Another title", 2021),
        ("lamp", "the lamp", 2019),
        ("lamp", "The Lamp", None),
    ],
    ids=["key", "title and year", "title and credited"],
)
def test_a_pack_that_goes_away_leaves_the_import_as_it_was(
    path: Path, key: str, title: str, year: int | None
) -> None:
    fill(path, LAMP)
    before = everything(path)
    fill(path, lay=laying(key, title, year))
    assert rows(path, "SELECT count(*) FROM film") == [(1,)]
    assert rows(path, "SELECT complete_cast FROM film") == [(1,)]
    fill(path, lay=laying(key, title, year, person="dee"))
    fill(path)
    assert everything(path) == before


def test_a_pack_of_the_very_title_and_year_leaves_nothing_behind_either(path: Path) -> None:
    fill(path, LAMP)
    before = everything(path)
    fill(path, lay=laying("the-lamp-2019", "The Lamp", 2019))
    fill(path)
    assert everything(path) == before


def test_an_import_after_a_pack_finds_its_own_film_again(path: Path) -> None:
    fill(path, LAMP, lay=laying())
    assert fill(path, LAMP, lay=laying()).unchanged == 1
    other = replace(LAMP, source_id="x", external=())
    assert fill(path, other, source=OTHER, lay=laying()).changed == 1
    assert rows(path, "SELECT key, title FROM film") == [("the-lamp-2019", "The Lamp!")]


def test_a_film_that_a_pack_gave_first_is_the_imports_afterwards(path: Path) -> None:
    fill(path, TWIN)  # so that there is something to keep
    fill(path, lay=laying(title="The Door"))
    fill(path, FilmRecord("9", "The Door", 2019), lay=laying(title="The Door"))
    assert rows(path, "SELECT key, packed FROM film ORDER BY id") == [
        ("the-lamp-2019", 0),
        ("the-door-2019", 0),
    ]


@pytest.mark.parametrize(
    ("title", "year"), [("The Lamp", 2018), ("A Lamp", 2019)], ids=["another year", "another title"]
)
def test_another_film_is_not_taken_for_an_imported_one(path: Path, title: str, year: int) -> None:
    fill(path, LAMP, lay=laying(title=title, year=year))
    assert rows(path, "SELECT key, packed FROM film ORDER BY id") == [("the-lamp-2019", 0), ("lamp", 1)]


def test_a_title_of_unknown_year_alone_is_nobodys(path: Path) -> None:
    fill(path, replace(LAMP, credits=()), lay=laying(title="The Lamp", year=None))
    assert rows(path, "SELECT count(*) FROM film") == [(2,)]


def test_of_two_imported_films_that_fit_a_pack_takes_neither(path: Path) -> None:
    fill(path, LAMP, TWIN, lay=laying(title="The Lamp"))
    assert rows(path, "SELECT count(*) FROM film") == [(3,)]


def test_a_pack_tells_its_own_films_and_people_of_one_name_apart(path: Path) -> None:
    def lay(packs: PackLayer) -> None:
        for key in ("lamp-a", "lamp-b"):
            packs.film(key, title="The Lamp", year=2019, aliases=(), complete_cast=False, credited=())
        for key in ("dee-a", "dee-b"):
            packs.person(key, name="Dee Rector", aliases=())

    fill(path, lay=lay)
    assert rows(path, "SELECT key FROM film ORDER BY id") == [("lamp-a",), ("lamp-b",)]
    assert rows(path, "SELECT key FROM person ORDER BY id") == [("dee-a",), ("dee-b",)]
    fill(path, LAMP, lay=lay)
    assert rows(path, "SELECT count(*) FROM film") == [(2,)]
    assert rows(path, "SELECT count(*) FROM person WHERE folded = 'dee rector'") == [(2,)]


def test_of_several_bearers_of_a_name_a_pack_means_the_best_known(path: Path) -> None:
    one, two = (("imdb", "nm1"),), (("imdb", "nm2"),)
    known = CreditRecord("Dee Rector", "actor", external=two)
    fill(
        path,
        replace(LAMP, credits=(replace(known, external=one), known)),
        replace(TWIN, title="More", credits=(known,)),
        lay=laying(person="dee"),
    )
    assert rows(path, "SELECT p.key FROM fact_person JOIN person AS p ON p.id = person") == [
        ("dee-rector-2",)
    ]
