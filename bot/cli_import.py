"""`python -m bot import …`: fills the catalogue from files and services."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from bot.clock import Clock
from bot.content.importers import tmdb, wikidata
from bot.content.importers.fetching import Fetcher, Service, open_fetcher
from bot.content.importers.imdb import SOURCE, Imdb
from bot.content.importers.spool import Spool
from bot.content.importers.table import Table
from bot.content.loading import Report, load
from bot.content.pack_import import import_pack
from bot.content.seeding import seed
from bot.errors import OperatorError
from bot.films.records import ImportSource, Record
from bot.settings import Settings, read_settings
from bot.store.builder import imported_ids
from bot.store.folder import DataFolder

app = typer.Typer(help="Fill the catalogue; a running bot moves over to it by itself.", no_args_is_help=True)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Fetch again what this source gave before.")]
File = Annotated[Path, typer.Argument(help="The file, plain or packed with gzip.")]


@app.command("csv")
def from_csv(file: File, dry_run: DryRun = False) -> None:
    """Films or people from a table with a heading: CSV or TSV."""
    _from_table(file, dry_run)


@app.command("json")
def from_json(file: File, dry_run: DryRun = False) -> None:
    """Films or people from a JSON list of objects."""
    _from_table(file, dry_run)


@app.command("jsonl")
def from_jsonl(file: File, dry_run: DryRun = False) -> None:
    """Films or people from JSON lines, an object on each."""
    _from_table(file, dry_run)


@app.command("pack")
def from_pack(
    pack: Annotated[Path, typer.Argument(help="A folder of TOML files, or one file, plain or packed.")],
    dry_run: DryRun = False,
) -> None:
    """Content of your own, which lies over everything imported."""
    name = import_pack(_folder(read_settings()), pack, dry_run=dry_run)
    typer.echo(f"{name}: the pack is sound." if dry_run else f"{name}: the pack lies over what is known now.")


@app.command("imdb")
def from_imdb(
    files: Annotated[Path, typer.Argument(help="The folder with title.basics.tsv.gz and its like.")],
    dry_run: DryRun = False,
) -> None:
    """Films from IMDb's non-commercial files, which you download."""
    folder = _folder(read_settings())
    with Imdb(files) as imdb:
        _say(imdb.notes)
        with _watched() as watch:
            _load(folder, SOURCE, imdb.records(folder.path, watch.part), watch, dry_run)


@app.command("wikidata")
def from_wikidata(
    years: Annotated[str, typer.Option(help="Films first shown in these years, as in 2020-2025.")] = "",
    sitelinks: Annotated[int, typer.Option(min=0, help="Only films with at least so many articles.")] = 3,
    ids: Annotated[list[str] | None, typer.Option("--id", help="A film's item, as in Q18754959.")] = None,
    refresh: Refresh = False,
    dry_run: DryRun = False,
) -> None:
    """Films from Wikidata (CC0); no key is needed."""
    settings = read_settings()
    folder = _folder(settings)

    async def fetch(fetcher: Fetcher, spool: Spool) -> None:
        addresses = wikidata.Addresses.under(settings.wikidata_url)
        asking = wikidata.Wikidata(fetcher, spool, addresses)
        if refresh:
            await asking.items(imported_ids(folder.catalogue, wikidata.SOURCE.key))
        elif ids:
            await asking.entities(ids)
        else:
            first, last = _years(years)
            await asking.years(first, last, sitelinks=sitelinks)

    job = "refresh" if refresh else "ids" if ids else f"years-{years}"
    _from_service(folder, wikidata.SOURCE, wikidata.SERVICE, settings, fetch, job, dry_run)


@app.command("tmdb")
def from_tmdb(
    ids: Annotated[list[str] | None, typer.Option("--id", help="A film's number at TMDB.")] = None,
    search: Annotated[str, typer.Option(help="The films found first for this title.")] = "",
    popular: Annotated[int, typer.Option(min=0, help="So many of the most popular films.")] = 0,
    upcoming: Annotated[str, typer.Option(help="What comes out next in this country, as in US.")] = "",
    refresh: Refresh = False,
    dry_run: DryRun = False,
) -> None:
    """Films from TMDB, with the key in MARQUEE_TMDB_KEY."""
    settings = read_settings()
    folder = _folder(settings)
    chosen = [name for name, given in _chosen(ids, search, popular, upcoming, refresh) if given]
    if len(chosen) != 1:
        raise OperatorError("import tmdb: say one of --id, --search, --popular, --upcoming and --refresh.")

    async def fetch(fetcher: Fetcher, spool: Spool) -> None:
        asking = tmdb.Tmdb(fetcher, spool, settings.tmdb_url or tmdb.ADDRESS)
        if refresh:
            known = imported_ids(folder.catalogue, tmdb.SOURCE.key)
            await asking.ids([number for number in known if number.isdigit()])
        elif ids:
            await asking.ids(ids)
        elif search:
            await asking.search(search)
        elif popular:
            await asking.popular(popular)
        else:
            await asking.upcoming(upcoming)

    service = tmdb.service(settings.tmdb_key)
    _from_service(folder, tmdb.SOURCE, service, settings, fetch, chosen[0], dry_run)


def _chosen(
    ids: list[str] | None, search: str, popular: int, upcoming: str, refresh: bool
) -> Iterator[tuple[str, object]]:
    yield "ids", ids
    yield "search", search
    yield "popular", popular
    yield "upcoming", upcoming
    yield "refresh", refresh


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not first.strip().isdigit() or (last and not last.strip().isdigit()):
        raise OperatorError("import wikidata: say which films: --years 2020-2025, --id Q… or --refresh.")
    return int(first), int(last or first)


def _from_table(file: Path, dry_run: bool) -> None:
    folder = _folder(read_settings())
    with Table(file) as table:
        _say(table.notes)
        with _watched() as watch:
            _load(folder, table.source, table.records(watch.part), watch, dry_run)


def _from_service(
    folder: DataFolder,
    source: ImportSource,
    service: Service,
    settings: Settings,
    fetch: Callable[[Fetcher, Spool], Awaitable[None]],
    job: str,
    dry_run: bool,
) -> None:
    spooled = folder.path / "imports" / f"{source.key}-{job}.spool"
    spooled.parent.mkdir(exist_ok=True)
    with _watched() as watch:

        def told(spool: Spool) -> None:
            watch.part(spool.films, spool.expected)

        spool = Spool(spooled, told)

        async def run() -> None:
            async with open_fetcher(service, Clock(), contact=settings.contact) as fetcher:
                await fetch(fetcher, spool)

        watch.stage("fetching")
        asyncio.run(run())
        today = replace(source, retrieved=Clock().now().date().isoformat())
        _load(folder, today, spool.records(), watch, dry_run)
    spooled.unlink()  # after a dry run too: what it fetched would be old by the next time


def _load(
    folder: DataFolder, source: ImportSource, records: Iterable[Record], watch: "_Watch", dry_run: bool
) -> None:
    watch.stage("reading")
    now: datetime = Clock().now()
    report = load(folder, source, watch.counted(records), now, dry_run=dry_run, told=watch.stage)
    watch.done(_told(report, source, dry_run))


def _told(report: Report, source: ImportSource, dry_run: bool) -> list[str]:
    tally = report.tally
    would = "would be " if dry_run else ""
    lines = [
        f"{source.title}: {tally.added:,} {would}added, {tally.changed:,} {would}changed, "
        f"{tally.unchanged:,} unchanged, {report.rejected_count:,} rejected."
    ]
    if tally.moved:
        lines.append(f"{tally.moved:,} release dates have moved.")
    lines += [f"  {one.place}: {one.reason}" for one in report.rejected]
    if report.rejects_file:
        lines.append(f"  All that was rejected stands in {report.rejects_file}")
    return lines


class _Watch:
    """What an operator sees while an import runs."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar: TaskID = progress.add_task("opening", total=None, count="", rate="")
        self._count = 0
        self.report: list[str] = []

    def stage(self, what: str) -> None:
        """Say which stage is reached."""
        self._progress.update(self._bar, description=what)

    def part(self, done: int, total: int | None) -> None:
        """Say how much of the source is read."""
        self._progress.update(self._bar, completed=done, total=total)

    def counted(self, records: Iterable[Record]) -> Iterator[Record]:
        """Pass records on and show their number and rate."""
        for record in records:
            self._count += 1
            if self._count % 1000 == 0:
                self._progress.update(self._bar, count=f"{self._count:,} records", rate=self._rate())
            yield record

    def done(self, report: list[str]) -> None:
        """Keep what is to be said when the bar is gone."""
        self.report = report

    def _rate(self) -> str:
        elapsed = self._progress.tasks[self._bar].elapsed or 0
        return f"{self._count / elapsed:,.0f}/s" if elapsed else ""


@contextmanager
def _watched() -> Iterator[_Watch]:
    console = Console(stderr=True)
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]} {task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,  # in a log it would leave an empty line
    )
    with progress:
        watch = _Watch(progress)
        yield watch
    _say(watch.report)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _folder(settings: Settings) -> DataFolder:
    folder = DataFolder(settings.data)
    folder.prepare()
    seed(folder)
    return folder
