"""Whatever happens to a round in whatever order, its promises hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.trivia.events import (
    Accepted,
    Answered,
    AppealDecided,
    Appealed,
    Ask,
    Due,
    Effect,
    Event,
    Finish,
    HintWanted,
    Lost,
    Refused,
    Resume,
    Reveal,
    Shown,
    SkipVote,
    Start,
    Stop,
    Voted,
    Wake,
)
from bot.trivia.game import step
from bot.trivia.question import Question
from bot.trivia.scoring import table
from bot.trivia.state import Answer, Mode, Round, Rules

T0 = datetime(2026, 3, 1, 20, tzinfo=UTC)
HOST = 1
USERS = st.integers(1, 4)
MODES: list[Mode] = ["classic", "race", "survival", "typed"]
TEXTS = ["Toy Story 2", "toy story two", "Toy Story 3", "Alien", ""]
CHOICES = ("Toy Story 2", "Alien", "Jaws", "Heat")
QUESTION = Question(
    "q", "authored", "f", "F", "Which?", CHOICES, CHOICES[0], (), "easy", "", "A paper", "film"
)


def ms(number: int) -> timedelta:
    return timedelta(milliseconds=number)


class RoundMachine(RuleBasedStateMachine):
    @initialize(mode=st.sampled_from(MODES), changeable=st.booleans(), questions=st.integers(1, 4))
    def begin(self, mode: Mode, changeable: bool, questions: int) -> None:
        self.now = T0
        self.presses = 0
        self.asked: list[int] = []
        self.revealed: list[int] = []
        self.finished = 0
        self.round = Round(1, 2, 3, HOST, Rules(mode=mode, changeable=changeable), (QUESTION,) * questions)

    def send(self, event: Event) -> tuple[Effect, ...]:
        before = self.round
        self.round, effects = step(before, event, self.now)
        for effect in effects:
            self.note(effect, event, before)
        if before.phase == "ended":
            assert replace(
                self.round, shown=before.shown, answers=before.answers, appeals=(), survivors=None
            ) == replace(before, appeals=(), survivors=None)
        if all(isinstance(effect, Refused) for effect in effects) and effects:
            assert self.round == before
        return effects

    def note(self, effect: Effect, event: Event, before: Round) -> None:
        if isinstance(effect, Ask):
            assert effect.deadline >= self.now + (timedelta() if event != Resume() else timedelta(seconds=10))
            if isinstance(event, Resume):
                assert effect.index == before.index
            else:
                self.asked.append(effect.index)
        elif isinstance(effect, Reveal):
            assert effect.index == self.round.index
            if before.phase == "asking":
                self.revealed.append(effect.index)
            else:
                assert isinstance(event, Resume)
                assert not before.shown
        elif isinstance(effect, Finish) and before.phase != "ended":
            self.finished += 1

    @rule()
    def start(self) -> None:
        self.send(Start())

    @rule(
        user=USERS,
        choice=st.integers(0, 3),
        text=st.sampled_from(TEXTS),
        late_ms=st.sampled_from([0, 0, 40, 900, 1500, 25_000]),
        off=st.sampled_from([0, 0, 0, 0, -1, 1]),
        bot=st.sampled_from([False, False, False, True]),
    )
    def answer(self, user: int, choice: int, text: str, late_ms: int, off: int, bot: bool) -> None:
        self.presses += 1
        at = self.now - ms(late_ms)
        snowflake = (at - T0) // ms(1) * 4096 + self.presses
        before = self.round
        pick = Answered(before.index + off, user, at, snowflake, choice, text, bot)
        effect = self.send(pick)[0]

        timely = (
            before.phase == "asking"
            and off == 0
            and before.opened_at is not None
            and before.deadline is not None
            and before.opened_at <= at <= before.deadline
        )
        earlier = before.answer_of(before.index, user)
        free = earlier is None or (before.rules.may_change and earlier.snowflake < snowflake)
        member = not bot and (before.survivors is None or user in before.survivors)
        readable = before.rules.mode != "typed" or bool(text)
        assert isinstance(effect, Accepted) is (timely and free and member and readable)

    @rule(passed=st.sampled_from([5, 500, 3000, 21_500]))
    def let_time_pass(self, passed: int) -> None:
        self.now += ms(passed)

    @rule()
    def ring(self) -> None:
        due_at = self.round.due_at
        effects = self.send(Due())
        if due_at is not None and self.now < due_at:
            assert effects == (Wake(due_at),)

    @precondition(lambda self: self.round.due_at is not None)
    @rule(twice=st.booleans())
    def ring_in_time(self, twice: bool) -> None:
        assert self.round.due_at is not None
        self.now = max(self.now, self.round.due_at)
        place = (self.round.phase, self.round.index)
        self.send(Due())
        assert (self.round.phase, self.round.index) != place
        if twice:
            after = self.round
            self.send(Due())
            assert self.round == after

    @rule(user=USERS)
    def vote(self, user: int) -> None:
        effects = self.send(SkipVote(self.round.index, user))
        assert isinstance(effects[0], Refused | Voted | Reveal)

    @rule(user=USERS)
    def ask_for_a_hint(self, user: int) -> None:
        self.send(HintWanted(self.round.index, user))

    @rule(user=USERS, back=st.integers(0, 1), accepted=st.booleans())
    def appeal(self, user: int, back: int, accepted: bool) -> None:
        index = self.round.index - back
        self.send(Appealed(index, user))
        self.send(AppealDecided(index, user, HOST, may_manage=False, accepted=accepted))

    @rule()
    def post_the_card(self) -> None:
        self.send(Shown(self.round.phase, self.round.index))
        assert self.round.shown

    @rule(away=st.sampled_from([0, 100, 5000, 60_000, 600_000]))
    def crash_and_come_back(self, away: int) -> None:
        self.now += ms(away)
        before = self.round
        self.send(Resume())
        assert set(self.round.answers) == set(before.answers) or self.round.phase == "revealed"
        assert self.round.index == before.index

    @rule(user=USERS, may_manage=st.booleans(), chance=st.integers(0, 9))
    def stop(self, user: int, may_manage: bool, chance: int) -> None:
        if chance == 0:
            self.send(Stop(user, may_manage))
            assert self.round.phase == "ended" or not (may_manage or user == HOST)

    @rule(chance=st.integers(0, 9))
    def lose_the_channel(self, chance: int) -> None:
        if chance == 0:
            self.send(Lost())
            assert self.round.phase == "ended"

    @invariant()
    def questions_are_asked_and_revealed_in_order_and_once(self) -> None:
        assert self.asked == list(range(len(self.asked)))
        assert self.revealed == sorted(set(self.revealed))
        assert len(self.revealed) <= len(self.asked) <= len(self.revealed) + 1
        assert self.asked == ([] if self.round.started_at is None else list(range(self.round.index + 1)))

    @invariant()
    def it_ends_once(self) -> None:
        assert self.finished == (self.round.phase == "ended")
        assert (self.round.end_reason is None) is (self.round.ended_at is None) is (self.finished == 0)
        assert (self.round.due_at is None) is (self.round.phase in ("waiting", "ended"))

    @invariant()
    def a_member_has_one_answer_to_a_question(self) -> None:
        places = [(answer.index, answer.user_id) for answer in self.round.answers]
        assert len(places) == len(set(places))
        assert all(answer.elapsed_ms >= 0 for answer in self.round.answers)

    @invariant()
    def points_are_for_right_answers_to_questions_that_count(self) -> None:
        for answer in self.round.answers:
            assert answer.points >= 0
            assert not answer.points or (answer.correct and answer.index in self.round.counted)
        if self.round.rules.mode == "race":
            winners = [answer.index for answer in self.round.answers if answer.points]
            assert len(winners) == len(set(winners))


RoundMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestAnyOrderOfEvents = RoundMachine.TestCase


PICKS = st.lists(
    st.tuples(USERS, st.integers(0, 3), st.integers(0, 20_500)), unique_by=lambda pick: pick[2], max_size=8
)


def played(picks: list[tuple[int, int, int]], order: list[int], rules: Rules) -> Round:
    """A revealed round in which the picks were made at their times and delivered in this order."""
    state, _ = step(Round(1, 2, 3, HOST, rules, (QUESTION,)), Start(), T0)
    for place in order:
        user, choice, at = picks[place]
        arrival = T0 + ms(20_600 + order.index(place))
        state, _ = step(state, Answered(0, user, T0 + ms(at), at * 4096, choice), arrival)
    return step(state, Due(), T0 + ms(21_500))[0]


def by_member(state: Round) -> list[Answer]:
    return sorted(state.answers, key=lambda answer: answer.user_id)


@settings(deadline=None)
@given(PICKS, st.randoms(use_true_random=False), st.sampled_from(MODES[:3]))
def test_the_order_of_delivery_changes_nothing_when_each_member_picks_once(
    picks: list[tuple[int, int, int]], rng: Random, mode: Mode
) -> None:
    once = list({user: (user, choice, at) for user, choice, at in picks}.values())
    order = list(range(len(once)))
    rules = Rules(mode=mode)

    assert by_member(played(once, rng.sample(order, len(order)), rules)) == by_member(
        played(once, order, rules)
    )


@settings(deadline=None)
@given(PICKS, st.randoms(use_true_random=False))
def test_where_picks_may_change_the_last_one_before_the_deadline_counts_in_any_order_of_delivery(
    picks: list[tuple[int, int, int]], rng: Random
) -> None:
    order = list(range(len(picks)))
    last = {user: choice for user, choice, at in sorted(picks, key=lambda pick: pick[2]) if at <= 20_000}
    state = played(picks, rng.sample(order, len(order)), Rules(changeable=True))

    assert {answer.user_id: answer.choice for answer in state.answers} == last


def test_four_buttons_in_fifty_milliseconds_store_one_pick_in_every_order() -> None:
    picks = [(4, choice, 1000 + 12 * choice) for choice in range(4)]
    for order in permutations(range(4)):
        state = played(picks, list(order), Rules())
        assert [answer.choice for answer in state.answers] == [order[0]]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), USERS, st.integers(0, 3), st.integers(1, 19)), max_size=12))
def test_two_rounds_side_by_side_do_not_touch_each_other(events: list[tuple[int, int, int, int]]) -> None:
    def play(which: int | None) -> list[Round]:
        rounds = [
            step(Round(number, 2, number, HOST, Rules(), (QUESTION,) * (number + 1)), Start(), T0)[0]
            for number in range(2)
        ]
        for number, user, choice, second in events:
            if which in (None, number):
                at = T0 + timedelta(seconds=second)
                pick = Answered(0, user, at, second, choice)
                rounds[number] = step(rounds[number], pick, at)[0]
        return rounds

    together = play(None)
    assert together == [play(0)[0], play(1)[1]]
    assert all(table(one.answers, one.counted) is not None for one in together)
