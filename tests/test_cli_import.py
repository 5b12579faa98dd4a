"""`import …` as an operator types it, against files and against services on loopback."""

import asyncio
import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tests.content.importers.local_service import Answer, Asked, LocalService, serving
from tests.content.importers.small_imdb import imdb_folder
from tests.content.importers.small_tmdb import SmallTmdb, movie, released
from tests.content.importers.small_wikidata import SmallWikidata
from tests.operating import Operate
from tests.store.filling import rows

KEY = "0123456789abcdef0123456789abcdef"
FILMS = "title,year,director\nThe Lamp,2019,Dee Rector\nThe Door,2020,Ann Bell\n"


@contextmanager
def served(answer: Callable[[Asked], Answer]) -> Iterator[LocalService]:
    """A local service in a thread of its own, since an import brings its own event loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    service = serving(answer)
    try:
        yield asyncio.run_coroutine_threadsafe(service.__aenter__(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(service.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def data(folder: object) -> Path:
    """The data folder, where commands run too."""
    return Path.cwd()


@pytest.fixture
def tmdb(operate: Operate, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallTmdb]:
    """TMDB on loopback, with a key."""
    small = SmallTmdb()
    with served(lambda asked: small.answer(asked)) as service:
        monkeypatch.setenv("MARQUEE_TMDB_KEY", KEY)
        monkeypatch.setenv("MARQUEE_TMDB_URL", f"{service.address}/3")
        yield small


@pytest.fixture
def wikidata(operate: Operate, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallWikidata]:
    """Wikidata on loopback, with two films."""
    small = SmallWikidata()
    small.film("Q1", "The Lamp", 2019)
    small.film("Q2", "The Door", 2020)
    with served(small.answer) as service:
        monkeypatch.setenv("MARQUEE_WIKIDATA_URL", service.address)
        yield small


def there(data: Path) -> Path:
    return data / "catalogue.sqlite3"


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def titles(data: Path, source: str) -> list[str]:
    found = rows(
        there(data),
        "SELECT f.title FROM film AS f JOIN film_claim AS c ON c.film = f.id"
        f" JOIN source AS s ON s.id = c.source WHERE s.key = '{source}' ORDER BY f.title",
    )
    return [title for (title,) in found]


@pytest.mark.parametrize(
    ("verb", "name", "content"),
    [
        ("csv", "films.csv", FILMS.encode()),
        ("csv", "films.csv.gz", gzip.compress(FILMS.encode())),
        ("json", "films.json", json.dumps([{"title": "The Lamp"}, {"title": "The Door"}]).encode()),
        ("jsonl", "films.jsonl", b'{"title": "The Lamp"}\n{"title": "The Door"}\n'),
    ],
    ids=["csv", "csv.gz", "json", "jsonl"],
)
def test_a_file_is_imported_and_the_same_again_changes_nothing(
    operate: Operate, data: Path, verb: str, name: str, content: bytes
) -> None:
    ended = operate("import", verb, write(name, content))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == f"{name}: 2 added, 0 changed, 0 unchanged, 0 rejected."
    again = operate("import", verb, name)
    assert again.out.splitlines()[-1] == f"{name}: 0 added, 0 changed, 2 unchanged, 0 rejected."
    assert titles(data, "films") == ["The Door", "The Lamp"]
    shown = operate("lookup", "film", "the", "lamp")
    assert "The Lamp" in shown.out


def test_a_dry_run_says_what_would_be_and_changes_nothing(operate: Operate, data: Path) -> None:
    before = there(data).read_bytes()
    ended = operate("import", "csv", write("films.csv", FILMS), "--dry-run")
    assert ended.out.splitlines()[-1] == (
        "films.csv: 2 would be added, 0 would be changed, 0 unchanged, 0 rejected."
    )
    assert there(data).read_bytes() == before


def test_rows_that_were_turned_away_are_named_or_stand_in_a_file(operate: Operate, data: Path) -> None:
    ended = operate("import", "csv", write("films.csv", "title,year\nThe Lamp,2019\n,2020\n"))
    assert ended.code == 0
    assert "1 added, 0 changed, 0 unchanged, 1 rejected." in ended.out
    assert "  line 3: " in ended.out
    many = "title,year\n" + "".join(f",{2000 + at}\n" for at in range(20))
    ended = operate("import", "csv", write("films.csv", many))
    file = data / "imports" / "films-rejected.txt"
    assert ended.out.splitlines()[-1] == f"  All that was rejected stands in {file}"
    assert len(file.read_text("utf-8").splitlines()) == 20


def test_what_is_added_to_imdbs_files_is_imported(operate: Operate, data: Path, tmp_path: Path) -> None:
    files = tmp_path / "imdb"
    files.mkdir()
    imdb_folder(files)
    ended = operate("import", "imdb", str(files))
    assert (ended.code, ended.err) == (0, "")
    assert "The Matrix" in titles(data, "imdb")
    assert (
        operate("import", "imdb", str(files))
        .out.splitlines()[-1]
        .startswith("IMDb Non-Commercial Datasets: 0 added, 0 changed")
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.csv", b"<!DOCTYPE html><html><body>Log in</body></html>"),
        ("films.csv.gz", gzip.compress(FILMS.encode() * 200)[:-40]),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)),
        ("nothing.csv", b""),
        ("missing.csv", None),
    ],
    ids=["page", "cut off", "picture", "empty", "missing"],
)
@pytest.mark.parametrize("verb", ["csv", "json", "jsonl"])
def test_a_file_that_cannot_be_read_is_one_line_and_changes_nothing(
    operate: Operate, data: Path, verb: str, name: str, content: bytes | None
) -> None:
    before = there(data).read_bytes()
    if content is not None:
        write(name, content)
    ended = operate("import", verb, name)
    (line,) = ended.err.splitlines()
    assert ended.code == 2
    assert line.startswith("marquee: ") and name in line
    assert there(data).read_bytes() == before
    assert not there(data).with_name("catalogue.sqlite3.next").exists()


def test_a_folder_without_imdbs_files_is_one_line(operate: Operate, tmp_path: Path) -> None:
    ended = operate("import", "imdb", str(tmp_path))
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1 and "title.basics" in ended.err


def test_films_come_from_tmdb_by_id_search_and_popularity(
    operate: Operate, tmdb: SmallTmdb, data: Path
) -> None:
    tmdb.found[("lamp", None)] = [9]
    for arguments, count in (
        (("--id", "7", "--id", "8"), 2),
        (("--search", "lamp"), 1),
        (("--popular", "5"), 5),
        (("--upcoming", "us"), 42),
    ):
        ended = operate("import", "tmdb", *arguments)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.splitlines()[0].split(": ")[1].startswith(f"{count} added"), ended.out
    assert list((data / "imports").glob("*.spool")) == []


def test_a_refresh_asks_again_for_what_tmdb_gave_and_notes_what_moved(
    operate: Operate, tmdb: SmallTmdb, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dates = {"US": "1999-05-06T00:00:00.000Z"}

    def answer(asked: Asked) -> Answer:
        number = int(asked.path.rsplit("/", 1)[1])
        parts = {
            "release_dates": {
                "results": [
                    {"iso_3166_1": place, "release_dates": [released(date, 3)]}
                    for place, date in dates.items()
                ]
            }
        }
        return movie(number, release_date="", **parts)

    monkeypatch.setattr(tmdb, "answer", answer)
    assert operate("import", "tmdb", "--id", "7", "--id", "8").code == 0
    ended = operate("import", "tmdb", "--refresh")
    assert "0 added, 0 changed, 2 unchanged" in ended.out
    dates["US"] = "1999-06-06T00:00:00.000Z"
    ended = operate("import", "tmdb", "--refresh")
    assert "0 added, 2 changed, 0 unchanged" in ended.out
    assert "2 release dates have moved." in ended.out
    assert rows(there(data), "SELECT kind, country, was, became FROM release_move LIMIT 1") == [
        ("cinema", "US", "1999-05-06", "1999-06-06")
    ]


@pytest.mark.parametrize(
    "arguments", [(), ("--id", "7", "--popular", "3"), ("--id", "seven")], ids=["nothing", "two", "no number"]
)
def test_tmdb_has_to_be_asked_for_one_thing(
    operate: Operate, tmdb: SmallTmdb, arguments: tuple[str, ...]
) -> None:
    ended = operate("import", "tmdb", *arguments)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1


def test_a_dry_run_keeps_nothing_that_another_import_would_take_for_its_own(
    operate: Operate, tmdb: SmallTmdb, data: Path
) -> None:
    ended = operate("import", "tmdb", "--id", "7", "--dry-run")
    assert "1 would be added" in ended.out
    assert titles(data, "tmdb") == []
    assert "1 added" in operate("import", "tmdb", "--id", "8").out


@pytest.mark.parametrize("key", ["", "wrong"])
def test_without_a_good_key_tmdb_is_not_asked(
    operate: Operate, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("MARQUEE_TMDB_KEY", key)
    ended = operate("import", "tmdb", "--id", "7")
    assert ended.code == 2
    assert ended.err.startswith("marquee: MARQUEE_TMDB_KEY")
    assert len(ended.err.splitlines()) == 1


def test_an_interrupted_fetch_goes_on_where_it_stopped(
    operate: Operate, tmdb: SmallTmdb, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = SmallTmdb().answer
    asked_again: list[str] = []

    def breaking(asked: Asked) -> Answer:
        if asked.query.get("page") == "2":
            return {"no": "list", "results": 7}
        return whole(asked)

    def answering(asked: Asked) -> Answer:
        asked_again.append(asked.query.get("page", ""))
        return whole(asked)

    before = there(data).read_bytes()
    monkeypatch.setattr(tmdb, "answer", breaking)
    ended = operate("import", "tmdb", "--popular", "30")
    assert ended.code == 2
    assert there(data).read_bytes() == before
    monkeypatch.setattr(tmdb, "answer", answering)
    ended = operate("import", "tmdb", "--popular", "30")
    assert "30 added" in ended.out
    assert [page for page in asked_again if page] == ["2"]


def test_films_come_from_wikidata_by_year_and_again_with_refresh(
    operate: Operate, wikidata: SmallWikidata, data: Path
) -> None:
    ended = operate("import", "wikidata", "--years", "2019-2020")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == "Wikidata: 2 added, 0 changed, 0 unchanged, 0 rejected."
    assert titles(data, "wikidata") == ["The Door", "The Lamp"]
    wikidata.asked.clear()
    ended = operate("import", "wikidata", "--refresh")
    assert ended.out.splitlines()[-1] == "Wikidata: 0 added, 0 changed, 2 unchanged, 0 rejected."
    assert wikidata.asked and not any(asked.startswith("listing") for asked in wikidata.asked)


def test_wikidata_has_to_be_asked_for_something(operate: Operate) -> None:
    ended = operate("import", "wikidata")
    assert ended.code == 2
    assert "--years 2020-2025" in ended.err


def test_a_service_that_answers_with_a_page_is_one_line(
    operate: Operate, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(lambda asked: web.Response(text="<html>Log in</html>", content_type="text/html")) as service:
        monkeypatch.setenv("MARQUEE_WIKIDATA_URL", service.address)
        ended = operate("import", "wikidata", "--years", "2019")
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert "HTML where JSON was expected" in ended.err and "MARQUEE_WIKIDATA_URL" in ended.err


@pytest.mark.parametrize("form", ["folder", "file"])
def test_a_pack_of_the_operators_lies_over_what_was_imported(operate: Operate, data: Path, form: str) -> None:
    operate("import", "csv", write("films.csv", FILMS))
    pack = '[[film]]\nid = "lamp"\ntitle = "The Lamp (restored)"\nyear = 2019\naliases = ["The Lamp"]\n'
    Path("mine").mkdir()
    place = write("mine/films.toml", pack if form == "folder" else pack.replace("(restored)", "(uncut)"))
    before = there(data).read_bytes()
    assert operate("import", "pack", "mine" if form == "folder" else place, "--dry-run").code == 0
    assert there(data).read_bytes() == before
    ended = operate("import", "pack", "mine" if form == "folder" else place)
    assert (ended.code, ended.err) == (0, "")
    wanted = "The Lamp (restored)" if form == "folder" else "The Lamp (uncut)"
    assert wanted in operate("lookup", "film", wanted).out


def test_a_pack_that_is_broken_is_one_line_and_changes_nothing(operate: Operate, data: Path) -> None:
    before = there(data).read_bytes()
    ended = operate("import", "pack", write("mine.toml", '[[film]]\nid = "x"\n'))
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1 and "mine.toml" in ended.err
    assert there(data).read_bytes() == before
    assert not list((data / "packs").glob("*")) if (data / "packs").exists() else True
