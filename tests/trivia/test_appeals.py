from datetime import UTC, datetime, timedelta

import pytest

from bot.trivia.events import (
    Answered,
    AppealClosed,
    AppealDecided,
    Appealed,
    AppealOpened,
    Due,
    Effect,
    Event,
    Refused,
    Start,
    Stop,
)
from bot.trivia.game import step
from bot.trivia.question import Question
from bot.trivia.state import Mode, Round, Rules

T0 = datetime(2026, 3, 1, 20, tzinfo=UTC)
HOST, ALICE, BOB, CAROL = 10, 1, 2, 3
FILM = Question(
    "q",
    "authored",
    "leon",
    "Léon",
    "Which film?",
    ("Léon", "Nikita"),
    "Léon",
    (),
    "easy",
    "",
    "A paper",
    "film",
)


class Played:
    """A round whose first question was revealed; Alice and Bob gave the same wrong answer, Carol another."""

    def __init__(self, mode: Mode = "typed", right: int | None = None) -> None:
        self.round = Round(7, 1, 2, HOST, Rules(mode=mode), (FILM, FILM))
        self.send(Start(), 0)
        for user, text in ((ALICE, "The Professional"), (BOB, "the PROFESSIONAL!"), (CAROL, "Nikita")):
            choice = FILM.choices.index("Nikita")
            self.send(Answered(0, user, T0 + timedelta(seconds=10), user, choice, text), 10)
        if right is not None:
            choice = FILM.answer_index
            self.send(Answered(0, right, T0 + timedelta(seconds=10), right, choice, FILM.answer), 10)
        self.send(Due(), 30)

    def send(self, event: Event, at: float = 31) -> tuple[Effect, ...]:
        self.round, effects = step(self.round, event, T0 + timedelta(seconds=at))
        return effects

    def points(self) -> dict[int, int]:
        return {answer.user_id: answer.points for answer in self.round.answers}


@pytest.fixture
def game() -> Played:
    return Played()


def test_an_accepted_appeal_pays_everyone_who_gave_that_answer_and_teaches_the_spelling(game: Played) -> None:
    (opened,) = game.send(Appealed(0, ALICE))
    assert isinstance(opened, AppealOpened)
    assert opened.answer.text == "The Professional"

    assert game.send(AppealDecided(0, ALICE, HOST, may_manage=False, accepted=True)) == (
        AppealClosed(0, accepted=True, users=(ALICE, BOB), learned="The Professional"),
    )
    assert game.points() == {ALICE: 125, BOB: 125, CAROL: 0}


def test_an_accepted_choice_pays_all_who_picked_it_and_teaches_no_spelling() -> None:
    game = Played("classic")
    game.send(Appealed(0, CAROL))

    assert game.send(AppealDecided(0, CAROL, BOB, may_manage=True, accepted=True)) == (
        AppealClosed(0, accepted=True, users=(ALICE, BOB, CAROL)),
    )


def test_an_accepted_appeal_brings_a_member_back_into_survival() -> None:
    game = Played("survival", right=HOST)
    assert game.round.survivors == frozenset({HOST})
    game.send(Appealed(0, ALICE))
    game.send(AppealDecided(0, ALICE, HOST, may_manage=False, accepted=True))

    assert game.round.survivors == frozenset({ALICE, BOB, CAROL, HOST})
    assert set(game.points().values()) == {100}


def test_a_rejected_appeal_changes_no_score_and_cannot_be_repeated(game: Played) -> None:
    game.send(Appealed(0, ALICE))

    assert game.send(AppealDecided(0, ALICE, HOST, may_manage=False, accepted=False)) == (
        AppealClosed(0, accepted=False),
    )
    assert game.points() == {ALICE: 0, BOB: 0, CAROL: 0}
    assert game.send(Appealed(0, ALICE)) == (Refused("appealed"),)
    assert game.send(AppealDecided(0, ALICE, HOST, may_manage=False, accepted=True)) == (
        Refused("no_appeal"),
    )


def test_only_the_host_or_a_moderator_decides(game: Played) -> None:
    game.send(Appealed(0, ALICE))

    assert game.send(AppealDecided(0, ALICE, BOB, may_manage=False, accepted=True)) == (
        Refused("not_allowed"),
    )


def test_there_is_nothing_to_appeal_without_a_wrong_answer_to_a_revealed_question(game: Played) -> None:
    assert game.send(Appealed(0, HOST)) == (Refused("no_pick"),)
    game.send(Due(), 40)
    game.send(Answered(1, ALICE, T0 + timedelta(seconds=41), 5, text="Nikita"), 41)
    game.send(Answered(1, BOB, T0 + timedelta(seconds=41), 6, text="leon"), 41)
    assert game.send(Appealed(1, ALICE), 42) == (Refused("no_pick"),)
    game.send(Due(), 70)
    assert game.send(Appealed(1, BOB), 71) == (Refused("was_right"),)


def test_appeals_are_heard_for_ten_minutes_after_the_end(game: Played) -> None:
    game.send(Stop(HOST, may_manage=False), 32)
    game.send(Appealed(0, ALICE), 100)
    game.send(Appealed(0, CAROL), 100)
    game.send(AppealDecided(0, ALICE, HOST, may_manage=False, accepted=True), 32 + 600)

    assert game.points()[ALICE] == 125
    assert game.round.phase == "ended"
    assert game.send(Appealed(0, BOB), 32 + 601) == (Refused("too_late"),)
    late = AppealDecided(0, CAROL, HOST, may_manage=False, accepted=True)
    assert game.send(late, 32 + 601) == (Refused("too_late"),)
