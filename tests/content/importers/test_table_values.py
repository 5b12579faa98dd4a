"""Values of a table: what is kept of each, what costs itself, and what costs its row."""

from pathlib import Path

import pytest

from bot.films.records import CreditRecord, ReleaseRecord
from tests.content.importers.small_files import lines_of, table_of


@pytest.mark.parametrize(
    ("written", "popularity"),
    [
        (0, 0),
        (0.25, 0.25),
        ("1", 1),
        (999_999, 1),
        (10**9, 1),
        (999, 0.5),
        ("31", 0.251),
        ("", None),
        (None, None),
    ],
)
def test_popularity_is_kept_up_to_1_and_beyond_that_taken_by_order_of_magnitude(
    tmp_path: Path, written: object, popularity: float | None
) -> None:
    assert (
        table_of(tmp_path, lines_of({"title": "Heat", "popularity": written})).film.popularity == popularity
    )


def test_votes_are_always_taken_by_order_of_magnitude(tmp_path: Path) -> None:
    read = table_of(tmp_path, "title,votes\nHeat,999\nAlien,1\n")
    assert [film.popularity for film in read.films] == [0.5, 0.05]


@pytest.mark.parametrize("written", [-1, "many", "nan", True, [1], "9" * 400 + "e999999999x", 10**400])
def test_a_popularity_that_is_no_number_costs_itself_alone(tmp_path: Path, written: object) -> None:
    read = table_of(tmp_path, lines_of({"title": "Heat", "popularity": written}))
    assert [film.popularity for film in read.films] == [None]
    assert read.rejected[0][1].endswith("is not a number from 0: kept without it")


@pytest.mark.parametrize(
    ("column", "written", "external"),
    [
        ("imdb", "tt0133093", ("imdb", "tt0133093")),
        ("imdb", "https://www.imdb.com/title/tt0133093/?ref_=x", ("imdb", "tt0133093")),
        ("imdb", 133093, ("imdb", "tt0133093")),
        ("tmdb", 603, ("tmdb", "603")),
        ("tmdb", 603.0, ("tmdb", "603")),
        ("tmdb", "603.0", ("tmdb", "603")),
        ("tmdb", "https://www.themoviedb.org/movie/603-the-matrix", ("tmdb", "603")),
        ("wikidata", "http://www.wikidata.org/entity/Q83495", ("wikidata", "Q83495")),
        ("href", "The_Matrix", ("wikipedia", "The_Matrix")),
        ("href", "/wiki/Am%C3%A9lie", ("wikipedia", "Amélie")),
        ("url", "https://en.wikipedia.org/wiki/The_Matrix?action=raw", ("wikipedia", "The_Matrix")),
        ("url", "https://fr.m.wikipedia.org/wiki/Matrix_(film)", ("wikipedia", "fr:Matrix_(film)")),
    ],
)
def test_an_id_makes_the_film_s_own_id(
    tmp_path: Path, column: str, written: object, external: tuple[str, str]
) -> None:
    film = table_of(tmp_path, lines_of({"title": "The Matrix", column: written})).film
    assert film.external == (external,)
    assert film.source_id == ":".join(external)


@pytest.mark.parametrize("href", [None, "", "https://example.org/matrix", "King_Lear#Film_adaptations", "/x"])
def test_an_address_elsewhere_and_a_part_of_a_page_are_no_id(tmp_path: Path, href: str | None) -> None:
    film = table_of(tmp_path, lines_of({"title": "The Matrix", "href": href})).film
    assert film.external == ()


def test_a_page_of_five_thousand_characters_is_none(tmp_path: Path) -> None:
    read = table_of(tmp_path, lines_of({"title": "The Matrix", "href": "x" * 5000}))
    assert read.films[0].external == ()
    assert read.rejected == [
        ("line 1", "its wikipedia page has 5000 characters, more than 300: kept without it")
    ]


def test_an_id_of_another_form_costs_itself_alone(tmp_path: Path) -> None:
    read = table_of(tmp_path, "title,imdb,wikidata\nHeat,nm0000199,Q42908\n")
    assert [film.source_id for film in read.films] == ["wikidata:Q42908"]
    assert read.rejected == [("line 2", "its imdb id “nm0000199” is none: kept without it")]


def test_people_have_ids_of_their_own_kind(tmp_path: Path) -> None:
    read = table_of(tmp_path, "name,tmdb,href\nKeanu Reeves,6384,Keanu_Reeves\nCher,,\nCher,,\nKeanu,6384,\n")
    assert read.people[0].external == (("tmdb-person", "6384"), ("wikipedia", "Keanu_Reeves"))
    assert read.people[0].source_id == "tmdb-person:6384"
    assert read.people[2].source_id == f"{read.people[1].source_id}-2"
    assert read.rejected == [("line 5", "6384 stands in an earlier row too: left out")]


def test_an_id_that_came_before_turns_the_row_away(tmp_path: Path) -> None:
    read = table_of(
        tmp_path,
        "title,imdb,url\nHeat,tt0113277,Heat_(film)\nHitze,tt0113277,\nAlien,tt0078748,Heat_(film)\n",
    )
    assert [(film.source_id, len(film.external)) for film in read.films] == [
        ("imdb:tt0113277", 2),
        ("imdb:tt0078748", 1),
    ]
    assert read.rejected == [("line 3", "tt0113277 stands in an earlier row too: left out")]


def test_films_that_share_a_page_are_kept_apart(tmp_path: Path) -> None:
    read = table_of(
        tmp_path, "title,year,href\nTitanic,1997,Titanic\nTitanic 3D,2012,Titanic\nTitanic 3D,2012,Titanic\n"
    )
    first, second, third = (film.source_id for film in read.films)
    assert first == "wikipedia:Titanic"
    assert second.startswith("wikipedia:Titanic:")
    assert third == f"{second}-2"
    assert [film.external for film in read.films[1:]] == [(), ()]


def test_films_without_an_id_are_known_by_title_and_year_and_told_apart_by_number(tmp_path: Path) -> None:
    rows = ["Carmen,1915", "Carmen,1915", "Carmen,1918", "CARMEN!,1915", "Carmen,"]
    read = table_of(tmp_path, "title,year\n" + "\n".join(rows))
    ids = [film.source_id for film in read.films]
    assert len(set(ids)) == 5
    assert ids[1] == f"{ids[0]}-2"
    assert ids[3] == f"{ids[0]}-3"
    again = table_of(tmp_path, "year,title,cast\n1915,Carmen,Cher\n")
    assert again.film.source_id == ids[0]


def test_lists_are_split_as_their_column_needs(tmp_path: Path) -> None:
    read = table_of(
        tmp_path,
        "title\tcast\taliases\tgenres\tdirector\n"
        "A\tTom Hanks; Meg Ryan;\tOne; or, Two|Three\tDrama, War\tLana Wachowski, Lilly Wachowski\n"
        'B\t["Tom Hanks", "Meg Ryan"]\tOne; Two\tDrama\t[sic] Smith\n'
        "C\tSammy Davis, Jr., Cher,\t \t\tPenn and Teller\n",
    )
    first, second, third = read.films
    assert [credit.name for credit in first.credits] == [
        "Lana Wachowski",
        "Lilly Wachowski",
        "Tom Hanks",
        "Meg Ryan",
    ]
    assert first.aliases == ("One; or, Two", "Three")
    assert first.genres == ("Drama", "War")
    assert [credit.name for credit in second.credits] == ["[sic] Smith", "Tom Hanks", "Meg Ryan"]
    assert second.aliases == ("One", "Two")
    assert [credit.name for credit in third.credits] == ["Penn and Teller", "Sammy Davis, Jr.", "Cher"]
    assert third.aliases == third.genres == ()


def test_a_text_in_json_is_one_entry(tmp_path: Path) -> None:
    film = table_of(
        tmp_path, lines_of({"title": "A", "aliases": "One; or, Two", "cast": "Cher", "genres": "Drama"})
    ).film
    assert film.aliases == ("One; or, Two",)
    assert [credit.name for credit in film.credits] == ["Cher"]


def test_cast_members_may_have_characters(tmp_path: Path) -> None:
    cast = [
        {"name": "Ana de Armas", "character": "Eve Macarro"},
        "Keanu Reeves",
        {"name": "", "character": "Winston"},
        {"name": "Anne Parillaud", "character": "Nun (uncredited)"},
        {"name": "x" * 5000},
        {"name": "Lance Reddick", "uncredited": True},
        17,
        {"name": "Cher", "character": ["a", "b"]},
        {"name": "Sting", "character": "x" * 5000},
    ]
    read = table_of(
        tmp_path,
        lines_of(
            {"title": "Ballerina", "cast": cast, "directors": [{"name": "Len Wiseman"}, "Len Wiseman", {}]}
        ),
    )
    assert read.films[0].credits == (
        CreditRecord("Len Wiseman", "director"),
        CreditRecord("Ana de Armas", "actor", "Eve Macarro", 1),
        CreditRecord("Keanu Reeves", "actor", None, 2),
        CreditRecord("Anne Parillaud", "actor", "Nun", 3, uncredited=True),
        CreditRecord("Lance Reddick", "actor", None, 4, uncredited=True),
        CreditRecord("17", "actor", None, 5),
        CreditRecord("Cher", "actor", None, 6),
        CreditRecord("Sting", "actor", None, 7),
    )
    assert [reason for _, reason in read.rejected] == [
        "it has no director’s name: kept without it",
        "it has no performer’s name: kept without it",
        "its performer’s name has 5000 characters, more than 300: kept without it",
        "its character is not text (put it in quotation marks): kept without it",
        "its character has 5000 characters, more than 300: kept without it",
    ]


@pytest.mark.parametrize("monster", [".{" * 200_000, "[" * 400_000, "(" * 400_000, "a, " * 130_000, '"' * 9])
def test_a_monster_of_a_value_takes_no_time(tmp_path: Path, monster: str) -> None:
    columns = ("cast", "directors", "aliases", "genres", "url", "release_date", "year", "imdb", "popularity")
    rows = [
        {"title": monster},
        *({"title": "Heat", column: monster} for column in columns),
        {"title": "Alien"},
    ]
    assert table_of(tmp_path, lines_of(*rows)).titles[-1] == "Alien"


def test_what_is_no_name_in_a_cast_is_told_with_the_line(tmp_path: Path) -> None:
    read = table_of(
        tmp_path, lines_of({"title": "Paris Is Burning", "cast": ["Pepper LaBeija", "and", "drag queens"]})
    )
    assert [credit.name for credit in read.films[0].credits] == ["Pepper LaBeija"]
    assert read.rejected == [("line 1", "its cast holds what is no name (“drag queens”): kept without it")]


def test_what_is_no_list_and_what_in_it_is_no_text_costs_itself_alone(tmp_path: Path) -> None:
    read = table_of(
        tmp_path, lines_of({"title": "Heat", "genres": {"a": 1}, "aliases": [["x"], 2, "Hitze"], "cast": 1.5})
    )
    assert read.films[0].aliases == ("2", "Hitze")
    assert [reason for _, reason in read.rejected] == [
        "its entry in aliases is not text (put it in quotation marks): kept without it",
        "its cast is no list: kept without it",
        "its genres is no list: kept without it",
    ]


@pytest.mark.parametrize(
    ("row", "release"),
    [
        ({"release_date": "1999-03-31"}, ReleaseRecord("cinema", "1999-03-31")),
        (
            {"release_date": "1999-03-31T00:00:00Z", "country": "us"},
            ReleaseRecord("cinema", "1999-03-31", "US"),
        ),
        ({"release_date": "1999-03", "country": "United Kingdom"}, ReleaseRecord("cinema", "1999-03", "GB")),
        ({"release_date": "1999", "kind": "DVD", "country": "USA"}, ReleaseRecord("physical", "1999", "US")),
        ({"releases": [{"date": "1999-09-21", "kind": "digital"}]}, ReleaseRecord("digital", "1999-09-21")),
        ({"releases": ["1999-09-21"]}, ReleaseRecord("cinema", "1999-09-21")),
    ],
)
def test_a_release_has_a_date_a_kind_and_a_country(
    tmp_path: Path, row: dict[str, object], release: ReleaseRecord
) -> None:
    for year in (1999, None):
        film = table_of(tmp_path, lines_of({"title": "The Matrix", "year": year, **row})).film
        assert film.releases == (release,)
        assert film.year == 1999


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            {"release_date": "2046-12-31"},
            "its cinema release date 2046-12-31 lies 100 years after the film’s year 1946, and 2 years before to 30 "
            "after it are believed",
        ),
        ({"release_date": "1943-12-31"}, "its cinema release date 1943-12-31 lies 3 years before"),
        (
            {"release_date": "2046-12-31", "kind": "physical"},
            "its physical release date 2046-12-31 lies 100 years after",
        ),
        (
            {"release_date": "31/12/1946"},
            "its release date “31/12/1946” is none (write 1999-03-31, 1999-03 or 1999)",
        ),
        ({"release_date": "1946-02-30"}, "its release date “1946-02-30” is none"),
        ({"release_date": "0046-02-20"}, "the year 46 lies outside 1870 to 2200"),
        (
            {"release_date": "1946", "kind": "opening"},
            "its kind of release “opening” is none of premiere, cinema,",
        ),
        ({"release_date": "1946", "country": "Freedonia"}, "its country of release “Freedonia” is none"),
        ({"release_date": [1946]}, "its release date is not text"),
    ],
)
def test_a_release_that_cannot_be_believed_is_told_and_the_film_is_kept(
    tmp_path: Path, row: dict[str, object], reason: str
) -> None:
    read = table_of(tmp_path, lines_of({"title": "The Big Sleep", "year": 1946, **row}))
    assert [(film.title, film.releases) for film in read.films] == [("The Big Sleep", ())]
    ((place, told),) = read.rejected
    assert place == "line 1"
    assert told.startswith(reason)
    assert told.endswith(": kept without it")


@pytest.mark.parametrize(
    ("date", "kind"), [("1944-01-01", "premiere"), ("1976", "tv"), ("2045-12-31", "digital"), ("", "cinema")]
)
def test_a_release_within_reason_is_believed(tmp_path: Path, date: str, kind: str) -> None:
    film = table_of(
        tmp_path, f"title,year,release_date,kind,country\nThe Big Sleep,1946,{date},{kind},U.S.\n"
    ).film
    assert [(release.date, release.kind) for release in film.releases] == ([(date, kind)] if date else [])
