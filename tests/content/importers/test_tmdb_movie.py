"""A film of TMDB's: its details with the appended parts become records."""

from typing import Any

import pytest

from bot.content.importers.tmdb_movie import movie_records, renown
from bot.films.records import CreditRecord, FilmRecord, PersonRecord, Rejected, ReleaseRecord
from tests.content.importers.small_tmdb import member, movie, released, worker


def film_of(answer: object) -> FilmRecord:
    (film,) = [record for record in movie_records(answer, 7) if isinstance(record, FilmRecord)]
    return film


def rejected(answer: object) -> list[Rejected]:
    return [record for record in movie_records(answer, 7) if isinstance(record, Rejected)]


def test_a_film_is_known_by_its_titles_and_ids() -> None:
    titles = [
        {"iso_3166_1": "DE", "title": "Die lange Lampe", "type": ""},
        {"iso_3166_1": "US", "title": "THE LONG LAMP"},
    ]
    film = film_of(movie(alternative_titles={"titles": titles}, external_ids={"wikidata_id": "Q100"}))
    assert (film.source_id, film.title, film.year, film.place) == ("7", "The Long Lamp", 1999, "TMDB 7")
    assert film.aliases == ("La longue lampe", "Die lange Lampe")
    assert film.external == (("tmdb", "7"), ("imdb", "tt0000007"), ("wikidata", "Q100"))
    assert film.genres == ("Drama", "Mystery")
    assert film.popularity == 0.78


def test_ids_of_another_form_are_left_out() -> None:
    film = film_of(movie(imdb_id="", external_ids={"imdb_id": "0000007", "wikidata_id": "lamp"}))
    assert film.external == (("tmdb", "7"),)


def test_the_job_says_who_directed_and_not_the_order_of_the_crew() -> None:
    crew = [
        worker(1, "Pia Producer", "Executive Producer"),
        worker(2, "Dan Director", "Director"),
        worker(3, "Dot Director", "Director"),
        worker(2, "Dan Director", "Screenplay"),
        worker(2, "Dan Director", "Director"),
        worker(4, "Cleo Costume", "Costume Design"),
    ]
    jobs = [(credit.name, credit.job) for credit in film_of(movie(credits={"crew": crew})).credits]
    assert jobs == [
        ("Pia Producer", "executive producer"),
        ("Dan Director", "director"),
        ("Dot Director", "director"),
        ("Dan Director", "screenplay"),
    ]


def test_a_film_without_a_director_has_none() -> None:
    assert (
        film_of(movie(credits={"cast": [], "crew": [worker(1, "Pia", "Producer")]})).credits[0].job
        == "producer"
    )
    assert film_of(movie()).credits == ()


def test_cast_has_billing_characters_and_the_uncredited_mark() -> None:
    cast = [
        member(1, "Ada One", "The Lamplighter", 0),
        member(2, "Bo Two", "Himself (uncredited)", 1),
        member(3, "Cy Three", "", None),
        member(1, "Ada One", "His Shadow", 7),
        member(2, "Bo Two", None, 9),
    ]
    assert film_of(movie(credits={"cast": cast})).credits == (
        CreditRecord("Ada One", "actor", "The Lamplighter / His Shadow", 1, external=(("tmdb-person", "1"),)),
        CreditRecord("Bo Two", "actor", "Himself", 2, external=(("tmdb-person", "2"),)),
        CreditRecord("Cy Three", "actor", external=(("tmdb-person", "3"),)),
    )
    alone = film_of(movie(credits={"cast": cast[1:2]}))
    assert alone.credits[0].uncredited


def test_people_are_found_under_their_own_script_too() -> None:
    cast = [member(5, "Aida Kawa", "Clerk", 0, original_name="愛田川")]
    (person,) = [
        record
        for record in movie_records(
            movie(credits={"cast": cast, "crew": [worker(5, "Aida Kawa", "Director")]}), 7
        )
        if isinstance(record, PersonRecord)
    ]
    assert person == PersonRecord(
        "person-5",
        "Aida Kawa",
        aliases=("愛田川",),
        popularity=0.41,
        external=(("tmdb-person", "5"),),
        place="TMDB person 5",
    )


def test_a_person_without_a_name_is_rejected_and_the_rest_kept() -> None:
    answer = movie(
        credits={
            "cast": [member(1, "Ada One", "Clerk", 0), member(2, None, "Ghost", 1, original_name="\u00a0")],
            "crew": [worker(3, "", "Director")],
        }
    )
    assert [credit.name for credit in film_of(answer).credits] == ["Ada One"]
    assert rejected(answer) == [
        Rejected("TMDB 7, cast entry 2", "it has no name: left out"),
        Rejected("TMDB 7, crew entry 1", "it has no name: left out"),
    ]


def test_every_release_type_has_its_kind_with_country_and_day_as_given() -> None:
    results = [
        {
            "iso_3166_1": "US",
            "release_dates": [
                released("1999-01-19T00:00:00.000Z", 1, "Festival of Lamps"),
                released("1999-05-01T23:30:00.000Z", 2),
                released("1999-05-06T00:00:00.000Z", 3),
                released("1999-05-06T00:00:00.000Z", 3),
            ],
        },
        {
            "iso_3166_1": "NL",
            "release_dates": [
                released("2000-01-01T00:00:00.000Z", 4),
                released("", 5, "DVD"),
                released("2001-01-01T00:00:00.000Z", 6),
            ],
        },
        {"iso_3166_1": "", "release_dates": [released("1999-07-07", 3)]},
        {"iso_3166_1": "DE", "release_dates": None},
    ]
    assert film_of(movie(release_dates={"results": results})).releases == (
        ReleaseRecord("premiere", "1999-01-19", "US", "Festival of Lamps"),
        ReleaseRecord("limited", "1999-05-01", "US"),
        ReleaseRecord("cinema", "1999-05-06", "US"),
        ReleaseRecord("digital", "2000-01-01", "NL"),
        ReleaseRecord("physical", "", "NL", "DVD"),
        ReleaseRecord("tv", "2001-01-01", "NL"),
        ReleaseRecord("cinema", "1999-07-07"),
    )


def test_without_dates_by_country_the_film_s_own_date_is_its_release() -> None:
    assert film_of(movie()).releases == (ReleaseRecord("cinema", "1999-05-06"),)


def test_an_empty_date_is_not_known() -> None:
    film = film_of(movie(release_date=""))
    assert (film.year, film.releases) == (None, ())


def test_without_a_date_of_its_own_the_first_release_gives_the_year() -> None:
    results = [
        {
            "iso_3166_1": "US",
            "release_dates": [released("2001-01-01", 3), released("2000-05-05", 1), released("", 4)],
        }
    ]
    assert film_of(movie(release_date=None, release_dates={"results": results})).year == 2000


def test_dates_no_film_can_have_are_rejected_and_the_film_kept() -> None:
    results = [
        {
            "iso_3166_1": "us",
            "release_dates": [
                released("1066-10-14", 3),
                released("1999-02-30", 3),
                released("1999-05-06", 9),
            ],
        }
    ]
    answer = movie(release_date="2999-01-01", release_dates={"results": results})
    assert (film_of(answer).year, film_of(answer).releases) == (None, ())
    assert [(each.place, each.reason) for each in rejected(answer)] == [
        ("TMDB 7, release date", "the year 2999 lies outside 1870 to 2200: left out"),
        ("TMDB 7, release in US", "the year 1066 lies outside 1870 to 2200: left out"),
        ("TMDB 7, release in US", "'1999-02-30' is not a date: day is out of range for month: left out"),
        ("TMDB 7, release in US", "TMDB’s release type 9 is not known here: left out"),
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"title": "", "original_title": ""}, "it has no title: left out"),
        ({"title": "x" * 5000}, "its title has 5000 characters, more than 300: left out"),
        ({"title": ["Lamp"]}, "TMDB answers in another form than expected (title): left out"),
        (
            {"credits": {"cast": ["Ada"]}},
            "TMDB answers in another form than expected (credits.cast.0): left out",
        ),
    ],
)
def test_a_film_that_cannot_be_read_is_rejected_with_the_reason(changed: dict[str, Any], reason: str) -> None:
    assert movie_records(movie(**changed), 7) == [Rejected("TMDB 7", reason)]


def test_a_film_without_an_english_title_goes_by_its_own() -> None:
    film = film_of(movie(title="", original_title="\u00a0La longue lampe\u0000"))
    assert (film.title, film.aliases) == ("La longue lampe", ())


def test_popularity_is_votes_or_for_what_is_not_out_yet_how_much_it_is_sought() -> None:
    assert [renown(votes, 0) for votes in (0, 10, 3481, 35_000, 90_000)] == [0, 0.23, 0.78, 1, 1]
    assert [renown(0, sought) for sought in (-1, 0, 10, 100, 1000, 5000)] == [0, 0, 0.35, 0.67, 1, 1]
    assert renown(3481, 100) == 0.78
