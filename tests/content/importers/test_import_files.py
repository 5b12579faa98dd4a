"""Files as operators have them: packed or not, in any encoding, cut off, or something else altogether."""

import gzip
import io
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from bot.content.importers.files import LONGEST_LINE
from bot.errors import OperatorError
from tests.content.importers.small_files import ReadTable, table_of

TITLES = "title,year\nAmélie,2001\nHeat,1995\n"


def refused(path: Path) -> str:
    """Why a file is refused."""
    with pytest.raises(OperatorError) as fault:
        ReadTable(path)
    return str(fault.value)


def packed(lines: int) -> bytes:
    return gzip.compress(b"title\n" + b"".join(b"Film number %d\n" % number for number in range(lines)))


@pytest.mark.parametrize("name", ["films.csv", "films.csv.gz", "films", "films.jsonl"])
def test_gzip_is_known_by_its_content_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(TITLES.encode()))
    assert ReadTable(path).titles == ["Amélie", "Heat"]
    path.write_bytes(TITLES.encode())
    assert ReadTable(path).titles == ["Amélie", "Heat"]


@pytest.mark.parametrize(
    ("codec", "stated"),
    [("utf-8", "UTF-8."), ("utf-8-sig", "UTF-8 with byte order mark."), ("cp1252", "cp1252.")],
)
def test_the_encoding_is_found_out_and_stated(tmp_path: Path, codec: str, stated: str) -> None:
    read = table_of(tmp_path, TITLES.encode(codec))
    assert read.titles == ["Amélie", "Heat"]
    assert read.notes[0] == f"films.csv: CSV in {stated}"


def test_one_damaged_line_does_not_make_a_utf8_file_another_encoding(tmp_path: Path) -> None:
    content = TITLES + "Señorita,1990\nCafe,1990\nLéon,1994\n"
    read = table_of(tmp_path, content.encode().replace(b"Cafe", b"Caf\xe9"))
    assert read.titles == ["Amélie", "Heat", "Señorita", "Léon"]
    assert read.rejected == [("line 5", "its byte 0xE9 is not UTF-8: left out")]


def test_a_damaged_line_does_not_spoil_a_marked_file(tmp_path: Path) -> None:
    read = table_of(tmp_path, b"\xef\xbb\xbftitle\nCaf\xe9\nHeat\n")
    assert read.titles == ["Heat"]
    assert read.rejected == [("line 2", "its byte 0xE9 is not UTF-8 with byte order mark: left out")]


def test_a_byte_that_cp1252_does_not_have_costs_its_line(tmp_path: Path) -> None:
    read = table_of(tmp_path, b"title\nAm\xe9lie\nL\xe9on\x81\n")
    assert read.titles == ["Amélie"]
    assert read.rejected == [("line 3", "its byte 0x81 is not cp1252: left out")]


def test_a_gzip_file_that_was_cut_off_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "films.csv.gz"
    whole = packed(50_000)
    path.write_bytes(whole[: len(whole) // 2])
    said = refused(path)
    assert said.startswith(f"{path}: the gzip data ends too early, in or after line ")
    assert 10_000 < int(said.split("line ")[1].split(".")[0]) < 40_000
    assert said.endswith("Copy or download the file again.")


@pytest.mark.parametrize("damage", [b"\x00\xff" * 20, b"garbage behind the end"])
def test_damaged_gzip_data_is_refused(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "films.csv.gz"
    whole = packed(5_000)
    if damage.startswith(b"garbage"):
        path.write_bytes(whole + damage)
    else:
        path.write_bytes(whole[:3_000] + damage + whole[3_000 + len(damage) :])
    assert "the gzip data is damaged, in or after line" in refused(path)


def other_formats() -> dict[str, bytes]:
    archive, tar = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("films.csv", TITLES)
    with tarfile.open(fileobj=tar, mode="w") as tarred:
        tarred.addfile(tarfile.TarInfo("films.csv"))
    return {
        "HTML or XML, perhaps a page saved in place of the file": b"\n <!DOCTYPE html><html><body>Log in</body>",
        "a zip archive or an Excel workbook": archive.getvalue(),
        "a tar archive": tar.getvalue(),
        "gzip within gzip": gzip.compress(gzip.compress(b"title\n")),
        "a picture (PNG)": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "a picture (JPEG)": b"\xff\xd8\xff\xe0" + bytes(100),
        "a PDF": b"%PDF-1.7 ...",
        "an SQLite database": b"SQLite format 3\0" + bytes(100),
        "text in UTF-16": TITLES.encode("utf-16"),
        "not text (NUL bytes all over)": b"title" + bytes(1000),
        "the file is empty": b"\xef\xbb\xbf \n\n",
    }


@pytest.mark.parametrize("what", other_formats())
def test_a_file_of_another_format_is_refused_with_what_it_is_and_the_mend(tmp_path: Path, what: str) -> None:
    data = other_formats()[what]
    for content in (data, gzip.compress(data)) if not what.startswith("gzip") else (data,):
        path = tmp_path / "films.csv"
        path.write_bytes(content)
        said = refused(path)
        assert said.startswith(str(path))
        assert what in said
        assert said.endswith(".")


def test_a_file_that_is_not_there_a_folder_and_an_impossible_name_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv") == f"{tmp_path}/none.csv: there is no such file. Check the path."
    assert "there is no such file" in refused(tmp_path)
    assert "cannot be read (File name too long)" in refused(tmp_path / ("x" * 300))


def test_nul_bytes_cost_their_line(tmp_path: Path) -> None:
    read = table_of(tmp_path, "title,year\nThe\0Matrix,1999\n" + "Heat,1995\n" * 1)
    assert read.titles == ["Heat"]
    assert read.rejected == [("line 2", "it holds NUL bytes: left out")]


def test_a_line_without_end_costs_itself_and_no_memory(tmp_path: Path) -> None:
    long = "x" * (2 * LONGEST_LINE + 5)
    read = table_of(tmp_path, f"title\n{long}\nHeat\n{long}", "films.csv.gz")
    assert read.titles == ["Heat"]
    assert read.rejected == [
        ("line 2", "it is longer than 1,000,000 characters: left out"),
        ("line 4", "it is longer than 1,000,000 characters: left out"),
    ]


def test_old_and_foreign_line_ends_end_lines(tmp_path: Path) -> None:
    assert table_of(tmp_path, "title\r\nHeat\r\nAlien\r\n").titles == ["Heat", "Alien"]
    assert table_of(tmp_path, "title\rHeat\rAlien").titles == ["Heat", "Alien"]


def test_gzip_in_several_parts_is_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "films.gz"
    path.write_bytes(gzip.compress(b"title\nHeat\n") + gzip.compress(b"Alien\n"))
    assert ReadTable(path).titles == ["Heat", "Alien"]


def test_raw_deflate_is_no_gzip(tmp_path: Path) -> None:
    path = tmp_path / "films.gz"
    path.write_bytes(b"\x1f\x8b\x07\x00" + zlib.compress(b"title\nHeat\n"))
    assert "the gzip data is damaged" in refused(path)
