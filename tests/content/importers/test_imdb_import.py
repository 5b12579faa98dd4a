"""IMDb's files, read side by side into films with their people."""

import gzip
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.content.importers.imdb import Imdb
from bot.errors import OperatorError
from bot.films.records import CreditRecord, FilmRecord, Record, Rejected
from tests.content.importers.small_imdb import ROWS, imdb_folder


def read(folder: Path) -> list[Record]:
    with Imdb(folder) as imdb:
        return list(imdb.records(folder))


def films(records: Iterable[Record]) -> dict[str, FilmRecord]:
    return {record.source_id: record for record in records if isinstance(record, FilmRecord)}


def rejected(records: Iterable[Record]) -> list[tuple[str, str]]:
    return [(record.place, record.reason) for record in records if isinstance(record, Rejected)]


def refused(folder: Path) -> str:
    with pytest.raises(OperatorError) as fault:
        read(folder)
    return str(fault.value)


def person(name: str, job: str, nconst: str, **more: object) -> CreditRecord:
    return CreditRecord(name, job, external=(("imdb", nconst),), **more)  # type: ignore[arg-type] # as the test says


@pytest.mark.parametrize("packed", [True, False])
def test_a_film_is_put_together_from_all_files(tmp_path: Path, packed: bool) -> None:
    records = read(imdb_folder(tmp_path, packed=packed))
    assert rejected(records) == []
    assert films(records)["tt0133093"] == FilmRecord(
        "tt0133093",
        "The Matrix",
        1999,
        aliases=("Матрица", "Matrix"),
        popularity=1,
        genres=("Action", "Sci-Fi"),
        external=(("imdb", "tt0133093"),),
        credits=(
            person("Lana Wachowski", "director", "nm0905154"),
            person("Lilly Wachowski", "director", "nm0905152"),
            person("Lilly Wachowski", "writer", "nm0905152"),
            person("Lana Wachowski", "writer", "nm0905154"),
            person("Keanu Reeves", "actor", "nm0000206", character="Neo", billing=1),
            person("Carrie-Anne Moss", "actor", "nm0005251", character='Trinity / Trin "T"', billing=2),
            person("Joel Silver", "producer", "nm0005428"),
        ),
        place=f"title.basics.tsv{'.gz' if packed else ''}, line 3",
    )


def test_films_and_television_films_come_and_nothing_else(tmp_path: Path) -> None:
    assert list(films(read(imdb_folder(tmp_path)))) == ["tt0000009", "tt0133093", "tt0166924", "tt0211915"]


def test_null_is_nothing(tmp_path: Path) -> None:
    lynch = films(read(imdb_folder(tmp_path)))["tt0166924"]
    assert (lynch.year, lynch.genres, lynch.popularity, lynch.aliases) == (None, (), None, ())
    bare = films(read(imdb_folder(tmp_path)))["tt0000009"]
    assert bare.credits == ()


def test_popularity_is_the_number_of_votes_by_order_of_magnitude(tmp_path: Path) -> None:
    found = films(read(imdb_folder(tmp_path)))
    assert found["tt0211915"].popularity == 0.463  # ln(1 + 999) / ln(1 + 3,000,000)


def test_the_original_title_is_an_alias(tmp_path: Path) -> None:
    assert films(read(imdb_folder(tmp_path)))["tt0211915"].aliases == ("Le fabuleux destin d'Amélie Poulain",)


def test_who_appears_as_themselves_is_cast(tmp_path: Path) -> None:
    cast = [
        credit for credit in films(read(imdb_folder(tmp_path)))["tt0166924"].credits if credit.job == "actor"
    ]
    assert [(credit.name, credit.character, credit.billing, credit.uncredited) for credit in cast] == [
        ("David Lynch", "Self", 2, False),
        ("Carrie-Anne Moss", "Self", 3, True),
    ]


def test_without_the_crew_directors_come_from_the_principals(tmp_path: Path) -> None:
    folder = imdb_folder(tmp_path, without=["title.crew"])
    credits_ = films(read(folder))["tt0133093"].credits
    assert [(credit.name, credit.job) for credit in credits_ if credit.job in ("director", "writer")] == [
        ("Lilly Wachowski", "director"),
        ("Lilly Wachowski", "writer"),
    ]
    with Imdb(folder) as imdb:
        assert imdb.notes == [
            "title.crew is missing: directors and writers come from title.principals alone, which names few."
        ]


def test_title_basics_alone_is_enough_and_what_is_missing_is_said(tmp_path: Path) -> None:
    others = [name for name in ROWS if name != "title.basics"]
    folder = imdb_folder(tmp_path, without=others)
    assert len(films(read(folder))) == 4
    with Imdb(folder) as imdb:
        assert [note.split(" is missing: ")[0] for note in imdb.notes] == others


def test_a_folder_without_title_basics_is_refused_with_the_mend(tmp_path: Path) -> None:
    said = refused(imdb_folder(tmp_path, without=["title.basics"]))
    assert said.startswith(f"{tmp_path}: there is no title.basics.tsv.gz here.")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("title.basics", [ROWS["title.basics"][1], ROWS["title.basics"][0]]),
        ("title.principals", [*ROWS["title.principals"][4:], ROWS["title.principals"][0]]),
    ],
)
def test_a_file_that_is_not_sorted_is_refused_with_file_and_line(
    tmp_path: Path, name: str, rows: list[str]
) -> None:
    said = refused(imdb_folder(tmp_path, {name: rows}))
    assert f"{name}.tsv.gz, line {len(rows) + 1}: tt0" in said
    assert "but IMDb ships its files sorted" in said


def test_a_file_under_another_s_name_is_refused(tmp_path: Path) -> None:
    folder = imdb_folder(tmp_path)
    (folder / "title.ratings.tsv.gz").write_bytes((folder / "name.basics.tsv.gz").read_bytes())
    assert "title.ratings.tsv.gz, line 1: this is another file, for it has no column tconst." in refused(
        folder
    )
    (folder / "title.ratings.tsv.gz").write_bytes(gzip.compress(b"<html>"))
    assert "this is HTML or XML" in refused(folder)


@pytest.mark.parametrize("name", ["title.basics", "title.principals", "name.basics"])
def test_a_file_that_was_cut_off_is_refused_with_file_and_line(tmp_path: Path, name: str) -> None:
    folder = imdb_folder(tmp_path)
    path = folder / f"{name}.tsv.gz"
    lines = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(lines)[:-9])
    assert refused(folder).startswith(f"{path}: the gzip data ends too early, in or after line ")


def test_broken_lines_cost_themselves_and_are_told_with_file_and_line(tmp_path: Path) -> None:
    basics = [
        "broken line",
        "tt0000001|movie|\\N|\\N|0|1894|\\N|45|Romance",
        f"tt0000002|movie|{'x' * 5000}|x|0|1894|\\N|45|Romance",
        "tt0000003|movie|A\0|x|0|1894|\\N|45|Romance",
        "tt0000004|movie|A\udce9|x|0|1894|\\N|45|Romance",
        f"tt0000005|movie|{'|'.join('x' * 58)}",
        "tt0000006|movie|Long Ago|Long Ago|0|1066|\\N|45|Romance",
        "ttx|movie|A|A|0|1894|\\N|45|Romance",
    ]
    others = {
        "title.basics": basics,
        "title.ratings": ["tt0000006|5|many"],
        "title.akas": ["tt0000006|1"],
        "title.crew": ["tt0000006|nmx,nm0000186|\\N"],
        "title.principals": [
            "tt0000006|1|nm0000206|actor|\\N|Neo",
            'tt0000006|x|nm0000206|actor|\\N|"Neo"',
            "tt0000006|3|nm0000206|actor|\\N|[1]",
            "tt0000006|4|nm7777777|actor|\\N|\\N",
            "tt0000006|5|nm0000205|actor|\\N|\\N",
        ],
        "name.basics": [
            *ROWS["name.basics"],
            "nm0000205|\\N|\\N|\\N|\\N|\\N",
            "nm" + "9" * 5000 + "|A|\\N|\\N|\\N|\\N",
        ],
    }
    records = read(imdb_folder(tmp_path, others, packed=False))
    assert [(film.title, film.year, film.popularity) for film in films(records).values()] == [
        ("Long Ago", None, None)
    ]
    assert [(credit.name, credit.billing) for credit in films(records)["tt0000006"].credits] == [
        ("David Lynch", None),
        ("Keanu Reeves", 1),
        ("Keanu Reeves", None),
        ("Keanu Reeves", 3),
    ]
    assert rejected(records) == [
        ("title.basics.tsv, line 2", "it has 1 columns where the first line has 9: left out"),
        ("title.basics.tsv, line 3", "it has no title: left out"),
        ("title.basics.tsv, line 4", "its title has 5000 characters, more than 300: left out"),
        ("title.basics.tsv, line 5", "it holds NUL bytes: left out"),
        ("title.basics.tsv, line 6", "its byte 0xE9 is not UTF-8: left out"),
        ("title.basics.tsv, line 7", "it has 60 columns where the first line has 9: left out"),
        ("title.ratings.tsv, line 2", "“many” is no number of votes: kept without it"),
        ("title.akas.tsv, line 2", "it has 2 columns where the first line has 8: left out"),
        ("title.basics.tsv, line 8", "the year 1066 lies outside 1870 to 2200: kept without it"),
        ("title.crew.tsv, line 2", "“nmx” is not an id as nm0000206: kept without it"),
        ("title.principals.tsv, line 2", "“Neo” is no list of characters: kept without it"),
        ("title.principals.tsv, line 3", '“"Neo"” is no list of characters: kept without it'),
        ("title.principals.tsv, line 4", "“[1]” is no list of characters: kept without it"),
        ("title.basics.tsv, line 9", "“ttx” is not an id as tt0133093: left out"),
        ("name.basics.tsv, line 10", "it has no name: left out"),
        ("title.basics.tsv, line 8", "its actor nm7777777 is not in name.basics: kept without it"),
        ("title.basics.tsv, line 8", "its actor nm0000205 is not in name.basics: kept without it"),
    ]


def test_empty_lines_are_none(tmp_path: Path) -> None:
    changed = {name: [*rows, " \t", ""] for name, rows in ROWS.items()}
    records = read(imdb_folder(tmp_path, changed))
    assert len(films(records)) == 4
    assert rejected(records) == []


def test_aliases_are_bounded(tmp_path: Path) -> None:
    akas = [f"tt0133093|{number}|Matrix {number}|DE|\\N|\\N|\\N|0" for number in range(80)]
    assert len(films(read(imdb_folder(tmp_path, {"title.akas": akas})))["tt0133093"].aliases) == 50


def test_columns_in_another_order_and_new_ones_do_no_harm(tmp_path: Path) -> None:
    folder = imdb_folder(tmp_path)
    path = folder / "title.ratings.tsv.gz"
    path.write_bytes(gzip.compress(b"tconst\tnew\tnumVotes\taverageRating\r\ntt0133093\tx\t2999999\t8.7\r\n"))
    assert films(read(folder))["tt0133093"].popularity == 1


def test_a_scratch_folder_that_refuses_is_one_clear_line(tmp_path: Path) -> None:
    with (
        Imdb(imdb_folder(tmp_path)) as imdb,
        pytest.raises(OperatorError, match="Make room for temporary files"),
    ):
        list(imdb.records(tmp_path / "none"))


def test_nothing_is_left_in_the_scratch_folder(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with Imdb(imdb_folder(tmp_path)) as imdb:
        records = imdb.records(scratch)
        next(records)
        records.close()  # type: ignore[attr-defined] # a generator, left in the middle
    assert list(scratch.iterdir()) == []


def test_the_progress_is_told_through_all_phases(tmp_path: Path) -> None:
    count = 12_000
    basics = [f"tt{number:07d}|movie|Film {number}|Film {number}|0|1999|\\N|9|\\N" for number in range(count)]
    crew = [f"tt{number:07d}|nm{number:07d}|\\N" for number in range(count)]
    names = [f"nm{number:07d}|Person {number}|\\N|\\N|\\N|\\N" for number in range(count)]
    changed = {"title.basics": basics, "title.crew": crew, "name.basics": names}
    told: list[tuple[int, int]] = []
    folder = imdb_folder(tmp_path, changed, without=["title.principals", "title.akas", "title.ratings"])
    with Imdb(folder) as imdb:
        records = films(imdb.records(tmp_path, lambda done, total: told.append((done, total))))
    assert [records["tt0011111"].credits[0].name, len(records)] == ["Person 11111", count]
    assert told == sorted(told)
    assert len(told) == 1 + 1 + 1 + 1
    assert told[-1][0] == told[-1][1]
