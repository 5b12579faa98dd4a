"""Tables of films and people: how they are read, and what is turned away with line and reason."""

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.content.importers.cleaning import clean
from bot.content.importers.table import Table
from bot.errors import OperatorError
from bot.films.records import CreditRecord
from tests.content.importers.small_files import ReadTable, lines_of, table_of


def refused(folder: Path, content: str) -> str:
    with pytest.raises(OperatorError) as fault:
        table_of(folder, content)
    return str(fault.value)


@pytest.mark.parametrize(
    "heading",
    [
        "title,year,cast,directors,genres,imdb",
        "TITLE,Release Year,Actors,Director,Genre,IMDb ID",
        "Film,release_year,Stars,Directed by,genres,tconst",
        "name,Year,starring,director,genre,imdb_id",
        '"Movie Title","startYear","cast members","Directors","Genres","imdbId"',
    ],
)
def test_columns_are_told_by_name_whatever_the_case_spaces_and_synonym(tmp_path: Path, heading: str) -> None:
    film = table_of(
        tmp_path, f"{heading}\nHeat,1995,Al Pacino|Robert De Niro,Michael Mann,Crime|Drama,tt0113277\n"
    ).film
    assert (film.source_id, film.title, film.year) == ("imdb:tt0113277", "Heat", 1995)
    assert film.genres == ("Crime", "Drama")
    assert film.credits == (
        CreditRecord("Michael Mann", "director"),
        CreditRecord("Al Pacino", "actor", billing=1),
        CreditRecord("Robert De Niro", "actor", billing=2),
    )
    assert film.place == "line 2"


def test_columns_used_and_not_used_are_stated(tmp_path: Path) -> None:
    read = table_of(tmp_path, "Title;Budget;Jahr;Year\nHeat;60;1995;1995\n", "films.csv.gz")
    assert read.notes == [
        "films.csv.gz: gzip, CSV in UTF-8.",
        "A list of films; columns used: Title, Year.",
        "Columns not used: Budget, Jahr.",
    ]


def test_titles_alone_are_a_list_of_films_commas_and_all(tmp_path: Path) -> None:
    read = table_of(tmp_path, 'title\nGirl, Interrupted\n\n"Matrix, The (1999)"\nMatrix, The (1999)\n')
    assert [(film.title, film.year) for film in read.films] == [
        ("Girl, Interrupted", None),
        ("The Matrix", 1999),
        ("The Matrix", 1999),
    ]


def test_names_alone_are_a_list_of_people(tmp_path: Path) -> None:
    read = table_of(
        tmp_path,
        "name,popularity,aka,nconst\nCher,0.8,Cherilyn Sarkisian|Cher,nm0000333\n\u00a0Sting ,,,\n,1,,\n",
    )
    cher, sting = read.people
    assert (cher.source_id, cher.name, cher.popularity) == ("imdb:nm0000333", "Cher", 0.8)
    assert cher.aliases == ("Cherilyn Sarkisian",)
    assert (sting.name, sting.popularity, sting.external, sting.place) == ("Sting", None, (), "line 3")
    assert read.rejected == [("line 4", "it has no name: left out")]
    assert read.notes[1].startswith("A list of people;")


def test_a_name_beside_a_year_is_a_film_s(tmp_path: Path) -> None:
    assert table_of(tmp_path, "name,year\nHeat,1995\n").film.title == "Heat"


def test_a_file_that_names_no_column_is_refused_with_the_mend(tmp_path: Path) -> None:
    for content in ("The Matrix\nHeat\n", "[[films]]\nid = 1\n", "foo,bar\n1,2\n"):
        said = refused(tmp_path, content)
        assert "films.csv, line 1: no column is called title or name." in said
        assert "title,year,cast" in said
    assert "line 1: no column" in refused(tmp_path, "\u3000\n\u3000\n")
    assert "line 2: it holds NUL bytes." in refused(tmp_path, "\n\0title\nHeat\n" + "Alien\n" * 9)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_found_out(tmp_path: Path, sign: str) -> None:
    read = table_of(tmp_path, "title,year,aka\nHeat,1995,Hitze\n".replace(",", sign))
    assert read.film.aliases == ("Hitze",)
    assert read.form == ("TSV" if sign == "\t" else "CSV")


def test_tsv_cells_are_taken_as_they_stand(tmp_path: Path) -> None:
    read = table_of(tmp_path, 'title\tyear\n"Crocodile" Dundee\t1986\n"Say ""Yes"""\t2001\n"\t2002\n')
    assert read.titles == ['"Crocodile" Dundee', 'Say "Yes"', '"']


def test_a_row_of_sixty_columns_is_turned_away_and_the_rest_goes_on(tmp_path: Path) -> None:
    read = table_of(tmp_path, "title,year\n" + ",".join("x" * 60) + "\nHeat,1995,,\nAlien\n")
    assert read.titles == ["Heat", "Alien"]
    ((place, reason),) = read.rejected
    assert place == "line 2"
    assert reason.startswith("it has 60 columns where the first line has 2")


def test_a_quoted_cell_may_hold_line_ends_and_signs(tmp_path: Path) -> None:
    read = table_of(tmp_path, 'title,year\n"Two\nlines, ""quoted""",1999\nHeat,1995\n')
    assert [(film.title, film.place) for film in read.films] == [
        ('Two lines, "quoted"', "line 2"),
        ("Heat", "line 4"),
    ]


def test_a_quotation_mark_that_never_closes_costs_its_line_alone(tmp_path: Path) -> None:
    films = "".join(f'"Film, {number}",1999\n' for number in range(150))
    for rest in ("Heat,1995\n", films):
        read = table_of(tmp_path, f'title,year\n"Stray,1999\n{rest}')
        assert len(read.films) == rest.count("\n")
        assert read.rejected == [("line 2", "a quotation mark opens in it and never closes: left out")]


def test_a_cell_beyond_all_bounds_costs_its_line_alone(tmp_path: Path) -> None:
    read = table_of(tmp_path, f'title,year\n"{"x" * 200_000}",1999\nHeat,1995\n')
    assert read.titles == ["Heat"]
    assert read.rejected[0][1].startswith("it cannot be read as CSV (field larger than field limit")


def test_a_quoted_cell_with_a_damaged_line_in_it_is_turned_away(tmp_path: Path) -> None:
    read = table_of(tmp_path, 'title,year\n"Two\nli\0nes",1999\nHeat,1995\n')
    assert "Heat" in read.titles
    assert read.rejected[0] == ("line 2", "it holds NUL bytes: left out")


def test_a_title_that_is_missing_too_long_or_no_text_turns_its_row_away(tmp_path: Path) -> None:
    read = table_of(
        tmp_path,
        lines_of(
            {"title": ""},
            {"title": "x" * 5000},
            {"title": ["x"]},
            {"title": True},
            {"title": None},
            {"title": 1917},
        ),
    )
    assert read.titles == ["1917"]
    assert read.rejected == [
        ("line 1", "it has no title: left out"),
        ("line 2", "its title has 5000 characters, more than 300: left out"),
        ("line 3", "its title is not text (put it in quotation marks): left out"),
        ("line 4", "its title is not text (put it in quotation marks): left out"),
        ("line 5", "it has no title: left out"),
    ]


@pytest.mark.parametrize(
    ("written", "year"),
    [
        (1999, 1999),
        ("1999", 1999),
        (1999.0, 1999),
        ("1999.0", 1999),
        ("1999-03-31", 1999),
        ("", None),
        (None, None),
    ],
)
def test_a_year_is_read_in_the_forms_that_lists_have(
    tmp_path: Path, written: object, year: int | None
) -> None:
    assert table_of(tmp_path, lines_of({"title": "Heat", "year": written})).film.year == year


@pytest.mark.parametrize("written", ["soon", 1492, "20000", 1999.5, [1999], "1999-2001"])
def test_a_year_that_cannot_be_read_turns_the_row_away(tmp_path: Path, written: object) -> None:
    read = table_of(tmp_path, lines_of({"title": "Heat", "year": written}, {"title": "Alien"}))
    assert read.titles == ["Alien"]
    assert read.rejected[0][0] == "line 1"


def test_nbsp_and_control_characters_are_taken_off(tmp_path: Path) -> None:
    film = table_of(
        tmp_path, "title,cast\n\u00a0Heat\u00a0,\u00a0Al\u00a0Pacino\u00a0|\u200bVal Kilmer\n"
    ).film
    assert film.title == "Heat"
    assert [credit.name for credit in film.credits] == ["Al Pacino", "Val Kilmer"]


def test_broken_json_costs_its_line_alone(tmp_path: Path) -> None:
    lines = [
        '{"title": "Heat"}',
        "",
        '{"title": "Ali',
        '"text"',
        "[" * 100_000,
        '{"title": ' + "9" * 5000 + "}",
        '{"year": 1999}',
        '{"title": "A\0"}',
        '{"title": "Alien"}',
    ]
    content = "\n".join(lines)
    read = table_of(tmp_path, content)
    assert read.form == "JSON lines"
    assert read.titles == ["Heat", "Alien"]
    assert read.rejected == [
        ("line 3", "it is broken JSON (column 11: Unterminated string starting at): left out"),
        ("line 4", "it is no JSON object: left out"),
        ("line 5", "it is JSON that no one can read (a number or a nesting beyond all bounds): left out"),
        ("line 6", "it is JSON that no one can read (a number or a nesting beyond all bounds): left out"),
        ("line 7", "it has neither a title nor a name: left out"),
        ("line 8", "it holds NUL bytes: left out"),
    ]


def test_a_json_object_over_several_lines_is_refused_with_the_mend(tmp_path: Path) -> None:
    said = refused(tmp_path, json.dumps({"films": [{"title": "Heat"}]}, indent=2))
    assert "line 1: a JSON object over several lines." in said
    assert "[{…}, {…}]" in said


def test_a_json_line_that_breaks_off_at_the_start_costs_itself(tmp_path: Path) -> None:
    read = table_of(tmp_path, '{"title": "Hea\n{"title": "Alien"}\n')
    assert read.titles == ["Alien"]


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_a_json_list_is_read_in_any_layout(tmp_path: Path, indent: int | None) -> None:
    rows = [
        {"title": f"Film {number}", "cast": [{"name": "Cher", "character": "]}{["}]} for number in range(3000)
    ]
    read = table_of(tmp_path, json.dumps(rows, indent=indent))
    assert read.form == "JSON list"
    assert not read.rejected
    assert read.titles == [f"Film {number}" for number in range(3000)]


def test_a_json_list_may_hold_titles_alone_or_nothing(tmp_path: Path) -> None:
    assert table_of(tmp_path, '["Heat", "Matrix, The (1999)"]').titles == ["Heat", "The Matrix"]
    assert table_of(tmp_path, "[\n]\n").titles == []


def test_a_broken_entry_of_a_json_list_costs_itself_where_entries_begin_lines(tmp_path: Path) -> None:
    film = '{"title": "Film", "cast": [{"name": "Cher"}]}'
    for content in (
        f'[{film},\n{{"title": oops}},\n{film}\n]',
        f'[\n  {film},\n  {{"title": oops}},\n  {film}]',
    ):
        read = table_of(tmp_path, content)
        assert len(read.films) == 2
        ((place, reason),) = read.rejected
        assert place.startswith("entry 2 (line ")
        assert reason == "it is broken JSON (Expecting value): left out"


def test_a_broken_entry_among_very_many_is_passed_over(tmp_path: Path) -> None:
    film = json.dumps({"title": "Film", "note": "x" * 1000})
    content = "[\n" + ",\n".join([film] * 10 + ['{"title": "' + "y" * 200_000] + [film] * 1200) + "\n]"
    read = table_of(tmp_path, content)
    assert len(read.films) == 1210
    assert len(read.rejected) == 1


def test_a_broken_entry_of_another_layout_costs_the_rest(tmp_path: Path) -> None:
    read = table_of(tmp_path, '[{"title": "Heat"}, {"title": oops}, {"title": "Alien"}]')
    assert read.titles == ["Heat"]
    assert read.rejected == [
        ("entry 2 (line 1)", "it is broken JSON (Expecting value), and all that follows: left out")
    ]


def test_a_json_list_that_is_cut_off_is_told(tmp_path: Path) -> None:
    for content in ('[{"title": "Heat"},\n', '[{"title": "Heat"}\n'):
        read = table_of(tmp_path, content)
        assert read.titles == ["Heat"]
        assert read.rejected == [
            ("entry 2 (line 2)", "the list is not closed (was the file cut off?): left out")
        ]


def test_nesting_beyond_all_bounds_in_a_json_list_is_no_traceback(tmp_path: Path) -> None:
    read = table_of(tmp_path, '[\n{"title": ' + "[" * 100_000 + ',\n{"title": "Heat"}\n]')
    assert read.titles == ["Heat"]
    assert read.rejected == [("entry 1 (line 2)", "it is broken JSON (no one can read it): left out")]


def test_objects_of_any_number_of_shapes_are_read(tmp_path: Path) -> None:
    rows = [{"title": "Heat", "year": 1900 + number % 100, f"extra {number}": 1} for number in range(1100)]
    assert len(table_of(tmp_path, lines_of(*rows)).films) == 1100


@pytest.mark.parametrize(
    "text", ["007", "11:14", "No", "1.10", "1999-12-31", "1e5", "null", "true", "=1+1", "-", "'71"]
)
def test_strings_stay_strings(tmp_path: Path, text: str) -> None:
    for content in (
        f"title,aka,cast,imdb\n{text},Also {text},Mr {text},\n",
        lines_of({"title": text, "aka": [f"Also {text}"], "cast": [f"Mr {text}"]}),
    ):
        film = table_of(tmp_path, content).film
        assert (film.title, film.aliases) == (text, (f"Also {text}",))
        assert [credit.name for credit in film.credits] == [f"Mr {text}"]


def _stays(text: str) -> bool:
    """Whether a text is kept as it is by every rule for titles and lists."""
    return (
        clean(text) == text != ""
        and not set('()[]{}|;,"\0').intersection(text)
        and "a" not in text.casefold()
    )


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(_stays)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(
    st.lists(
        st.tuples(
            TEXTS, st.none() | st.integers(1870, 2200), st.lists(TEXTS, max_size=3, unique_by=str.casefold)
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
@example([("1.10", 1999, ["007", "No"])], ",", "\n", True)
def test_what_goes_in_as_csv_and_as_json_comes_out_the_same(
    tmp_path: Path, rows: list[tuple[str, int | None, list[str]]], sign: str, end: str, quoted: bool
) -> None:
    table = io.StringIO(newline="")
    writer = csv.writer(
        table, delimiter=sign, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writerow(["title", "year", "aliases"])
    writer.writerows([title, year, "|".join(aliases)] for title, year, aliases in rows)
    objects = [{"title": title, "year": year, "aliases": aliases} for title, year, aliases in rows]
    expected = [
        (title, year, tuple(alias for alias in aliases if alias.casefold() != title.casefold()))
        for title, year, aliases in rows
    ]
    contents = {
        "f.csv": table.getvalue(),
        "f.jsonl.gz": lines_of(*objects),
        "f.json": json.dumps(objects, ensure_ascii=False),
    }
    for name, content in contents.items():
        read = table_of(tmp_path, content, name)
        assert [(film.title, film.year, film.aliases) for film in read.films] == expected
        assert read.rejected == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"title,year,cast\n", b'{"title": "Heat"}\n', b"[\n", b"title\ttmdb\n", b""]),
)
def test_no_content_at_all_ends_in_a_traceback(tmp_path: Path, data: bytes, beginning: bytes) -> None:
    try:
        table_of(tmp_path, beginning + data)
    except OperatorError as fault:
        assert str(tmp_path) in str(fault)


def test_the_progress_is_told_in_bytes_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_text("title,note\n" + f"Film,{'x' * 500}\n" * 4_500)
    told: list[tuple[int, int]] = []
    with Table(path) as table:
        for _ in table.records(lambda done, total: told.append((done, total))):
            pass
    assert told == sorted(told)
    assert told[0][0] < path.stat().st_size / 2
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_a_file_is_a_source_under_its_own_name(tmp_path: Path) -> None:
    for name, key in [("Films (Wikipedia).jsonl.gz", "films-wikipedia"), ("映画.csv", "file")]:
        (tmp_path / name).write_text("title\nHeat\n")
        with Table(tmp_path / name) as table:
            assert (table.source.key, table.source.title) == (key, name)


def test_the_same_file_gives_the_same_records_twice(tmp_path: Path) -> None:
    content = lines_of(*({"title": f"Film {number % 7}", "year": 1990, "href": None} for number in range(50)))
    first = table_of(tmp_path, content)
    assert ReadTable(tmp_path / "films.csv").films == first.films


@pytest.mark.parametrize("form", ["CSV", "JSON lines", "JSON list"])
def test_a_large_file_needs_no_more_memory_than_a_small_one(tmp_path: Path, form: str) -> None:
    rows = [{"title": f"Film {number}", "note": "x" * 2_000} for number in range(4_000)]
    content = {
        "CSV": "title,note\n" + "".join(f"{row['title']},{row['note']}\n" for row in rows),
        "JSON lines": lines_of(*rows),
        "JSON list": json.dumps(rows),
    }[form]
    path = tmp_path / "films"
    path.write_text(content)
    del rows, content
    tracemalloc.start()
    with Table(path) as table:
        assert sum(1 for _ in table.records()) == 4_000
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3_000_000  # of the 8 million bytes of the file
