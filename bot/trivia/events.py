"""What can happen to a round, and what a round wants done: values that cogs and store pass to and fro."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.trivia.state import Answer, EndReason, Phase


@dataclass(frozen=True, slots=True)
class Start:
    """Ask the first question."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A member pressed a choice or typed a text.

    `at` is the time in the interaction's snowflake, not of its arrival; `index` is the question whose card
    was used.
    """

    index: int
    user_id: int
    at: datetime
    snowflake: int
    choice: int | None = None
    text: str | None = None
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """The alarm for `Round.due_at` rang; too early, late or twice does no harm."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The card of this phase and question was posted."""

    phase: Phase
    index: int


@dataclass(frozen=True, slots=True)
class SkipVote:
    """A member wants to skip this question."""

    index: int
    user_id: int


@dataclass(frozen=True, slots=True)
class HintWanted:
    """A member asks for a hint in a typed round."""

    index: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Appealed:
    """A member says “I was right” about a revealed question."""

    index: int
    user_id: int


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """Someone (`by`) accepts or rejects a member's appeal."""

    index: int
    user_id: int
    by: int
    may_manage: bool
    accepted: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Someone wants the round to end; `may_manage`: they have Manage Messages."""

    by: int
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """The channel is gone, or the bot may no longer post in it."""


@dataclass(frozen=True, slots=True)
class Resume:
    """The bot is back after a restart and has found this round in the store."""


Event = (
    Start | Answered | Due | Shown | SkipVote | HintWanted | Appealed | AppealDecided | Stop | Lost | Resume
)

Reason = Literal[
    "not_started",  # the round has not begun
    "started",  # it has begun already
    "ended",  # it is over
    "not_open",  # this question is not open yet
    "closed",  # this question is closed
    "answered",  # the member has answered, and answers are final
    "newer_pick",  # a pick made later was delivered earlier and stays
    "out",  # survival: the member is out, or came after the entry
    "bot",  # other bots do not play
    "choice",  # there is no such choice
    "press",  # this mode is played with buttons
    "type",  # this mode is played by typing
    "empty",  # the text has nothing to compare
    "not_allowed",  # neither the host nor someone with Manage Messages
    "not_playing",  # only the host and those who have answered vote
    "voted",  # the member has voted already
    "no_hints",  # no (further) hint to be had
    "no_pick",  # the member gave no answer to appeal for
    "was_right",  # the answer counts already
    "appealed",  # the appeal is made already
    "no_appeal",  # there is no open appeal
    "too_late",  # the round ended too long ago for appeals
]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer counts: store it, then acknowledge it privately.

    `before` is the pick it replaces. `deadline` is the question's from now on: sooner than it was when
    this is the first right answer of a race.
    """

    answer: Answer
    before: Answer | None
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """The event changes nothing; tell its member why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Ask:
    """Post the open question; `again` after a restart, when it had been asked before."""

    index: int
    deadline: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class Reveal:
    """Post the answer, who had it and the standings; `skipped` by vote: nothing counts."""

    index: int
    skipped: bool


@dataclass(frozen=True, slots=True)
class Finish:
    """Post the podium (`lost`: tell the host instead) and free the channel."""

    reason: EndReason


@dataclass(frozen=True, slots=True)
class Wake:
    """Set the round's one alarm; it replaces the one before."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Voted:
    """A skip vote was counted and more are needed."""

    votes: int
    needed: int


@dataclass(frozen=True, slots=True)
class HintGiven:
    """Show this hint to the member alone."""

    user_id: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class AppealOpened:
    """Let the host or a moderator decide about this answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class AppealClosed:
    """An appeal was decided; when accepted, edit the standings.

    `users` had the same answer and are right now; `learned` is the spelling the guild accepts from now on,
    None for a choice.
    """

    index: int
    accepted: bool
    users: tuple[int, ...] = ()
    learned: str | None = None


Effect = Accepted | Refused | Ask | Reveal | Finish | Wake | Voted | HintGiven | AppealOpened | AppealClosed
