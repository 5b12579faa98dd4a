"""What the documents say is so: commands, settings, verbs, links, the example pack, the layers."""

import re
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer
from discord import app_commands

from bot.cli import app
from bot.client import COGS, Marquee
from bot.console import ConsoleClock, run_console
from bot.content.packs import Pack, load_pack
from bot.settings import Settings
from bot.store.store import Store
from tests.conftest import House, text_of

ROOT = Path(__file__).resolve().parents[1]
TEXTS = {
    path: path.read_text("utf-8") for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
}
README, PACKS = TEXTS[ROOT / "README.md"], TEXTS[ROOT / "docs" / "packs.md"]
(EXAMPLE,) = re.findall(r"^```toml\n(.*?)^```", PACKS, re.MULTILINE | re.DOTALL)
LARGEST_PICTURE = 120 * 1024

every_document = pytest.mark.parametrize("document", list(TEXTS), ids=lambda path: path.name)


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every table row."""
    for line in text.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def row_of(name: str) -> list[str]:
    """The row of the README that begins with a name."""
    found = [cells for cells in rows(README) if cells[0] == f"`{name}`"]
    assert len(found) == 1, f"the README needs one row that begins with `{name}`"
    return found[0]


def code(text: str) -> list[str]:
    """Every piece of code: between backticks, and line by line in fenced blocks."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [*re.findall(r"`([^`]+)`", prose), *(line for block in blocks for line in block.splitlines())]


def commands(house: House) -> dict[str, app_commands.Command[Any, ..., Any]]:
    """Every slash command by its whole name."""
    found = house.bot.tree.walk_commands()
    return {one.qualified_name: one for one in found if isinstance(one, app_commands.Command)}


def verbs() -> dict[str, typer.core.TyperCommand]:
    """Every verb of the command line by its whole name, as in `import csv`."""
    found: dict[str, typer.core.TyperCommand] = {}
    for name, verb in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(verb, "commands", {"": verb})
        found |= {f"{name} {part}".strip(): one for part, one in below.items()}
    return found


def how_typed(parameter: typer.core.TyperArgument | typer.core.TyperOption) -> str:
    """An option by its name, an argument in capital letters."""
    name = str(parameter.opts[0])
    return name if name.startswith("-") else name.upper()


async def test_the_readme_has_every_command_with_exactly_its_options(house: House) -> None:
    for name, command in commands(house).items():
        options = re.findall(r"`([a-z_-]+)`", row_of(f"/{name}")[1])
        assert options == [parameter.display_name for parameter in command.parameters], name


async def test_options_that_may_be_left_out_stand_in_italics(house: House) -> None:
    for name, command in commands(house).items():
        optional = re.findall(r"\*`([a-z_-]+)`\*", row_of(f"/{name}")[1])
        wanted = [parameter.display_name for parameter in command.parameters if not parameter.required]
        assert optional == wanted, name


async def test_the_readme_says_which_commands_work_outside_servers(house: House) -> None:
    for name, command in commands(house).items():
        contexts = (command.root_parent or command).allowed_contexts
        assert contexts is not None
        assert ("everywhere" in row_of(f"/{name}")[3]) is bool(contexts.dm_channel), name


@every_document
async def test_no_document_names_a_command_that_does_not_exist(house: House, document: Path) -> None:
    known = set(commands(house))
    groups = {name.split()[0] for name in known if " " in name}
    for piece in code(TEXTS[document]):
        found = re.match(r"(?:@\w+ )?/([a-z-]+)(?: ([a-z-]+))?", piece)
        if found:
            name = f"{found[1]} {found[2]}" if found[1] in groups else found[1]
            assert name in known, f"{document.name}: {piece}"


def test_the_readme_has_every_setting_with_its_default() -> None:
    for field in Settings.model_fields.values():
        default = row_of(str(field.alias))[1]
        if field.alias != "MARQUEE_DATA":  # its default is another on each platform
            assert default == ("none" if field.default in (None, "") else f"`{field.default}`"), field.alias


@every_document
def test_no_document_names_a_setting_that_does_not_exist(document: Path) -> None:
    named = set(re.findall(r"\b(?:MARQUEE|DISCORD)_[A-Z_]+", TEXTS[document]))
    assert named <= {field.alias for field in Settings.model_fields.values()}


def test_the_readme_has_every_verb_with_its_options() -> None:
    for name, verb in verbs().items():
        options = "".join(f" {how_typed(one)}" for one in verb.params)  # type: ignore[arg-type]
        assert row_of(f"python -m bot {name}{options}")


@every_document
def test_no_document_names_a_verb_that_does_not_exist(document: Path) -> None:
    named = set(re.findall(r"python -m bot ([a-z-]+)", TEXTS[document]))
    assert named <= {name.split()[0] for name in verbs()}


@every_document
def test_no_document_names_a_make_target_that_does_not_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for piece in code(TEXTS[document]):
        if found := re.match(r"make ([a-z-]+)", piece):
            assert found[1] in targets, f"{document.name}: {piece}"


@every_document
def test_every_link_into_the_project_leads_somewhere(document: Path) -> None:
    text = TEXTS[document]
    for target in re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", text):
        path, _, anchor = "".join(target).partition("#")
        if re.match(r"https?://", path):
            continue
        file = document.parent / path if path else document
        assert file.exists(), f"{document.name}: {path}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert anchor in [
                re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in headings
            ]


@every_document
def test_every_file_a_document_names_is_there(document: Path) -> None:
    for piece in code(TEXTS[document]):
        if re.fullmatch(r"(?:bot|cogs|tests|docs|data)/[\w./-]*", piece) and "NNN" not in piece:
            assert (ROOT / piece).exists(), f"{document.name}: {piece}"


def test_every_picture_has_a_text_and_is_small() -> None:
    pictures = re.findall(r"<img src=\"([^\"]+)\" width=\"\d+\" alt=\"([^\"]+)\">", README)
    pictures += [(path, alt) for alt, path in re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)]
    assert len(pictures) == README.count("<img") + README.count("![")
    for path, _ in pictures:
        assert (ROOT / path).stat().st_size < LARGEST_PICTURE, path


@every_document
def test_no_document_names_a_place_on_somebodys_machine(document: Path) -> None:
    absolute = r"(?<![\w.:/])/(?:bin|etc|home|mnt|opt|root|srv|tmp|usr|var|work|Users)/|[A-Z]:\\\\"
    assert not re.search(absolute, TEXTS[document])


async def test_the_console_understands_the_lines_of_the_readme(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lines,) = re.findall(r"make run <<'END'\n(.*?)END", README, re.DOTALL)
    clock, told, faults = ConsoleClock(), StringIO(), StringIO()
    bot = Marquee(
        store, clock, settings, shard_count=1, always_sync=True, resume_on_ready=False, alarms=False
    )
    assert await run_console(bot, clock, stdin=StringIO(lines), stdout=told, stderr=faults) == 0
    assert not faults.getvalue()
    for line in lines.splitlines():
        assert re.sub("^@[a-z]+ ", "", line) in told.getvalue()


def example_pack(folder: Path) -> Pack:
    """The example of docs/packs.md, read as a pack that stands alone."""
    (folder / "example.toml").write_text(EXAMPLE, "utf-8")
    return load_pack(folder)


def test_the_example_pack_is_valid_and_has_a_row_in_every_table(tmp_path: Path) -> None:
    pack = example_pack(tmp_path)
    assert all(getattr(pack, table) for table in Pack.model_fields)


async def test_the_example_pack_answers_in_the_bot(house: House) -> None:
    await house.learn(EXAMPLE)
    shown = await house.alice.slash(house.channel, "cast", film="last reel")
    assert "**Noor Haddad** · The projectionist" in text_of(shown.response)


@pytest.mark.parametrize("table", list(Pack.model_fields))
def test_the_schema_of_packs_has_every_key_and_no_other(table: str, tmp_path: Path) -> None:
    (entry,) = {type(row) for row in getattr(example_pack(tmp_path), table)}
    _, after = PACKS.split(f"### `[[{table}]]`", 1)
    keys = [cells[0] for cells in rows(after.split("\n### ", 1)[0]) if "`" in cells[0]]
    named = re.findall(r"(\**)`([a-z_]+)`", ", ".join(keys))
    needed = {name: field.is_required() for name, field in entry.model_fields.items()}
    assert {name: bool(bold) for bold, name in named} == needed


def contract(kind: str) -> dict[str, Any]:
    """The contract of that type on imports."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (found,) = [one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == kind]
    return dict(found)


def test_every_module_is_given_a_layer() -> None:
    given = {name.strip() for layer in contract("layers")["layers"] for name in re.split(r"[|:]", layer)}
    there = {f"bot.{path.stem}" for path in (ROOT / "bot").iterdir() if not path.name.startswith("_")}
    assert there | {"cogs"} == given


def test_every_cog_is_held_to_know_no_other() -> None:
    assert set(contract("independence")["modules"]) == set(COGS)
