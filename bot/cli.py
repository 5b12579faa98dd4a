"""What an operator types: `python -m bot`, and a verb such as `run`, `console` or `export`."""

import asyncio
import json
import logging
import signal
import sys
from typing import Annotated, Literal

import aiohttp
import discord
import typer

from bot.cli_import import app as import_app
from bot.cli_lookup import AsJson, Limit, Query
from bot.cli_lookup import lookup as look_up
from bot.client import CATALOGUE_CHECK, Marquee
from bot.clock import Clock
from bot.content.export import export_catalogue
from bot.content.seeding import seed
from bot.errors import OperatorError
from bot.logs import set_up_logging
from bot.settings import Settings, read_settings
from bot.store.folder import DataFolder
from bot.store.store import Store, open_store

LOCAL = (
    "No DISCORD_TOKEN is set, so this is the local console. To go live, make a bot at "
    "https://discord.com/developers/applications and put its token into .env (see README)."
)

app = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False, no_args_is_help=False)
app.add_typer(import_app, name="import")
_log = logging.getLogger(__name__)


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Marquee, a film bot for Discord: facts, quotes, trivia and release countdowns."""
    if context.invoked_subcommand is None:
        run()


@app.command()
def run() -> None:
    """Connect to Discord; without a token, open the local console."""
    settings = read_settings()
    set_up_logging(settings)
    if settings.token:
        asyncio.run(_connect(settings, settings.token.get_secret_value()))
    else:
        typer.echo(LOCAL, err=True)
        raise typer.Exit(asyncio.run(_console(settings)))


@app.command()
def console() -> None:
    """Open the local console: the real bot on a simulated Discord."""
    settings = read_settings()
    set_up_logging(settings)
    raise typer.Exit(asyncio.run(_console(settings)))


@app.command()
def export(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Print everything the catalogue knows."""
    if not as_json:
        raise OperatorError("export: say in which form: --json")
    folder = _ready(read_settings())
    json.dump(asyncio.run(export_catalogue(folder)), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


@app.command()
def lookup(
    what: Annotated[Literal["film", "person"], typer.Argument(help="film or person")],
    query: Query = None,
    as_json: AsJson = False,
    limit: Limit = 5,
) -> None:
    """Show what a text finds, and how surely; without one, each line of standard input."""
    look_up(_ready(read_settings()), what, query, as_json, limit)


def main() -> None:
    """Run the command line; what an operator can mend is one line on standard error and exit code 2."""
    try:
        app(standalone_mode=True)
    except OperatorError as fault:
        typer.echo(f"marquee: {fault}", err=True)
        sys.exit(2)


def _ready(settings: Settings) -> DataFolder:
    folder = DataFolder(settings.data.expanduser().resolve())
    folder.prepare()
    built = seed(folder)
    _log.info("Data folder: %s%s", folder.path, " (catalogue built)" if built else "")
    return folder


async def _connect(settings: Settings, token: str) -> None:
    async with open_store(_ready(settings)) as store, Marquee(store, Clock(), settings) as bot:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            except NotImplementedError:  # Windows: Ctrl+C arrives as KeyboardInterrupt
                break
        running = asyncio.create_task(bot.start(token))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await bot.close()
        if stopping.done():
            running.cancel()  # it may still be logging in
            await asyncio.gather(running, return_exceptions=True)
            return
        stopping.cancel()
        try:
            await running
        except discord.LoginFailure:
            raise OperatorError(
                "DISCORD_TOKEN: Discord does not accept this token. Copy it again from the Bot page of your "
                "application (Reset Token shows it once)."
            ) from None
        except (aiohttp.ClientConnectionError, discord.HTTPException, discord.GatewayNotFound) as fault:
            raise OperatorError(
                f"Discord cannot be reached: {fault}. Check the network and start again."
            ) from None


async def _console(settings: Settings) -> int:
    if "log_level" not in settings.model_fields_set:
        logging.getLogger().setLevel(logging.WARNING)  # the screen is for the conversation
    logging.getLogger("discord").setLevel(logging.ERROR)  # it warns of what only a live bot needs
    try:
        from bot.console import ConsoleClock, run_console
    except ModuleNotFoundError as missing:
        raise OperatorError(
            f"the local console needs the package {missing.name}: install Marquee with its extra `console`, "
            "or start it with `make run`."
        ) from None
    clock = ConsoleClock()
    folder = _ready(settings)
    typer.echo(f"Data folder: {folder.path}", err=True)
    async with open_store(folder) as store:
        watching = asyncio.create_task(_watch(store))
        async with Marquee(
            store,
            clock,
            settings,
            shard_count=1,
            always_sync=True,
            resume_on_ready=False,
            alarms=False,  # the console rings them itself, by its own clock
        ) as bot:
            code = await run_console(bot, clock, stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr)
        watching.cancel()
        return code


async def _watch(store: Store) -> None:
    """Move over to a new catalogue as a live bot does."""
    while True:
        await asyncio.sleep(CATALOGUE_CHECK.total_seconds())
        await store.catalogue.refresh()
