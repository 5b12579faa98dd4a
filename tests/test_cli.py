"""What an operator types, what they read, and the exit code."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from discord.http import Route

from bot.settings import Settings
from bot.store.folder import DataFolder
from tests.operating import Operate

TOKEN = "bot.token.for-the-tests"


class FakeDiscord(ThreadingHTTPServer):
    """Answers every request in one way: a status, or nothing before the test is over."""

    daemon_threads = True

    def __init__(self, status: int | None) -> None:
        self.status = status
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def base(self) -> str:
        """The address its API begins with."""
        return f"http://127.0.0.1:{self.server_address[1]}/api/v10"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, FakeDiscord)
        if self.server.status is None:
            os.kill(os.getpid(), signal.SIGTERM)
            self.server.over.wait()
            return
        body = b'{"message": "no", "code": 0}'
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int | None], FakeDiscord]]:
    """Have Discord answer every request with a status; None for never."""
    servers: list[FakeDiscord] = []

    def answering(status: int | None) -> FakeDiscord:
        server = FakeDiscord(status)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
        monkeypatch.setattr(Route, "BASE", server.base)
        return server

    yield answering
    for server in servers:
        server.over.set()
        server.shutdown()
        server.server_close()


def test_without_a_token_it_says_how_to_get_one_and_opens_the_console(operate: Operate) -> None:
    ended = operate("run", stdin="/cast ballerina\n")
    assert ended.code == 0
    assert "Ana de Armas · Eve Macarro" in ended.out
    [line] = [line for line in ended.err.splitlines() if "DISCORD_TOKEN" in line]
    assert "https://discord.com/developers/applications" in line


def test_no_verb_means_run(operate: Operate) -> None:
    ended = operate(stdin="/director ballerina\n")
    assert ended.code == 0
    assert "Len Wiseman" in ended.out


def test_the_console_says_with_its_code_when_a_line_failed(operate: Operate) -> None:
    ended = operate("console", stdin="/nonsense\n/director ballerina\n")
    assert ended.code == 1
    assert "line 1" in ended.err
    assert "Len Wiseman" in ended.out


def test_it_starts_as_a_module_and_reads_a_pipe(settings: Settings) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        input="/quote wiseman\n",
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONIOENCODING": "utf-8"},
    )
    assert ended.returncode == 0, ended.stderr
    assert "Len Wiseman on Ballerina" in ended.stdout
    assert "Traceback" not in ended.stderr


def test_the_console_without_its_packages_says_what_is_missing(
    operate: Operate, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("bot.console")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "simcord", None)
    ended = operate("console")
    assert ended.code == 2
    assert "needs the package simcord" in ended.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MARQUEE_LOG_LEVEL", "loud"),
        ("MARQUEE_LOG_FORMAT", "xml"),
        ("MARQUEE_TIME_ZONE", "Nowhere/City"),
        ("MARQUEE_LOCALE", "xx_nowhere"),
        ("MARQUEE_DEV_GUILD", "my server"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    operate: Operate, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    ended = operate("run")
    assert ended.code == 2
    assert ended.err.startswith(f"marquee: {name}: ")
    assert len(ended.err.splitlines()) == 1
    assert TOKEN not in ended.err


def test_a_second_bot_on_the_folder_is_refused(operate: Operate, folder: DataFolder) -> None:
    with folder.locked():
        ended = operate("run", stdin="/cast ballerina\n")
    assert ended.code == 2
    assert "another Marquee is using" in ended.err
    assert str(folder.path) in ended.err
    assert "Traceback" not in ended.err


def test_a_folder_that_cannot_be_one_is_refused(
    operate: Operate, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.path / "file").write_text("in the way")
    monkeypatch.setenv("MARQUEE_DATA", str(folder.path / "file" / "data"))
    ended = operate("run")
    assert ended.code == 2
    assert "MARQUEE_DATA: the data folder" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("pack", "place"),
    [
        ('[[film]]\nid = "x"\ntitle = 7\n', "[[film]] number 1 (id 'x'), key title"),
        ('[[film]]\nid = "x"\n', "[[film]] number 1 (id 'x'), key title"),
        ("[[film]\n", "not TOML"),
        ('[[credit]]\nfilm = "gone"\nperson = "len-wiseman"\njob = "actor"\nsources = []\n', "key sources"),
    ],
)
def test_a_broken_pack_stops_the_start_with_file_and_key_and_the_old_content_stays(
    operate: Operate, folder: DataFolder, pack: str, place: str
) -> None:
    assert operate("export", "--json").code == 0
    before = folder.catalogue.read_bytes()
    file = folder.packs / "ours" / "films.toml"
    file.parent.mkdir(parents=True)
    file.write_text(pack)
    ended = operate("run", stdin="/cast ballerina\n")
    assert ended.code == 2
    assert str(file) in ended.err and place in ended.err
    assert "Traceback" not in ended.err
    assert folder.catalogue.read_bytes() == before


def test_export_is_one_object_of_the_documented_form(operate: Operate) -> None:
    ended = operate("export", "--json")
    assert ended.code == 0
    exported = json.loads(ended.out)
    assert set(exported) == {"films", "people", "quotes", "questions", "sources"}
    fields = {
        "films": {"id", "title", "year", "aliases", "directors", "cast", "releases", "facts"},
        "people": {"id", "name", "aliases", "filmography"},
        "quotes": {"id", "speaker", "text", "film", "question", "status", "source"},
        "questions": {"id", "prompt", "choices", "answer", "accepted", "difficulty", "film", "source"},
        "sources": {"id", "title", "publication", "author", "date", "link"},
    }
    for name, keys in fields.items():
        assert exported[name]
        assert all(keys <= set(one) for one in exported[name])
    [ballerina] = [film for film in exported["films"] if film["id"] == "ballerina-2025"]
    assert ballerina["directors"] == ["Len Wiseman"]
    assert {"name", "character", "sources"} <= set(ballerina["cast"][0])
    assert {"kind", "country", "date", "precision", "source"} <= set(ballerina["releases"][0])
    assert {"text", "topic", "status", "source"} <= set(ballerina["facts"][0])
    assert all(question["answer"] in question["choices"] for question in exported["questions"])


def test_export_works_beside_a_running_bot(operate: Operate, folder: DataFolder) -> None:
    with folder.locked():
        assert operate("export", "--json").code == 0


def test_export_without_a_form_says_which_there_is(operate: Operate) -> None:
    ended = operate("export")
    assert ended.code == 2
    assert ended.err == "marquee: export: say in which form: --json\n"


def test_a_token_that_discord_does_not_take_is_one_line_without_it(
    operate: Operate, answering: Callable[[int | None], FakeDiscord]
) -> None:
    answering(401)
    ended = operate("run")
    assert ended.code == 2
    assert "DISCORD_TOKEN: Discord does not accept this token." in ended.err
    assert TOKEN not in ended.err
    assert "Traceback" not in ended.err


def test_a_discord_that_cannot_be_reached_is_one_line(
    operate: Operate, answering: Callable[[int | None], FakeDiscord]
) -> None:
    server = answering(200)
    server.shutdown()
    server.server_close()
    ended = operate("run")
    assert ended.code == 2
    assert "Discord cannot be reached" in ended.err
    assert "Traceback" not in ended.err


def test_a_signal_ends_the_bot_also_while_it_logs_in(
    operate: Operate, answering: Callable[[int | None], FakeDiscord], folder: DataFolder
) -> None:
    answering(None)
    ended = operate("run")
    assert ended.code == 0
    assert "Traceback" not in ended.err
    with folder.locked():
        pass
