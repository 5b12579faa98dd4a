"""A round of trivia as a value: its rules, its questions, what was answered and where it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.trivia.question import Question

Mode = Literal["classic", "race", "survival", "typed"]
Phase = Literal["waiting", "asking", "revealed", "ended"]
EndReason = Literal["finished", "survived", "idle", "stopped", "lost", "away"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How a round is played; plain numbers, so `asdict` and `Rules(**…)` take it through JSON.

    Attributes:
        mode: classic and typed give points for right, speed and streak; race gives them to the first right
            answer; in survival wrong or silent is out.
        seconds: time for one question.
        changeable: a member's last pick before the deadline counts instead of the first (never in a race,
            where trying all choices would win).
        settle_seconds: how long after the deadline a late delivery of an earlier press still counts.
        pause_seconds: time to read the reveal.
        idle_limit: questions in a row without any answer that end the round.
        skip_votes: votes that skip a question; None: more than half of the host and all who have answered.
        hint_cost: points one hint takes from a right answer.

    Raises:
        ValueError: a number is below what a round can be played with.
    """

    mode: Mode = "classic"
    seconds: int = 20
    changeable: bool = False
    settle_seconds: float = 1.5
    pause_seconds: float = 5.0
    idle_limit: int = 2
    skip_votes: int | None = None
    hint_cost: int = 25

    def __post_init__(self) -> None:
        if min(self.seconds, self.idle_limit, 1 if self.skip_votes is None else self.skip_votes) < 1:
            raise ValueError("seconds, idle_limit and skip_votes start at 1")
        if min(self.settle_seconds, self.pause_seconds, self.hint_cost) < 0:
            raise ValueError("settle_seconds, pause_seconds and hint_cost start at 0")

    @property
    def question_time(self) -> timedelta:
        """Time for one question."""
        return timedelta(seconds=self.seconds)

    @property
    def settlement(self) -> timedelta:
        """The window after the deadline."""
        return timedelta(seconds=self.settle_seconds)

    @property
    def pause(self) -> timedelta:
        """Time between a reveal and what follows it."""
        return timedelta(seconds=self.pause_seconds)

    @property
    def may_change(self) -> bool:
        """Whether a second pick replaces the first."""
        return self.changeable and self.mode != "race"


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer of a member to a question.

    Attributes:
        at: when it was given: the time in the interaction's snowflake, which also orders two at once.
        elapsed_ms: milliseconds from the question's opening to `at`; kept, because the opening moves when
            the round resumes after a crash.
        points: 0 until the reveal, and after it for an answer that does not count.
    """

    index: int
    user_id: int
    choice: int | None
    text: str | None
    at: datetime
    snowflake: int
    elapsed_ms: int
    correct: bool
    points: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint that a member took; a second one for the same question is a second row."""

    index: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Appeal:
    """“I was right”, said of one answer; `accepted` is None until it is decided."""

    index: int
    user_id: int
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What deciding one answer needs, read from the round's row and its open question's row alone."""

    rules: Rules
    phase: Phase
    index: int
    question: Question
    opened_at: datetime | None
    deadline: datetime | None
    survivors: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A round at one moment; `bot.trivia.game.step` makes the next one.

    Attributes:
        phase: each but waiting has one card: the question, the reveal (with the standings), the podium.
        index: the question that is or was last asked.
        deadline: answers given up to this instant count.
        due_at: when the round acts by itself; None while it waits and when it has ended.
        shown: whether the card of this phase has been posted; one that is not is given out again on resume.
        void: questions that do not count: skipped by vote, or open when the round was ended.
        skip_votes: who wants to skip the open question.
        survivors: who is still in (survival); None until somebody has answered a question.

    Raises:
        ValueError: there are no questions.
    """

    id: int
    guild_id: int
    channel_id: int
    host_id: int
    rules: Rules
    questions: tuple[Question, ...]
    phase: Phase = "waiting"
    index: int = 0
    started_at: datetime | None = None
    opened_at: datetime | None = None
    deadline: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    shown: bool = False
    answers: tuple[Answer, ...] = ()
    void: frozenset[int] = frozenset()
    skip_votes: frozenset[int] = frozenset()
    survivors: frozenset[int] | None = None
    hints: tuple[Hint, ...] = ()
    appeals: tuple[Appeal, ...] = ()

    def __post_init__(self) -> None:
        if not self.questions:
            raise ValueError("a round needs at least one question")

    @property
    def question(self) -> Question:
        """The question that is or was last asked."""
        return self.questions[self.index]

    @property
    def header(self) -> Header:
        """The part that decides an answer."""
        return Header(
            self.rules,
            self.phase,
            self.index,
            self.question,
            self.opened_at,
            self.deadline,
            self.survivors,
        )

    @property
    def counted(self) -> tuple[int, ...]:
        """The questions whose answers are settled and count, in order."""
        closed = {"waiting": 0, "asking": self.index, "revealed": self.index + 1, "ended": self.index + 1}
        return tuple(index for index in range(closed[self.phase]) if index not in self.void)

    @property
    def players(self) -> frozenset[int]:
        """Everyone who has answered a question of this round."""
        return frozenset(answer.user_id for answer in self.answers)

    def answers_to(self, index: int) -> tuple[Answer, ...]:
        """The answers to one question by snowflake, earliest first."""
        return tuple(sorted((a for a in self.answers if a.index == index), key=lambda a: a.snowflake))

    def answer_of(self, index: int, user_id: int) -> Answer | None:
        """A member's answer to one question."""
        return next((a for a in self.answers if a.index == index and a.user_id == user_id), None)
