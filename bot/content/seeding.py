"""Makes the catalogue from the shipped packs and the operator's own, when they changed."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.content.packs import Cite, Pack, load_pack
from bot.errors import OperatorError
from bot.store.builder import SCHEMA, CatalogueBuilder, built_from, next_catalogue
from bot.store.folder import DataFolder, storage_faults
from bot.store.names import keep_names
from bot.store.packing import PackLayer

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "packs"


def seed(folder: DataFolder, shipped: Path = SHIPPED) -> bool:
    """Bring the catalogue up to date with the packs; cheap where nothing changed.

    Args:
        folder: the data folder; its `packs/` holds the operator's own packs, which come after ours.
        shipped: the folder of packs that come with Marquee.

    Returns:
        Whether a new catalogue was built.

    Raises:
        OperatorError: a pack is broken (the old catalogue stays), or the disk refuses.
    """
    packs = Packs.read(folder, shipped)
    if built_from(folder.catalogue) == packs.fingerprint:
        return False
    with folder.building(), storage_faults(folder.catalogue):
        with next_catalogue(folder.catalogue) as builder:
            packs.lay(builder)
        keep_names(folder.catalogue)
    return True


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs of a data folder, ours and the operator's own, and what tells whether they changed."""

    folders: tuple[Path, ...]
    fingerprint: str

    @classmethod
    def read(cls, folder: DataFolder, shipped: Path) -> "Packs":
        """Find the packs.

        Raises:
            OperatorError: ours are missing, or something there is no pack.
        """
        if not shipped.is_dir():
            raise OperatorError(
                f"{shipped} is missing: it comes with Marquee. Get it again, or start in its checkout."
            )
        packs = (*_packs_in(shipped), *_packs_in(folder.packs))
        return cls(packs, _fingerprint(packs))

    def lay(self, builder: CatalogueBuilder) -> None:
        """Lay them over what was imported.

        Raises:
            OperatorError: one is broken.
        """
        pack = load_pack(*self.folders)
        builder.meta("built_from", self.fingerprint)
        _lay(pack, builder.packs())


def _packs_in(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    found = [path for path in sorted(place.iterdir()) if not path.name.startswith(".")]
    for path in found:
        if path.suffix == ".toml":
            raise OperatorError(f"{path}: a pack is a folder. Make one beside this file and move it in.")
    return [path for path in found if path.is_dir()]


def _fingerprint(packs: Iterable[Path]) -> str:
    digest = hashlib.sha256(f"schema {SCHEMA}".encode())
    for pack in packs:
        for file in sorted(pack.glob("*.toml")):
            try:
                content = file.read_bytes()
            except OSError as fault:
                raise OperatorError(f"{file}: cannot be read ({fault.strerror})") from None
            digest.update(f"\0{pack.name}/{file.name}\0".encode() + content)
    return digest.hexdigest()


def _lay(pack: Pack, layer: PackLayer) -> None:
    for source in pack.source:
        layer.source(
            source.id,
            title=source.title,
            publication=source.publication,
            author=source.author,
            date=source.date,
            link=source.link,
            retrieved=source.retrieved,
            note=source.note,
        )
    names = {person.id: person.name for person in pack.person}
    credited = defaultdict[str, list[str]](list)
    for credit in pack.credit:
        credited[credit.film].append(names[credit.person])
    for film in pack.film:
        layer.film(
            film.id,
            title=film.title,
            year=film.year,
            aliases=film.aliases,
            complete_cast=film.complete_cast,
            credited=credited[film.id],
        )
    for person in pack.person:
        layer.person(person.id, name=person.name, aliases=person.aliases)
    for credit in pack.credit:
        layer.credit(
            credit.film,
            credit.person,
            job=credit.job,
            character=credit.character,
            billing=credit.billing,
            uncredited=credit.uncredited,
            cited=_cited(credit.sources),
        )
    for release in pack.release:
        layer.release(
            release.film,
            kind=release.kind,
            country=release.country,
            date=release.date,
            note=release.note,
            cited=_cited(release.sources),
        )
    for fact in pack.fact:
        layer.fact(
            fact.id,
            fact.film,
            topic=fact.topic,
            text=fact.text,
            status=fact.status,
            people=fact.people,
            note=fact.note,
            cited=_cited(fact.sources),
        )
    for quote in pack.quote:
        layer.quote(
            quote.id,
            quote.film,
            quote.speaker,
            text=quote.text,
            asked=quote.asked,
            topic=quote.topic,
            told_to=quote.told_to,
            status=quote.status,
            note=quote.note,
            cited=_cited(quote.sources),
        )
    for question in pack.question:
        layer.question(
            question.id,
            question.film,
            prompt=question.prompt,
            answer=question.answer,
            wrong=question.wrong,
            accepted=question.accepted,
            difficulty=question.difficulty,
            explanation=question.explanation,
            cited=_cited(question.sources),
        )


def _cited(cites: tuple[Cite, ...]) -> list[tuple[str, str | None]]:
    return [(cite.source, cite.place) for cite in cites]
