"""Makes the catalogue from the shipped packs and the operator's own, when they changed."""

import hashlib
from pathlib import Path

from bot.content.packs import Cite, Pack, load_pack
from bot.errors import OperatorError
from bot.store.builder import SCHEMA, CatalogueBuilder, built_from, next_catalogue
from bot.store.folder import DataFolder, storage_faults

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
    if not shipped.is_dir():
        raise OperatorError(
            f"{shipped} is missing: it comes with Marquee. Get it again, or start in its checkout."
        )
    packs = [*_packs_in(shipped), *_packs_in(folder.packs)]
    fingerprint = _fingerprint(packs)
    if built_from(folder.catalogue) == fingerprint:
        return False
    pack = load_pack(*packs)
    with folder.building(), storage_faults(folder.catalogue), next_catalogue(folder.catalogue) as builder:
        builder.meta("built_from", fingerprint)
        _add(pack, builder)
    return True


def _packs_in(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    found = [path for path in sorted(place.iterdir()) if not path.name.startswith(".")]
    for path in found:
        if path.suffix == ".toml":
            raise OperatorError(f"{path}: a pack is a folder. Make one beside this file and move it in.")
    return [path for path in found if path.is_dir()]


def _fingerprint(packs: list[Path]) -> str:
    digest = hashlib.sha256(f"schema {SCHEMA}".encode())
    for pack in packs:
        for file in sorted(pack.glob("*.toml")):
            try:
                content = file.read_bytes()
            except OSError as fault:
                raise OperatorError(f"{file}: cannot be read ({fault.strerror})") from None
            digest.update(f"\0{pack.name}/{file.name}\0".encode() + content)
    return digest.hexdigest()


def _add(pack: Pack, builder: CatalogueBuilder) -> None:
    for source in pack.source:
        builder.source(
            source.id,
            title=source.title,
            publication=source.publication,
            author=source.author,
            date=source.date,
            link=source.link,
            retrieved=source.retrieved,
            note=source.note,
        )
    for film in pack.film:
        builder.film(
            film.id,
            title=film.title,
            year=film.year,
            aliases=film.aliases,
            popularity=0.0,
            complete_cast=film.complete_cast,
        )
    for person in pack.person:
        builder.person(person.id, name=person.name, aliases=person.aliases, popularity=0.0)
    for credit in pack.credit:
        builder.credit(
            credit.film,
            credit.person,
            job=credit.job,
            character=credit.character,
            billing=credit.billing,
            uncredited=credit.uncredited,
            cited=_cited(credit.sources),
        )
    for release in pack.release:
        builder.release(
            release.film,
            kind=release.kind,
            country=release.country,
            date=release.date,
            note=release.note,
            cited=_cited(release.sources),
        )
    for fact in pack.fact:
        builder.fact(
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
        builder.quote(
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
        builder.question(
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
