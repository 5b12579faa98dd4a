"""IMDb's non-commercial data files: films with directors, cast, other titles and votes.

The files about titles come sorted by title, so they are read side by side, and a film is put together while its
lines pass by. Its people stand there as ids, and their names in a file of their own. So what is read of the chosen
films goes into a scratch file, then the names of the people that came up are read, and then the films are told.
Memory holds one film, and 20 bytes for each of these people.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from bot.content.importers.cleaning import (
    Unusable,
    character_of,
    clean,
    distinct,
    log_share,
    name_of,
    year_of,
)
from bot.content.importers.imdb_files import SortedFile, TsvFile, find
from bot.content.importers.imdb_people import PeopleNames
from bot.errors import OperatorError
from bot.films.records import CreditRecord, FilmRecord, ImportSource, Record, Rejected

SOURCE = ImportSource(
    key="imdb",
    title="IMDb Non-Commercial Datasets",
    publication="IMDb",
    link="https://developer.imdb.com/non-commercial-datasets/",
    licence="Information courtesy of IMDb (https://www.imdb.com). Used with permission.",
)
# Not short films, series and their episodes, videos (music, wrestling and making-of rather than films) and games.
TITLE_TYPES = frozenset([b"movie", b"tvMovie"])
# Other categories (archive footage, casting, production design, stand-ins) are not kept. Who appears as themselves
# is cast, with the character “Self”.
JOBS = {
    "actor": "actor",
    "actress": "actor",
    "self": "actor",
    "director": "director",
    "writer": "writer",
    "producer": "producer",
    "composer": "composer",
    "cinematographer": "director of photography",
    "editor": "editor",
}
MANY_VOTES = 3_000_000  # of the film with most of them
MOST_ALIASES = 50

Progress = Callable[[int, int], object]  # bytes read so far, and in all
T = TypeVar("T")

_ASKED = {
    "title.basics": (
        *("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "genres"),
    ),
    "title.crew": ("tconst", "directors", "writers"),
    "title.principals": ("tconst", "ordering", "nconst", "category", "characters"),
    "title.akas": ("titleId", "title", "types"),
    "title.ratings": ("tconst", "numVotes"),
    "name.basics": ("nconst", "primaryName"),
}
_WITHOUT = {
    "title.crew": "directors and writers come from title.principals alone, which names few",
    "title.principals": "films come without cast",
    "title.akas": "films come without titles in other countries",
    "title.ratings": "films come without popularity",
    "name.basics": "films come without directors and cast, for nothing else names them",
}
_PEOPLE = ("title.crew", "title.principals")  # they say nothing without the names
_TITLE_TYPE = 1  # where it stands in what is asked of title.basics
_TITLE = re.compile(r"tt[0-9]{7,10}")
_PERSON = re.compile(r"nm([0-9]{7,8})")
_ONE_CHARACTER = re.compile(r'\["([^"\\]*)"\]')  # as most cells have it; JSON is slower to read
_LONGEST_CHARACTERS = 1_000  # letters; some play twenty of them
_TOLD_EVERY = 10_000  # lines and films


class Imdb:
    """IMDb's files in a folder, to be read once.

    Attributes:
        notes: what is missing, in sentences for the operator.
    """

    def __init__(self, folder: Path) -> None:
        """Open the files `title.basics.tsv.gz` (or `.tsv`, unpacked) and so on; all others may be missing.

        Raises:
            OperatorError: title.basics is missing, or a file cannot be read or is another one.
        """
        paths = {name: find(folder, name) for name in _ASKED}
        if paths["title.basics"] is None:
            raise OperatorError(
                f"{folder}: there is no title.basics.tsv.gz here. Name the folder with the files of "
                "https://datasets.imdbws.com/"
            )
        self.notes = [f"{name} is missing: {what}." for name, what in _WITHOUT.items() if paths[name] is None]
        self._titles: dict[str, SortedFile] = {}
        self._names: TsvFile | None = None
        self._files: list[TsvFile] = []
        self._rejected: list[Rejected] = []
        try:
            for name, path in paths.items():
                if path is None or (name in _PEOPLE and paths["name.basics"] is None):
                    continue
                if name == "name.basics":
                    self._names = TsvFile(path, _ASKED[name])
                    self._files.append(self._names)
                else:
                    self._titles[name] = SortedFile(path, _ASKED[name])
                    self._files.append(self._titles[name])
        except OperatorError:
            self.close()
            raise
        self._size = sum(file.size for file in self._files)

    def records(self, scratch: Path, told: Progress = lambda done, total: None) -> Iterator[Record]:
        """Yield a record for each film, and a `Rejected` for each line that cannot be kept.

        The first film comes when all files have been read, which is half of the work.

        Args:
            scratch: a folder for temporary files, some 600 bytes for each film.
            told: called every now and then, also before the first record comes.

        Raises:
            OperatorError: a file is cut off, damaged or not sorted, or the scratch folder refuses.
        """
        with ExitStack() as opened:
            opened.enter_context(_faults_of(scratch))
            spool = opened.enter_context(tempfile.TemporaryFile(dir=scratch))
            people = PeopleNames(opened.enter_context(tempfile.TemporaryFile(dir=scratch)))
            opened.callback(people.close)
            yield from self._gather(spool, people, told)
            yield from self._name(people, told)
            yield from self._tell(spool, people, told)

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _gather(self, spool: IO[bytes], people: PeopleNames, told: Progress) -> Iterator[Rejected]:
        """Read the files about titles, and put what they say of each chosen film into the spool."""
        basics = self._titles["title.basics"]
        for line in basics.lines():
            if basics.number % _TOLD_EVERY == 0:
                told(self._position, 2 * self._size)
            title_type = basics.cell(line, _TITLE_TYPE)
            if title_type and title_type not in TITLE_TYPES:
                continue
            try:
                said = self._film(basics.cells(line), basics.place, people)
            except Unusable as fault:
                self._reject(basics.place, f"{fault}: left out")
            else:
                if said:
                    spool.write(json.dumps(said).encode() + b"\n")
            if self._rejected:
                yield from self._rejected
                self._rejected.clear()
        for name, file in self._titles.items():
            if name != "title.basics":
                file.finish()

    def _film(self, cells: Sequence[str], place: str, people: PeopleNames) -> list[Any] | None:
        """What all files say of a film, as values of JSON; None for an adult film.

        Raises:
            Unusable: it cannot be kept.
        """
        tconst, _, primary, original, adult, start_year, genres = cells
        if adult == "1":
            return None
        if not _TITLE.fullmatch(tconst):
            raise Unusable(f"“{clean(tconst)[:40]}” is not an id as tt0133093")
        title = name_of(primary, "title")
        key = tconst.encode()
        votes = [self._kept(_votes_in, cells[0], place) for place, cells in self._of("title.ratings", key)]
        aliases = [original]
        for _, (alias, types) in self._of("title.akas", key):
            if "working" not in types:  # a title that the film had only while it was made
                aliases.append(alias)
        return [
            tconst,
            title,
            self._kept(year_of, start_year, place) if start_year else None,
            distinct(aliases, but=title)[:MOST_ALIASES],
            votes[0] if votes else None,
            distinct(genres.split(",")),
            list(self._credits(key, people)),
            place,
        ]

    def _credits(self, key: bytes, people: PeopleNames) -> Iterator[list[Any]]:
        """A film's credits: a person's number, the job, the character, the billing, whether uncredited."""
        crew = ("director", "writer") if "title.crew" in self._titles else ()
        for place, listed in self._of("title.crew", key):
            for job, persons in zip(crew, listed, strict=True):
                for nconst in filter(None, persons.split(",")):
                    if number := self._number(nconst, place, people):
                        yield [number, job, None, None, False]
        for place, (ordering, nconst, category, characters) in self._of("title.principals", key):
            job = JOBS.get(category, "")
            if not job or job in crew or not (number := self._number(nconst, place, people)):
                continue
            if job == "actor":
                character, uncredited = self._kept(_character_in, characters, place) or (None, False)
                if category == "self":
                    character = character or "Self"
                yield [number, job, character, int(ordering) if ordering.isdecimal() else None, uncredited]
            else:
                yield [number, job, None, None, False]

    def _number(self, nconst: str, place: str, people: PeopleNames) -> int | None:
        """The number of a person's id, who is needed from now on."""
        found = _PERSON.fullmatch(nconst)
        if not found:
            self._reject(place, f"“{clean(nconst)[:40]}” is not an id as nm0000206: kept without it")
            return None
        number = int(found[1])
        people.need(number)
        return number

    def _name(self, people: PeopleNames, told: Progress) -> Iterator[Rejected]:
        """Read the names of the people who came up."""
        names = self._names
        for line in names.lines() if names else ():
            assert names is not None
            if names.number % _TOLD_EVERY == 0:
                told(self._position, 2 * self._size)
            number = names.cell(line, 0)[2:]
            if number.isdigit() and len(number) <= 8 and people.is_needed(int(number)):
                try:
                    people.keep(int(number), name_of(names.cells(line)[1], "name"))
                except Unusable as fault:
                    yield Rejected(names.place, f"{fault}: left out")
        people.seal()

    def _tell(self, spool: IO[bytes], people: PeopleNames, told: Progress) -> Iterator[Record]:
        """Tell the films of the spool, with the names of their people."""
        written = max(spool.tell(), 1)
        spool.seek(0)
        for count, line in enumerate(spool, 1):
            tconst, title, year, aliases, popularity, genres, credited, place = json.loads(line)
            named = []
            for number, job, character, billing, uncredited in credited:
                name, nconst = people.name(number), f"nm{number:07d}"
                if name is None:
                    yield Rejected(place, f"its {job} {nconst} is not in name.basics: kept without it")
                else:
                    person = (("imdb", nconst),)
                    named.append(CreditRecord(name, job, character, billing, uncredited, person))
            yield FilmRecord(
                tconst,
                title,
                year,
                tuple(aliases),
                popularity,
                tuple(genres),
                (("imdb", tconst),),
                tuple(named),
                (),
                place,
            )
            if count % _TOLD_EVERY == 0:
                told(self._size + self._size * spool.tell() // written, 2 * self._size)
        told(2 * self._size, 2 * self._size)

    def _of(self, name: str, key: bytes) -> Iterator[tuple[str, list[str]]]:
        """A title's lines in one of the files: the place and the cells behind the id."""
        if name not in self._titles:
            return
        file = self._titles[name]
        for place, line in file.lines_of(key):
            try:
                yield place, file.cells(line)[1:]
            except Unusable as fault:
                self._reject(place, f"{fault}: left out")

    @property
    def _position(self) -> int:
        return sum(file.position for file in self._files)

    def _kept(self, read: Callable[[str], T], text: str, place: str) -> T | None:
        try:
            return read(text)
        except Unusable as fault:
            self._reject(place, f"{fault}: kept without it")
            return None

    def _reject(self, place: str, reason: str) -> None:
        self._rejected.append(Rejected(place, reason))


def _votes_in(text: str) -> float:
    """Popularity: ln(1 + votes) / ln(1 + 3,000,000)."""
    if not text.isdecimal():
        raise Unusable(f"“{clean(text)[:40]}” is no number of votes")
    return log_share(int(text[:12]), MANY_VOTES)


def _character_in(text: str) -> tuple[str | None, bool]:
    """A JSON list of characters, joined by “ / ”, and whether “(uncredited)” stands with them."""
    if not text:
        return None, False
    if found := _ONE_CHARACTER.fullmatch(text):
        joined = found[1]
    else:
        try:
            characters = json.loads(text)
            joined = " / ".join(characters) if isinstance(characters, list) else ""
        except (ValueError, TypeError, RecursionError):
            joined = ""
    if not joined or len(joined) > _LONGEST_CHARACTERS:
        raise Unusable(f"“{clean(text[:100])[:40]}” is no list of characters")
    return character_of(joined)


@contextmanager
def _faults_of(scratch: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise OperatorError(
            f"{scratch}: {fault.strerror or fault}. Make room for temporary files and check the folder's rights."
        ) from None
