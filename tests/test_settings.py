import os
import re
import traceback
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import OperatorError
from bot.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[1]
FIELDS = {str(field.alias): field for field in Settings.model_fields.values()}
KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any of our variables, and a folder without `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in FIELDS:
        monkeypatch.delenv(name, raising=False)


def refusal() -> str:
    with pytest.raises(OperatorError) as caught:
        read_settings()
    shown = "".join(traceback.format_exception(caught.value))
    assert "ValidationError" not in shown
    assert TOKEN not in shown
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_without_anything_set_there_are_the_defaults() -> None:
    found = read_settings()
    assert found.token is None
    assert found.data.is_absolute()
    assert (found.log_level, found.log_format) == ("INFO", "text")
    assert (found.time_zone, found.locale, found.dev_guild) == ("UTC", "en_GB", None)


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = {
        "DISCORD_TOKEN": TOKEN,
        "MARQUEE_DATA": str(tmp_path / "data"),
        "MARQUEE_LOG_LEVEL": "debug",
        "MARQUEE_LOG_FORMAT": "JSON",
        "MARQUEE_TIME_ZONE": "Europe/Berlin",
        "MARQUEE_LOCALE": "de-DE",
        "MARQUEE_TMDB_KEY": KEY,
        "MARQUEE_TMDB_URL": "http://localhost:8080/3",
        "MARQUEE_WIKIDATA_URL": "https://mirror.example",
        "MARQUEE_CONTACT": "mara@example.org",
        "MARQUEE_DEV_GUILD": "123456789012345678",
    }
    assert values.keys() == FIELDS.keys()
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    found = read_settings()
    assert found.token is not None and found.token.get_secret_value() == TOKEN
    assert found.data == tmp_path / "data"
    assert (found.log_level, found.log_format) == ("DEBUG", "json")
    assert (found.time_zone, found.locale) == ("Europe/Berlin", "de_DE")
    assert found.tmdb_key is not None and found.tmdb_key.get_secret_value() == KEY
    assert (found.tmdb_url, found.wikidata_url) == ("http://localhost:8080/3", "https://mirror.example")
    assert found.contact == "mara@example.org"
    assert found.dev_guild == 123456789012345678


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DISCORD_TOKEN", "my token", "this is not a token: copy it again from the Bot page"),
        ("DISCORD_TOKEN", f'"{TOKEN}"', "this is not a token"),
        ("DISCORD_TOKEN", f"Bot {TOKEN}", "this is not a token"),
        ("MARQUEE_DATA", "~nobody-of-that-name/data", "there is no home folder behind ~nobody-of-that-name"),
        ("MARQUEE_LOG_LEVEL", "loud", "Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("MARQUEE_LOG_FORMAT", "xml", "Input should be 'text' or 'json'"),
        ("MARQUEE_TIME_ZONE", "CEST", "not an IANA time zone: write one such as Europe/Berlin"),
        ("MARQUEE_TIME_ZONE", "Europe", "not an IANA time zone"),
        ("MARQUEE_TIME_ZONE", "../../etc/passwd", "not an IANA time zone"),
        ("MARQUEE_LOCALE", "klingon", "not a locale: write one such as en_GB"),
        ("MARQUEE_LOCALE", "english", "not a locale"),
        ("MARQUEE_TMDB_URL", "api.example", "String should match pattern '^https?://'"),
        ("MARQUEE_WIKIDATA_URL", "ftp://mirror.example", "String should match pattern '^https?://'"),
        ("MARQUEE_DEV_GUILD", "my server", "Input should be a valid integer"),
        ("MARQUEE_DEV_GUILD", "0", "Input should be greater than 0"),
        ("MARQUEE_DEV_GUILD", "1" * 5000, "Unable to parse input string as an integer"),
    ],
)
def test_a_wrong_value_names_the_variable_the_fault_and_the_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    text = refusal()
    assert text.startswith(f"{name}: ")
    assert said in text
    assert str(FIELDS[name].description) in text
    assert text.endswith("Mend it in the environment or in .env.")


def test_every_variable_can_be_wrong_except_in_its_test() -> None:
    """The list above has every variable in it, save those that may hold anything."""
    marks = test_a_wrong_value_names_the_variable_the_fault_and_the_mend.pytestmark  # type: ignore[attr-defined]
    anything = {"MARQUEE_TMDB_KEY", "MARQUEE_CONTACT"}  # the first is looked at when TMDB is asked
    assert {row[0] for row in marks[0].args[1]} == FIELDS.keys() - anything


def test_a_variable_set_to_nothing_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_settings()
    for name in FIELDS:
        monkeypatch.setenv(name, "")
    assert read_settings() == before


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
def test_a_dotenv_file_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    Path(".env").write_text(
        f"{start}DISCORD_TOKEN={TOKEN}\nMARQUEE_LOCALE=de_DE\nSOMETHING_ELSE=1\n", "utf-8"
    )
    monkeypatch.setenv("MARQUEE_LOCALE", "fr_FR")
    found = read_settings()
    assert found.token is not None and found.token.get_secret_value() == TOKEN
    assert found.locale == "fr_FR"


def test_a_wrong_value_in_a_dotenv_file_is_named_too() -> None:
    Path(".env").write_text("MARQUEE_TIME_ZONE=CEST\n")
    assert refusal().startswith("MARQUEE_TIME_ZONE: ")


def test_a_dotenv_file_that_is_not_utf_8_is_named() -> None:
    Path(".env").write_bytes(f"DISCORD_TOKEN={TOKEN}\nMARQUEE_DATA=/srv/müll\n".encode("cp1252"))
    text = refusal()
    assert text.startswith(".env: ")
    assert text.endswith("Save the file as UTF-8.")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_a_dotenv_file_that_cannot_be_read_is_named() -> None:
    Path(".env").symlink_to("/proc/self/mem")
    assert refusal() == ".env: Input/output error. Let the user that runs Marquee read it."


def test_a_folder_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MARQUEE_DATA", "var")
    assert read_settings().data == tmp_path / "var"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MARQUEE_DATA", "~/data")
    assert read_settings().data == tmp_path / "data"


def test_no_secret_ever_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("MARQUEE_TMDB_KEY", KEY)
    found = read_settings()
    for shown in (repr(found), str(found), f"{found.token}", repr(found.token), found.model_dump_json()):
        assert TOKEN not in shown and KEY not in shown


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(FIELDS)),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30),
)
def test_whatever_stands_in_a_variable_is_taken_or_refused_in_words(name: str, value: str) -> None:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        read_settings()
    except OperatorError as fault:
        assert str(fault).startswith(f"{name}: ")
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


def example() -> list[tuple[str, str, str]]:
    """The settings of `.env.example`: name, value, and the comment above."""
    text = (ROOT / ".env.example").read_text("utf-8")
    found = re.findall(r"((?:^# .*\n)+)^([A-Z_]+)=(.*)$", text, re.MULTILINE)
    return [(name, value, comment) for comment, name, value in found]


def test_the_example_lists_each_setting_with_its_description() -> None:
    assert [name for name, _, _ in example()] == list(FIELDS)
    for name, _, comment in example():
        assert str(FIELDS[name].description) in comment.replace("\n# ", " ")


def test_the_example_as_it_stands_sets_nothing_but_the_defaults() -> None:
    before = read_settings()
    Path(".env").write_text((ROOT / ".env.example").read_text("utf-8"), "utf-8")
    assert read_settings() == before
    for name, value, _ in example():
        default = FIELDS[name].default
        assert value == ("" if default is None or isinstance(default, Path) else str(default))
