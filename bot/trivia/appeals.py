"""“I was right”: a member's appeal, and what accepting it changes."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.films.titles import comparable
from bot.trivia.events import AppealClosed, AppealDecided, Appealed, AppealOpened, Effect, Reason, Refused
from bot.trivia.scoring import rescored
from bot.trivia.state import Answer, Appeal, Round

APPEALS_AFTER_END = timedelta(minutes=10)


def appeal(state: Round, event: Appealed, now: datetime) -> tuple[Round, tuple[Effect, ...]]:
    """Open an appeal for a revealed answer, also for a while after the end: the last reveal is read then."""
    answer = state.answer_of(event.index, event.user_id)
    reason = _unappealable(state, answer, now)
    if reason is not None or answer is None:
        return state, (Refused(reason or "no_pick"),)
    opened = Appeal(event.index, event.user_id)
    return replace(state, appeals=(*state.appeals, opened)), (AppealOpened(answer),)


def decide(state: Round, event: AppealDecided, now: datetime) -> tuple[Round, tuple[Effect, ...]]:
    """Accept or reject an open appeal; accepted, it holds for everyone who gave the same answer."""
    opened = Appeal(event.index, event.user_id)
    answer = state.answer_of(event.index, event.user_id)
    if event.by != state.host_id and not event.may_manage:
        return state, (Refused("not_allowed"),)
    if opened not in state.appeals or answer is None:
        return state, (Refused("no_appeal"),)
    if _past_appeals(state, now):
        return state, (Refused("too_late"),)
    closed = replace(opened, accepted=event.accepted)
    after = replace(state, appeals=tuple(closed if one == opened else one for one in state.appeals))
    if not event.accepted:
        return after, (AppealClosed(event.index, accepted=False),)
    same = [one for one in state.answers if _same(one, answer)]
    answers = tuple(replace(one, correct=True) if one in same else one for one in state.answers)
    users = tuple(one.user_id for one in same)
    effect = AppealClosed(event.index, accepted=True, users=users, learned=answer.text)
    return rescored(replace(after, answers=answers)), (effect,)


def _unappealable(state: Round, answer: Answer | None, now: datetime) -> Reason | None:
    if _past_appeals(state, now):
        return "too_late"
    if answer is None or answer.index not in state.counted:
        return "no_pick"
    if answer.correct:
        return "was_right"
    appealed = {(one.index, one.user_id) for one in state.appeals}
    return "appealed" if (answer.index, answer.user_id) in appealed else None


def _same(one: Answer, other: Answer) -> bool:
    if one.index != other.index or one.text is None or other.text is None:
        return (one.index, one.choice) == (other.index, other.choice)
    return comparable(one.text) == comparable(other.text)


def _past_appeals(state: Round, now: datetime) -> bool:
    return state.ended_at is not None and now > state.ended_at + APPEALS_AFTER_END
