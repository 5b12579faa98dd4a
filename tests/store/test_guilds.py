import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from bot.errors import Refusal
from bot.releases.dates import PartialDate
from bot.settings import GuildSettings
from bot.store.folder import DataFolder
from bot.store.guilds import FILM_LIMIT
from bot.store.store import Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MARCH = PartialDate(2027, 3, 5)
HERE, ELSEWHERE, MARA = 10, 11, 1


def audit(folder: DataFolder) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder.guilds)) as db:
        return db.execute("SELECT guild_id, user_id, at, action, detail FROM audit ORDER BY id").fetchall()


async def test_a_guild_that_set_nothing_has_the_defaults(store: Store) -> None:
    assert await store.guilds.settings(HERE) == GuildSettings(HERE)


async def test_settings_are_kept_one_by_one_and_guild_by_guild(store: Store) -> None:
    await store.guilds.change_setting(HERE, "trivia_channel_id", 5, by=MARA, now=NOW)
    await store.guilds.change_setting(HERE, "countdown_channel_id", 6, by=MARA, now=NOW)
    await store.guilds.change_setting(HERE, "time_zone", "Europe/Berlin", by=MARA, now=NOW)
    assert await store.guilds.settings(HERE) == GuildSettings(HERE, 5, 6, "Europe/Berlin")
    assert await store.guilds.settings(ELSEWHERE) == GuildSettings(ELSEWHERE)
    await store.guilds.change_setting(HERE, "trivia_channel_id", None, by=MARA, now=NOW)
    assert await store.guilds.settings(HERE) == GuildSettings(HERE, None, 6, "Europe/Berlin")


async def test_who_changed_what_and_when_is_noted(store: Store, folder: DataFolder) -> None:
    await store.guilds.change_setting(HERE, "time_zone", "UTC", by=MARA, now=NOW)
    await store.guilds.change_setting(HERE, "time_zone", None, by=MARA, now=NOW)
    await store.guilds.add_film(HERE, "Gamma", MARCH, by=MARA, now=NOW)
    at = 1_767_225_600_000
    assert audit(folder) == [
        (HERE, MARA, at, "set time_zone", "UTC"),
        (HERE, MARA, at, "set time_zone", "default"),
        (HERE, MARA, at, "add film", "Gamma 2027-03-05"),
    ]


async def test_a_guild_has_each_title_of_its_own_once(store: Store, folder: DataFolder) -> None:
    await store.guilds.add_film(HERE, "*Gamma*", MARCH, by=MARA, now=NOW)
    with pytest.raises(Refusal) as caught:
        await store.guilds.add_film(HERE, "*Gamma*", MARCH, by=MARA, now=NOW)
    assert caught.value.sentence == r"This server already has a film called \*Gamma\*."
    assert (await store.guilds.add_film(ELSEWHERE, "*Gamma*", MARCH, by=MARA, now=NOW)).guild_id == ELSEWHERE
    assert len(audit(folder)) == 2


async def test_a_guild_may_add_so_many_films_and_no_more(store: Store) -> None:
    for number in range(FILM_LIMIT):
        await store.guilds.add_film(HERE, f"Film {number}", MARCH, by=MARA, now=NOW)
    with pytest.raises(Refusal, match=f"has {FILM_LIMIT} films of its own"):
        await store.guilds.add_film(HERE, "One more", MARCH, by=MARA, now=NOW)
    await store.guilds.add_film(ELSEWHERE, "One more", MARCH, by=MARA, now=NOW)


async def test_the_bot_remembers_the_newest_of_what_it_was_told(store: Store) -> None:
    assert await store.guilds.state("hash") is None
    await store.guilds.remember_state("hash", "abc")
    await store.guilds.remember_state("hash", "def")
    assert await store.guilds.state("hash") == "def"
