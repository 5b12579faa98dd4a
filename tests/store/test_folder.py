import sqlite3
import threading
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.store.folder import DataFolder, storage_faults
from bot.store.store import open_store


def test_a_folder_is_made_with_its_parents_and_left_empty(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "new" / "data")
    folder.prepare()
    folder.prepare()
    assert list(folder.path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_line_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for path in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(OperatorError, match=f"MARQUEE_DATA: the data folder {path}") as caught:
            DataFolder(path).prepare()
        assert "\n" not in str(caught.value)


async def test_a_second_bot_on_the_folder_is_refused_in_one_line(folder: DataFolder) -> None:
    async with open_store(folder):
        with pytest.raises(OperatorError, match="another Marquee is using") as caught:
            async with open_store(folder):
                pass
        assert "\n" not in str(caught.value)
    async with open_store(folder):
        pass


def test_what_times_out_inside_is_not_taken_for_the_lock(folder: DataFolder) -> None:
    with pytest.raises(TimeoutError, match="Discord"), folder.locked():
        raise TimeoutError("Discord")
    with folder.locked():
        pass


def test_two_builders_wait_for_each_other(folder: DataFolder) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        waiting.set()
        with DataFolder(folder.path).building():
            order.append("second")

    thread = threading.Thread(target=second)
    with folder.building():
        thread.start()
        assert waiting.wait(5)
        with pytest.raises(OperatorError, match="still building"), folder.building(patience=0.1):
            pass
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


@pytest.mark.parametrize(
    "fault",
    [sqlite3.OperationalError("disk I/O error"), OSError(28, "No space left on device"), OSError("odd")],
)
def test_what_the_disk_does_becomes_one_line(tmp_path: Path, fault: Exception) -> None:
    path = tmp_path / "guilds.sqlite3"
    with pytest.raises(OperatorError) as caught, storage_faults(path):
        raise fault
    text = str(fault).removeprefix("[Errno 28] ")
    assert str(caught.value).startswith(f"{path}: {text}. Free disk space")
