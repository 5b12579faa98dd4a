"""The spool: an interrupted fetch goes on where it stopped, and nothing is there twice."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.importers.spool import Spool, decode, encode, ids_job
from bot.errors import OperatorError
from bot.films.model import ReleaseKind
from bot.films.records import CreditRecord, FilmRecord, PersonRecord, Record, Rejected, ReleaseRecord

text = st.text(max_size=12)
some_text = st.text(min_size=1, max_size=12)
number = st.none() | st.integers(0, 3000)
share = st.none() | st.floats(0, 1)
external = st.lists(st.tuples(text, text), max_size=3).map(tuple)
texts = st.lists(text, max_size=3).map(tuple)
credit = st.builds(CreditRecord, some_text, text, st.none() | text, number, st.booleans(), external)
release = st.builds(
    ReleaseRecord, st.sampled_from(get_args(ReleaseKind)), text, st.none() | text, st.none() | text
)
film = st.builds(
    FilmRecord,
    some_text,
    some_text,
    year=number,
    aliases=texts,
    popularity=share,
    genres=texts,
    external=external,
    credits=st.lists(credit, max_size=3).map(tuple),
    releases=st.lists(release, max_size=3).map(tuple),
    place=text,
)
person = st.builds(PersonRecord, some_text, some_text, texts, share, external, text)
record = st.one_of(film, person, st.builds(Rejected, text, text))


def lamp(number: int) -> FilmRecord:
    return FilmRecord(f"Q{number}", f"Lamp {number}", year=1999)


def filled(path: Path) -> Spool:
    spool = Spool(path)
    spool.resume("lamps")
    spool.add([lamp(1), Rejected("Q2", "no title")], "2")
    spool.add([lamp(3), PersonRecord("Q9", "Ada")], "3")
    return spool


@given(record)
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    line = encode(record)
    assert b"\n" not in line
    assert decode(line) == record


def test_a_fetch_goes_on_after_the_last_batch(tmp_path: Path) -> None:
    filled(tmp_path / "spool")
    again = Spool(tmp_path / "spool")
    again.resume("lamps")
    assert (again.cursor, again.films) == ("3", 2)
    again.add([lamp(4)], "4")
    assert list(again.records()) == [
        lamp(1),
        Rejected("Q2", "no title"),
        lamp(3),
        PersonRecord("Q9", "Ada"),
        lamp(4),
    ]


def test_a_new_job_begins_at_the_beginning(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.resume("lamps")
    assert (spool.cursor, spool.films, list(spool.records())) == (None, 0, [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.integers(0, 1000), tail=st.sampled_from([b"", b"\0" * 7, b'{"cursor"\0\0\n']))
def test_wherever_the_file_was_cut_whole_batches_stay_and_nothing_comes_twice(
    tmp_path: Path, kept: int, tail: bytes
) -> None:
    path = tmp_path / "spool"
    path.unlink(missing_ok=True)
    whole = list(filled(path).records())
    content = path.read_bytes()[:kept]
    if b"\n" not in content and tail:
        return  # a heading with rubbish behind it is another test's
    path.write_bytes(content + tail)
    spool = Spool(path)
    spool.resume("lamps")
    left = {None: whole, "2": whole[2:], "3": []}[spool.cursor]
    assert list(spool.records()) + left == whole
    assert spool.films == sum(isinstance(record, FilmRecord) for record in spool.records())
    spool.add(left, "3")
    assert list(spool.records()) == whole


def test_progress_is_told_after_every_batch(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    spool = Spool(tmp_path / "spool", lambda spool: told.append((spool.films, spool.expected)))
    spool.resume("lamps")
    spool.expected = 2
    spool.add([lamp(1)], "1")
    spool.add([lamp(2), PersonRecord("Q9", "Ada")], "2")
    assert told == [(1, 2), (2, 2)]


def test_the_file_of_another_job_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "spool"
    before = filled(path).path.read_bytes()
    with pytest.raises(OperatorError, match=r"holds what another import has fetched so far \(lamps\)"):
        Spool(path).resume("chairs")
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["title,year\nLamp,1999\n", "precious notes", '{"film": {}}\n', "[]\n"])
def test_a_file_that_is_no_spool_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "spool"
    path.write_text(content)
    with pytest.raises(OperatorError, match="is not a file of fetched records"):
        Spool(path).resume("lamps")
    assert path.read_text() == content


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "spool"
    filled(path)
    path.write_bytes(path.read_bytes().replace(b'"title":"Lamp 3"', b'"title":"Lam'))
    with pytest.raises(OperatorError, match="line 5: damaged"):
        list(Spool(path).records())


def test_a_disk_that_refuses_is_one_line(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "nowhere" / "spool")
    with pytest.raises(OperatorError, match="No such file or directory"):
        spool.resume("lamps")


def test_a_job_of_many_ids_has_a_short_name() -> None:
    assert ids_job(["Q1", "Q2"]) == "Q1, Q2"
    many = [f"Q{number}" for number in range(1200)]
    assert ids_job(many).startswith("1200 ids (")
    assert ids_job(many) != ids_job([*many[:-1], "Q5000"])
