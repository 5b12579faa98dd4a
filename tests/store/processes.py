"""Starts the victims and ends them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.folder import DataFolder

ROOT = Path(__file__).resolve().parents[2]


def _command(part: str, folder: DataFolder) -> list[str]:
    return [sys.executable, "-m", "tests.store.victims", part, str(folder.path)]


def run(part: str, folder: DataFolder) -> subprocess.CompletedProcess[str]:
    """Let a process play its part to the end."""
    return subprocess.run(_command(part, folder), cwd=ROOT, capture_output=True, text=True, timeout=30)


@contextmanager
def started(part: str, folder: DataFolder) -> Iterator[subprocess.Popen[str]]:
    """Have a process play its part until the block ends, then kill it."""
    with subprocess.Popen(
        _command(part, folder), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: subprocess.Popen[str], count: int) -> list[str]:
    """Wait for so many lines."""
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def killed(process: subprocess.Popen[str]) -> list[str]:
    """Kill a process and return the whole lines it had still said."""
    process.kill()
    assert process.stdout is not None
    rest = process.stdout.read()
    return rest[: rest.rfind("\n") + 1].split()
