"""The cards of a round: question, reveal, podium, scores."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui
from discord.utils import format_dt

from bot.store.games import Score
from bot.texts import Markup, lines, say
from bot.trivia.question import LETTERS, Question
from bot.trivia.scoring import Standing, table
from bot.trivia.state import Answer, EndReason, Round
from cogs.ui.card import GREEN, LINES, RED, Card, Part, row, rule, shortened

_LABEL = 80  # letters on a button

_ENDINGS: dict[EndReason, str] = {
    "finished": "That was the last question.",
    "survived": "That decides it.",
    "idle": "Nobody answered twice in a row, so the round ends here.",
    "stopped": "The round was stopped.",
    "lost": "The round ended because I can no longer post there.",
    "away": "The round ended because I was away for too long. The points stand.",
}


def question_card(state: Round, buttons: Sequence[ui.Item[Any]], *, again: bool = False) -> Card:
    """The open question with its choices and when it closes."""
    question = state.question
    assert state.deadline is not None
    note = "I was away for a moment; here it is again. " if again else ""
    return Card(
        RED,
        [
            _head(state, question),
            say("### {prompt}", prompt=question.prompt),
            *_rows(buttons),
            say("{note}Closes {when}", note=note, when=Markup(format_dt(state.deadline, "R"))),
        ],
    )


def closed_card(state: Round, index: int) -> Card:
    """A question that is closed: the same, its buttons at rest, the right one marked."""
    question = state.questions[index]
    buttons: list[ui.Item[Any]] = []
    for at, choice in enumerate(question.choices):
        right = choice == question.answer
        style = discord.ButtonStyle.success if right else discord.ButtonStyle.secondary
        mark = " ✓" if right else ""
        buttons.append(ui.Button(label=choice_label(at, choice + mark), style=style, disabled=True))
    return Card(
        RED, [_head(state, question, index), say("### {prompt}", prompt=question.prompt), *_rows(buttons)]
    )


def reveal_card(state: Round, index: int, button: ui.Item[Any]) -> Card:
    """The right answer and what it teaches, who had it, the standings, the source."""
    question = state.questions[index]
    answers = state.answers_to(index)
    parts: list[Part] = [
        say("-# Question {n} of {all}", n=index + 1, all=len(state.questions)),
        say("## {letter}\u2002{answer}", letter=question.answer_letter, answer=question.answer),
    ]
    if index in state.void:
        parts.append(say("Skipped: nothing counts."))
    if question.explanation:
        parts.append(say("{text}", text=question.explanation))
    parts.append(lines(_picks(question, answers)))
    standings = table(state.answers, state.counted)
    if standings:
        parts += [rule(), lines(_places(standings))]
    parts.append(row(button))
    if _goes_on(state) and state.due_at:
        parts.append(say("Next question {when}", when=Markup(format_dt(state.due_at, "R"))))
    return Card(GREEN, parts, question.source)


def podium_card(state: Round) -> Card:
    """How a round ended."""
    assert state.end_reason is not None
    standings = table(state.answers, state.counted)
    parts: list[Part] = [say("-# The round is over. {reason}", reason=Markup(_ENDINGS[state.end_reason]))]
    first = [standing for standing in standings if standing.place == 1 and standing.points]
    if first:
        who = Markup(", ".join(_user(standing.user_id) for standing in first))
        parts.append(say("## {who} · {points} points", who=who, points=first[0].points))
    body = lines(_places(standings)) if standings else say("Nobody answered. Start again with /trivia start.")
    return Card(GREEN, [*parts, rule(), body], "All scores: /trivia scores")


def scores_card(scores: Sequence[Score]) -> Card:
    """A server's board; equal points share a place."""
    above = [score.points for score in scores]
    rows = [
        say(
            "{place}\u2002{who} **{points}** · {right} of {answered} right",
            place=above.index(score.points) + 1,
            who=_user(score.user_id),
            points=score.points,
            right=score.right,
            answered=score.answered,
        )
        for score in scores
    ]
    told = shortened(rows, 2 * LINES) or [say("Nobody has answered here yet. Begin with /trivia start.")]
    return Card(RED, [say("### Trivia scores"), rule(), lines(told)])


def choice_label(at: int, choice: str) -> str:
    """What a choice's button says: its letter and its text, cut at a word where it is too long."""
    label = f"{LETTERS[at]} {choice}"
    return label if len(label) <= _LABEL else label[: _LABEL - 1].rsplit(" ", 1)[0] + "…"


def _head(state: Round, question: Question, index: int | None = None) -> Markup:
    return say(
        "-# Question {n} of {all} · {film} · {difficulty}",
        n=(state.index if index is None else index) + 1,
        all=len(state.questions),
        film=question.film_title,
        difficulty=question.difficulty,
    )


def _rows(buttons: Sequence[ui.Item[Any]]) -> list[Part]:
    """Two choices side by side, so that they stay readable on a phone."""
    return [row(*buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def _picks(question: Question, answers: Sequence[Answer]) -> Iterable[Markup]:
    if not answers:
        yield say("Nobody answered.")
    right = [answer for answer in answers if answer.correct]
    wrong = [answer for answer in answers if not answer.correct]
    for answer in right[:LINES]:
        took = f"{answer.elapsed_ms / 1000:.1f}"
        yield say("✓ {who} {s} s\u2002+{points}", who=_user(answer.user_id), s=took, points=answer.points)
    if len(right) > LINES:
        yield say("*and {n} more had it*", n=len(right) - LINES)
    for answer in wrong[:LINES]:
        yield say("✗ {who} chose *{said}*", who=_user(answer.user_id), said=_said(question, answer))
    if len(wrong) > LINES:
        yield say("*and {n} more had not*", n=len(wrong) - LINES)


def _said(question: Question, answer: Answer) -> str:
    if answer.choice is None:
        return answer.text or ""
    return f"{LETTERS[answer.choice]}\u2002{question.choices[answer.choice]}"


def _places(standings: Sequence[Standing]) -> list[Markup]:
    rows = []
    for standing in standings:
        streak = say(" · streak {n}", n=standing.streak) if standing.streak > 1 else Markup("")
        rows.append(
            say(
                "{place}\u2002{who} **{points}**{streak}",
                place=standing.place,
                who=_user(standing.user_id),
                points=standing.points,
                streak=streak,
            )
        )
    return shortened(rows)


def _goes_on(state: Round) -> bool:
    return state.phase == "revealed" and state.index + 1 < len(state.questions)


def _user(user_id: int) -> Markup:
    return Markup(f"<@{user_id}>")
