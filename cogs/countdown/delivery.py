"""Posts what is due: claimed in the ledger first, sent with the ledger's nonce, marked afterwards."""

import asyncio
import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

import discord

from bot.client import WIRE_FAULTS, Marquee
from bot.releases.choice import choose_release
from bot.releases.countdown import Countdown, Delivery
from bot.releases.plan import due, next_occurrence
from bot.releases.zones import local_date, start_of_day
from cogs.countdown.cards import post_card
from cogs.ui.card import Card

_log = logging.getLogger(__name__)


class Deliverer:
    """Does what the countdown tables say."""

    def __init__(self, bot: Marquee) -> None:
        self._bot = bot
        self._busy = asyncio.Lock()

    async def ring(self) -> None:
        """Post everything that is due now; a ring that finds another at work leaves it to that one."""
        if self._busy.locked():
            return
        async with self._busy:
            await self._settle()
            await self._post_due()

    async def _settle(self) -> None:
        """Send again, or give up, what an earlier attempt left open."""
        now = self._bot.clock.now()
        countdowns = self._bot.store.countdowns
        for delivery in await countdowns.stranded(now):
            if delivery.may_resend(now):
                await countdowns.renew(delivery, now)
                await self._send(delivery)
            else:
                # It may have arrived; a missed post is better than a double one.
                await countdowns.mark(
                    delivery, "unknown", now, reason="the bot stopped while it was being sent"
                )

    async def _post_due(self) -> None:
        now = self._bot.clock.now()
        while found := await self._bot.store.countdowns.due(now):
            for countdown in found:
                await self._deliver(countdown)

    async def replan(self, guild_id: int, before: ZoneInfo) -> None:
        """Plan a guild's countdowns anew after its time zone changed.

        The next post keeps its local date; where its hour has passed in the new zone it is due at once, and
        where that date has a post in the ledger already nothing comes again.

        Args:
            before: the zone they were planned in.
        """
        zone = await self.zone(guild_id)
        for countdown in await self._bot.store.countdowns.of_guild(guild_id):
            plan = countdown.plan(zone)
            if plan and countdown.state == "active" and countdown.next_due:
                day = start_of_day(local_date(countdown.next_due, before), zone)
                first = next_occurrence(plan, day - timedelta(microseconds=1))
                await self._bot.store.countdowns.replan(countdown, first)
        await self._bot.scheduler.moved()

    async def zone(self, guild_id: int) -> ZoneInfo:
        """The zone a guild's days and hours are counted in."""
        settings = await self._bot.store.guilds.settings(guild_id)
        return ZoneInfo(settings.time_zone or self._bot.settings.time_zone)

    async def _deliver(self, countdown: Countdown) -> None:
        now = self._bot.clock.now()
        plan = countdown.plan(await self.zone(countdown.guild_id))
        assert plan is not None and countdown.next_due is not None
        dues = due(plan, countdown.next_due, now)
        for delivery in await self._bot.store.countdowns.claim(
            countdown, dues, next_occurrence(plan, now), now
        ):
            await self._send(delivery)

    async def _send(self, delivery: Delivery) -> None:
        countdowns, clock = self._bot.store.countdowns, self._bot.clock
        card = await self._card(delivery)
        if card is None:
            await countdowns.mark(delivery, "failed", clock.now(), reason="the film is no longer known")
            return
        channel = self._bot.get_partial_messageable(
            delivery.countdown.channel_id, guild_id=delivery.countdown.guild_id
        )
        try:
            message = await channel.send(view=card, nonce=delivery.nonce)
        except (discord.Forbidden, discord.NotFound) as fault:
            await countdowns.mark(delivery, "failed", clock.now(), reason=fault.text)
            await countdowns.suspend(delivery.countdown, fault.text)
        except WIRE_FAULTS as fault:
            # Its end is open: the lease runs out and it is sent again with the same nonce.
            _log.warning("countdown post %s: %s", delivery.id, fault)
        else:
            await countdowns.mark(delivery, "sent", clock.now(), message_id=message.id)

    async def _card(self, delivery: Delivery) -> Card | None:
        catalogue = self._bot.store.catalogue
        film = await catalogue.film(delivery.countdown.film_key, delivery.countdown.guild_id)
        chosen = choose_release(await catalogue.releases(film)) if film else None
        if film is None or chosen is None or chosen.release.date.exact is None:
            return None
        directors, cast = await catalogue.directors(film), await catalogue.cast(film)
        return post_card(delivery, film, chosen.release, directors, cast, self._bot.locale)
