"""Takes a pack into the data folder's own packs, checked together with those that are there."""

import gzip
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

from bot.content.packs import load_pack
from bot.content.seeding import SHIPPED, Packs, seed
from bot.errors import OperatorError
from bot.store.folder import DataFolder


def import_pack(folder: DataFolder, pack: Path, *, dry_run: bool = False, shipped: Path = SHIPPED) -> str:
    """Copy a pack (a folder of TOML files, or one file, plain or packed with gzip) and lay it over the rest.

    A pack of the same name is replaced.

    Returns:
        The pack's name in the data folder.

    Raises:
        OperatorError: it is no pack, or is broken; nothing was changed.
    """
    name = pack.name.split(".")[0]
    staged = folder.path / "imports" / name
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    try:
        _copy(pack, staged)
        there = [path for path in Packs.read(folder, shipped).folders if path != folder.packs / name]
        load_pack(*there, staged)
        if not dry_run:
            _put(staged, folder.packs / name, lambda: seed(folder, shipped))
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return name


def _put(staged: Path, target: Path, use: Callable[[], object]) -> None:
    """Move a pack in and use it; where that fails, the one before is back."""
    before = staged.with_name(f"{staged.name}-before")
    shutil.rmtree(before, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        target.rename(before)
    staged.rename(target)
    try:
        use()
    except BaseException:
        target.rename(staged)
        if before.exists():
            before.rename(target)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _copy(pack: Path, staged: Path) -> None:
    try:
        if pack.is_dir():
            for file in pack.glob("*.toml"):
                shutil.copyfile(file, staged / file.name)
        elif pack.name.endswith(".toml"):
            shutil.copyfile(pack, staged / pack.name)
        elif pack.name.endswith(".toml.gz"):
            (staged / pack.name.removesuffix(".gz")).write_bytes(gzip.decompress(pack.read_bytes()))
        else:
            raise OperatorError(
                f"{pack}: a pack is a folder of TOML files, or a file that ends in .toml or .toml.gz"
            )
    except (OSError, EOFError, zlib.error) as fault:
        raise OperatorError(f"{pack}: cannot be read ({fault})") from None
