"""The film option and the speaker option: text becomes a film or a person, a chooser, or a refusal."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import wraps
from typing import Any, Concatenate, TypeVar

import discord
from discord import app_commands, ui

from bot.client import Marquee
from bot.errors import Refusal
from bot.films.model import Film, Person
from bot.store.catalogue import Meaning
from bot.texts import Markup, listed, say
from cogs.ui.buttons import WaitingMenu
from cogs.ui.card import reply

T = TypeVar("T", Film, Person)
C = TypeVar("C")  # the cog or transformer that offers choices
Choices = list[app_commands.Choice[str]]
Offer = Callable[Concatenate[C, discord.Interaction[Marquee], str, ...], Coroutine[Any, Any, Choices]]

_KEY = "key:"  # marks a choice's value; what a member types without choosing is free text
_PATIENCE = 120.0  # seconds a chooser waits

_log = logging.getLogger(__name__)


def offering(offer: Callable[[C, discord.Interaction[Marquee], str], Awaitable[Choices]]) -> Offer[C]:
    """Make an autocomplete offer nothing where it would fail: members can type on, and the log says why."""

    @wraps(offer)
    async def offered(cog: C, interaction: discord.Interaction[Marquee], typed: str) -> Choices:
        try:
            return await offer(cog, interaction, typed)
        except Exception:
            _log.exception("no choices for %r", typed)
            return []

    return offered


def titled(film: Film) -> Markup:
    """A film's title with its year, where that is known."""
    return (
        say("{title} ({year})", title=film.title, year=film.year) if film.year else say("{t}", t=film.title)
    )


def _plain(film: Film) -> str:
    named = f"{film.title} ({film.year})" if film.year else film.title
    return named if film.guild_id is None else f"{named[:87]} · added here"


class FilmOption(app_commands.Transformer):
    """Gives a command its film."""

    async def transform(self, interaction: discord.Interaction[Marquee], value: str, /) -> Film:  # type: ignore[override]
        """Find the film that was chosen or typed; ask back when several fit.

        Raises:
            Refusal: no such film; names the nearest titles.
        """
        catalogue = interaction.client.store.catalogue
        if value.startswith(_KEY):
            value = value.removeprefix(_KEY)
            if film := await catalogue.film(value, interaction.guild_id):
                return await _asked(film, interaction)
        meaning = await catalogue.meant_films(value, interaction.guild_id)
        if meaning.kind == "unknown":
            raise _unknown("film", value, [_plain(film) for film in meaning.found], interaction)
        labels = await _film_labels(meaning.found, interaction)
        return await _asked(
            await _one_of(meaning, interaction, "Which film do you mean?", labels), interaction
        )

    @offering
    async def autocomplete(  # type: ignore[override]
        self, interaction: discord.Interaction[Marquee], value: str, /
    ) -> Choices:
        """Offer films while the title is typed."""
        films = await interaction.client.store.catalogue.suggest_films(value, interaction.guild_id)
        labels = await _film_labels(films, interaction)
        return [
            app_commands.Choice(name=label[:100], value=_KEY + film.key)
            for label, film in zip(labels, films, strict=True)
        ]


async def _asked(film: Film, interaction: discord.Interaction[Marquee]) -> Film:
    """Remember that a server asked for a film, so that it is offered first there."""
    if interaction.guild_id and film.guild_id is None:
        bot = interaction.client
        try:
            await bot.store.guilds.remember_asked(interaction.guild_id, film.key, bot.clock.now())
        except Exception:  # on a full disk, say: what is offered first is not worth the answer
            _log.exception("server %s asked for %s, which was not remembered", interaction.guild_id, film.key)
    return film


class PersonOption(app_commands.Transformer):
    """Gives a command a person."""

    quoted = False  # whether only people with a quote are meant

    async def transform(self, interaction: discord.Interaction[Marquee], value: str, /) -> Person:  # type: ignore[override]
        """Find the person who was chosen or typed; ask back when several fit.

        Raises:
            Refusal: nobody of that name is known; names the nearest.
        """
        catalogue = interaction.client.store.catalogue
        if value.startswith(_KEY):
            value = value.removeprefix(_KEY)
            if person := await catalogue.person(value):
                return person
        meaning = await catalogue.meant_people(value, quoted=self.quoted)
        if meaning.kind == "unknown":
            what = "quoted person" if self.quoted else "person"
            raise _unknown(what, value, [person.name for person in meaning.found], interaction)
        labels = [_person_label(person, meaning.found) for person in meaning.found]
        return await _one_of(meaning, interaction, "Whom do you mean?", labels)

    @offering
    async def autocomplete(  # type: ignore[override]
        self, interaction: discord.Interaction[Marquee], value: str, /
    ) -> Choices:
        """Offer people while the name is typed."""
        people = await interaction.client.store.catalogue.suggest_people(value, quoted=self.quoted)
        return [
            app_commands.Choice(name=_person_label(person, people)[:100], value=_KEY + person.key)
            for person in people
        ]


class SpeakerOption(PersonOption):
    """Gives a command the person whose words are wanted."""

    quoted = True


def _person_label(person: Person, among: Sequence[Person]) -> str:
    """A name, with the key behind it where another has the same."""
    twins = [other for other in among if other.name == person.name]
    return person.name if len(twins) < 2 else f"{person.name} · {person.key}"


async def _film_labels(films: Sequence[Film], interaction: discord.Interaction[Marquee]) -> list[str]:
    """Titles with years; where a title comes twice, with who directed it."""
    titles = Counter(film.title for film in films)
    twins = [film.key for film in films if titles[film.title] > 1]
    directors = await interaction.client.store.catalogue.directors_of(twins) if twins else {}
    labels = []
    for film in films:
        who = ", ".join(directors.get(film.key, ()))  # labels show markup as it stands: nothing to escape
        labels.append(f"{_plain(film)} · {who}" if who else _plain(film))
    return labels


def _unknown(
    what: str, typed: str, nearest: Sequence[str], interaction: discord.Interaction[Marquee]
) -> Refusal:
    typed = typed if len(typed) <= 60 else typed[:59] + "…"
    if not nearest:
        return Refusal(
            say(
                "I know no {what} called “{typed}”. Type a few letters and pick from the list.",
                what=what,
                typed=typed,
            )
        )
    near = listed([say("**{name}**", name=name) for name in nearest], interaction.client.locale, style="or")
    return Refusal(
        say("I know no {what} called “{typed}”. Did you mean {near}?", what=what, typed=typed, near=near)
    )


class _Chooser(WaitingMenu):
    def __init__(self, question: str, labels: Sequence[str], custom_id: str) -> None:
        super().__init__(timeout=_PATIENCE)
        self.chosen: int | None = None
        self._menu: ui.Select[Any] = ui.Select(
            custom_id=custom_id,
            placeholder="Choose one",
            options=[
                discord.SelectOption(label=label[:100], value=str(at)) for at, label in enumerate(labels)
            ],
        )
        self._menu.callback = self._choose  # type: ignore[method-assign]
        self.add_item(ui.TextDisplay(question))
        self.add_item(ui.ActionRow(self._menu))

    async def _choose(self, interaction: discord.Interaction[Any]) -> None:
        self.chosen = int(self._menu.values[0])
        self.stop()  # first of all, so that the command goes on even where this answer fails
        self.clear_items()
        self.add_item(
            ui.TextDisplay(say("**{choice}** it is.", choice=self._menu.options[self.chosen].label))
        )
        await interaction.response.edit_message(view=self)


async def _one_of(
    meaning: Meaning[T], interaction: discord.Interaction[Marquee], question: str, labels: Sequence[str]
) -> T:
    if meaning.kind == "clear":
        return meaning.found[0]
    chooser = _Chooser(question, labels, f"menu:{interaction.id}")
    menus, message_id = interaction.client.menus, await reply(interaction, chooser, private=True)
    menus.add(message_id)
    try:
        await chooser.wait()
    finally:
        menus.discard(message_id)
    if chooser.chosen is None:
        raise Refusal(say("Nothing was chosen, so nothing was done. Run the command again when you like."))
    return meaning.found[chooser.chosen]
