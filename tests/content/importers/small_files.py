"""Files of films and people that tests write, and what a table makes of them."""

import gzip
import json
from pathlib import Path

from bot.content.importers.table import Table
from bot.films.records import FilmRecord, PersonRecord, Rejected


class ReadTable:
    """What became of a file: its notes, and its records by kind."""

    def __init__(self, path: Path) -> None:
        with Table(path) as table:
            self.form = table.form
            self.notes = table.notes
            records = list(table.records())
        self.films = [record for record in records if isinstance(record, FilmRecord)]
        self.people = [record for record in records if isinstance(record, PersonRecord)]
        self.rejected = [(record.place, record.reason) for record in records if isinstance(record, Rejected)]

    @property
    def titles(self) -> list[str]:
        return [film.title for film in self.films]

    @property
    def film(self) -> FilmRecord:
        """The only film, where nothing was turned away."""
        assert not self.rejected
        (film,) = self.films
        return film


def table_of(folder: Path, content: str | bytes, name: str = "films.csv") -> ReadTable:
    """Write a file, packed where its name ends in .gz, and read it."""
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return ReadTable(path)


def lines_of(*rows: object) -> str:
    """Rows as JSON lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)
