from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.films.records import CreditRecord, FilmRecord, PersonRecord, ReleaseRecord
from bot.store.catalogue import Catalogue, open_catalogue
from bot.store.folder import DataFolder
from tests.store.filling import LAMP, LIST, NOW, OTHER, TWIN, everything, fill, rows, told


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    data = DataFolder(tmp_path / "data")
    data.prepare()
    return data


@pytest.fixture
def path(folder: DataFolder) -> Path:
    return folder.catalogue


def keys(path: Path) -> list[str]:
    return [key for (key,) in rows(path, "SELECT key FROM film ORDER BY id")]


def people(path: Path) -> list[str]:
    return [key for (key,) in rows(path, "SELECT key FROM person ORDER BY id")]


async def lamp(
    catalogue: Catalogue,
) -> tuple[list[tuple[str, str, str | None, list[str]]], list[tuple[str, list[str]]]]:
    """The credits and the release dates of the lamp, each with its sources."""
    film = await catalogue.film("the-lamp-2019")
    assert film is not None
    credited = [*await catalogue.directors(film), *await catalogue.cast(film)]
    return (
        [
            (one.person.name, one.job, one.character, [cite.source.key for cite in one.citations])
            for one in credited
        ],
        [
            (str(one.date), [cite.source.key for cite in one.citations])
            for one in await catalogue.releases(film)
        ],
    )


def test_the_same_again_changes_nothing(path: Path) -> None:
    someone = PersonRecord("p1", "Some One", aliases=("S. One",), popularity=0.7)
    assert told(fill(path, LAMP, TWIN, someone)) == (3, 0, 0)
    before = everything(path)
    assert told(fill(path, LAMP, TWIN, someone)) == (0, 0, 3)
    assert everything(path) == before


def test_what_a_film_is_called_is_changed_and_its_key_stays(path: Path) -> None:
    fill(path, LAMP)
    changed = replace(LAMP, title="The Lantern", year=2020, popularity=0.25, aliases=(), genres=("Comedy",))
    assert told(fill(path, changed)) == (0, 1, 0)
    assert rows(path, "SELECT key, title, year, popularity, folded FROM film") == [
        ("the-lamp-2019", "The Lantern", 2020, 0.25, "the lantern")
    ]
    assert rows(path, "SELECT name FROM film_alias") == []
    assert rows(path, "SELECT name FROM genre") == [("Comedy",)]


def test_a_changed_cast_takes_the_place_of_the_old_one(path: Path) -> None:
    fill(path, LAMP)
    fill(path, replace(LAMP, credits=(CreditRecord("New Or", "actor"),)))
    found = rows(path, "SELECT p.name, c.job FROM credit AS c JOIN person AS p ON p.id = c.person")
    assert found == [("New Or", "actor")]


def test_a_date_that_moved_is_kept_with_what_it_was_and_when_that_was_noticed(path: Path) -> None:
    fill(path, LAMP)
    later = NOW + timedelta(days=30)
    moved = replace(LAMP, releases=(ReleaseRecord("cinema", "2019-06-05", "US"),))
    tally = fill(path, moved, now=later)
    assert (told(tally), tally.moved) == ((0, 1, 0), 1)
    assert fill(path, moved, now=later).moved == 0
    fill(path, TWIN, now=later)
    assert rows(path, "SELECT kind, country, was, became, noticed FROM release_move") == [
        ("cinema", "US", "2019-05-06", "2019-06-05", round(later.timestamp() * 1000))
    ]
    assert rows(path, "SELECT date FROM release") == [("2019-06-05",)]


def test_a_second_date_in_the_same_country_is_no_move(path: Path) -> None:
    first, second = ReleaseRecord("cinema", "2019-05-06", "US"), ReleaseRecord("cinema", "2021-05-06", "US")
    fill(path, replace(LAMP, releases=(first, second)))
    assert fill(path, replace(LAMP, releases=(second, first))).moved == 0
    assert fill(path, replace(LAMP, releases=(first, second, replace(first, date="2023")))).moved == 0
    assert fill(path, replace(LAMP, releases=(first,))).moved == 0


@pytest.mark.parametrize("by", ["an id they share", "title and year"])
async def test_a_film_of_two_sources_is_one_film_with_both_cited(folder: DataFolder, by: str) -> None:
    fill(folder.catalogue, LAMP)
    same = FilmRecord(
        "x9",
        "La Lampe" if by == "an id they share" else "the lamp",
        2019,
        popularity=0.75,
        external=(("imdb", "tt1"), ("wikidata", "Q1")) if by == "an id they share" else (),
        credits=(CreditRecord("Dee Rector", "director"), CreditRecord("Ex Tra", "actor", uncredited=True)),
        releases=(ReleaseRecord("cinema", "2019-05-07", "US"), ReleaseRecord("premiere", "2019-05-01", "FR")),
    )
    assert told(fill(folder.catalogue, same, source=OTHER)) == (0, 1, 0)
    assert rows(folder.catalogue, "SELECT key, title, year, popularity FROM film") == [
        ("the-lamp-2019", "The Lamp", 2019, 0.75)
    ]
    async with open_catalogue(folder) as catalogue:
        credited, releases = await lamp(catalogue)
        assert (await catalogue.meant_films("la lampe")).kind == "clear"
    assert credited == [
        ("Dee Rector", "director", None, ["list", "other"]),
        ("Act Or", "actor", "Eve", ["list"]),
        ("Ex Tra", "actor", None, ["other"]),
    ]
    assert releases == [("2019-05-01", ["other"]), ("2019-05-06", ["list"]), ("2019-05-07", ["other"])]
    before = everything(folder.catalogue)
    assert told(fill(folder.catalogue, same, source=OTHER)) == (0, 0, 1)
    assert told(fill(folder.catalogue, LAMP)) == (0, 0, 1)
    assert everything(folder.catalogue) == before


def test_a_source_that_changes_its_word_leaves_the_others_as_it_was(path: Path) -> None:
    fill(path, LAMP)
    fill(path, replace(LAMP, source_id="x9"), source=OTHER)
    changed = replace(LAMP, source_id="x9", title="Lamp!", credits=(), releases=())
    assert told(fill(path, changed, source=OTHER)) == (0, 1, 0)
    assert rows(path, "SELECT title FROM film") == [("The Lamp",)]
    assert ("Lamp!",) in rows(path, "SELECT name FROM film_alias")
    assert rows(path, "SELECT count(*) FROM credit") == [(2,)]
    assert rows(path, "SELECT date FROM release") == [("2019-05-06",)]


def test_the_source_that_named_a_film_names_it_anew(path: Path) -> None:
    fill(path, LAMP)
    fill(path, replace(LAMP, source_id="x9"), source=OTHER)
    fill(path, replace(LAMP, title="The Lantern"))
    assert rows(path, "SELECT key, title FROM film") == [("the-lamp-2019", "The Lantern")]


def test_a_year_that_only_the_second_source_knows_stays(path: Path) -> None:
    fill(path, replace(LAMP, year=None))
    fill(path, replace(LAMP, source_id="x9"), source=OTHER)
    assert rows(path, "SELECT year FROM film") == [(2019,)]
    fill(path, replace(LAMP, year=None))
    fill(path)
    assert rows(path, "SELECT year FROM film") == [(2019,)]


def test_two_films_of_one_title_and_year_in_one_source_stay_two(path: Path) -> None:
    assert told(fill(path, LAMP, TWIN)) == (2, 0, 0)
    assert keys(path) == ["the-lamp-2019", "the-lamp-2019-2"]
    assert told(fill(path, batches=[[LAMP], [TWIN], [replace(TWIN, source_id="3", external=())]])) == (
        1,
        0,
        2,
    )
    assert keys(path) == ["the-lamp-2019", "the-lamp-2019-2", "the-lamp-2019-3"]


def test_a_title_that_two_films_have_is_not_guessed_at(path: Path) -> None:
    fill(path, LAMP, TWIN)
    assert told(fill(path, replace(LAMP, source_id="x", external=()), source=OTHER)) == (1, 0, 0)


def test_films_whose_ids_differ_are_not_one_for_their_title(path: Path) -> None:
    fill(path, LAMP)
    assert told(fill(path, replace(TWIN, source_id="x"), source=OTHER)) == (1, 0, 0)
    assert keys(path) == ["the-lamp-2019", "the-lamp-2019-2"]


def test_a_film_without_a_year_is_nobodys_for_its_title(path: Path) -> None:
    fill(path, LAMP)
    assert told(fill(path, FilmRecord("x", "The Lamp"), source=OTHER)) == (1, 0, 0)
    assert keys(path) == ["the-lamp-2019", "the-lamp"]


@pytest.mark.parametrize("apart", [False, True], ids=["one batch", "two batches"])
def test_of_records_with_one_id_the_last_stands(path: Path, apart: bool) -> None:
    first, last = LAMP, replace(LAMP, title="The Lantern", credits=LAMP.credits[:1])
    fill(path, batches=[[first], [last]] if apart else [[first, last]])
    assert rows(path, "SELECT title FROM film") == [("The Lantern",)]
    assert rows(path, "SELECT count(*) FROM credit") == [(1,)]
    assert rows(path, "SELECT count(*) FROM film_claim") == [(1,)]


@pytest.mark.parametrize("apart", [False, True], ids=["one batch", "two batches"])
def test_records_of_one_source_that_share_an_id_elsewhere_are_one_film(path: Path, apart: bool) -> None:
    again = replace(LAMP, source_id="2", title="The Lamp (uncut)")
    fill(path, batches=[[LAMP], [again]] if apart else [[LAMP, again]])
    assert keys(path) == ["the-lamp-2019"]
    assert told(fill(path, LAMP, again)) == (0, 0, 2)


def test_people_of_one_name_and_different_ids_stay_two(path: Path) -> None:
    one, two = (("imdb", "nm1"),), (("imdb", "nm2"),)
    ann = CreditRecord("Ann Bell", "actor", external=one)
    fill(path, replace(LAMP, credits=(ann, replace(ann, external=two))))
    assert people(path) == ["ann-bell", "ann-bell-2"]
    fill(path, replace(TWIN, credits=(replace(ann, external=(("imdb", "nm3"),)),)))
    assert people(path) == ["ann-bell", "ann-bell-2", "ann-bell-3"]


@pytest.mark.parametrize("apart", [False, True], ids=["one batch", "two batches"])
def test_somebody_known_by_name_alone_becomes_one_person_and_not_two(path: Path, apart: bool) -> None:
    fill(path, replace(LAMP, credits=(CreditRecord("Ann Bell", "actor"),)))
    films = [
        replace(TWIN, source_id=id_, external=(), credits=(CreditRecord("Ann Bell", "actor", external=ids),))
        for id_, ids in (("7", (("imdb", "nm1"),)), ("8", (("imdb", "nm2"),)))
    ]
    fill(path, batches=[[film] for film in films] if apart else [films], source=OTHER)
    assert people(path) == ["ann-bell", "ann-bell-2"]
    assert rows(path, "SELECT ref, person FROM person_ref ORDER BY ref") == [("imdb:nm1", 1), ("imdb:nm2", 2)]


def test_somebody_is_known_again_by_an_id_under_another_name(path: Path) -> None:
    ids = (("imdb", "nm1"),)
    fill(path, replace(LAMP, credits=(CreditRecord("Ann Bell", "actor", external=ids),)))
    fill(path, replace(TWIN, credits=(CreditRecord("Ann Bell-Ringer", "actor", external=ids),)), source=OTHER)
    assert people(path) == ["ann-bell"]


def test_how_well_known_people_are_is_said_or_else_reckoned_by_their_credits(path: Path) -> None:
    films = [
        replace(TWIN, source_id=f"f{at}", external=(), title=f"Film {at}", credits=LAMP.credits[:1])
        for at in range(20)
    ]
    fill(path, *films, LAMP, PersonRecord("p", "Some One", popularity=0.9))
    known = dict(rows(path, "SELECT name, popularity FROM person"))
    assert known["Some One"] == 0.9
    assert 0 < known["Act Or"] < known["Dee Rector"] < 1


def test_a_changed_person_keeps_the_key(path: Path) -> None:
    fill(path, PersonRecord("p", "Ann Bel", aliases=("A. Bel",)))
    assert told(fill(path, PersonRecord("p", "Ann Bell", aliases=("A. Bell",), popularity=0.5))) == (0, 1, 0)
    assert rows(path, "SELECT key, name, popularity FROM person") == [("ann-bel", "Ann Bell", 0.5)]
    assert rows(path, "SELECT name FROM person_alias") == [("A. Bell",)]


@pytest.mark.parametrize(
    ("title", "year"),
    [("Local", 2019), ("Local 7", None), ("LOCAL 123", None)],
    ids=["year", "number", "both"],
)
async def test_a_title_that_makes_a_guilds_key_gets_another(
    folder: DataFolder, title: str, year: int | None
) -> None:
    fill(folder.catalogue, FilmRecord("1", title, year))
    (key,) = keys(folder.catalogue)
    async with open_catalogue(folder) as catalogue:
        film = await catalogue.film(key)
    assert film is not None and film.title == title


def test_films_in_other_scripts_and_of_signs_alone_have_keys_that_stay(path: Path) -> None:
    films = [FilmRecord(str(at), title, 1999) for at, title in enumerate(("七人の侍", "???", "!!!", "Fünf"))]
    fill(path, *films)
    before = keys(path)
    assert len(set(before)) == 4 and all(before)
    fill(path.with_name("again.sqlite3"), *films)
    assert keys(path.with_name("again.sqlite3")) == before


def test_a_source_is_cited_as_it_was_imported_last(path: Path) -> None:
    fill(path, LAMP)
    fill(path, LAMP, source=replace(LIST, title="A better list", retrieved="2026-01-02"))
    assert rows(path, "SELECT key, title, retrieved FROM source") == [("list", "A better list", "2026-01-02")]


def test_keys_of_long_titles_are_short_and_different(path: Path) -> None:
    fill(path, *(FilmRecord(str(at), "Long " * 40 + str(at), 2019) for at in range(12)))
    assert len(set(keys(path))) == 12
    assert max(map(len, keys(path))) <= 44


names = st.sampled_from(["Ann", "Ben", "Cem"])
films = st.builds(
    FilmRecord,
    st.sampled_from("12345"),
    st.sampled_from(["Lamp", "Door", "???"]),
    st.sampled_from([None, 1999, 2019]),
    external=st.sampled_from([(), (("imdb", "tt1"),), (("imdb", "tt2"), ("tmdb", "7"))]),
    credits=st.lists(
        st.builds(CreditRecord, names, st.just("actor"), external=st.sampled_from([(), (("imdb", "nm1"),)])),
        max_size=3,
    ).map(tuple),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(films, max_size=6, unique_by=lambda film: film.source_id),
    second=st.lists(films, max_size=6),
)
def test_whatever_is_imported_twice_is_unchanged_and_every_row_leads_somewhere(
    tmp_path_factory: pytest.TempPathFactory, first: list[FilmRecord], second: list[FilmRecord]
) -> None:
    path = tmp_path_factory.mktemp("any") / "catalogue.sqlite3"
    fill(path, *first)
    fill(path, *second, source=OTHER)
    before = everything(path)
    assert told(fill(path, *first)) == (0, 0, len(first))
    assert everything(path) == before
