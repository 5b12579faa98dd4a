"""`/help` and `/about`."""

from discord import app_commands

from tests.conftest import House, text_of


async def test_help_names_every_command_privately(house: House) -> None:
    shown = await house.alice.slash(house.channel, "help")
    assert shown.ephemeral
    for command in house.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            assert f"**/{command.qualified_name}** · {command.description}" in text_of(shown.response)


async def test_every_command_and_every_option_says_what_it_is(house: House) -> None:
    for command in house.bot.tree.walk_commands():
        assert command.description != "…", command.qualified_name
        if isinstance(command, app_commands.Command):
            for option in command.parameters:
                assert option.description != "…", f"{command.qualified_name} {option.name}"


async def test_about_says_what_is_known_and_what_is_kept(house: House) -> None:
    shown = await house.alice.slash(house.channel, "about")
    assert shown.ephemeral
    films = await house.store.catalogue.films()
    assert f"**{len(films)}** films" in text_of(shown.response)
    assert "only ids" in text_of(shown.response)


async def test_both_can_be_had_in_direct_messages(house: House) -> None:
    for command in ("help", "about"):
        shown = await house.alice.user.slash(command)
        assert text_of(shown.response)
