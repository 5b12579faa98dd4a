import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.packs import Pack, load_pack
from bot.errors import OperatorError
from tests.content.small_pack import FILMS, SOURCES, quoted, write


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "pack"


def fault(*packs: Path) -> str:
    with pytest.raises(OperatorError) as caught:
        load_pack(*packs)
    text = str(caught.value)
    assert "\n" not in text or "not TOML" in text
    assert "pydantic" not in text
    return text


def test_a_pack_may_be_one_file_or_many(place: Path) -> None:
    many = load_pack(write(place / "many"))
    one = load_pack(write(place / "one", everything=SOURCES + FILMS))
    assert many == one
    assert [len(getattr(many, table)) for table in Pack.model_fields] == [1] * 8


def test_what_a_pack_leaves_out_is_not_known(place: Path) -> None:
    pack = load_pack(write(place, films='[[film]]\nid = "alpha"\ntitle = "Alpha"'))
    assert (pack.film[0].year, pack.film[0].aliases, pack.film[0].complete_cast) == (None, (), False)


STRANGE = [
    "007",
    "11:14",
    "No",
    "1.10",
    "1999-12-31",
    "true",
    "null",
    "07:30:00",
    "1e5",
    "0x10",
    "~",
    "“so”",
    "’",
]


@pytest.mark.parametrize("text", STRANGE)
def test_a_text_that_looks_like_something_else_stays_a_text(place: Path, text: str) -> None:
    films = f'[[film]]\nid = "alpha"\ntitle = {quoted(text)}\naliases = [{quoted(text)}]'
    (film,) = load_pack(write(place, films=films)).film
    assert (film.title, film.aliases) == (text, (text,))


one_line = st.text(min_size=1, max_size=60).filter(
    lambda text: text == text.strip() and not any(unicodedata.category(char) in ("Cc", "Cs") for char in text)
)


@given(texts=st.lists(one_line, min_size=1, max_size=5))
def test_every_text_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    place = tmp_path_factory.mktemp("packs")
    films = "\n".join(
        f'[[film]]\nid = "film-{at}"\ntitle = {quoted(text)}\naliases = [{quoted(text)}]'
        for at, text in enumerate(texts)
    )
    pack = load_pack(write(place, films=films))
    assert [film.title for film in pack.film] == texts
    assert [film.aliases for film in pack.film] == [(text,) for text in texts]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('title = "Alpha"', "title = 007", "not TOML"),
        ('title = "Alpha"', "title = 7", "[[film]] number 1 (id 'alpha-2025'), key title: a text is wanted"),
        ('title = "Alpha"', "title = 1.10", "key title: a text is wanted: write it in quotes"),
        ('title = "Alpha"', "title = 1999-12-31", "key title: a text is wanted: write it in quotes"),
        ('title = "Alpha"', "title = 11:14:00", "key title: a text is wanted: write it in quotes"),
        ('title = "Alpha"', "title = true", "key title: a text is wanted: write it in quotes"),
        ('title = "Alpha"', 'title = ""', "key title: a text is one line with something in it"),
        ('title = "Alpha"', 'title = " Alpha"', "key title: a text is one line"),
        ('title = "Alpha"', 'title = "Al\\npha"', "key title: a text is one line"),
        ('title = "Alpha"', 'title = "Al\\u0000pha"', "key title: a text is one line"),
        ('title = "Alpha"', 'titel = "Alpha"', "[[film]] number 1 (id 'alpha-2025'), key title: this key is missing"),
        ("year = 2025", "yaer = 2025", "key yaer: there is no such key"),
        ("year = 2025", 'year = "2025"', "key year: Input should be a valid integer"),
        ("year = 2025", "year = true", "key year: Input should be a valid integer"),
        ("year = 2025", "year = 1066", "key year: Input should be greater than or equal to 1870"),
        ('aliases = ["The Alpha"]', 'aliases = "The Alpha"', "key aliases: a list is wanted"),
        ('aliases = ["The Alpha"]', "aliases = [7]", "key aliases.0: a text is wanted"),
        ('id = "alpha-2025"', 'id = "Alpha 2025"', "key id: it has another form"),
        ('id = "alpha-2025"', 'id = "local-12"', "key id: 'local-12' is how films are called that a server"),
        ('date = "2025-06-06"', "date = 2025-06-06", "[[release]] number 1, key date: a text is wanted"),
        ('date = "2025-06-06"', 'date = "2025-06-31"', "[[release]] number 1, key date: '2025-06-31' is not a date"),
        ('date = "2025-06-06"', 'date = "June 2025"', "key date: 'June 2025' is not a date: write 2027-06-05"),
        ('kind = "cinema"', 'kind = "theatre"', "key kind: Input should be 'premiere', 'cinema'"),
        ('country = "US"', 'country = "USA"', "key country: it has another form"),
        ("[[person]]", "[[persons]]", "there is no table [[persons]]; known are source, film, person"),
        ("[[person]]", "[person]", "'person' must be a list of tables: write [[person]]"),
        ('[[film]]\nid', 'x = 1\n[[film]]\nid', "'x' must be a list of tables"),
        ('[[film]]\nid', 'source = [1]\n[[film]]\nid', "[[source]] number 1: a table is wanted"),
        ('person = "dee-rector"', 'person = "dee"', "[[credit]] number 1, key person: no [[person]] has the id 'dee'"),
        ('speaker = "dee-rector"', 'speaker = "dee"', "'dee-made-it'), key speaker: no [[person]] has the id 'dee'"),
        ('people = ["dee-rector"]', 'people = ["dee"]', "key people: no [[person]] has the id 'dee'"),
        ('{ source = "the-interview", place', '{ source = "nowhere", place', "no [[source]] has the id 'nowhere'"),
        ('film = "alpha-2025"\nkind', 'film = "beta"\nkind', "[[release]] number 1, key film: no [[film]] has the id"),
        ('[{ source = "the-interview" }]\n\n[[fact]]', "[]\n\n[[fact]]", "key sources: it is too short: 0,"),
        ('"Ann", "Ben", "Cem"', '"Ann", "Ben"', "(id 'who-made-alpha'), key wrong: it is too short: 2"),
        ('"Ann", "Ben", "Cem"', '"Ann", "Ben", "dee rector"', "(id 'who-made-alpha'): two choices are the same"),
        ('answer = "Dee Rector"', f'answer = "{"D" * 77}"', "key answer: it is too long: 77, where at most 76 fit"),
    ],
)  # fmt: skip
def test_a_fault_names_file_table_key_and_mend(place: Path, was: str, becomes: str, said: str) -> None:
    assert FILMS.count(was) >= 1
    text = fault(write(place, sources=SOURCES, films=FILMS.replace(was, becomes, 1)))
    assert text.startswith(f"{place / 'films.toml'}: ")
    assert said in text


def test_a_row_that_stands_twice_is_refused_wherever_the_second_stands(place: Path) -> None:
    write(place)
    write(place, more='[[film]]\nid = "alpha-2025"\ntitle = "Alpha again"')
    assert fault(place) == (
        f"{place / 'more.toml'}: [[film]] number 1 (id 'alpha-2025'): "
        "another row of this pack says the same (alpha-2025)"
    )


def test_a_credit_or_release_stands_twice_by_what_it_says(place: Path) -> None:
    credit = FILMS[FILMS.index("[[credit]]") : FILMS.index("[[release]]")]
    assert "(alpha-2025, dee-rector, director)" in fault(
        write(place, sources=SOURCES, films=FILMS, more=credit)
    )
    release = FILMS[FILMS.index("[[release]]") : FILMS.index("[[fact]]")].replace('country = "US"\n', "")
    write(place, more=release + release)
    assert "(alpha-2025, cinema, any country, 2025-06-06)" in fault(place)


def test_a_later_pack_lies_over_an_earlier_one(tmp_path: Path) -> None:
    first = write(tmp_path / "a")
    second = write(
        tmp_path / "b",
        mine="""
[[film]]
id = "alpha-2025"
title = "Alpha!"

[[person]]
id = "new-one"
name = "New One"

[[credit]]
film = "alpha-2025"
person = "dee-rector"
job = "director"
billing = 2
sources = [{ source = "the-interview" }]
""",
    )
    pack = load_pack(first, second)
    assert [film.title for film in pack.film] == ["Alpha!"]
    assert [person.name for person in pack.person] == ["Dee Rector", "New One"]
    assert [credit.billing for credit in pack.credit] == [2]
    assert [film.title for film in load_pack(second, first).film] == ["Alpha"]


def test_where_sources_disagree_on_a_date_both_are_kept_and_a_later_pack_settles_it(tmp_path: Path) -> None:
    release = FILMS[FILMS.index("[[release]]") : FILMS.index("[[fact]]")]
    other = release.replace("2025-06-06", "2025-06-07")
    first = write(tmp_path / "a", sources=SOURCES, films=FILMS, more=other)
    assert sorted(one.date for one in load_pack(first).release) == ["2025-06-06", "2025-06-07"]
    second = write(tmp_path / "b", mine=release.replace("2025-06-06", "2025-06-08"))
    assert [one.date for one in load_pack(first, second).release] == ["2025-06-08"]


def test_a_reference_from_a_later_pack_that_leads_nowhere_names_that_pack(tmp_path: Path) -> None:
    first = write(tmp_path / "a")
    second = write(tmp_path / "b", mine=FILMS.replace('speaker = "dee-rector"', 'speaker = "gone"'))
    assert fault(first, second).startswith(f"{second / 'mine.toml'}: [[quote]] number 1 (id 'dee-made-it')")


def test_a_folder_without_a_pack_is_named(place: Path) -> None:
    place.mkdir()
    assert fault(place) == f"{place}: no pack here (no *.toml file)"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[[film]\n", id="syntax"),
        pytest.param(b"\xff\xfe[[film]]", id="not UTF-8"),
        pytest.param(b"x = " + b"[" * 100_000, id="too deep"),
        pytest.param(b"x = " + b"9" * 5000, id="too long a number"),
        pytest.param(b"a = 1\na = 2", id="a key twice"),
        pytest.param(b"d = 2025-02-30", id="no such day"),
    ],
)
def test_a_file_that_is_not_toml_is_named(place: Path, content: bytes) -> None:
    place.mkdir()
    (place / "films.toml").write_bytes(content)
    assert fault(place).startswith(f"{place / 'films.toml'}: not TOML: ")


def test_a_file_that_cannot_be_read_is_named(place: Path) -> None:
    write(place)
    (place / "broken.toml").symlink_to(place / "nowhere")
    assert fault(place) == f"{place / 'broken.toml'}: cannot be read (No such file or directory)"


def test_a_file_saved_by_notepad_is_read(place: Path) -> None:
    write(place, sources="\ufeff" + SOURCES.replace("\n", "\r\n"), films=FILMS)
    assert len(load_pack(place).source) == 1
