"""`lookup …` as an operator types it."""

import json
from pathlib import Path

import pytest

from tests.operating import Operate

FILMS = "title,year\nNight Train,1999\nNight Train,2009\nThe Lamp,2019\n"


@pytest.fixture(autouse=True)
def imported(operate: Operate) -> None:
    """A catalogue with a few films more than the shipped one."""
    Path("films.csv").write_text(FILMS)
    assert operate("import", "csv", "films.csv").code == 0


def test_a_text_shows_what_it_finds_and_how_surely(operate: Operate) -> None:
    ended = operate("lookup", "film", "night", "train", "2009", "--limit", "2")
    assert (ended.code, ended.err) == (0, "")
    asked, first, second = ended.out.splitlines()
    assert asked.startswith("night train 2009 (") and asked.endswith(" ms)")
    assert first.endswith("Night Train (2009)  [night-train-2009]")
    assert second.endswith("Night Train (1999)  [night-train-1999]")
    assert float(first.split()[0]) > float(second.split()[0])


def test_what_is_not_known_finds_nothing(operate: Operate) -> None:
    assert operate("lookup", "film", "qqqqqq", "wwwww").out.splitlines()[1:] == ["  nothing"]


def test_a_find_as_json(operate: Operate) -> None:
    found = json.loads(operate("lookup", "film", "teh", "lamp", "--json", "--limit", "1").out)
    (match,) = found.pop("matches")
    assert match.pop("score") > 0.5
    assert match == {"id": "the-lamp-2019", "title": "The Lamp", "year": 2019}
    assert found.pop("ms") > 0
    assert found == {"query": "teh lamp"}


def test_people_are_found_by_surname(operate: Operate) -> None:
    found = json.loads(operate("lookup", "person", "wiseman", "--json", "--limit", "1").out)
    (match,) = found["matches"]
    assert match.keys() == {"id", "name", "score"}
    assert (match["id"], match["name"]) == ("len-wiseman", "Len Wiseman")


def test_each_line_of_standard_input_gives_one_json_object(operate: Operate) -> None:
    ended = operate("lookup", "film", "--limit", "1", stdin="the lamp\n\n  七人の侍 \nballerina\n")
    found = [json.loads(line) for line in ended.out.splitlines()]
    assert [one["query"] for one in found] == ["the lamp", "七人の侍", "ballerina"]
    assert found[0]["matches"][0]["id"] == "the-lamp-2019"
    assert found[2]["matches"][0]["id"] == "ballerina-2025"
    assert "七人の侍" in ended.out


def test_no_line_gives_nothing(operate: Operate) -> None:
    ended = operate("lookup", "person")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


@pytest.mark.parametrize(
    "arguments", [("lookup",), ("lookup", "song", "x"), ("lookup", "film", "x", "--limit", "0")]
)
def test_another_use_is_refused(operate: Operate, arguments: tuple[str, ...]) -> None:
    assert operate(*arguments).code == 2
