"""The data folder: its files, its checks at start, and the lock that keeps a second bot out."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from bot.errors import OperatorError


class DataFolder:
    """Where the two database files live."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.catalogue = path / "catalogue.sqlite3"
        self.guilds = path / "guilds.sqlite3"
        self.packs = path / "packs"

    def prepare(self) -> None:
        """Create the folder and prove that it can be written.

        Raises:
            OperatorError: it cannot be created or written.
        """
        probe = self.path / f".write-test-{os.getpid()}"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                probe.write_bytes(b"x" * 4096)
            finally:
                probe.unlink(missing_ok=True)
        except OSError as fault:
            raise OperatorError(
                f"MARQUEE_DATA: the data folder {self.path} cannot be written ({fault.strerror}). "
                "Make room or give the user that runs Marquee the right to write there, or choose another folder."
            ) from fault

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against other processes that write `guilds.sqlite3`.

        Raises:
            OperatorError: another Marquee holds it.
        """
        refusal = (
            f"another Marquee is using {self.path}. Stop it first, or set MARQUEE_DATA to another folder."
        )
        with _held(FileLock(self.path / "marquee.lock", timeout=0), refusal):
            yield

    @contextmanager
    def building(self, patience: float = 600) -> Iterator[None]:
        """Hold the right to build the next catalogue; waits for another builder to finish.

        Args:
            patience: for how many seconds.

        Raises:
            OperatorError: the other builder takes longer than that.
        """
        refusal = (
            f"another Marquee is still building the catalogue in {self.path}. Try again when it is done."
        )
        with _held(FileLock(self.path / "catalogue.lock", timeout=patience), refusal):
            yield


@contextmanager
def _held(lock: BaseFileLock, refusal: str) -> Iterator[None]:
    try:
        lock.acquire()
    except Timeout:
        raise OperatorError(refusal) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def storage_faults(path: Path) -> Iterator[None]:
    """Turn what the disk or a broken file does to a database into one line for the operator."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as fault:
        reason = (fault.strerror if isinstance(fault, OSError) else None) or fault
        raise OperatorError(
            f"{path}: {reason}. Free disk space and check the file's rights; if the file is damaged, "
            "move it away and start again (the catalogue is rebuilt, guilds come from your backup)."
        ) from fault


def sync_to_disk(path: Path) -> None:
    """Wait until a file, or on POSIX what a folder lists, is on the disk."""
    if path.is_dir() and os.name != "posix":
        return
    # Windows syncs only what is open for writing, POSIX opens no folder for it.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
