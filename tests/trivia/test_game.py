from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.trivia.events import (
    Accepted,
    Answered,
    Ask,
    Due,
    Effect,
    Event,
    Finish,
    HintGiven,
    HintWanted,
    Lost,
    Refused,
    Reveal,
    SkipVote,
    Start,
    Stop,
    Voted,
    Wake,
)
from bot.trivia.game import ending, judge_pick, step, votes_needed
from bot.trivia.question import Question
from bot.trivia.scoring import margin_ms, table
from bot.trivia.state import Round, Rules

T0 = datetime(2026, 3, 1, 20, tzinfo=UTC)
HOST, ALICE, BOB, CAROL = 10, 1, 2, 3
RIGHT, WRONG = 0, 1


def question(number: int) -> Question:
    return Question(
        key=f"q{number}",
        kind="authored",
        film_key="toy-story-2",
        film_title="Toy Story 2",
        prompt=f"Question {number}?",
        choices=("Toy Story 2", "Alien", "Jaws", "Heat"),
        answer="Toy Story 2",
        accepted=(),
        difficulty="easy",
        explanation="",
        source="A paper, 2025",
        answer_kind="film",
    )


class Table:
    """A round and a clock: each call is one event, in seconds after the round began."""

    def __init__(self, questions: int = 3, **rules: Any) -> None:
        self.now = T0
        asked = tuple(question(number) for number in range(questions))
        self.round = Round(7, 1, 2, HOST, Rules(**rules), asked)

    def send(self, event: Event, at: float | None = None) -> tuple[Effect, ...]:
        self.now = self.now if at is None else T0 + timedelta(seconds=at)
        self.round, effects = step(self.round, event, self.now)
        return effects

    def pick(
        self,
        user: int,
        choice: int | None = RIGHT,
        at: float = 1,
        *,
        arrives: float | None = None,
        **more: Any,
    ) -> Effect:
        pressed = T0 + timedelta(seconds=at)
        more = {"index": self.round.index, "snowflake": round(at * 1000) * 10, **more}
        return self.send(Answered(user_id=user, at=pressed, choice=choice, **more), arrives or at)[0]

    def type(self, user: int, text: str, at: float = 1) -> Effect:
        return self.pick(user, None, at, text=text)

    def points(self) -> dict[int, int]:
        return {row.user_id: row.points for row in table(self.round.answers, self.round.counted)}


@pytest.fixture
def game() -> Table:
    game = Table()
    game.send(Start())
    return game


def test_a_round_asks_reveals_and_ends_with_every_question_once() -> None:
    game = Table(questions=2)

    assert game.send(Start(), 0) == (Ask(0, T0 + timedelta(seconds=20)), Wake(T0 + timedelta(seconds=21.5)))
    game.pick(ALICE, at=2.1)
    assert game.send(Due(), 21.5) == (Reveal(0, skipped=False), Wake(T0 + timedelta(seconds=26.5)))
    assert game.send(Due(), 26.5)[0] == Ask(1, T0 + timedelta(seconds=46.5))
    assert game.send(Due(), 48)[0] == Reveal(1, skipped=False)
    assert ending(game.round) == "finished"
    assert game.send(Due(), 53) == (Finish("finished"),)
    assert game.round.ended_at == T0 + timedelta(seconds=53)
    assert game.points() == {ALICE: 144}


def test_a_second_start_is_refused(game: Table) -> None:
    assert game.send(Start()) == (Refused("started"),)


def test_an_early_alarm_is_set_again_and_a_late_one_moves_on_once(game: Table) -> None:
    assert game.send(Due(), 21.4) == (Wake(T0 + timedelta(seconds=21.5)),)
    assert game.send(Due(), 30)[0] == Reveal(0, skipped=False)
    assert game.send(Due(), 30) == (Wake(T0 + timedelta(seconds=35)),)


def test_a_second_pick_by_the_same_member_is_refused(game: Table) -> None:
    assert isinstance(game.pick(ALICE, WRONG, 1.00), Accepted)
    assert [game.pick(ALICE, choice, 1.01 + choice / 100) for choice in (0, 2, 3)] == [
        Refused("answered")
    ] * 3
    assert [answer.choice for answer in game.round.answers] == [WRONG]


def test_a_changed_pick_replaces_the_first_where_the_guild_allows_it() -> None:
    game = Table(changeable=True)
    game.send(Start())
    first = game.pick(ALICE, WRONG, 1)
    second = game.pick(ALICE, RIGHT, 3)

    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert second.before == first.answer
    assert [(a.choice, a.elapsed_ms) for a in game.round.answers] == [(RIGHT, 3000)]


def test_an_earlier_pick_delivered_late_does_not_replace_a_later_one() -> None:
    game = Table(changeable=True)
    game.send(Start())
    game.pick(ALICE, RIGHT, 3)

    assert game.pick(ALICE, WRONG, 2, arrives=4) == Refused("newer_pick")


def test_a_press_before_the_deadline_counts_when_it_arrives_within_the_settlement(game: Table) -> None:
    assert isinstance(game.pick(ALICE, at=20.0, arrives=21.4), Accepted)
    assert game.pick(BOB, at=20.001, arrives=20.01) == Refused("closed")
    game.send(Due(), 21.5)
    assert game.pick(CAROL, at=19, arrives=21.6, index=0) == Refused("closed")
    assert game.points() == {ALICE: 100}


def test_a_press_for_another_question_or_before_the_question_opened_is_refused(game: Table) -> None:
    assert game.pick(ALICE, at=-1, arrives=1) == Refused("not_open")
    assert game.pick(ALICE, at=1, index=1) == Refused("not_open")
    game.send(Due(), 22)
    game.send(Due(), 28)
    assert game.pick(ALICE, at=29, index=0) == Refused("closed")
    assert Table().pick(ALICE) == Refused("not_started")


def test_a_bot_a_choice_that_is_not_there_and_the_wrong_way_to_answer_are_refused(game: Table) -> None:
    assert game.pick(ALICE, bot=True) == Refused("bot")
    assert game.pick(ALICE, 4) == Refused("choice")
    assert game.pick(ALICE, -1) == Refused("choice")
    assert game.type(ALICE, "Toy Story 2") == Refused("press")


def test_one_answer_can_be_decided_from_the_header_alone(game: Table) -> None:
    pick = Answered(0, ALICE, T0 + timedelta(seconds=2), 5, choice=RIGHT)
    accepted = judge_pick(game.round.header, pick, T0 + timedelta(seconds=2))

    assert accepted == step(game.round, pick, T0)[1][0]
    assert isinstance(accepted, Accepted)
    assert judge_pick(game.round.header, pick, T0, before=accepted.answer) == Refused("answered")


def test_rules_come_back_from_their_plain_values() -> None:
    rules = Rules(mode="typed", seconds=30, changeable=True, skip_votes=2)

    assert Rules(**asdict(rules)) == rules


@pytest.mark.parametrize(
    "wrong", [{"seconds": 0}, {"idle_limit": 0}, {"skip_votes": 0}, {"pause_seconds": -1}]
)
def test_rules_that_cannot_be_played_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="start at"):
        Rules(**wrong)


def test_a_round_without_questions_is_refused() -> None:
    with pytest.raises(ValueError, match="question"):
        Table(questions=0)


def test_the_first_right_answer_closes_a_race_and_an_earlier_one_still_in_flight_wins() -> None:
    game = Table(mode="race", changeable=True)
    game.send(Start())
    game.pick(CAROL, WRONG, 1)
    assert game.pick(CAROL, RIGHT, 1.5) == Refused("answered")
    game.pick(BOB, RIGHT, 2.18, arrives=2.3)

    assert game.round.deadline == T0 + timedelta(seconds=2.3)
    assert game.round.due_at == T0 + timedelta(seconds=3.8)
    assert game.pick(HOST, RIGHT, 2.4) == Refused("closed")
    game.pick(ALICE, RIGHT, 2, arrives=2.5)
    assert game.round.deadline == T0 + timedelta(seconds=2.3)
    game.send(Due(), 3.8)
    assert game.points() == {ALICE: 100, BOB: 0, CAROL: 0}
    assert margin_ms(game.round.answers, 0) == 180


def test_in_a_race_a_clock_that_runs_behind_does_not_shut_out_the_winner() -> None:
    game = Table(mode="race")
    game.send(Start())
    game.pick(ALICE, RIGHT, 5, arrives=3)

    assert game.round.deadline == T0 + timedelta(seconds=5)


def test_the_last_one_standing_wins_survival() -> None:
    game = Table(questions=9, mode="survival")
    game.send(Start())
    game.pick(ALICE, RIGHT, 1)
    game.pick(BOB, RIGHT, 2)
    game.pick(CAROL, WRONG, 3)
    game.send(Due(), 21.5)
    game.send(Due(), 30)
    assert game.pick(CAROL, RIGHT, 31) == Refused("out")
    assert game.pick(HOST, RIGHT, 31) == Refused("out")
    game.pick(ALICE, RIGHT, 32)
    game.send(Due(), 60)

    assert ending(game.round) == "survived"
    assert game.send(Due(), 70) == (Finish("survived"),)
    assert game.points() == {ALICE: 200, BOB: 100, CAROL: 0}


def test_two_who_fail_at_once_go_on_and_tie_when_the_questions_run_out() -> None:
    game = Table(questions=1, mode="survival")
    game.send(Start())
    game.pick(ALICE, WRONG, 1)
    game.pick(BOB, WRONG, 2)
    game.send(Due(), 21.5)

    assert game.round.survivors == frozenset({ALICE, BOB})
    assert game.send(Due(), 30) == (Finish("finished"),)
    assert [row.place for row in table(game.round.answers, game.round.counted)] == [1, 1]


def test_someone_playing_survival_alone_plays_until_the_first_failure() -> None:
    game = Table(questions=3, mode="survival")
    game.send(Start())
    game.pick(ALICE, RIGHT, 1)
    game.send(Due(), 21.5)
    game.send(Due(), 30)
    game.send(Due(), 60)

    assert game.send(Due(), 70) == (Finish("survived"),)


def test_a_typed_round_takes_texts_and_judges_them() -> None:
    game = Table(mode="typed")
    game.send(Start())

    assert game.pick(ALICE) == Refused("type")
    assert game.type(ALICE, " \u200b ") == Refused("empty")
    game.type(ALICE, "toy story two", 1)
    game.type(BOB, "Toy Story 3", 2)
    assert game.type(BOB, "Toy Story 2", 3) == Refused("answered")
    game.send(Due(), 22)
    assert game.points() == {ALICE: 147, BOB: 0}


def test_hints_are_private_few_and_cost_points() -> None:
    game = Table(mode="typed")
    game.send(Start())

    assert game.send(HintWanted(0, ALICE)) == (HintGiven(ALICE, 1, "T•• S•••• •"),)
    assert game.send(HintWanted(0, ALICE)) == (HintGiven(ALICE, 2, "T•y S•o•y •"),)
    assert game.send(HintWanted(0, ALICE)) == (Refused("no_hints"),)
    game.type(ALICE, "Toy Story 2", 20)
    game.type(BOB, "Toy Story 2", 20)
    assert game.send(HintWanted(0, BOB)) == (Refused("answered"),)
    assert game.send(HintWanted(1, BOB)) == (Refused("not_open"),)
    game.send(Due(), 22)
    assert game.send(HintWanted(0, BOB)) == (Refused("closed"),)
    assert game.points() == {ALICE: 50, BOB: 100}


def test_there_are_no_hints_where_choices_are_shown(game: Table) -> None:
    assert game.send(HintWanted(0, ALICE)) == (Refused("no_hints"),)


def test_a_majority_of_the_players_and_the_host_skips_a_question(game: Table) -> None:
    game.pick(ALICE)
    game.pick(BOB, WRONG)

    assert votes_needed(game.round) == 2
    assert game.send(SkipVote(0, CAROL)) == (Refused("not_playing"),)
    assert game.send(SkipVote(1, ALICE)) == (Refused("not_open"),)
    assert game.send(SkipVote(0, ALICE)) == (Voted(1, 2),)
    assert game.send(SkipVote(0, ALICE)) == (Refused("voted"),)
    assert game.send(SkipVote(0, HOST), 4)[0] == Reveal(0, skipped=True)
    assert game.send(SkipVote(0, BOB)) == (Refused("closed"),)
    assert game.points() == {ALICE: 0, BOB: 0}
    assert game.send(Due(), 9)[0] == Ask(1, T0 + timedelta(seconds=29))


def test_a_fixed_number_of_votes_is_never_more_than_there_are_voters() -> None:
    game = Table(skip_votes=3)

    assert game.send(SkipVote(0, HOST)) == (Refused("not_started"),)
    game.send(Start())
    assert game.send(SkipVote(0, HOST))[0] == Reveal(0, skipped=True)


def test_the_starter_or_a_moderator_can_always_stop(game: Table) -> None:
    game.pick(ALICE)

    assert game.send(Stop(ALICE, may_manage=False)) == (Refused("not_allowed"),)
    assert game.send(Stop(BOB, may_manage=True)) == (Finish("stopped"),)
    assert game.points() == {ALICE: 0}
    assert Table().send(Stop(HOST, may_manage=False)) == (Finish("stopped"),)


def test_stopping_after_a_reveal_keeps_its_points(game: Table) -> None:
    game.pick(ALICE, at=20)
    game.send(Due(), 22)
    game.send(Stop(HOST, may_manage=False))

    assert game.points() == {ALICE: 100}


def test_the_question_that_was_open_when_the_round_was_stopped_costs_nobody_their_streak(game: Table) -> None:
    game.pick(ALICE)
    game.send(Due(), 22)
    game.send(Due(), 28)
    game.pick(ALICE, WRONG, at=30)
    game.send(Stop(HOST, may_manage=False))

    assert [row.streak for row in table(game.round.answers, game.round.counted)] == [1]


def test_an_ended_round_takes_nothing(game: Table) -> None:
    game.send(Stop(HOST, may_manage=False), 2)
    ended = game.round
    events: list[Event] = [Start(), SkipVote(0, HOST), HintWanted(0, ALICE), Stop(HOST, True), Lost()]

    assert game.pick(ALICE, arrives=3) == Refused("ended")
    assert [game.send(event) for event in events] == [(Refused("ended"),)] * len(events)
    assert judge_pick(ended.header, Answered(0, ALICE, T0, 1, choice=0), T0) == Refused("ended")
    assert game.send(Due(), 999) == ()
    assert game.round == ended


def test_a_lost_channel_ends_the_round_once_and_keeps_the_scores(game: Table) -> None:
    game.pick(ALICE, at=20)
    game.send(Due(), 22)

    assert game.send(Lost(), 23) == (Finish("lost"),)
    assert game.send(Lost(), 24) == (Refused("ended"),)
    assert game.points() == {ALICE: 100}


def test_two_silent_questions_in_a_row_end_the_round() -> None:
    game = Table(questions=9)
    game.send(Start())
    for second in (22, 28, 50):
        game.send(Due(), second)

    assert ending(game.round) == "idle"
    assert game.send(Due(), 60) == (Finish("idle"),)


def test_an_answer_or_a_skip_between_silent_questions_keeps_the_round_going() -> None:
    game = Table(questions=9)
    game.send(Start())
    game.send(Due(), 22)
    game.send(Due(), 28)
    game.send(SkipVote(1, HOST), 30)
    game.send(Due(), 36)
    game.send(Due(), 60)

    assert game.round.index == 2
    assert ending(game.round) is None
