"""A store over a catalogue of two films."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.folder import DataFolder
from bot.store.store import Store, open_store
from tests.store.small_catalogue import build


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder with a catalogue of two films, in a place whose name is hard on file addresses."""
    data = DataFolder(tmp_path / "a b?c#d%41&e'é")
    data.prepare()
    build(data.catalogue, ("alpha-2025", "Alpha"), ("beta-2025", "Beta"))
    return data


@pytest.fixture
async def store(folder: DataFolder) -> AsyncIterator[Store]:
    """An open store."""
    async with open_store(folder) as opened:
        yield opened
