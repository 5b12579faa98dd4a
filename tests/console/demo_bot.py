"""A small bot with one of everything the console has to show and to drive."""

import asyncio
import io
from datetime import datetime, timedelta
from typing import Any, Literal

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.clock import Clock
from bot.errors import Refusal

FILMS = {"ballerina-2025": "Ballerina (2025)", "no-time-to-die-2021": "No Time to Die (2021)"}
RED = 0xB11226
QUESTION_SECONDS = 20


class Reminders:
    """A schedule in memory, with the two methods the console needs."""

    def __init__(self, bot: "DemoBot") -> None:
        self.bot = bot
        self.due: list[tuple[datetime, discord.abc.Messageable, str]] = []
        self.stuck = self.broken = False

    async def next_due(self) -> datetime | None:
        if self.broken:
            raise RuntimeError("the schedule cannot be read")
        return min((at for at, _, _ in self.due), default=None)

    async def ring(self) -> None:
        if self.stuck:
            raise RuntimeError("the post cannot be sent")
        now = self.bot.clock.now()
        ready = [entry for entry in self.due if entry[0] <= now]
        self.due = [entry for entry in self.due if entry[0] > now]
        for at, channel, text in ready:
            await channel.send(f"{text}, due <t:{int(at.timestamp())}:F>")


class DemoTree(app_commands.CommandTree["DemoBot"]):
    async def on_error(self, interaction: discord.Interaction["DemoBot"], error: Exception) -> None:
        original = getattr(error, "original", error)
        sentence = original.sentence if isinstance(original, Refusal) else "Something went wrong."
        await interaction.response.send_message(sentence, ephemeral=True)


class DemoBot(commands.AutoShardedBot):
    """The bot; `resumed_at` tells when `resume` ran."""

    def __init__(self, clock: Clock, *, syncs: bool = True) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            tree_cls=DemoTree,
            max_messages=None,
        )
        self.clock = clock
        self.scheduler = Reminders(self)
        self.syncs = syncs
        self.resumed_at: datetime | None = None
        self.hanging = asyncio.Event()

    async def setup_hook(self) -> None:
        self.setup_commands()
        self.add_dynamic_items(More)
        if self.syncs:
            await self.tree.sync()

    def setup_commands(self) -> None:
        for command in COMMANDS:
            self.tree.add_command(command)
        self.tree.add_command(Trivia())

    async def resume(self) -> None:
        self.resumed_at = self.clock.now()


Press = discord.Interaction[DemoBot]
AnyPress = discord.Interaction[Any]


class More(ui.DynamicItem[ui.Button[ui.LayoutView]], template=r"more:(?P<count>\d+)"):
    def __init__(self, count: int) -> None:
        super().__init__(ui.Button(label="All 3", custom_id=f"more:{count}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: AnyPress, item: ui.Item[ui.LayoutView], match: object
    ) -> "More":
        return cls(3)

    async def callback(self, interaction: AnyPress) -> None:
        await interaction.response.edit_message(view=cast_card("Ballerina (2025)", everyone=True))


def cast_card(title: str, *, everyone: bool = False) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    names = ["**Ana de Armas** · Eve Macarro", "**Keanu Reeves** · John Wick", "**Ian McShane** · Winston"]
    box: ui.Container[ui.LayoutView] = ui.Container(accent_colour=RED)
    box.add_item(ui.TextDisplay(f"-# {title}\n## Cast"))
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay("\n".join(names if everyone else names[:2])))
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    if not everyone:
        row.add_item(More(3))
    row.add_item(ui.Button(label="Article", url="https://example.org/article"))
    box.add_item(row)
    box.add_item(ui.TextDisplay("-# ActioNewz interview, 12 Aug 2025"))
    view.add_item(box)
    return view


async def film_choices(interaction: Press, typed: str) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=title, value=key)
        for key, title in FILMS.items()
        if typed.casefold() in title.casefold()
    ]


@app_commands.command()
@app_commands.describe(film="The film to look up")
@app_commands.autocomplete(film=film_choices)
async def cast(interaction: Press, film: str) -> None:
    """Who plays in a film"""
    title = FILMS.get(film) or next((t for t in FILMS.values() if film.casefold() in t.casefold()), None)
    if title is None:
        raise Refusal(f"I know no film called “{film}”.")
    await interaction.response.send_message(view=cast_card(title))


@app_commands.command()
async def director(interaction: Press, film: str, private: bool = False) -> None:
    """Who directed a film"""
    embed = discord.Embed(title=film, description="Directed by **Len Wiseman**", colour=RED)
    embed.add_field(name="Studio", value="Lionsgate")
    embed.set_footer(text="Source: an article")
    embed.set_image(url="https://example.org/poster.png")
    await interaction.response.send_message(
        "Here it is:",
        embed=embed,
        ephemeral=private,
        files=[discord.File(io.BytesIO(b"x"), "notes.txt"), discord.File(io.BytesIO(b"x"), "still.png")],
    )


@app_commands.command()
async def facts(interaction: Press) -> None:
    """A fact with a picture"""
    view = ui.LayoutView(timeout=None)
    button: ui.Button[ui.LayoutView] = ui.Button(label="Another", style=discord.ButtonStyle.primary)
    view.add_item(ui.Section("### A fact", "It was shot in Prague.", accessory=button))
    view.add_item(ui.Section("With a still", accessory=ui.Thumbnail("https://example.org/still.png")))
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("https://e.org/m.png", description="A marquee")))
    view.add_item(ui.Separator(visible=False))
    view.add_item(ui.File("attachment://facts.txt"))
    await interaction.response.send_message(view=view, file=discord.File(io.BytesIO(b"x"), "facts.txt"))


@app_commands.command()
async def quote(interaction: Press, who: str | None = None, film: str | None = None) -> None:
    """What was said"""
    await interaction.response.send_message(
        f"> “It *wasn't* reshoots.”\n-# {who or 'anyone'}, {film or 'any film'}"
    )


class Picks(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.select(
        placeholder="Choose films",
        max_values=2,
        options=[discord.SelectOption(label=t, value=k, description="a film") for k, t in FILMS.items()],
    )
    async def films(self, interaction: Press, menu: ui.Select["Picks"]) -> None:
        await interaction.response.edit_message(content=f"Chosen: {', '.join(menu.values)}")

    @ui.select(cls=ui.ChannelSelect, placeholder="Where")
    async def where(self, interaction: Press, menu: ui.ChannelSelect["Picks"]) -> None:
        await interaction.response.edit_message(content=f"Posts go to {menu.values[0].mention}")

    @ui.select(cls=ui.UserSelect, placeholder="Who")
    async def member(self, interaction: Press, menu: ui.UserSelect["Picks"]) -> None:
        await interaction.response.edit_message(content=f"For {menu.values[0].mention}", view=None)


@app_commands.command()
async def pick(interaction: Press) -> None:
    """Menus to choose from"""
    await interaction.response.send_message("Choose", view=Picks(), ephemeral=True)


class Note(ui.Modal, title="Your answer"):
    text: ui.TextInput["Note"] = ui.TextInput(label="Answer", min_length=2, max_length=40)

    async def on_submit(self, interaction: AnyPress) -> None:
        await interaction.response.send_message(f"Noted: {self.text.value}", ephemeral=True)


@app_commands.command()
async def note(interaction: Press) -> None:
    """A form with one field"""
    await interaction.response.send_modal(Note())


class Proposal(ui.Modal, title="Propose a question"):
    question: ui.Label["Proposal"] = ui.Label(
        text="Question", component=ui.TextInput(style=discord.TextStyle.long)
    )
    film: ui.Label["Proposal"] = ui.Label(
        text="Film",
        description="Which one it is about",
        component=ui.Select(options=[discord.SelectOption(label=t, value=k) for k, t in FILMS.items()]),
    )
    channel: ui.Label["Proposal"] = ui.Label(text="Channel", component=ui.ChannelSelect(required=False))
    tricky: ui.Label["Proposal"] = ui.Label(text="Tricky", component=ui.Checkbox())
    level: ui.Label["Proposal"] = ui.Label(
        text="Level",
        component=ui.RadioGroup(
            options=[discord.RadioGroupOption(label="Easy"), discord.RadioGroupOption(label="Hard")],
            required=False,
        ),
    )

    async def on_submit(self, interaction: AnyPress) -> None:
        def part(label: ui.Label["Proposal"]) -> object:
            value = getattr(label.component, "values", None)
            return value if value is not None else getattr(label.component, "value", None)

        parts = [part(label) for label in (self.question, self.film, self.tricky, self.level)]
        await interaction.response.send_message(f"Proposed: {parts}", ephemeral=True)


@app_commands.command()
async def form(interaction: Press) -> None:
    """A form with several fields"""
    await interaction.response.send_modal(Proposal())


@app_commands.command()
async def crash(interaction: Press) -> None:
    """Goes wrong"""
    raise RuntimeError("the reel is torn")


@app_commands.command()
@app_commands.checks.has_permissions(manage_guild=True)
async def refuse(interaction: Press) -> None:
    """For those who manage the server"""
    raise Refusal("No film is showing.")


@app_commands.command()
@app_commands.default_permissions(manage_guild=True)
async def secret(interaction: Press, channel: discord.TextChannel | None = None) -> None:
    """Hidden from members"""
    where = channel.mention if channel is not None else "nowhere"
    await interaction.response.send_message(f"Set to {where}", ephemeral=True)


@app_commands.command()
async def remind(interaction: Press, days: int, channel: discord.TextChannel, again: bool = False) -> None:
    """Post something later"""
    now = interaction.client.clock.now()
    for count in (days, days + 1) if again else (days,):
        entry = (now + timedelta(days=count), channel, f"{count} days have passed")
        interaction.client.scheduler.due.append(entry)
    await interaction.response.send_message(f"<t:{int((now + timedelta(days=days)).timestamp())}:R>")


@app_commands.command()
async def slow(interaction: Press) -> None:
    """Takes its time"""
    await interaction.response.defer()
    await asyncio.sleep(5)
    await interaction.followup.send("There it is.")


@app_commands.command()
async def hang(interaction: Press) -> None:
    """Waits for something that does not come"""
    await interaction.client.hanging.wait()
    await interaction.response.send_message("At last.")


@app_commands.command()
async def attach(interaction: Press, pack: discord.Attachment) -> None:
    """Takes a file"""
    await interaction.response.send_message(f"{pack.filename}: {len(await pack.read())} bytes")


class Question(ui.LayoutView):
    def __init__(self, number: int, closes: datetime) -> None:
        super().__init__(timeout=None)
        self.picks: dict[str, str] = {}
        self.number, self.closes = number, closes
        self.draw(None)

    def draw(self, right: str | None) -> None:
        self.clear_items()
        box: ui.Container[Question] = ui.Container(accent_colour=RED if right is None else 0x2E9E5B)
        box.add_item(
            ui.TextDisplay(f"-# Question {self.number} · Ballerina\n## Which motif stands for rage?")
        )
        row: ui.ActionRow[Question] = ui.ActionRow()
        for letter, word in zip("ABCD", ("Fire", "Water", "Broken glass", "Shadows"), strict=True):
            row.add_item(Pick(letter, f"{letter} {word}", disabled=right is not None))
        box.add_item(row)
        if right is None:
            box.add_item(ui.TextDisplay(f"Closes <t:{int(self.closes.timestamp())}:R>"))
        else:
            rows = [f"{'✓' if letter == right else '✗'} {who}" for who, letter in self.picks.items()]
            box.add_item(ui.TextDisplay("\n".join(["**A Fire**", *rows])))
        self.add_item(box)


class Pick(ui.Button[Question]):
    def __init__(self, letter: str, label: str, *, disabled: bool) -> None:
        super().__init__(label=label, style=discord.ButtonStyle.primary, disabled=disabled)
        self.letter = letter

    async def callback(self, interaction: AnyPress) -> None:
        assert self.view is not None
        self.view.picks[interaction.user.name] = self.letter
        await interaction.response.send_message(f"You chose {self.letter}.", ephemeral=True)


@app_commands.guild_only()
class Trivia(app_commands.Group):
    def __init__(self) -> None:
        super().__init__(name="trivia", description="A round of questions")

    @app_commands.command()
    async def start(
        self, interaction: Press, questions: app_commands.Range[int, 1, 5] = 1, film: str | None = None
    ) -> None:
        """Start a round"""
        closes = interaction.client.clock.now() + timedelta(seconds=QUESTION_SECONDS)
        view = Question(1, closes)
        await interaction.response.send_message(view=view)
        asyncio.create_task(self._close(interaction, view, questions))  # noqa: RUF006 - ends by itself

    async def _close(self, interaction: Press, view: Question, left: int) -> None:
        await asyncio.sleep(QUESTION_SECONDS)
        view.draw("A")
        await interaction.edit_original_response(view=view)
        if left == 1:
            await interaction.followup.send("The round is over.")
            return
        await asyncio.sleep(5)
        await interaction.followup.send(f"{left - 1} more to come.")

    @app_commands.command()
    async def scores(
        self,
        interaction: Press,
        period: Literal["all time", "week"] = "week",
        who: discord.Member | None = None,
    ) -> None:
        """Who has how many points"""
        await interaction.response.send_message(f"{period}: {who.mention if who else 'everyone'} 100")


COMMANDS: tuple[app_commands.Command[Any, ..., Any], ...] = (
    cast,
    director,
    facts,
    quote,
    pick,
    note,
    form,
    crash,
    refuse,
    secret,
    remind,
    slow,
    hang,
    attach,
)
