"""The countdown post and the list of countdowns."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from discord.utils import format_dt

from bot.films.citing import cite
from bot.films.model import Credit, Film, Release
from bot.releases.countdown import Countdown, Delivery
from bot.texts import Markup, lines, listed, say
from cogs.ui.card import RED, Card, rule, shortened
from cogs.ui.options import titled

LISTED = 25  # rows of the list of countdowns, which has no pages

_OPENS = {
    "premiere": "premieres",
    "cinema": "opens in cinemas",
    "limited": "opens in select cinemas",
    "digital": "comes out digitally",
    "physical": "comes out on disc",
    "tv": "comes to television",
}


def post_card(
    delivery: Delivery,
    film: Film,
    release: Release,
    directors: Sequence[Credit],
    cast: Sequence[Credit],
    locale: str,
) -> Card:
    """What is posted at a milestone: how long it is still, the date, who makes the film, the source."""
    left = delivery.occurrence.milestone.days
    headline = say("## {n} days" if left > 1 else "## Tomorrow" if left else "## Today", n=left)
    opens = say(
        "**{film}** {opens} on {date}.",
        film=film.title,
        opens=_OPENS[release.kind],
        date=_when(release, relative=left > 0),
    )
    parts = [say("{headline}\n{opens}", headline=headline, opens=opens)]
    makers = []
    if directors:
        makers.append(say("Directed by {names}", names=_names(directors, locale)))
    if cast:
        makers.append(say("with {names}", names=_names(cast[:3], locale)))
    if makers:
        parts.append(say("{makers}.", makers=Markup(", ".join(makers))))
    if delivery.late:
        parts.append(say("-# Posted late: it was due earlier today."))
    cited = [
        *release.citations,
        *(citation for credit in (*directors, *cast[:3]) for citation in credit.citations),
    ]
    return Card(RED, parts, say("{source} · set by {who}", source=cite(cited, locale), who=_user(delivery)))


def list_card(rows: Iterable[tuple[Countdown, Film | None]]) -> Card:
    """A server's countdowns, the next to post first."""
    told = [_row(countdown, film) for countdown, film in rows]
    if not told:
        told = [say("There are none yet. Add one with /countdown add.")]
    return Card(RED, [say("### Countdowns"), rule(), lines(shortened(told, LISTED))])


def _row(countdown: Countdown, film: Film | None) -> Markup:
    name = titled(film) if film else say("a film that is no longer known")
    head = say("**{name}** · {channel}", name=name, channel=Markup(f"<#{countdown.channel_id}>"))
    if countdown.state == "active" and countdown.next_due:
        return say("{head} · next post {when}", head=head, when=Markup(format_dt(countdown.next_due, "R")))
    return say("{head} · {state}", head=head, state=_STATES[countdown.state])


_STATES = {
    "active": "nothing left to post",
    "paused": "paused",
    "suspended": "suspended: I could not post there. Remove it and add it again when I can",
    "done": "over",
}


def _when(release: Release, *, relative: bool) -> Markup:
    day = release.date.exact
    assert day is not None
    noon = datetime.combine(day, time(12), UTC)
    date = Markup(format_dt(noon, "D"))
    return say("{date}, {left}", date=date, left=Markup(format_dt(noon, "R"))) if relative else date


def _names(people: Iterable[Credit], locale: str) -> Markup:
    return listed([credit.person.name for credit in people], locale)


def _user(delivery: Delivery) -> Markup:
    return Markup(f"<@{delivery.countdown.created_by}>")
