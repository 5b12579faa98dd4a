"""The rules of a round: `step` takes a round, an event and the time, and returns the next round and effects.

A question's way: asked (phase asking), answered until the deadline by the interactions' own times, settled
for a moment so that late deliveries count, revealed (phase revealed), and after a pause followed by the next
one or the end. A round moves on only by `Due` at its `due_at`, by a skip or by an end, so it does so once.
An ended round takes nothing but appeals, which only amend its scores.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.films.titles import fold
from bot.trivia.appeals import appeal, decide
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
    HintGiven,
    HintWanted,
    Lost,
    Reason,
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
from bot.trivia.judge import judge
from bot.trivia.question import MOST_HINTS
from bot.trivia.scoring import rescored
from bot.trivia.state import Answer, EndReason, Header, Hint, Round

LONGEST_AWAY = timedelta(minutes=5)
LEAST_REST = timedelta(seconds=10)

Outcome = tuple[Round, tuple[Effect, ...]]


def step(state: Round, event: Event, now: datetime) -> Outcome:
    """Return the round after an event, and what is to be done.

    Args:
        state: the round with all its answers (for a single answer `judge_pick` does with less).
        event: what happened; any event at any time is fine, one that does not fit changes nothing.
        now: the present instant, aware.
    """
    match event:
        case Shown(phase, index):
            fits = (phase, index) == (state.phase, state.index)
            return (replace(state, shown=True) if fits else state), ()
        case Resume():
            return _resume(state, now)
        case Appealed():
            return appeal(state, event, now)
        case AppealDecided():
            return decide(state, event, now)
        case Due():
            return _due(state, now)
        case _ if state.phase == "ended":
            return state, (Refused("ended"),)
        case Start():
            return _ask(state, 0, now) if state.phase == "waiting" else (state, (Refused("started"),))
        case Answered():
            return _answer(state, event, now)
        case SkipVote():
            return _vote(state, event, now)
        case HintWanted():
            return _hint(state, event)
        case Stop(by, may_manage):
            may = by == state.host_id or may_manage
            return _end(state, "stopped", now) if may else (state, (Refused("not_allowed"),))
        case Lost():
            return _end(state, "lost", now)


def judge_pick(
    header: Header, pick: Answered, now: datetime, before: Answer | None = None
) -> Accepted | Refused:
    """Decide one answer without the round's other answers.

    Store what is accepted in one statement that also holds the phase, the index and one row per member and
    question (on conflict: the greater snowflake where picks may change, else the row that is there), so
    that two deliveries at once end as one.

    Args:
        header: the round's row and its open question.
        pick: the answer.
        now: the present instant; it only closes a race that was just won.
        before: the member's stored answer to this question, if any.
    """
    reason = _untimely(header, pick) or _unfit(header, pick)
    if reason is None and before is not None:
        if not header.rules.may_change:
            reason = "answered"
        elif before.snowflake >= pick.snowflake:
            reason = "newer_pick"
    if reason is not None or header.opened_at is None or header.deadline is None:
        return Refused(reason or "not_started")
    typed = header.rules.mode == "typed"
    correct = _is_right(header, pick)
    answer = Answer(
        index=pick.index,
        user_id=pick.user_id,
        choice=None if typed else pick.choice,
        text=pick.text if typed else None,
        at=pick.at,
        snowflake=pick.snowflake,
        elapsed_ms=(pick.at - header.opened_at) // timedelta(milliseconds=1),
        correct=correct,
    )
    won = correct and header.rules.mode == "race"
    return Accepted(answer, before, min(header.deadline, max(now, pick.at)) if won else header.deadline)


def ending(state: Round) -> EndReason | None:
    """Return why a revealed round ends after its pause, None where another question follows."""
    if state.survivors is not None:
        entered = {answer.user_id for answer in state.answers if answer.index in state.counted}
        if len(state.survivors) < min(len(entered), 2):
            return "survived"
    if state.index + 1 == len(state.questions):
        return "finished"
    recent = range(state.index + 1 - state.rules.idle_limit, state.index + 1)
    answered = {answer.index for answer in state.answers}
    return "idle" if all(index in state.counted and index not in answered for index in recent) else None


def votes_needed(state: Round) -> int:
    """Return how many votes skip the open question."""
    voters = len(_voters(state))
    return min(voters, state.rules.skip_votes or voters // 2 + 1)


def _untimely(header: Header, pick: Answered) -> Reason | None:
    if header.phase == "ended":
        return "ended"
    if header.opened_at is None or header.deadline is None:
        return "not_started"
    if pick.index > header.index or (pick.index == header.index and pick.at < header.opened_at):
        return "not_open"
    if pick.index < header.index or header.phase == "revealed" or pick.at > header.deadline:
        return "closed"
    return None


def _unfit(header: Header, pick: Answered) -> Reason | None:
    if pick.bot:
        return "bot"
    if header.survivors is not None and pick.user_id not in header.survivors:
        return "out"
    if header.rules.mode == "typed":
        if pick.text is None:
            return "type"
        return None if fold(pick.text) else "empty"
    if pick.choice is None:
        return "press"
    return None if 0 <= pick.choice < len(header.question.choices) else "choice"


def _is_right(header: Header, pick: Answered) -> bool:
    question = header.question
    if header.rules.mode != "typed" or pick.text is None:
        return pick.choice == question.answer_index
    return judge(pick.text, question.answer, question.accepted, question.answer_kind, question.others).right


def _answer(state: Round, pick: Answered, now: datetime) -> Outcome:
    decided = judge_pick(state.header, pick, now, state.answer_of(pick.index, pick.user_id))
    if isinstance(decided, Refused):
        return state, (decided,)
    others = tuple(answer for answer in state.answers if answer is not decided.before)
    after = replace(state, answers=(*others, decided.answer))
    if decided.deadline == state.deadline:
        return after, (decided,)
    due_at = decided.deadline + state.rules.settlement
    return replace(after, deadline=decided.deadline, due_at=due_at), (decided, Wake(due_at))


def _due(state: Round, now: datetime) -> Outcome:
    if state.due_at is None:
        return state, ()
    if now < state.due_at:
        return state, (Wake(state.due_at),)
    if state.phase == "asking":
        return _reveal(state, now)
    reason = ending(state)
    return _end(state, reason, now) if reason else _ask(state, state.index + 1, now)


def _ask(state: Round, index: int, now: datetime) -> Outcome:
    after = replace(
        state, phase="asking", index=index, started_at=state.started_at or now, skip_votes=frozenset()
    )
    return _open(after, now, now + state.rules.question_time, again=False)


def _open(state: Round, opened_at: datetime, deadline: datetime, *, again: bool) -> Outcome:
    due_at = deadline + state.rules.settlement
    after = replace(state, opened_at=opened_at, deadline=deadline, due_at=due_at, shown=False)
    return after, (Ask(state.index, deadline, again), Wake(due_at))


def _reveal(state: Round, now: datetime, *, skipped: bool = False) -> Outcome:
    void = state.void | {state.index} if skipped else state.void
    due_at = now + state.rules.pause
    after = rescored(replace(state, phase="revealed", due_at=due_at, shown=False, void=void))
    return after, (Reveal(state.index, skipped), Wake(due_at))


def _end(state: Round, reason: EndReason, now: datetime) -> Outcome:
    void = state.void if state.phase == "revealed" else state.void | {state.index}
    after = replace(
        state, phase="ended", ended_at=now, end_reason=reason, due_at=None, shown=False, void=void
    )
    return after, (Finish(reason),)


def _resume(state: Round, now: datetime) -> Outcome:
    if state.phase == "ended":
        return state, (Finish(state.end_reason),) if state.end_reason and not state.shown else ()
    if state.due_at is None or now > state.due_at + LONGEST_AWAY:
        return _end(state, "away", now)
    if state.phase == "revealed":
        due_at = now + state.rules.pause
        again = () if state.shown else (Reveal(state.index, state.index in state.void),)
        return replace(state, due_at=due_at), (*again, Wake(due_at))
    answers = state.answers_to(state.index)
    if state.rules.mode == "race" and any(answer.correct for answer in answers):
        return _reveal(state, now)
    if not state.shown and not answers:
        return _open(state, now, now + state.rules.question_time, again=False)
    assert state.opened_at is not None
    assert state.deadline is not None
    # The question's clock stood still while the bot was away, so that what is left is worth what it was.
    deadline = max(state.deadline, now + LEAST_REST)
    opened_at = max(state.opened_at, min(now, deadline - state.rules.question_time))
    return _open(state, opened_at, deadline, again=True)


def _vote(state: Round, vote: SkipVote, now: datetime) -> Outcome:
    reason = _unasked(state, vote.index)
    if reason is None and vote.user_id not in _voters(state):
        reason = "not_playing"
    elif reason is None and vote.user_id in state.skip_votes:
        reason = "voted"
    if reason is not None:
        return state, (Refused(reason),)
    after = replace(state, skip_votes=state.skip_votes | {vote.user_id})
    needed = votes_needed(after)
    if len(after.skip_votes) >= needed:
        return _reveal(after, now, skipped=True)
    return after, (Voted(len(after.skip_votes), needed),)


def _voters(state: Round) -> frozenset[int]:
    return state.players | {state.host_id}


def _hint(state: Round, wanted: HintWanted) -> Outcome:
    hint = Hint(wanted.index, wanted.user_id)
    level = state.hints.count(hint) + 1
    reason = _unasked(state, wanted.index)
    if reason is None and (state.rules.mode != "typed" or level > MOST_HINTS):
        reason = "no_hints"
    elif reason is None and not state.rules.may_change and state.answer_of(hint.index, hint.user_id):
        reason = "answered"
    if reason is not None:
        return state, (Refused(reason),)
    given = HintGiven(wanted.user_id, level, state.question.hint(level))
    return replace(state, hints=(*state.hints, hint)), (given,)


def _unasked(state: Round, index: int) -> Reason | None:
    if state.phase == "waiting":
        return "not_started"
    if index > state.index:
        return "not_open"
    return None if state.phase == "asking" and index == state.index else "closed"
