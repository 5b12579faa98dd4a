"""A trivia question as a round keeps it: whole, so that a new catalogue changes nothing in a running game."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any, Literal

from bot.trivia.judge import AnswerKind

Kind = Literal[
    "authored",
    "director_of_film",
    "film_of_director",
    "actor_of_character",
    "character_of_actor",
    "film_with_both",
    "release_year",
    "came_first",
    "speaker_of_quote",
    "finish_quote",
    "film_of_quote",
    "odd_one_out",
    "true_or_false",
]
Difficulty = Literal["easy", "medium", "hard"]

LETTERS = "ABCD"
MOST_HINTS = 2
_HIDDEN = "•"


def letter(choice: int) -> str:
    """Return the letter a choice carries, “A” to “D”."""
    return LETTERS[choice]


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its choices in the order in which they are shown.

    Attributes:
        key: stable id; the least recently asked is chosen by it.
        film_key: the film it is about, with `film_title` as it is shown.
        choices: four, or two for true or false; `answer` is one of them.
        accepted: other spellings of the answer that count when it is typed.
        explanation: the sentence the reveal teaches, empty where there is none.
        source: one line that cites it.
        answer_kind: tells the judge of typed answers what the answer names.
        others: names close to the answer that mean something else (near titles, sequels, for a person
            all people in play); the judge never takes one of them for a typo of the answer.

    Raises:
        ValueError: the choices are not two or four different ones with the answer among them.
    """

    key: str
    kind: Kind
    film_key: str
    film_title: str
    prompt: str
    choices: tuple[str, ...]
    answer: str
    accepted: tuple[str, ...]
    difficulty: Difficulty
    explanation: str
    source: str
    answer_kind: AnswerKind = "other"
    others: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.choices) not in (2, 4) or len(set(self.choices)) != len(self.choices):
            raise ValueError(f"question {self.key} needs two or four different choices")
        if self.answer not in self.choices:
            raise ValueError(f"question {self.key} has no choice that is its answer")

    @property
    def answer_index(self) -> int:
        """The position of the right choice."""
        return self.choices.index(self.answer)

    @property
    def answer_letter(self) -> str:
        """The letter of the right choice."""
        return letter(self.answer_index)

    def hint(self, level: int) -> str:
        """Return the answer with most of its letters hidden, words and signs in place.

        Level 1 shows the first letter of each word, level 2 every other letter; a word of one letter
        stays hidden, so the whole answer never shows.
        """
        return " ".join(_veiled(word, level) for word in self.answer.split())

    def to_dict(self) -> dict[str, Any]:
        """Return the question as what `json.dumps` takes; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Question":
        """Read what `to_dict` wrote, also after a way through JSON, where tuples became lists."""
        fields = dict(data)
        for name, value in data.items():
            if isinstance(value, list):
                fields[name] = tuple(value)
        return cls(**fields)


def arrange(question: Question, rng: Random) -> Question:
    """Return the question with its choices in an order drawn from `rng`."""
    return replace(question, choices=tuple(rng.sample(question.choices, len(question.choices))))


def _veiled(word: str, level: int) -> str:
    letters = [place for place, char in enumerate(word) if char.isalnum()]
    shown = letters[:: 2 if level > 1 else len(letters)] if len(letters) > 1 else []
    return "".join(
        char if place in shown or not char.isalnum() else _HIDDEN for place, char in enumerate(word)
    )
