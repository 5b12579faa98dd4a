"""A catalogue of a few rows, built by the real builder."""

from collections.abc import Sequence
from pathlib import Path

from bot.store.builder import next_catalogue
from bot.store.packing import PackLayer

CITED = [("the-interview", "answer 3")]


def fill(packs: PackLayer, films: Sequence[tuple[str, str]]) -> None:
    """Add films by key and title, each with a director, an actor, a release, a fact, a quote and a question."""
    packs.source(
        "the-interview",
        title="An interview",
        publication="The Paper",
        author="A. Writer",
        date="2025-06-05",
        link="https://paper.example/interview",
        retrieved="2025-08",
        note=None,
    )
    packs.person("dee-rector", name="Dee Rector", aliases=["D. Rector"])
    packs.person("act-or", name="Act Or", aliases=())
    for key, title in films:
        packs.film(key, title=title, year=2025, aliases=[f"{title} II"], complete_cast=False, credited=())
        for person, job in (("act-or", "actor"), ("dee-rector", "director")):
            packs.credit(key, person, job=job, character=None, billing=None, uncredited=False, cited=CITED)
        packs.release(key, kind="cinema", country="US", date="2025-06-06", note=None, cited=CITED)
        packs.fact(
            f"{key}-fact",
            key,
            topic="making",
            text=f"{title} was made.",
            status="stated",
            people=["dee-rector"],
            note=None,
            cited=CITED,
        )
        packs.quote(
            f"{key}-quote",
            key,
            "dee-rector",
            text=f"I made {title}.",
            asked=None,
            topic="making",
            told_to=None,
            status="stated",
            note=None,
            cited=CITED,
        )
        packs.question(
            f"{key}-question",
            key,
            prompt=f"Who directed {title}?",
            answer="Dee Rector",
            wrong=["Ann", "Ben", "Cem"],
            accepted=["Rector"],
            difficulty="easy",
            explanation="She did.",
            cited=CITED,
        )


def build(path: Path, *films: tuple[str, str]) -> None:
    """Put a catalogue of these films in place of the one at `path`."""
    with next_catalogue(path) as builder:
        builder.meta("built_from", ", ".join(key for key, _ in films))
        fill(builder.packs(), films)
