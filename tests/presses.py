"""Presses as Discord delivers them, held in the test's hands: late, several at once, or forged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord
import simcord
from simcord.backend import serializers
from simcord.backend.models import Interaction
from simcord.interactions import base_payload

from tests.conftest import House

BUTTON, MENU = 2, 3
COMMAND, AUTOCOMPLETE = 2, 4


@dataclass
class Press:
    """A press, or a command, that was made and is not delivered yet."""

    record: Interaction
    payload: dict[str, Any]


def press(
    house: House,
    member: simcord.MemberActor,
    message: discord.Message | simcord.ResponseMessage,
    custom_id: str,
    *,
    kind: int = BUTTON,
    values: tuple[str, ...] = (),
) -> Press:
    """Have a member press something on a message now, whether it is there or not."""
    backend = house.env.backend
    channel_id = message.channel_id if isinstance(message, simcord.ResponseMessage) else message.channel.id
    data = {"custom_id": custom_id, "component_type": kind, **({"values": list(values)} if values else {})}
    record, payload = base_payload(
        backend, type=3, channel_id=channel_id, guild_id=house.guild.id, user_id=member.id, data=data
    )
    record.source_message_id = message.id
    payload["message"] = dict(
        serializers.message_payload(backend, backend.get_message(channel_id, message.id))
    )
    return Press(record, payload)


def command(
    house: House,
    member: simcord.MemberActor,
    name: str,
    options: Mapping[str, str] | None = None,
    *,
    kind: int = COMMAND,
    private: bool = False,
) -> Press:
    """Have a member use a command now (`trivia start`), whether this bot has it or not.

    Args:
        options: texts only.
        kind: a command, or the autocomplete of its only option.
        private: in direct messages, where the client would not offer a server's command.
    """
    root, *path = name.split()
    given: list[dict[str, Any]] = [
        {"name": option, "type": 3, "value": value, "focused": kind == AUTOCOMPLETE}
        for option, value in (options or {}).items()
    ]
    for part in reversed(path):
        given = [{"name": part, "type": 1, "options": given}]
    record, payload = base_payload(
        house.env.backend,
        type=kind,
        channel_id=member.user.dm_channel.id if private else house.channel.id,
        guild_id=None if private else house.guild.id,
        user_id=member.id,
        data={"id": "1", "name": root, "type": 1, "options": given},
    )
    return Press(record, payload)


async def deliver(house: House, *presses: Press) -> list[simcord.InteractionResult]:
    """Deliver presses in this order, all at once, and let the bot do what it does."""
    for one in presses:
        house.env.backend.emit("INTERACTION_CREATE", one.payload)
    await house.env.settle()
    return [simcord.InteractionResult(house.env, one.record) for one in presses]


def custom_ids(message: discord.Message | simcord.ResponseMessage | None) -> dict[str, str]:
    """The custom_id behind each label of a message's buttons; a menu stands under its placeholder."""
    assert message is not None
    real = message.message if isinstance(message, simcord.ResponseMessage) else message
    found: dict[str, str] = {}

    def walk(components: Any) -> None:
        for component in components:
            if custom_id := getattr(component, "custom_id", None):
                label = getattr(component, "label", None) or getattr(component, "placeholder", None)
                found[str(label)] = custom_id
            walk(getattr(component, "children", ()))

    walk(real.components)
    return found
