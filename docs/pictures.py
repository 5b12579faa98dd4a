"""Renders the pictures of the README from the real bot on a simulated Discord (`make pictures`).

Needs Chromium. `python docs/pictures.py FOLDER` draws every card into another folder, to look at.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import discord
import simcord
from PIL import Image
from playwright.async_api import Browser, async_playwright

from bot.client import Marquee
from bot.content.seeding import seed
from bot.settings import read_settings
from bot.store.folder import DataFolder
from bot.store.store import open_store
from tests.conftest import SimulatedClock, running

DOCS = Path(__file__).parent
README = ("cast", "quote", "question", "reveal", "countdown")
WIDTH = 560  # of a channel, in CSS pixels; drawn at twice that
MARGIN = 8  # of the channel's background around a card
COLOURS = 128  # a card has few; a palette keeps the file small
CARD = ".component-container, .message-content, .message-components:not(:has(.component-container))"

Shown = simcord.ResponseMessage | discord.Message


@dataclass
class Studio:
    """A server with three members, the bot, and a camera."""

    env: simcord.Env
    bot: Marquee
    channel: simcord.ChannelHandle
    mara: simcord.MemberActor
    alice: simcord.MemberActor
    bob: simcord.MemberActor
    browser: Browser
    folder: Path
    only: tuple[str, ...]

    async def later(self, seconds: float) -> None:
        """Let time pass, ringing the alarm for what falls due on the way."""
        end = self.env.now().timestamp() + seconds
        while (due := await self.bot.scheduler.next_due()) and due.timestamp() <= end:
            await self.env.advance_time(max(due.timestamp() - self.env.now().timestamp(), 0))
            with self.env.time_context():
                await self.bot.scheduler.ring()
            await self.env.settle()
        await self.env.advance_time(max(end - self.env.now().timestamp(), 0))

    def newest(self) -> discord.Message:
        """The last message of the channel."""
        return self.channel.history()[-1]

    def choices(self, question: discord.Message) -> list[str]:
        """The custom_ids of a question's buttons."""
        (card,) = question.components
        assert isinstance(card, discord.Container)
        rows = [row for row in card.children if isinstance(row, discord.ActionRow)]
        return [button.custom_id or "" for row in rows for button in row.children]

    async def right_choice(self, number: int) -> int:
        """Which choice of a question of the open round is right."""
        games = self.bot.store.games
        (round_id,) = await games.open_rounds()
        question = await games.question(round_id, number, self.channel.guild.id)
        assert question is not None
        return question.answer_index

    async def photograph(self, name: str, shown: Shown | None, viewer: simcord.MemberActor) -> None:
        """Draw a message as one viewer sees it, cropped to its card."""
        if self.only and name not in self.only:
            return
        assert shown is not None
        async with self.env.preview(
            self.channel, viewers=[viewer], display="fixed", width=WIDTH, height=1400, locale="en-GB"
        ) as preview:
            await preview.show(shown)
            page = await self.browser.new_page(
                viewport={"width": WIDTH, "height": 1400}, device_scale_factor=2, locale="en-GB"
            )
            try:
                await page.goto(preview.url)
                await page.wait_for_function("() => window.simcordPreview?.ready === true")
                card = page.locator("#focused-content").locator(CARD)
                box = await card.first.bounding_box()
                assert box is not None
                clip = {
                    "x": max(box["x"] - MARGIN, 0),
                    "y": max(box["y"] - MARGIN, 0),
                    "width": box["width"] + 2 * MARGIN,
                    "height": box["height"] + 2 * MARGIN,
                }
                drawn = await page.screenshot(clip=clip)  # type: ignore[arg-type]
            finally:
                await page.close()
        path = self.folder / f"{name}.png"
        Image.open(BytesIO(drawn)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size // 1024} KB")


async def look_up(studio: Studio) -> None:
    """Look things up."""
    channel, alice = studio.channel, studio.alice
    for name, options in {
        "cast": {"film": "ballerina"},
        "film": {"film": "ballerina"},
        "director": {"film": "ballerina"},
        "release": {"film": "ballerina"},
        "fact": {"film": "ballerina"},
        "quote": {"who": "wiseman"},
        "help": {},
        "about": {},
        "settings show": {},
    }.items():
        used = await alice.slash(channel, name, **options)
        await studio.photograph(name.split()[0], used.response, alice)
    used = await alice.slash(channel, "cast", film="ballerina")
    for label, name in (("All 11", "all"), ("Facts", "facts"), ("Quotes", "quotes"), ("Sources", "sources")):
        used = await alice.click(used.response or studio.newest(), label=label)
        await studio.photograph(name, studio.newest(), alice)
    await studio.photograph("refusal", (await alice.slash(channel, "cast", film="batman")).response, alice)


async def play(studio: Studio) -> None:
    """Play a round of three questions."""
    channel = studio.channel
    await studio.bob.slash(channel, "trivia start", questions=3)
    for number in range(3):
        await studio.later(2)
        question = studio.newest()
        await studio.photograph(f"question{number or ''}", question, studio.alice)
        right = await studio.right_choice(number)
        await studio.later(0.3)
        told = await studio.alice.click(question, custom_id=studio.choices(question)[right])
        await studio.photograph("answer", told.response, studio.alice)
        await studio.later(2.7)
        if number < 2:
            await studio.bob.click(question, custom_id=studio.choices(question)[right])
        await studio.later(1.4)
        await studio.mara.click(question, custom_id=studio.choices(question)[(right + 1) % 4])
        while studio.newest().id == question.id:
            await studio.later(1)
        await studio.photograph(f"reveal{number or ''}", studio.newest(), studio.alice)
        await studio.photograph(f"closed{number or ''}", question, studio.alice)
        before = studio.newest().id
        while studio.newest().id == before:
            await studio.later(1)
    await studio.photograph("podium", studio.newest(), studio.alice)
    await studio.photograph("scores", (await studio.alice.slash(channel, "trivia scores")).response, studio.alice)


async def count_down(studio: Studio) -> None:
    """Add a film and let time pass."""
    channel, mara = studio.channel, studio.mara
    day = (studio.env.now() + timedelta(days=31)).date()
    added = await mara.slash(channel, "film-add", title="The Last Reel", date=day.isoformat())
    await studio.photograph("film-add", added.response, mara)
    added = await mara.slash(channel, "countdown add", film="the last reel", channel=channel)
    await studio.photograph("countdown-add", added.response, mara)
    await studio.photograph("countdown-list", (await mara.slash(channel, "countdown list")).response, mara)
    before = studio.newest().id
    while studio.newest().id == before:
        await studio.later(3600)
    await studio.photograph("countdown", studio.newest(), studio.alice)
    await studio.later(30 * 86400)
    await studio.photograph("release-day", studio.newest(), studio.alice)
    await mara.slash(channel, "film-add", title="Ballerina", date="2031")
    chooser = await mara.slash(channel, "cast", film="ballerina")
    await studio.photograph("chooser", chooser.response, mara)


@asynccontextmanager
async def studio(folder: Path, only: tuple[str, ...]) -> AsyncIterator[Studio]:
    """Open the studio on a new data folder."""
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"MARQUEE_DATA": place, "DISCORD_TOKEN": ""}
        data = DataFolder(Path(place))
        data.prepare()
        seed(data)
        async with (
            open_store(data) as store,
            running(store, read_settings()) as (env, bot),
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
            guild = env.create_guild("Marquee House")
            boss = guild.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
            channel = guild.create_text_channel("film-night")
            mara = guild.add_member(env.create_user("mara"), roles=[boss])
            alice, bob = (guild.add_member(env.create_user(name)) for name in ("alice", "bob"))
            yield Studio(env, bot, channel, mara, alice, bob, browser, folder, only)
            await browser.close()


async def main() -> None:
    """Draw the README's pictures here, or all into the folder that is named."""
    elsewhere = sys.argv[1:]
    async with studio(Path(elsewhere[0]) if elsewhere else DOCS, () if elsewhere else README) as opened:
        for scene in (play, count_down):
            await scene(opened)


if __name__ == "__main__":
    asyncio.run(main())
