"""`import pack`: a pack of the operator's own, checked before anything is changed."""

import gzip
from pathlib import Path

import pytest

from bot.content.pack_import import import_pack
from bot.content.seeding import seed
from bot.errors import OperatorError
from bot.store.catalogue import open_catalogue
from bot.store.folder import DataFolder
from tests.packs import NIGHTFALL


async def titles(folder: DataFolder) -> set[str]:
    async with open_catalogue(folder) as catalogue:
        return {film.title for film in await catalogue.films()}


@pytest.mark.parametrize("form", ["folder", "file", "packed"])
async def test_a_pack_comes_in_as_folder_file_or_packed_file(
    folder: DataFolder, tmp_path: Path, form: str
) -> None:
    if form == "folder":
        (tmp_path / "ours").mkdir()
        (tmp_path / "ours" / "all.toml").write_text(NIGHTFALL, "utf-8")
        pack = tmp_path / "ours"
    elif form == "file":
        pack = tmp_path / "ours.toml"
        pack.write_text(NIGHTFALL, "utf-8")
    else:
        pack = tmp_path / "ours.toml.gz"
        pack.write_bytes(gzip.compress(NIGHTFALL.encode()))
    assert import_pack(folder, pack) == "ours"
    assert "Nightfall" in await titles(folder)
    assert not seed(folder)


async def test_a_dry_run_and_a_broken_pack_change_nothing(folder: DataFolder, tmp_path: Path) -> None:
    pack = tmp_path / "ours.toml"
    pack.write_text(NIGHTFALL, "utf-8")
    before = folder.catalogue.read_bytes()
    import_pack(folder, pack, dry_run=True)
    pack.write_text(NIGHTFALL.replace('person = "ann-bell"', 'person = "nobody"'), "utf-8")
    with pytest.raises(OperatorError, match=r"no \[\[person\]\] has the id 'nobody'"):
        import_pack(folder, pack)
    assert folder.catalogue.read_bytes() == before
    assert not folder.packs.exists()


def test_what_is_no_pack_is_refused(folder: DataFolder, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="a pack is a folder of TOML files"):
        import_pack(folder, tmp_path / "ours.yaml")
    with pytest.raises(OperatorError, match="cannot be read"):
        import_pack(folder, tmp_path / "missing.toml")
    cut = tmp_path / "cut.toml.gz"
    cut.write_bytes(gzip.compress(NIGHTFALL.encode())[:-20])
    with pytest.raises(OperatorError, match="cannot be read"):
        import_pack(folder, cut)


async def test_a_pack_that_cannot_be_laid_leaves_the_one_before(folder: DataFolder, tmp_path: Path) -> None:
    pack = tmp_path / "ours.toml"
    pack.write_text(NIGHTFALL, "utf-8")
    import_pack(folder, pack)
    pack.write_text(NIGHTFALL.replace('"Nightfall"', '"Daybreak"'), "utf-8")
    blocked = folder.catalogue.with_name("catalogue.sqlite3.next")
    (blocked / "in-the-way").mkdir(parents=True)
    with pytest.raises((OperatorError, OSError)):
        import_pack(folder, pack)
    assert "Nightfall" in (folder.packs / "ours" / "ours.toml").read_text("utf-8")
    assert "Nightfall" in await titles(folder)
