"""Draws the pictures of the README from the real bot on a simulated Discord (`make pictures`).

Needs Chromium. `python docs/pictures.py FOLDER` draws every kind of card into that folder, to look at.
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
from random import Random

import discord
import simcord
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from bot.client import Marquee
from bot.console.clock import ConsoleClock
from bot.console.screen.app import ConsoleApp
from bot.console.screen.composer import Line
from bot.console.screen.logs import KeptLog
from bot.console.world import World
from bot.content.seeding import seed
from bot.settings import read_settings
from bot.store.folder import DataFolder
from bot.store.store import Store, open_store
from tests.conftest import running

DOCS = Path(__file__).parent
README = ("cast", "quote", "question", "reveal", "console")

WIDTH, HEIGHT = 560, 1400  # of the channel, in CSS pixels; drawn at twice that
MARGIN = 8  # of the channel's background around a card
COLOURS = 255  # a picture has few; a palette keeps the file small
CARD = ".component-container, .message-content, .message-components:not(:has(.component-container))"
DICE = 63  # they ask questions that are worth a picture

Shown = simcord.ResponseMessage | discord.Message | None


@dataclass(frozen=True)
class Camera:
    """Takes pictures into a folder; `only` names those that are wanted, empty for all."""

    browser: Browser
    folder: Path
    only: tuple[str, ...]

    def wants(self, name: str) -> bool:
        """Whether a picture is wanted."""
        return not self.only or name in self.only

    async def page(self) -> Page:
        """Open a page that fetches nothing but the preview."""
        return await self.browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2, locale="en-GB"
        )

    def keep(self, name: str, drawn: bytes) -> None:
        """Write a picture."""
        path = self.folder / f"{name}.png"
        Image.open(BytesIO(drawn)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size // 1024} KB")


@dataclass(frozen=True)
class Studio:
    """The bot in a server with an admin and two members, and the camera on it."""

    camera: Camera
    env: simcord.Env
    bot: Marquee
    channel: simcord.ChannelHandle
    mara: simcord.MemberActor
    alice: simcord.MemberActor
    bob: simcord.MemberActor

    def newest(self) -> discord.Message:
        """The last message of the channel."""
        return self.channel.history()[-1]

    async def later(self, seconds: float) -> None:
        """Let time pass, ringing the alarm for what falls due on the way."""
        end = self.env.now().timestamp() + seconds
        while (due := await self.bot.scheduler.next_due()) and due.timestamp() <= end:
            await self.env.advance_time(max(due.timestamp() - self.env.now().timestamp(), 0))
            with self.env.time_context():
                await self.bot.scheduler.ring()
            await self.env.settle()
        await self.env.advance_time(max(end - self.env.now().timestamp(), 0))

    async def news(self, step: float) -> discord.Message:
        """Let time pass until there is a new message."""
        before = self.newest().id
        while self.newest().id == before:
            await self.later(step)
        return self.newest()

    async def take(self, name: str, shown: Shown, viewer: simcord.MemberActor) -> None:
        """Take a picture of a message as one viewer sees it, cropped to its card."""
        if not self.camera.wants(name):
            return
        preview = self.env.preview(
            self.channel, viewers=[viewer], display="fixed", width=WIDTH, height=HEIGHT, locale="en-GB"
        )
        async with preview:
            await preview.show(shown)
            page = await self.camera.page()
            await page.goto(preview.url)
            await page.wait_for_function("() => window.simcordPreview?.ready === true")
            box = await page.locator("#focused-content").locator(CARD).first.bounding_box()
            assert box is not None
            drawn = await page.screenshot(
                clip={
                    "x": max(box["x"] - MARGIN, 0),
                    "y": max(box["y"] - MARGIN, 0),
                    "width": box["width"] + 2 * MARGIN,
                    "height": box["height"] + 2 * MARGIN,
                }
            )
            await page.close()
        self.camera.keep(name, drawn)


async def look_up(studio: Studio) -> None:
    """What is known, and the cards that explain the bot."""
    channel, alice = studio.channel, studio.alice
    for name in ("cast", "film", "director", "release", "fact"):
        used = await alice.slash(channel, name, film="ballerina")
        await studio.take(name, used.response, alice)
    used = await alice.slash(channel, "quote", who="wiseman")
    await studio.take("quote", used.response, alice)
    for name in ("help", "about", "settings show"):
        used = await alice.slash(channel, name)
        await studio.take(name.split()[0], used.response, alice)
    used = await alice.slash(channel, "cast", film="ballerina")
    assert used.response is not None
    for label in ("All 11", "Facts", "Quotes", "Sources"):
        await alice.click(used.response, label=label)
        await studio.take(label.split()[0].lower(), studio.newest(), alice)
    used = await alice.slash(channel, "cast", film="batman")
    await studio.take("refusal", used.response, alice)


async def play(studio: Studio) -> None:
    """A round; the third question is the one to see, when there are standings and streaks."""
    studio.bot.random.seed(DICE)
    await studio.bob.slash(studio.channel, "trivia start", questions=5)
    for number in range(5):
        await studio.later(2)
        question = studio.newest()
        if number == 2:
            await studio.take("question", question, studio.alice)
        choices = await _choices(studio, question, number)
        told = await studio.alice.click(question, custom_id=choices[0])
        await studio.later(2.7)
        if number != 1:
            await studio.bob.click(question, custom_id=choices[0])
        await studio.later(1.4)
        await studio.mara.click(question, custom_id=choices[1])
        reveal = await studio.news(1)
        if number == 2:
            await studio.take("answer", told.response, studio.alice)
            await studio.take("reveal", reveal, studio.alice)
            await studio.take("closed", question, studio.alice)
        podium = await studio.news(1)
    await studio.take("podium", podium, studio.alice)
    used = await studio.alice.slash(studio.channel, "trivia scores")
    await studio.take("scores", used.response, studio.alice)


async def _choices(studio: Studio, card: discord.Message, number: int) -> list[str]:
    """The custom_ids of a question's buttons, the right one first."""
    games = studio.bot.store.games
    (round_id,) = await games.open_rounds()
    question = await games.question(round_id, number, studio.mara.guild.id)
    (container,) = card.components
    assert question is not None and isinstance(container, discord.Container)
    rows = [row for row in container.children if isinstance(row, discord.ActionRow)]
    ids = [button.custom_id or "" for row in rows for button in row.children]
    return [ids.pop(question.answer_index), *ids]


async def count_down(studio: Studio) -> None:
    """A countdown from the first day to the last, and a menu to choose from."""
    channel, mara = studio.channel, studio.mara
    day = (studio.env.now() + timedelta(days=31)).date()
    used = await mara.slash(channel, "film-add", title="The Last Reel", date=day.isoformat())
    await studio.take("film-add", used.response, mara)
    used = await mara.slash(channel, "countdown add", film="the last reel", channel=channel)
    await studio.take("countdown-add", used.response, mara)
    used = await mara.slash(channel, "countdown list")
    await studio.take("countdown-list", used.response, mara)
    await studio.take("countdown", await studio.news(3600), studio.alice)
    await studio.later(30 * 86400)
    await studio.take("release-day", studio.newest(), studio.alice)
    await mara.slash(channel, "film-add", title="Ballerina", date="2031")
    used = await mara.slash(channel, "cast", film="ballerina")
    await studio.take("chooser", used.response, mara)


async def sit_at_the_console(camera: Camera, store: Store) -> None:
    """The local console: a cast and a question."""
    clock = ConsoleClock()
    bot = Marquee(
        store,
        clock,
        read_settings(),
        random=Random(DICE),
        shard_count=1,
        always_sync=True,
        resume_on_ready=False,
    )
    async with World(bot, clock) as world:
        app = ConsoleApp(world, KeptLog())
        async with app.run_test(size=(96, 34)) as pilot:
            for typed, answer in (("/cast ballerina", "Ana de Armas"), ("/trivia start 3", "Closes")):
                app.query_one(Line).value = typed
                await pilot.pause()
                await pilot.press("escape", "enter")
                while answer not in str(world.cards("mara", "general")):
                    await pilot.pause(0.05)
                await pilot.pause(0.3)
            drawing = app.export_screenshot(title="Marquee")
    page = await camera.page()
    await page.set_viewport_size({"width": 1000, "height": HEIGHT})
    await page.route("**", lambda route: route.abort())  # the drawing names a font on the network
    await page.set_content(f"<body style='margin: 0'>{drawing}")
    camera.keep("console", await page.locator("svg").screenshot(omit_background=True))
    await page.close()


@asynccontextmanager
async def new_store() -> AsyncIterator[Store]:
    """A store of its own with the shipped content."""
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"MARQUEE_DATA": place, "DISCORD_TOKEN": ""}
        folder = DataFolder(Path(place))
        folder.prepare()
        seed(folder)
        async with open_store(folder) as store:
            yield store


async def main() -> None:
    """Draw the README's pictures here, or all into the folder that is named."""
    elsewhere = [Path(name) for name in sys.argv[1:]]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        camera = Camera(browser, elsewhere[0] if elsewhere else DOCS, () if elsewhere else README)
        async with new_store() as store, running(store, read_settings()) as (env, bot):
            guild = env.create_guild("Marquee House")
            boss = guild.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
            channel = guild.create_text_channel("film-night")
            mara = guild.add_member(env.create_user("mara"), roles=[boss])
            alice, bob = (guild.add_member(env.create_user(name)) for name in ("alice", "bob"))
            studio = Studio(camera, env, bot, channel, mara, alice, bob)
            for scene in (look_up, play, count_down):
                await scene(studio)
        if camera.wants("console"):
            async with new_store() as store:
                await sit_at_the_console(camera, store)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
