from pathlib import Path

import pytest

from bot.films.search import Entry, Index, verdict

FILMS = [
    Entry(1, ("From the World of John Wick: Ballerina", "Ballerina"), 2025, 0.8),
    Entry(2, ("Ballerina", "Leap!"), 2016, 0.4),
    Entry(3, ("John Wick",), 2014, 0.8),
    Entry(4, ("John Wick: Chapter 2",), 2017, 0.7),
    Entry(5, ("John Wick: Chapter 3 – Parabellum", "Parabellum"), 2019, 0.7),
    Entry(6, ("John Wick: Chapter 4",), 2023, 0.75),
    Entry(7, ("Amélie", "Le Fabuleux Destin d'Amélie Poulain"), 2001, 0.6),
    Entry(8, ("The Matrix",), 1999, 0.9),
    Entry(9, ("The Matrix Reloaded",), 2003, 0.6),
    Entry(10, ("Spider-Man",), 2002, 0.8),
    Entry(11, ("WALL·E",), 2008, 0.8),
    Entry(12, ("Rocky",), 1976, 0.7),
    Entry(13, ("Rocky II",), 1979, 0.5),
    Entry(14, ("Rocky III",), 1982, 0.5),
    Entry(15, ("Ocean's Eleven",), 2001, 0.7),
    Entry(16, ("Ocean's Twelve",), 2004, 0.5),
    Entry(17, ("1917",), 2019, 0.7),
    Entry(18, ("Seven Samurai", "七人の侍", "Shichinin no samurai"), 1954, 0.7),
    Entry(19, ("The Grudge",), 2020, 0.4),
    Entry(20, ("Blade Runner 2049",), 2017, 0.7),
    Entry(21, ("Ring",), 1998, 0.5),
    Entry(22, ("The Ring",), 2002, 0.6),
    Entry(23, ("$",), 1971, 0.1),
]
PEOPLE = [
    Entry(1, ("Ana de Armas",), popularity=0.9),
    Entry(2, ("Keanu Reeves",), popularity=0.9),
    Entry(3, ("Norman Reedus",), popularity=0.6),
    Entry(4, ("Catalina Sandino Moreno",), popularity=0.4),
    Entry(5, ("Anjelica Huston", "Anjelica Houston"), popularity=0.5),
    Entry(6, ("Beatriz Castañeda",), popularity=0.1),
    Entry(7, ("Andrea Riseborough",), popularity=0.4),
]


@pytest.fixture(scope="module")
def films() -> Index:
    return Index.build(FILMS)


@pytest.fixture(scope="module")
def people() -> Index:
    return Index.build(PEOPLE)


@pytest.mark.parametrize(
    ("query", "film"),
    [
        ("amelie", 7),
        ("matrix", 8),
        ("the matrx", 8),
        ("spiderman", 10),
        ("wall e", 11),
        ("walle", 11),
        ("john wick 4", 6),
        ("rocky ii", 13),
        ("rocky 2", 13),
        ("oceans eleven", 15),
        ("ocean's 11", 15),
        ("ballerina 2016", 2),
        ("Ballerina (2025)", 1),
        ("1917", 17),
        ("blade runner 2049", 20),
        ("parabellum", 5),
        ("parabelum", 5),
        ("七人の侍", 18),
        ("samurai seven", 18),
        ("teh grduge", 19),
        ("frudge", 19),
        ("grudge 2020", 19),
        ("$", 23),
    ],
)
def test_a_film_is_found_first_by_what_people_type(films: Index, query: str, film: int) -> None:
    assert films.find(query)[0].id == film


@pytest.mark.parametrize(
    ("query", "person"),
    [
        ("reeves", 2),
        ("reevs", 2),
        ("de armas", 1),
        ("castaneda", 6),
        ("sandino moreno", 4),
        ("huston", 5),
        ("houston", 5),
        ("andrea riseboro", 7),
        ("reedus norman", 3),
    ],
)
def test_a_person_is_found_first_by_what_people_type(people: Index, query: str, person: int) -> None:
    assert people.find(query)[0].id == person


@pytest.mark.parametrize(
    ("typed", "film"), [("b", 1), ("ba", 1), ("balle", 1), ("bsller", 1), ("matr", 8), ("the m", 8)]
)
def test_a_film_is_found_while_it_is_typed(films: Index, typed: str, film: int) -> None:
    assert film in [match.id for match in films.find(typed, prefix=True)]


@pytest.mark.parametrize(
    ("query", "film"),
    [
        ("ballerina 2016", 2),
        ("parabellum", 5),
        ("john wick", 3),
        ("john wick 4", 6),
        ("matrix", 8),
        ("amelei", 7),
        ("teh grduge", 19),
        ("the ring", 22),
        ("1917", 17),
    ],
)
def test_a_text_that_means_one_film_is_clear(films: Index, query: str, film: int) -> None:
    said = verdict(query, films.find(query))
    assert (said.kind, [match.id for match in said.matches]) == ("clear", [film])


@pytest.mark.parametrize(
    ("query", "meant"), [("ballerina", {1, 2}), ("balerina", {1, 2}), ("ring", {21, 22})]
)
def test_a_text_that_several_films_bear_is_asked_back(films: Index, query: str, meant: set[int]) -> None:
    said = verdict(query, films.find(query))
    assert said.kind == "ambiguous"
    assert meant <= {match.id for match in said.matches}


def test_a_sequel_that_is_not_known_is_never_taken_for_another(films: Index) -> None:
    assert verdict("rocky 7", films.find("rocky 7")).kind != "clear"


def test_an_unknown_text_gives_at_most_three_near_names(films: Index) -> None:
    said = verdict("the godfather", films.find("the godfather"))
    assert said.kind == "unknown"
    assert len(said.matches) <= 3


def test_nothing_is_found_in_an_empty_index() -> None:
    found = Index.build([]).find("matrix")
    assert found == []
    assert verdict("matrix", found).kind == "unknown"


def test_the_more_popular_of_equal_titles_comes_first(films: Index) -> None:
    assert [match.id for match in films.find("ballerina")][:2] == [1, 2]


def test_what_is_boosted_comes_before_what_is_popular(films: Index) -> None:
    assert films.find("ballerina", boost={2: 0.2})[0].id == 2


def test_a_saved_index_finds_the_same(films: Index, tmp_path: Path) -> None:
    films.save(tmp_path / "films.index")
    loaded = Index.load(tmp_path / "films.index")
    for query in ("ballerina", "七人の侍", "teh grduge", "rocky 2"):
        assert loaded.find(query) == films.find(query)
