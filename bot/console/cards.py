"""Messages as values: what the simulated Discord holds becomes cards, which can be compared and drawn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import discord


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Discord's markdown."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two parts of a card, or only a gap."""

    visible: bool


@dataclass(frozen=True, slots=True)
class Button:
    """A button: one with a custom id is answered by the bot, one with a link opens a page."""

    label: str
    style: str
    custom_id: str | None
    link: str | None
    disabled: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu."""

    label: str
    value: str
    description: str | None = None
    chosen: bool = False


MenuKind: TypeAlias = Literal["text", "member", "channel", "role", "mention"]


@dataclass(frozen=True, slots=True)
class Menu:
    """A select menu; only one of kind `text` carries its choices, the others offer what the guild has."""

    kind: MenuKind
    custom_id: str
    placeholder: str
    choices: tuple[Choice, ...]
    least: int
    most: int
    disabled: bool


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons beside each other."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, told by its alternative text or else by its file's name."""

    alt: str


@dataclass(frozen=True, slots=True)
class File:
    """An attached file that is no picture."""

    name: str


@dataclass(frozen=True, slots=True)
class Section:
    """Texts with a button or a picture at their side."""

    texts: tuple[Text, ...]
    accessory: "Button | Picture"


@dataclass(frozen=True, slots=True)
class Panel:
    """A framed part of a message with a coloured edge (a container or an embed)."""

    accent: int | None
    blocks: "tuple[Block, ...]"


Block: TypeAlias = Text | Rule | Buttons | Menu | Picture | File | Section | Panel


@dataclass(frozen=True, slots=True)
class Card:
    """A message as one member sees it.

    Args:
        audience: the only member who sees it, or None when everyone in the channel does.
        thinking: the bot has promised an answer that is not there yet.
        used: the command it answers, such as `/cast`, where known.
    """

    message_id: int
    channel: str
    author: str
    at: datetime
    audience: str | None
    thinking: bool
    edited: bool
    blocks: tuple[Block, ...]
    used: str | None = None
    by: str | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button on the card, in reading order."""
        return tuple(_buttons(self.blocks))

    @property
    def menus(self) -> tuple[Menu, ...]:
        """Every menu on the card, in reading order."""
        return tuple(_menus(self.blocks))

    def shows_the_same_as(self, other: "Card") -> bool:
        """Tell whether a reader would see no difference between the two."""
        return (self.blocks, self.thinking) == (other.blocks, other.thinking)


def card_of(message: discord.Message, channel: str, used: str | None = None) -> Card:
    """Return a message as a card.

    Args:
        channel: the name of the channel it stands in.
        used: the command it answers, which a message does not say itself.
    """
    asked = message.interaction_metadata
    member = asked.user.name if asked is not None else None
    blocks: list[Block] = []
    if message.content:
        blocks.append(Text(message.content))
    blocks += [_embed(embed) for embed in message.embeds]
    if not message.flags.components_v2:  # with components V2 the attachments stand inside the components
        blocks += [_attachment(attachment) for attachment in message.attachments]
    blocks += _blocks(message.components)
    return Card(
        message_id=message.id,
        channel=channel,
        author=message.author.name,
        at=message.created_at,
        audience=member if message.flags.ephemeral else None,
        thinking=message.flags.loading,
        edited=message.edited_at is not None,
        blocks=tuple(blocks),
        used=used,
        by=member,
    )


def _buttons(blocks: Iterable[Block]) -> Iterator[Button]:
    for block in blocks:
        match block:
            case Buttons(buttons):
                yield from buttons
            case Section(accessory=Button() as button):
                yield button
            case Panel(blocks=inner):
                yield from _buttons(inner)


def _menus(blocks: Iterable[Block]) -> Iterator[Menu]:
    for block in blocks:
        match block:
            case Menu():
                yield block
            case Panel(blocks=inner):
                yield from _menus(inner)


def _blocks(components: Sequence[discord.Component]) -> Iterator[Block]:
    for component in components:
        match component:
            case discord.Container():
                accent = component.accent_colour
                yield Panel(accent.value if accent is not None else None, tuple(_blocks(component.children)))
            case discord.TextDisplay():
                yield Text(component.content)
            case discord.SectionComponent():
                texts = tuple(Text(part.content) for part in component.children)
                yield Section(texts, _accessory(component.accessory))
            case discord.SeparatorComponent():
                yield Rule(component.visible)
            case discord.MediaGalleryComponent():
                for item in component.items:
                    yield Picture(item.description or _file_name(item.media.url))
            case discord.FileComponent():
                yield File(component.name or _file_name(component.media.url))
            case discord.ActionRow():
                yield from _row(component)


def _row(row: discord.ActionRow) -> Iterator[Block]:
    buttons = tuple(_button(child) for child in row.children if isinstance(child, discord.Button))
    if buttons:
        yield Buttons(buttons)
    for child in row.children:
        if isinstance(child, discord.SelectMenu):
            yield _menu(child)


def _button(button: discord.Button) -> Button:
    emoji = str(button.emoji) if button.emoji is not None else ""
    label = " ".join(part for part in (emoji, button.label) if part)
    return Button(label, button.style.name, button.custom_id, button.url, button.disabled)


MENU_KINDS: dict[discord.ComponentType, MenuKind] = {
    discord.ComponentType.select: "text",
    discord.ComponentType.user_select: "member",
    discord.ComponentType.channel_select: "channel",
    discord.ComponentType.role_select: "role",
    discord.ComponentType.mentionable_select: "mention",
}


def _menu(menu: discord.SelectMenu) -> Menu:
    return Menu(
        kind=MENU_KINDS[menu.type],
        custom_id=menu.custom_id or "",
        placeholder=menu.placeholder or "Choose",
        choices=tuple(
            Choice(option.label, option.value, option.description, option.default) for option in menu.options
        ),
        least=menu.min_values,
        most=menu.max_values,
        disabled=menu.disabled,
    )


def _accessory(component: discord.Component) -> Button | Picture:
    match component:
        case discord.Button():
            return _button(component)
        case discord.ThumbnailComponent():
            return Picture(component.description or _file_name(component.media.url))
        case _:
            return Picture(f"a {component.type.name}")


def _attachment(attachment: discord.Attachment) -> Block:
    if (attachment.content_type or "").startswith("image/"):
        return Picture(attachment.description or attachment.filename)
    return File(attachment.filename)


def _embed(embed: discord.Embed) -> Panel:
    title = f"### {embed.title}" if embed.title else ""
    parts = [title, embed.description, *(f"**{field.name}**\n{field.value}" for field in embed.fields)]
    blocks: list[Block] = [Text(part) for part in parts if part]
    if embed.image.url:
        blocks.append(Picture(_file_name(embed.image.url)))
    if embed.footer.text:
        blocks.append(Text(f"-# {embed.footer.text}"))
    return Panel(embed.colour.value if embed.colour is not None else None, tuple(blocks))


def _file_name(url: str) -> str:
    return PurePosixPath(urlsplit(url).path).name or url
