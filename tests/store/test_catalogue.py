import asyncio
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from bot.errors import OperatorError
from bot.films.model import Citation, Film, Person, Source
from bot.releases.dates import PartialDate
from bot.store.builder import SCHEMA, next_catalogue
from bot.store.catalogue import Catalogue, open_catalogue
from bot.store.folder import DataFolder
from bot.store.store import Store, open_store
from tests.store.small_catalogue import CITED, build, fill

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ALPHA = Film("alpha-2025", "Alpha", 2025, ("Alpha II",))
BETA = Film("beta-2025", "Beta", 2025, ("Beta II",))
DEE = Person("dee-rector", "Dee Rector", ("D. Rector",))
ACT = Person("act-or", "Act Or")
INTERVIEW = Citation(
    Source(
        "the-interview",
        "An interview",
        "The Paper",
        "A. Writer",
        PartialDate(2025, 6, 5),
        "https://paper.example/interview",
        PartialDate(2025, 8),
    ),
    "answer 3",
)
HERE, ELSEWHERE = 10, 11


@pytest.fixture
def catalogue(store: Store) -> Catalogue:
    return store.catalogue


def rich(folder: DataFolder) -> None:
    """A catalogue whose film has more than one of everything."""
    with next_catalogue(folder.catalogue) as builder:
        packs = builder.packs()
        fill(packs, [("alpha-2025", "Alpha")])
        packs.source(
            "notes",
            title="Press notes",
            publication=None,
            author=None,
            date="",
            link=None,
            retrieved="",
            note="seen on paper",
        )
        packs.film("old-1999", title="Old", year=1999, aliases=(), complete_cast=True, credited=())
        packs.film("new", title="New", year=None, aliases=(), complete_cast=False, credited=())
        packs.person("star", name="Star", aliases=())
        cites = [("notes", "page 2"), *CITED]
        for film, job, character, billing in (
            ("alpha-2025", "actor", "Eve", 2),
            ("new", "actor", None, None),
            ("old-1999", "director", None, None),
        ):
            packs.credit(
                film, "star", job=job, character=character, billing=billing, uncredited=True, cited=cites
            )
        for kind, date in (("digital", ""), ("premiere", "2025-05-22"), ("tv", "2026")):
            packs.release("alpha-2025", kind=kind, country=None, date=date, note="in London", cited=cites)
        for status in ("disputed", "review", "rejected"):
            packs.fact(
                f"fact-{status}",
                "alpha-2025",
                topic="making",
                text=status,
                status=status,
                people=(),
                note=None,
                cited=cites,
            )
        for status, film in (("review", "alpha-2025"), ("stated", "old-1999")):
            packs.quote(
                f"quote-{status}",
                film,
                "star",
                text=status,
                asked="How?",
                topic="acting",
                told_to="The Paper",
                status=status,
                note=None,
                cited=cites,
            )


@pytest.fixture
async def deep(folder: DataFolder, store: Store) -> Catalogue:
    rich(folder)
    assert await store.catalogue.refresh()
    return store.catalogue


async def test_films_and_people_are_known_by_their_keys(catalogue: Catalogue) -> None:
    assert await catalogue.film("alpha-2025") == ALPHA
    assert await catalogue.person("dee-rector") == DEE
    assert await catalogue.films() == (ALPHA, BETA)
    assert await catalogue.people() == (DEE, ACT)
    assert await catalogue.film("nothing") is None
    assert await catalogue.person("nobody") is None


@pytest.mark.parametrize(
    "key", ["local-", "local-0", "local-x", "local-²", "local-9", "local-" + "9" * 30, "local-1; DROP"]
)
async def test_a_key_that_somebody_made_up_is_not_known(catalogue: Catalogue, key: str) -> None:
    assert await catalogue.film(key, HERE) is None


async def test_the_cast_comes_in_billing_order_with_the_unbilled_last(deep: Catalogue) -> None:
    cast = await deep.cast(ALPHA)
    assert [(credit.person.name, credit.character) for credit in cast] == [("Star", "Eve"), ("Act Or", None)]
    assert cast[0].uncredited is True
    assert [citation.place for citation in cast[0].citations] == ["page 2", "answer 3"]
    assert cast[1].citations == (INTERVIEW,)


async def test_the_director_is_whose_job_is_director(deep: Catalogue) -> None:
    assert [credit.person for credit in await deep.directors(ALPHA)] == [DEE]
    new = await deep.film("new")
    assert new is not None
    assert await deep.directors(new) == ()


async def test_a_filmography_begins_with_the_newest_and_ends_with_what_has_no_year(deep: Catalogue) -> None:
    star = await deep.person("star")
    assert star is not None
    assert [credit.film.key for credit in await deep.filmography(star)] == ["alpha-2025", "old-1999", "new"]


async def test_releases_come_by_date_with_the_unknown_last(deep: Catalogue) -> None:
    releases = await deep.releases(ALPHA)
    assert [(release.kind, str(release.date)) for release in releases] == [
        ("premiere", "2025-05-22"),
        ("cinema", "2025-06-06"),
        ("tv", "2026"),
        ("digital", ""),
    ]
    assert (releases[0].country, releases[1].country) == (None, "US")
    assert releases[0].note == "in London"


async def test_facts_under_review_or_rejected_are_not_shown(deep: Catalogue) -> None:
    assert [fact.status for fact in await deep.facts(ALPHA)] == ["stated", "disputed"]
    every = await deep.facts(ALPHA, every_status=True)
    assert [fact.status for fact in every] == ["stated", "disputed", "review", "rejected"]


async def test_quotes_are_found_by_film_speaker_or_both(deep: Catalogue) -> None:
    star, old = await deep.person("star"), await deep.film("old-1999")
    assert star is not None and old is not None
    assert [quote.key for quote in await deep.quotes()] == ["alpha-2025-quote", "quote-stated"]
    assert [quote.key for quote in await deep.quotes(film=old)] == ["quote-stated"]
    assert [quote.key for quote in await deep.quotes(speaker=star)] == ["quote-stated"]
    assert await deep.quotes(film=ALPHA, speaker=star) == ()
    both = await deep.quotes(film=ALPHA, speaker=star, every_status=True)
    assert [quote.key for quote in both] == ["quote-review"]


async def test_a_quote_under_review_is_not_shown_by_its_key_either(deep: Catalogue) -> None:
    stated = await deep.quote("quote-stated")
    assert stated is not None
    assert (stated.asked, stated.told_to, stated.speaker.name) == ("How?", "The Paper", "Star")
    assert await deep.quote("quote-review") is None


async def test_a_question_comes_whole_with_its_answer_first(catalogue: Catalogue) -> None:
    alpha, beta = await catalogue.questions("en_GB")
    assert alpha.prompt == "Who directed Alpha?"
    assert alpha.choices == ("Dee Rector", "Ann", "Ben", "Cem")
    assert alpha.answer == "Dee Rector"
    assert alpha.source == "The Paper, A. Writer, 5 Jun 2025"
    assert await catalogue.questions("en_GB", BETA) == (beta,)


async def test_sources_keep_what_is_unknown_unknown(deep: Catalogue) -> None:
    interview, notes = await deep.sources()
    assert interview == INTERVIEW.source
    assert notes == Source("notes", "Press notes", None, None, PartialDate(), None, PartialDate())


async def test_a_typed_title_means_its_film(catalogue: Catalogue) -> None:
    meaning = await catalogue.meant_films("alpha")
    assert (meaning.kind, meaning.found) == ("clear", (ALPHA,))
    assert (await catalogue.meant_films("xyzzy")).kind == "unknown"
    assert (await catalogue.suggest_films("be"))[0] == BETA


async def test_a_typed_name_means_somebody_with_a_quote(catalogue: Catalogue) -> None:
    meaning = await catalogue.meant_people("rector", quoted=True)
    assert (meaning.kind, meaning.found) == ("clear", (DEE,))
    assert (await catalogue.meant_people("Act Or", quoted=True)).found != (ACT,)
    assert await catalogue.suggest_people("de", quoted=True) == (DEE,)


async def test_a_guilds_own_film_is_known_in_that_guild_only(store: Store) -> None:
    film = await store.guilds.add_film(HERE, "Alphabet", PartialDate(2027, 3), by=1, now=NOW)
    catalogue = store.catalogue
    assert film == Film("local-1", "Alphabet", 2027, (), HERE)
    assert await catalogue.film(film.key, HERE) == film
    assert await catalogue.film(film.key, ELSEWHERE) is None
    assert await catalogue.film(film.key) is None
    assert film in await catalogue.suggest_films("alph", HERE)
    assert film not in await catalogue.suggest_films("alph", ELSEWHERE)
    assert film not in await catalogue.suggest_films("alph")
    assert (await catalogue.meant_films("alphabet", HERE)).found == (film,)
    assert film not in (await catalogue.meant_films("alphabet", ELSEWHERE)).found


async def test_a_guilds_own_film_has_the_release_its_admin_gave(store: Store) -> None:
    film = await store.guilds.add_film(HERE, "Alphabet", PartialDate(2027, 3), by=1, now=NOW)
    (release,) = await store.catalogue.releases(film)
    assert (release.kind, str(release.date)) == ("cinema", "2027-03")
    assert release.citations[0].source.title == "Added by an admin of this server"
    assert await store.catalogue.cast(film) == ()
    assert await store.catalogue.releases(Film("local-99", "Gone", 2027, (), HERE)) == ()


async def test_a_film_whose_key_begins_like_a_guilds_own_is_still_found(
    store: Store, folder: DataFolder
) -> None:
    build(folder.catalogue, ("local-hero-1983", "Local Hero"))
    await store.catalogue.refresh()
    film = await store.catalogue.film("local-hero-1983", HERE)
    assert film is not None and film.title == "Local Hero"
    assert (await store.catalogue.meant_films("local hero")).found == (film,)


async def test_a_new_catalogue_is_noticed_once(store: Store, folder: DataFolder) -> None:
    assert await store.catalogue.refresh() is False
    build(folder.catalogue, ("gamma-2025", "Gamma"))
    assert await store.catalogue.refresh() is True
    assert await store.catalogue.refresh() is False
    assert [film.title for film in await store.catalogue.films()] == ["Gamma"]
    assert (await store.catalogue.meant_films("gamma")).kind == "clear"
    assert (await store.catalogue.meant_films("alpha")).kind == "unknown"


async def test_refreshing_at_once_from_several_sides_does_no_harm(store: Store, folder: DataFolder) -> None:
    build(folder.catalogue, ("gamma-2025", "Gamma"))
    assert any(await asyncio.gather(*(store.catalogue.refresh() for _ in range(5))))
    assert [film.title for film in await store.catalogue.films()] == ["Gamma"]
    assert await store.catalogue.refresh() is False


async def test_a_title_never_means_another_film_while_the_catalogue_is_replaced(
    store: Store, folder: DataFolder
) -> None:
    """Each new catalogue numbers its films the other way round, so that a mixture of two would show."""
    films = [(f"film-{name}", name.title()) for name in ("albatross", "buffalo", "crocodile", "dromedary")]
    build(folder.catalogue, *films)
    await store.catalogue.refresh()
    done = False
    asked = 0

    async def ask(key: str, title: str) -> None:
        nonlocal asked
        while not done:
            meaning = await store.catalogue.meant_films(title)
            assert [film.key for film in meaning.found] == [key]
            suggested = await store.catalogue.suggest_films(title[:5])
            assert suggested[0].key == key
            asked += 1

    askers = [asyncio.create_task(ask(*film)) for film in films]
    for _ in range(10):
        films.reverse()
        await asyncio.to_thread(build, folder.catalogue, *films)
        assert await store.catalogue.refresh()
    done = True
    await asyncio.gather(*askers)
    assert asked > 10


async def test_a_catalogue_that_vanished_does_not_trouble_the_running_bot(
    store: Store, folder: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.catalogue.unlink()
    for _ in range(3):
        assert await store.catalogue.refresh() is False
    assert await store.catalogue.film("alpha-2025") == ALPHA
    assert caplog.records == []
    build(folder.catalogue, ("gamma-2025", "Gamma"))
    assert await store.catalogue.refresh() is True


async def test_a_catalogue_that_cannot_be_read_is_said_once_and_the_one_before_stays(
    store: Store, folder: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    next_file = folder.path / "damaged"
    next_file.write_bytes(b"this is no database " * 300)
    next_file.replace(folder.catalogue)
    for _ in range(3):
        assert await store.catalogue.refresh() is False
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "stays in use" in record.getMessage()
    assert (await store.catalogue.meant_films("alpha")).found == (ALPHA,)


async def test_a_catalogue_of_a_schema_that_is_not_ours_is_not_moved_to(
    store: Store, folder: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    newer = folder.path / "newer"
    build(newer, ("gamma-2025", "Gamma"))
    with closing(sqlite3.connect(newer)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    newer.replace(folder.catalogue)
    assert await store.catalogue.refresh() is False
    assert f"schema {SCHEMA + 1}" in caplog.text
    assert await store.catalogue.film("alpha-2025") == ALPHA


async def test_the_catalogue_opens_without_a_bot_and_beside_a_running_one(folder: DataFolder) -> None:
    async with open_store(folder), open_catalogue(folder) as catalogue:
        assert (await catalogue.meant_films("alpha")).found == (ALPHA,)
        assert BETA in await catalogue.suggest_films("be")
    folder.guilds.unlink()
    async with open_catalogue(folder) as catalogue:
        assert await catalogue.films() == (ALPHA, BETA)


async def test_without_a_bot_a_damaged_catalogue_is_one_line(folder: DataFolder) -> None:
    folder.catalogue.write_bytes(b"this is no database " * 300)
    with pytest.raises(OperatorError, match="file is not a database"):
        async with open_catalogue(folder):
            pass
