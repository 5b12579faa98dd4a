"""The shipped pack, row by row: a failure names the row by its key."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.content.packs import (
    CreditEntry,
    FactEntry,
    Pack,
    QuestionEntry,
    QuoteEntry,
    ReleaseEntry,
    SourceEntry,
    load_pack,
)
from bot.films.titles import comparable, fold
from bot.trivia.judge import judge

FOLDER = Path(__file__).resolve().parents[2] / "data" / "packs" / "ballerina"
PACK = load_pack(FOLDER)
FILM = "ballerina-2025"
CAST = {
    "Ana de Armas": "Eve Macarro",
    "Keanu Reeves": "John Wick",
    "Ian McShane": "Winston",
    "Lance Reddick": "Charon",
    "Norman Reedus": None,
    "Robert Maaser": None,
    "Sharon Duncan-Brewster": None,
    "Abraham Popoola": None,
    "Catalina Sandino Moreno": None,
    "Anjelica Huston": None,
    "Gabriel Byrne": None,
}
CITED: list[Any] = [*PACK.credit, *PACK.release, *PACK.fact, *PACK.quote, *PACK.question]
MOST_UNEVEN = 2.2  # a choice longer than this times the others can be told without reading the question


def key_of(row: Any) -> str:
    """Return what a row is called in a test's name."""
    if isinstance(row, CreditEntry):
        return f"{row.film}-{row.person}-{row.job}"
    if isinstance(row, ReleaseEntry):
        return f"{row.film}-{row.kind}"
    return str(row.id)


every_cited_row = pytest.mark.parametrize("row", CITED, ids=key_of)
every_fact = pytest.mark.parametrize("fact", PACK.fact, ids=key_of)
every_quote = pytest.mark.parametrize("quote", PACK.quote, ids=key_of)
every_question = pytest.mark.parametrize("question", PACK.question, ids=key_of)
every_source = pytest.mark.parametrize("source", PACK.source, ids=key_of)


def people_named_in(row: Any) -> set[str]:
    """Return the keys of all people whom a row refers to."""
    single = {getattr(row, name) for name in ("person", "speaker") if hasattr(row, name)}
    return single | set(getattr(row, "people", ()))


# --- all rows ---


@every_cited_row
def test_a_row_refers_only_to_what_the_pack_holds(row: Any) -> None:
    assert row.film in {film.id for film in PACK.film}
    assert people_named_in(row) <= {person.id for person in PACK.person}
    assert {cite.source for cite in row.sources} <= {source.id for source in PACK.source}


@every_cited_row
def test_a_row_says_where_in_its_source_it_stands(row: Any) -> None:
    assert all(cite.place for cite in row.sources)


@pytest.mark.parametrize("table", Pack.model_fields)
def test_no_key_stands_twice_in_a_table(table: str) -> None:
    files = [tomllib.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.toml"))]
    keys = Counter(row["id"] for file in files for row in file.get(table, []) if "id" in row)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_film_person_and_source_is_used() -> None:
    assert {film.id for film in PACK.film} == {row.film for row in CITED}
    assert {source.id for source in PACK.source} == {cite.source for row in CITED for cite in row.sources}
    uncredited = {"rohan-patel"}  # the interviewer stands in the pack only to be found
    assert {person.id for person in PACK.person} == uncredited.union(*map(people_named_in, CITED))


def test_the_pack_holds_what_was_asked_for() -> None:
    assert len(PACK.fact) >= 75
    assert len([quote for quote in PACK.quote if quote.status == "stated"]) >= 20
    assert len(PACK.question) >= 60


@every_source
def test_a_source_states_only_what_is_known_of_it(source: SourceEntry) -> None:
    known = (source.publication, source.author, source.date, source.retrieved)
    assert known == {
        "actionewz-wiseman-interview": ("ActioNewz", "Rohan Patel", "2025-08-12", ""),
        "featurette-news": (None, None, "", "2024-12-09"),
        "reshoots-news": (None, None, "", ""),
    }.get(source.id)
    assert source.link is None


# --- people, credits and releases ---


def test_the_cast_is_the_eleven_with_their_stated_characters() -> None:
    names = {person.id: person.name for person in PACK.person}
    cast = [credit for credit in PACK.credit if credit.film == FILM and credit.job == "actor"]
    assert {names[credit.person]: credit.character for credit in cast} == CAST
    assert sorted(credit.billing or 0 for credit in cast) == list(range(1, 12))


def test_the_director_is_the_only_other_credit_on_the_film() -> None:
    others = [credit for credit in PACK.credit if credit.film == FILM and credit.job != "actor"]
    assert [(credit.person, credit.job) for credit in others] == [("len-wiseman", "director")]


def test_the_films_mentioned_for_a_person_are_their_filmography() -> None:
    filmography = {(credit.person, credit.job, credit.film) for credit in PACK.credit if credit.film != FILM}
    hers, his = ("ana-de-armas", "actor"), ("len-wiseman", "director")
    assert filmography == {
        (*hers, "knives-out"),
        (*hers, "no-time-to-die"),
        (*hers, "ghosted"),
        (*his, "underworld"),
        (*his, "live-free-or-die-hard"),
        (*his, "total-recall"),
    }


def test_a_cast_known_in_part_is_not_marked_complete() -> None:
    assert not any(film.complete_cast for film in PACK.film)


def test_names_of_related_headlines_are_not_in_the_pack() -> None:
    shipped = fold(" ".join(file.read_text("utf-8") for file in FOLDER.glob("*.toml")))
    assert not any(name in shipped for name in ("castaneda", "centineo", "rambo"))


def test_a_misspelling_of_a_source_is_an_alias_with_a_note() -> None:
    huston = next(person for person in PACK.person if person.id == "anjelica-huston")
    assert (huston.name, huston.aliases) == ("Anjelica Huston", ("Anjelica Houston",))
    assert huston.note


def test_the_second_title_of_chapter_3_is_an_alias() -> None:
    film = next(film for film in PACK.film if film.id == "john-wick-chapter-3")
    assert film.title == "John Wick: Chapter 3"
    assert "Parabellum" in film.aliases


def test_the_cinema_date_is_known_and_the_digital_one_is_not() -> None:
    releases = {(row.film, row.kind, row.country): row.date for row in PACK.release}
    assert releases == {(FILM, "cinema", None): "2025-06-06", (FILM, "digital", None): ""}


# --- facts ---


@every_fact
def test_a_fact_is_one_short_sentence_and_says_why_it_is_in_doubt(fact: FactEntry) -> None:
    assert len(fact.text) <= 160
    assert fact.text.endswith(".")
    assert fact.status == "stated" or fact.note


def test_what_the_sources_tell_differently_is_kept_as_disputed() -> None:
    status = {fact.id: fact.status for fact in PACK.fact}
    assert status["ballerina-revenge-father"] == status["ballerina-revenge-family"] == "disputed"
    assert status["ballerina-reshoots-reported"] == status["ballerina-additional-photography"] == "disputed"
    assert status["ballerina-stahelski-takeover"] == "rejected"


def test_no_two_facts_say_the_same() -> None:
    assert len({fold(fact.text) for fact in PACK.fact}) == len(PACK.fact)


# --- quotes ---


@every_quote
def test_a_quote_stands_alone_with_speaker_and_place(quote: QuoteEntry) -> None:
    assert len(quote.text) <= 280
    assert quote.speaker in {person.id for person in PACK.person}
    # the featurette says what was said, not what was asked
    assert quote.asked or quote.sources[0].source == "featurette-news"
    assert quote.told_to
    assert len(quote.sources) == 1
    assert not any(sign in quote.text.replace("[…]", "") for sign in ("…", "...", '"', "“", "”"))
    assert quote.text == " ".join(quote.text.split())


def test_an_answer_gives_at_most_three_quotes() -> None:
    assert max(Counter(quote.sources for quote in PACK.quote).values()) <= 3


def test_only_an_implied_speaker_waits_for_review() -> None:
    waiting = [quote for quote in PACK.quote if quote.status == "review"]
    assert [quote.speaker for quote in waiting] == ["ana-de-armas"]
    assert waiting[0].note
    assert {quote.speaker for quote in PACK.quote if quote.status == "stated"} == {"len-wiseman"}


@every_quote
def test_no_quote_carries_what_the_speaker_retells(quote: QuoteEntry) -> None:
    assert "Keanu said" not in quote.text
    assert "he's going to kill Eve" not in quote.text


# --- questions ---


@every_question
def test_a_question_has_exactly_one_right_choice(question: QuestionEntry) -> None:
    right = {comparable(text) for text in (question.answer, *question.accepted)}
    wrong = [comparable(text) for text in question.wrong]
    assert len(set(wrong)) == 3
    assert right.isdisjoint(wrong)


@every_question
def test_typed_spellings_of_the_answer_count_and_wrong_choices_do_not(question: QuestionEntry) -> None:
    for text in (question.answer, *question.accepted):
        assert judge(text, question.answer, question.accepted, others=question.wrong).right, text
    for text in question.wrong:
        assert not judge(text, question.answer, question.accepted).right, text


@every_question
def test_a_prompt_does_not_hold_its_answer(question: QuestionEntry) -> None:
    prompt = f" {fold(question.prompt)} "
    assert question.prompt.endswith(("?", "”"))
    for text in (question.answer, *question.accepted):
        assert f" {fold(text)} " not in prompt


@every_question
def test_the_length_of_a_choice_gives_nothing_away(question: QuestionEntry) -> None:
    wrong = [len(text) for text in question.wrong]
    assert len(question.answer) <= MOST_UNEVEN * max(wrong)
    assert min(wrong) <= MOST_UNEVEN * len(question.answer)
    assert max(len(question.answer), *wrong) <= 32


@every_question
def test_the_form_of_a_choice_gives_nothing_away(question: QuestionEntry) -> None:
    choices = (question.answer, *question.wrong)
    assert len({text[:1].isupper() for text in choices if text[:1].isalpha()}) <= 1
    assert len({text.isdecimal() for text in choices}) == 1
    assert len({text.endswith("?") for text in choices}) == 1
    assert len({text.startswith(("The ", "A ", "His ", "Her ")) for text in choices}) == 1


@every_question
def test_a_question_keeps_away_from_what_is_disputed(question: QuestionEntry) -> None:
    whole = fold(" ".join((question.prompt, question.answer, *question.wrong, question.explanation)))
    assert not any(word in whole.split() for word in ("father", "family", "reshoots", "reshoot", "stahelski"))
    assert "additional photography" not in whole


@every_question
def test_a_question_asks_nothing_from_a_lists_silence(question: QuestionEntry) -> None:
    words = set(fold(re.sub("“.*?”", "", question.prompt)).split())
    assert not ({"who", "cast", "credited"} & words and {"not", "never", "missing"} & words)
    assert "none of" not in fold(" ".join((question.answer, *question.wrong)))


def test_difficulties_are_spread() -> None:
    share = {
        level: count / len(PACK.question)
        for level, count in Counter(q.difficulty for q in PACK.question).items()
    }
    assert 0.2 <= share["easy"] <= 0.3
    assert 0.2 <= share["hard"] <= 0.3


def test_no_prompt_is_asked_twice() -> None:
    assert len({fold(question.prompt) for question in PACK.question}) == len(PACK.question)
