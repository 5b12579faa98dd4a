from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.films.search import Entry, Index, verdict
from bot.films.titles import comparable, fold

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
        ("seven samurai", 18),
        ("shichinin", 18),
        ("七人の", 18),
        ("le fabuleux destin", 7),
        ("walle", 11),
        ("wall·e", 11),
        ("SPIDER MAN", 10),
        ("matrix, the", 8),
        ("reloaded matrix", 9),
        ("joohn wick", 3),
        ("jihn wick", 3),
        ("ohn wick", 3),
        ("jonh wick chapter four", 6),
        ("1917 2019", 17),
        ("leap", 2),
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
        ("Castañeda", 6),
        ("keanu", 2),
        ("ana de armaz", 1),
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


def test_films_share_a_title_and_the_year_decides(films: Index) -> None:
    assert [match.id for match in films.find("ballerina 2025")][:2] == [1, 2]
    assert [match.id for match in films.find("ballerina 2016")][:2] == [2, 1]


def test_a_boost_for_what_is_not_in_the_index_changes_nothing(films: Index) -> None:
    assert films.find("ballerina", boost={999: 0.3}) == films.find("ballerina")


def test_a_boost_does_not_bring_in_what_has_nothing_in_common(films: Index) -> None:
    assert 18 not in [match.id for match in films.find("ballerina", boost={18: 0.3})][:2]


def test_an_entry_found_by_several_names_is_given_once(films: Index) -> None:
    found = [match.id for match in films.find("ballerina", limit=20)]
    assert len(found) == len(set(found))


def test_a_find_names_the_alias_that_was_typed(films: Index) -> None:
    assert films.find("leap")[0].name == "Leap!"


def test_no_more_are_found_than_asked_for(films: Index) -> None:
    assert len(films.find("the", limit=2)) == 2
    assert films.find("the", limit=0) == []


def test_threads_may_search_at_once(films: Index) -> None:
    queries = ["ballerina", "matrix", "teh grduge", "rocky 2"] * 10
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(films.find, queries)) == [films.find(query) for query in queries]


def test_among_hundreds_of_equal_titles_the_year_still_decides() -> None:
    index = Index.build(
        Entry(number, ("Wedding",), 1912 + number // 4, number / 400) for number in range(400)
    )
    assert [match.year for match in index.find("wedding 1912", limit=4)] == [1912] * 4


def test_among_thousands_of_like_titles_the_one_meant_is_found() -> None:
    index = Index.build(
        Entry(number, (f"The Great Adventure {number}",), 2000, 0.5) for number in range(5_000)
    )
    for number in (7, 1234, 4999):
        assert index.find(f"great advnture {number}")[0].id == number
    assert len(index.find("the great adv", limit=25, prefix=True)) == 25


titles = st.text(st.characters(exclude_categories=["C", "Z", "M", "P", "S"]), min_size=1, max_size=12)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(titles.filter(fold), min_size=1, max_size=30, unique_by=comparable), st.data())
@example(["Airport", "Airport 1975"], None)
def test_an_exact_title_is_always_found_first(names: list[str], data: st.DataObject | None) -> None:
    popularities = [data.draw(st.floats(0, 1)) if data else 1.0 - number for number, _ in enumerate(names)]
    index = Index.build(
        Entry(number, (name,), 1975, popularity)
        for number, (name, popularity) in enumerate(zip(names, popularities, strict=True))
    )
    for number, name in enumerate(names):
        for prefix in (False, True):
            assert index.find(name, prefix=prefix)[0].id == number


@settings(deadline=None)
@given(st.text(max_size=300), st.integers(0, 30), st.booleans())
@example("the " * 1250, 5, False)
@example("\ufdfa" * 5000, 5, True)
@example("\x00\ud800", 5, False)
@example(" 1999", 5, True)
@example("\x00 1999", 5, True)
def test_any_text_can_be_searched(films: Index, text: str, limit: int, prefix: bool) -> None:
    found = films.find(text, limit, prefix=prefix)
    assert len(found) <= limit
    assert found == sorted(found, key=lambda match: -match.score)
    said = verdict(text, found)
    assert (said.kind == "clear") <= (len(said.matches) == 1)
    assert (said.kind == "ambiguous") <= (len(said.matches) > 1)


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.none() | st.integers()), max_size=10))
def test_any_names_can_be_indexed(rows: list[tuple[str, int | None]]) -> None:
    index = Index.build(Entry(number, (name, name), year) for number, (name, year) in enumerate(rows))
    assert len(index) == len(rows)
    for name, _ in rows:
        assert bool(index.find(name)) == bool(fold(name))


def test_a_saved_index_finds_the_same(films: Index, tmp_path: Path) -> None:
    films.save(tmp_path / "films.index")
    loaded = Index.load(tmp_path / "films.index")
    for query in ("ballerina", "七人の侍", "teh grduge", "rocky 2"):
        assert loaded.find(query) == films.find(query)


def test_an_empty_index_can_be_saved(tmp_path: Path) -> None:
    Index.build([]).save(tmp_path / "films.index")
    assert Index.load(tmp_path / "films.index").find("matrix") == []


def test_saving_again_leaves_an_index_in_use_as_it_was(films: Index, tmp_path: Path) -> None:
    films.save(tmp_path / "films.index")
    in_use = Index.load(tmp_path / "films.index")
    Index.build([Entry(1, ("Rocky",))]).save(tmp_path / "films.index")
    assert in_use.find("amelie")[0].id == 7
    assert [path.name for path in tmp_path.iterdir()] == ["films.index"]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "films.index").write_bytes(b"SQLite format 3\x00")
    with pytest.raises(ValueError, match="is not an index"):
        Index.load(tmp_path / "films.index")


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_file_that_is_cut_short_is_refused(films: Index, tmp_path: Path, share: float) -> None:
    path = tmp_path / "films.index"
    films.save(path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(ValueError, match="cut short"):
        Index.load(path)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"films\.index"):
        Index.load(tmp_path / "films.index")
