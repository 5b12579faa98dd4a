"""Wikidata: rows of many queries become one record for each film."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from bot.content.importers.spool import Spool
from bot.content.importers.wikidata import SERVICE, SOURCE, Addresses, Wikidata
from bot.content.importers.wikidata_items import renown
from bot.errors import OperatorError
from bot.films.records import CreditRecord, FilmRecord, PersonRecord, Record, Rejected, ReleaseRecord
from tests.content.importers.local_service import LocalService, serving
from tests.content.importers.small_wikidata import SmallWikidata, claim, entity, item, literal, uri

Fetch = Callable[[Wikidata], Awaitable[None]]


async def records(data: SmallWikidata, path: Path, fetch: Fetch) -> list[Record]:
    async with serving(data.answer) as local:
        return await fetched(local, path, fetch)


async def fetched(local: LocalService, path: Path, fetch: Fetch) -> list[Record]:
    spool = Spool(path / "spool")
    async with local.fetcher(SERVICE) as fetcher:
        await fetch(Wikidata(fetcher, spool, Addresses.under(local.address)))
    return list(spool.records())


def films(kept: list[Record]) -> list[FilmRecord]:
    return [record for record in kept if isinstance(record, FilmRecord)]


def lamp() -> SmallWikidata:
    data = SmallWikidata()
    data.film("Q100", "The Long Lamp", 1999, sitelinks=50)
    return data


async def lamp_of(data: SmallWikidata, path: Path) -> FilmRecord:
    (film,) = films(await records(data, path, lambda wikidata: wikidata.years(1999, 1999)))
    return film


async def test_a_film_is_known_by_its_names_and_ids(tmp_path: Path) -> None:
    data = lamp()
    data.name("Q100", "Die lange Lampe", "de")
    data.name("Q100", "The Lamp", alias=True)
    data.name("Q100", "THE LONG LAMP", "mul")
    data.name("Q100", "長いランプ", "ja")
    data.name("Q100", "Longa Lampo", "eo")
    data.name("Q100", "La Lampo", "eo", alias=True)
    data.value("Q100", "P1476", "La longue lampe")
    data.value("Q100", "P345", "tt0000100")
    data.value("Q100", "P345", "co0000100")
    data.value("Q100", "P4947", "4711")
    data.value("Q100", "P136", "Q130232")
    data.name("Q130232", "drama film")
    film = await lamp_of(data, tmp_path)
    assert (film.source_id, film.title, film.year, film.place) == (
        "Q100",
        "The Long Lamp",
        1999,
        "Wikidata Q100",
    )
    assert film.aliases == ("La longue lampe", "Die lange Lampe", "長いランプ", "The Lamp")
    assert film.external == (("wikidata", "Q100"), ("imdb", "tt0000100"), ("tmdb", "4711"))
    assert film.genres == ("Drama",)
    assert film.popularity == 0.74


async def test_two_directors_are_two_rows_and_one_film(tmp_path: Path) -> None:
    data = lamp()
    for number in (202, 201):
        data.statement("Q100", "P57", item(f"Q{number}"), f"d{number}")
        data.name(f"Q{number}", f"Director {number}", "mul")
        data.value(f"Q{number}", "P345", f"nm{number}")
        data.value(f"Q{number}", "P4985", number)
    film = await lamp_of(data, tmp_path)
    assert film.credits == tuple(
        CreditRecord(
            f"Director {number}",
            "director",
            external=(("wikidata", f"Q{number}"), ("imdb", f"nm{number}"), ("tmdb-person", str(number))),
        )
        for number in (201, 202)
    )


async def test_cast_comes_in_numbered_order_with_characters(tmp_path: Path) -> None:
    data = lamp()
    for number, name in ((301, "Ada One"), (302, "Bo Two"), (303, "Cy Three"), (304, "Di Four")):
        data.name(f"Q{number}", name)
    data.name("Q401", "The Lamplighter")
    data.name("Q402", "His Shadow")
    data.statement("Q100", "P161", item("Q301"), "c1", ordinal=literal("2"), role=item("Q401"))
    data.statement("Q100", "P161", item("Q301"), "c1", ordinal=literal("2"), role=item("Q402"))
    data.statement(
        "Q100", "P161", item("Q302"), "c2", ordinal=literal("1"), named=literal("Clerk (uncredited)")
    )
    data.statement("Q100", "P725", item("Q303"), "c3", named=literal("Owl"))
    data.statement("Q100", "P58", item("Q304"), "s1")
    data.statement("Q100", "P161", item("Q304"), "c4", ordinal=literal("last"))
    cast = [
        (credit.name, credit.job, credit.character, credit.billing, credit.uncredited)
        for credit in (await lamp_of(data, tmp_path)).credits
    ]
    assert cast == [
        ("Di Four", "screenplay", None, None, False),
        ("Bo Two", "actor", "Clerk", 1, True),
        ("Ada One", "actor", "His Shadow / The Lamplighter", 2, False),
        ("Cy Three", "actor", "Owl", None, False),
        ("Di Four", "actor", None, None, False),
    ]


async def test_an_unknown_cast_member_is_nobody(tmp_path: Path) -> None:
    data = lamp()
    data.statement("Q100", "P161", uri("http://www.wikidata.org/.well-known/genid/a1"), "c1")
    data.statement("Q100", "P161", {"type": "bnode", "value": ""}, "c2")
    data.statement("Q100", "P999", item("Q301"), "c3")
    assert (await lamp_of(data, tmp_path)).credits == ()


async def test_a_person_without_a_name_is_rejected_with_the_place(tmp_path: Path) -> None:
    data = lamp()
    data.statement("Q100", "P161", item("Q301"), "c1")
    data.name("Q301", "nameless", alias=True)
    kept = await records(data, tmp_path, lambda wikidata: wikidata.years(1999, 1999))
    assert Rejected("Wikidata Q100, actor Q301", "it has no name: left out") in kept
    assert films(kept)[0].credits == ()


async def test_people_are_told_once_with_their_names_in_other_scripts(tmp_path: Path) -> None:
    data = lamp()
    data.film("Q101", "Lamp Two", 1999)
    for film in ("Q100", "Q101"):
        data.statement(film, "P161", item("Q301"), f"c{film}")
    data.name("Q301", "Ada One")
    data.name("Q301", "エイダ", "ja")
    data.value("Q301", "sitelinks", 10)
    data.value("Q301", "P31", "Q5")
    kept = await records(data, tmp_path, lambda wikidata: wikidata.years(1999, 1999))
    assert [record for record in kept if isinstance(record, PersonRecord)] == [
        PersonRecord(
            "Q301",
            "Ada One",
            aliases=("エイダ",),
            popularity=0.45,
            external=(("wikidata", "Q301"),),
            place="Wikidata Q301",
        )
    ]


async def test_what_is_remembered_is_limited_and_asked_for_again(tmp_path: Path) -> None:
    data = SmallWikidata()
    for year in (1999, 2000, 2001):
        data.film(f"Q{year}", "The Long Lamp", year)
        data.statement(f"Q{year}", "P57", item("Q201"), f"d{year}")
        data.statement(f"Q{year}", "P161", item("Q202"), f"c{year}")
    data.name("Q201", "Ada One")
    data.name("Q202", "Bo Two")
    async with serving(data.answer) as local, local.fetcher(SERVICE) as fetcher:
        spool = Spool(tmp_path / "spool")
        await Wikidata(fetcher, spool, Addresses.under(local.address), remembered=1).years(1999, 2001)
    assert [film.credits[0].name for film in films(list(spool.records()))] == ["Ada One"] * 3
    assert data.asked.count("names of 2") == 3


async def test_dates_keep_their_precision_country_and_way(tmp_path: Path) -> None:
    data = lamp()
    data.date("Q100", "1999-10-01T00:00:00Z", 10, place="Q64")
    data.date("Q100", "1999-10-15T00:00:00Z", 11, place="Q30")
    data.date("Q100", "2001-02-03T00:00:00Z", 11, place="Q30", format="Q723685")
    data.date("Q100", "1990-01-01T00:00:00Z", 8)
    data.value("Q30", "P297", "US")
    data.value("Q30", "inside", "US")
    data.name("Q30", "United States")
    data.value("Q64", "inside", "DE")
    data.name("Q64", "Berlin")
    film = await lamp_of(data, tmp_path)
    assert film.releases == (
        ReleaseRecord("cinema", "1999-10", "DE", "Berlin"),
        ReleaseRecord("cinema", "1999-10-15", "US"),
        ReleaseRecord("digital", "2001-02-03", "US"),
    ), "the bare year 1999 only repeats what the others know better"
    assert film.year == 1999


async def test_a_year_stays_a_year(tmp_path: Path) -> None:
    assert (await lamp_of(lamp(), tmp_path)).releases == (ReleaseRecord("cinema", "1999"),)


async def test_a_television_film_is_released_on_television(tmp_path: Path) -> None:
    data = lamp()
    data.value("Q100", "P31", "Q506240")
    data.date("Q100", "2001-02-03T00:00:00Z", 11, format="Q5294")
    assert [release.kind for release in (await lamp_of(data, tmp_path)).releases] == ["tv", "physical"]


@pytest.mark.parametrize(
    ("time", "precision"),
    [("-0044-03-15T00:00:00Z", 11), ("1066-10-14T00:00:00Z", 11), ("1999-02-30T00:00:00Z", 11), ("t123", 9)],
)
async def test_a_date_no_film_can_have_is_rejected_and_the_film_kept(
    tmp_path: Path, time: str, precision: int
) -> None:
    data = lamp()
    data.date("Q100", time, precision)
    kept = await records(data, tmp_path, lambda wikidata: wikidata.years(1999, 1999))
    (rejected,) = [record for record in kept if isinstance(record, Rejected)]
    assert rejected.place == "Wikidata Q100, publication date"
    assert films(kept)[0].releases == (ReleaseRecord("cinema", "1999"),)


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("", "it has no title in a language we keep: left out"),
        ("x" * 301, "its title in a language we keep has 301 characters, more than 300: left out"),
    ],
)
async def test_a_film_without_a_usable_title_is_rejected(tmp_path: Path, title: str, reason: str) -> None:
    data = SmallWikidata()
    data.film("Q100", title, 1999)
    assert await records(data, tmp_path, lambda wikidata: wikidata.items(["Q100"])) == [
        Rejected("Wikidata Q100", reason)
    ]


async def test_a_page_of_films_costs_four_queries_and_two_for_who_is_in_them(tmp_path: Path) -> None:
    data = SmallWikidata()
    for number in range(100, 160):
        data.film(f"Q{number}", f"Lamp {number}", 1999)
        data.statement(f"Q{number}", "P161", item("Q301"), f"c{number}")
        for place in range(500, 510):
            data.date(f"Q{number}", "1999-05-06T00:00:00Z", 11, place=f"Q{place}")
    data.name("Q301", "Ada One")
    kept = await records(data, tmp_path, lambda wikidata: wikidata.years(1999, 1999))
    assert [film.source_id for film in films(kept)] == [f"Q{number}" for number in range(100, 160)]
    page = ["names of {0}", "values of {0}", "dates of {0}", "statements of {0}"]
    assert data.asked == [
        "listing 1999",
        *(query.format(50) for query in page),
        *("names of 11", "values of 11"),
        *(query.format(10) for query in page),
    ], "who is known already is not asked for again"


async def test_an_interrupted_fetch_goes_on_after_the_last_page(tmp_path: Path) -> None:
    data = SmallWikidata()
    for number in range(100, 160):
        data.film(f"Q{number}", f"Lamp {number}", 1998 if number < 103 else 1999)
    async with serving(data.answer) as local:
        answer = local.answer
        pages = iter(range(5))
        local.answer = lambda asked: (
            web.Response(status=400) if "P453" in asked.form["query"] and next(pages) == 2 else answer(asked)
        )
        with pytest.raises(OperatorError, match="does not accept the request"):
            await fetched(local, tmp_path, lambda wikidata: wikidata.years(1998, 2000))
        local.answer = answer
        del data.asked[:]
        kept = await fetched(local, tmp_path, lambda wikidata: wikidata.years(1998, 2000))
        assert [film.source_id for film in films(kept)] == [f"Q{number}" for number in range(100, 160)]
        assert data.asked == [
            "listing 1999",
            *("names of 7", "values of 7", "dates of 7", "statements of 7"),
            "listing 2000",
        ]
        del data.asked[:]
        assert await fetched(local, tmp_path, lambda wikidata: wikidata.years(1998, 2000)) == kept
        assert data.asked == [], "what is finished is not asked for again"


async def test_films_are_refreshed_by_their_ids(tmp_path: Path) -> None:
    data = lamp()
    data.film("Q99", "Lamp Zero", 1950)
    kept = await records(
        data,
        tmp_path,
        lambda wikidata: wikidata.items(["Q100", "http://www.wikidata.org/entity/Q99", "q100"]),
    )
    assert [film.source_id for film in films(kept)] == ["Q99", "Q100"]


@pytest.mark.parametrize("text", ["", "Q", "Q0", "tt0000100", "Q1 } # ", "Q12x"])
async def test_what_is_no_id_is_refused_before_anything_is_asked(tmp_path: Path, text: str) -> None:
    data = lamp()
    with pytest.raises(OperatorError, match="is no id of Wikidata"):
        await records(data, tmp_path, lambda wikidata: wikidata.items([text]))
    assert data.asked == []


async def test_a_single_film_is_read_from_its_own_page(tmp_path: Path) -> None:
    data = SmallWikidata()
    data.entities["Q100"] = entity(
        "Q100",
        "The Long Lamp",
        claim("P31", "Q11424"),
        claim("P57", "Q201"),
        claim("P57", None),
        claim("P57", "Q203", rank="deprecated"),
        claim("P161", "Q202", P453=["Q401"], P1545=["1"]),
        claim("P577", ("+1999-00-00T00:00:00Z", 9), P291=["Q30", "Q64"]),
        claim("P577", ("+2001-05-06T00:00:00Z", 11), P437=["Q5294"]),
        claim("P577", None),
        claim("P577", ("+2002-05-06T00:00:00Z", "day")),
        claim("P345", "tt0000100", rank="preferred"),
        claim("P345", "tt0000999"),
        claim("P1476", {"text": "La longue lampe", "language": "fr"}),
        de="Die lange Lampe",
    )
    data.entities["Q100"]["aliases"] = {"en": [{"language": "en", "value": "The Lamp"}]}
    data.name("Q201", "Ada One")
    data.name("Q202", "Bo Two")
    data.name("Q401", "The Lamplighter")
    data.value("Q30", "P297", "US")
    data.value("Q64", "inside", "DE")
    data.name("Q64", "Berlin")
    (film,) = films(await records(data, tmp_path, lambda wikidata: wikidata.entities(["Q100"])))
    assert film == FilmRecord(
        "Q100",
        "The Long Lamp",
        year=1999,
        aliases=("La longue lampe", "Die lange Lampe", "The Lamp"),
        popularity=renown(2),
        external=(("wikidata", "Q100"), ("imdb", "tt0000100")),
        credits=(
            CreditRecord("Ada One", "director", external=(("wikidata", "Q201"),)),
            CreditRecord("Bo Two", "actor", "The Lamplighter", 1, external=(("wikidata", "Q202"),)),
        ),
        releases=(
            ReleaseRecord("cinema", "1999", "DE", "Berlin"),
            ReleaseRecord("cinema", "1999", "US"),
            ReleaseRecord("physical", "2001-05-06"),
        ),
        place="Wikidata Q100",
    )
    assert data.asked == ["Q100", "names of 5", "values of 5"]


async def test_ids_that_name_no_film_are_rejected_one_by_one(tmp_path: Path) -> None:
    data = SmallWikidata()
    data.entities["Q1"] = entity("Q1", "Ada One", claim("P31", "Q5"))
    data.entities["Q3"] = entity("Q33", "Merged Lamp")
    kept = await records(data, tmp_path, lambda wikidata: wikidata.entities(["Q1", "Q2", "Q3"]))
    assert kept[:2] == [
        Rejected("Wikidata Q1", "it is a human, not a film: left out"),
        Rejected("Wikidata Q2", "there is no such item: check the id"),
    ]
    assert films(kept)[0].source_id == "Q33"


@pytest.mark.parametrize("answer", [{}, {"entities": {}}, {"entities": {"x": {"id": "L1"}}}, {"entities": 5}])
async def test_a_page_that_is_no_item_names_the_setting(tmp_path: Path, answer: dict[str, object]) -> None:
    async with serving(lambda asked: answer) as local:
        with pytest.raises(
            OperatorError, match=r"JSON that is no item at .*Q100\.json\. Check MARQUEE_WIKIDATA_URL"
        ):
            await fetched(local, tmp_path, lambda wikidata: wikidata.entities(["Q100"]))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: {"error": "no"}, "answers JSON that is no SPARQL result at"),
        (lambda: web.Response(status=404), "answers 404 at"),
    ],
)
async def test_something_that_is_no_query_service_names_the_setting(
    tmp_path: Path, answer: Callable[[], web.Response | dict[str, object]], said: str
) -> None:
    async with serving(lambda asked: answer()) as local:
        with pytest.raises(OperatorError, match=f"{said} .*Check MARQUEE_WIKIDATA_URL"):
            await fetched(local, tmp_path, lambda wikidata: wikidata.years(1999, 1999))


async def test_rows_that_miss_their_values_are_passed_over(tmp_path: Path) -> None:
    data = lamp()
    for kind in data.rows:
        data.rows[kind].append({"item": item("Q100")})
        data.rows[kind].append({})
    data.value("Q100", "sitelinks", "many")
    film = await lamp_of(data, tmp_path)
    assert (film.title, film.popularity) == ("The Long Lamp", 0)


def test_without_a_mirror_wikidata_itself_is_asked() -> None:
    assert Addresses.under(None) == Addresses.under("") == Addresses()
    assert Addresses.under("https://mirror.example/wd/") == Addresses(
        "https://mirror.example/wd/sparql", "https://mirror.example/wd/wiki/Special:EntityData"
    )
    assert (SOURCE.key, SOURCE.licence) == ("wikidata", "CC0 1.0")
