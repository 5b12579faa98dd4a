from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.trivia.events import (
    Accepted,
    Answered,
    Ask,
    Due,
    Effect,
    Event,
    Finish,
    Refused,
    Resume,
    Reveal,
    Shown,
    Start,
    Stop,
    Wake,
)
from bot.trivia.game import step
from bot.trivia.question import Question
from bot.trivia.state import Mode, Round, Rules

T0 = datetime(2026, 3, 1, 20, tzinfo=UTC)
HOST, ALICE, BOB = 10, 1, 2
TRUE = Question("q", "authored", "f", "F", "True?", ("True", "False"), "True", (), "easy", "", "A paper")


class Game:
    """A round of two questions; each call is one event, in seconds after the round began."""

    def __init__(self, mode: Mode = "classic") -> None:
        self.round = Round(7, 1, 2, HOST, Rules(mode=mode), (TRUE, TRUE))

    def send(self, event: Event, at: float = 0) -> tuple[Effect, ...]:
        self.round, effects = step(self.round, event, T0 + timedelta(seconds=at))
        return effects

    def pick(self, user: int, at: float) -> Effect:
        pick = Answered(self.round.index, user, T0 + timedelta(seconds=at), round(at * 1000), choice=0)
        return self.send(pick, at)[0]

    def points(self) -> dict[int, int]:
        return {answer.user_id: answer.points for answer in self.round.answers if answer.points}


@pytest.fixture
def game() -> Game:
    game = Game()
    game.send(Start())
    return game


def test_after_a_crash_the_open_question_is_asked_again_with_a_fair_rest(game: Game) -> None:
    game.send(Shown("asking", 0))
    game.pick(ALICE, at=2)

    assert game.send(Resume(), 25)[0] == Ask(0, T0 + timedelta(seconds=35), again=True)
    assert game.pick(ALICE, at=26) == Refused("answered")
    accepted = game.pick(BOB, at=30)
    assert isinstance(accepted, Accepted)
    assert accepted.answer.elapsed_ms == 15_000  # the question's clock stood still at ten seconds left
    game.send(Due(), 36.5)
    assert game.points() == {ALICE: 145, BOB: 112}


def test_a_quick_restart_leaves_the_deadline_as_it_was(game: Game) -> None:
    game.send(Shown("asking", 0))

    assert game.send(Resume(), 4)[0] == Ask(0, T0 + timedelta(seconds=20), again=True)
    assert game.round.opened_at == T0


def test_a_question_nobody_can_have_seen_is_asked_with_its_full_time(game: Game) -> None:
    assert game.send(Resume(), 60)[0] == Ask(0, T0 + timedelta(seconds=80), again=False)


def test_a_race_that_was_won_before_the_crash_is_revealed() -> None:
    game = Game(mode="race")
    game.send(Start())
    game.pick(ALICE, at=2)

    assert game.send(Resume(), 30)[0] == Reveal(0, skipped=False)


def test_a_reveal_is_posted_again_after_a_crash_only_where_it_was_not_posted(game: Game) -> None:
    game.send(Shown("asking", 0))
    game.send(Due(), 22)
    assert game.send(Resume(), 40) == (Reveal(0, skipped=False), Wake(T0 + timedelta(seconds=45)))
    game.send(Shown("asking", 0))
    assert not game.round.shown
    game.send(Shown("revealed", 0))
    assert game.send(Resume(), 50) == (Wake(T0 + timedelta(seconds=55)),)


def test_a_podium_is_posted_after_a_crash_only_where_it_was_not_posted(game: Game) -> None:
    game.send(Stop(HOST, may_manage=False))
    assert game.send(Resume(), 999) == (Finish("stopped"),)
    game.send(Shown("ended", 0))
    assert game.send(Resume(), 999) == ()


def test_after_more_than_five_minutes_away_the_round_is_closed_with_its_standing(game: Game) -> None:
    game.pick(ALICE, at=20)
    game.send(Due(), 22)
    game.send(Due(), 27)
    game.pick(ALICE, at=30)
    still = replace(game.round)

    assert game.send(Resume(), 27 + 21.5 + 301) == (Finish("away"),)
    assert game.points() == {ALICE: 100}
    assert step(still, Resume(), T0 + timedelta(seconds=27 + 21.5 + 300))[0].phase == "asking"
    assert Game().send(Resume()) == (Finish("away"),)
