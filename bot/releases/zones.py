"""Time zones and local times: from what an admin typed to the one instant that is meant."""

import re
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from bot.errors import Refusal
from bot.texts import Markup, listed, say

# What admins type instead of a zone. An abbreviation is never stored: it names a different hour in
# summer, and several of them are used by several countries.
_ABBREVIATIONS = {
    "ACST ACDT": ("Australia/Adelaide", "Australia/Darwin"),
    "AEST AEDT": ("Australia/Sydney", "Australia/Brisbane"),
    "AKST AKDT": ("America/Anchorage",),
    "AST ADT": ("America/Halifax", "Asia/Riyadh"),
    "AWST": ("Australia/Perth",),
    "BRT": ("America/Sao_Paulo",),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "CAT": ("Africa/Harare", "Africa/Maputo"),
    "CET CEST MET MEST MEZ MESZ": ("Europe/Berlin", "Europe/Paris", "Europe/Madrid"),
    "CST CDT CT": ("America/Chicago", "America/Mexico_City", "Asia/Shanghai"),
    "EAT": ("Africa/Nairobi",),
    "EET EEST": ("Europe/Athens", "Europe/Kyiv", "Africa/Cairo"),
    "EST EDT ET": ("America/New_York", "America/Toronto"),
    "GMT": ("Europe/London", "UTC"),
    "HKT": ("Asia/Hong_Kong",),
    "HST": ("Pacific/Honolulu",),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "MSK": ("Europe/Moscow",),
    "MST MDT MT": ("America/Denver", "America/Phoenix"),
    "NZST NZDT": ("Pacific/Auckland",),
    "PHT": ("Asia/Manila",),
    "PKT": ("Asia/Karachi",),
    "PST PDT PT": ("America/Los_Angeles", "America/Vancouver", "Asia/Manila"),
    "SAST": ("Africa/Johannesburg",),
    "SGT": ("Asia/Singapore",),
    "WAT": ("Africa/Lagos",),
    "WET WEST": ("Europe/Lisbon",),
    "WIB": ("Asia/Jakarta",),
    "Z UCT": ("UTC",),
}
_NEAR = 75  # per cent of letters in common, below which a zone's name is not what was meant
_LONGEST = 40  # letters; the longest name has 32

_OFFSET = re.compile(r"(?:etc/)?(?:utc|gmt|z)? ?[+\-−] ?[0-9:]+")

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_TWELVE_HOURS = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?([ap])\.?m\.?")
_NEARLY_TIME = re.compile(r"([0-9]{1,2})(?: ?[.h: ]? ?([0-9]{2}))? ?(?:h|uhr|o'clock)?")
_NAMED_HOURS = {"noon": time(12), "midday": time(12), "midnight": time(0), "24:00": time(0)}


def zone_names() -> list[str]:
    """Return the IANA names a server may choose, in order.

    Left out are abbreviations (`EST`), fixed offsets (`Etc/GMT+5`, which lies west of Greenwich and is
    always taken for the opposite) and the placeholder `Factory`.
    """
    names = (files("tzdata") / "zones").read_text(encoding="ascii").split()
    return sorted(
        name
        for name in names
        if name == "UTC" or not (name.isupper() or name.startswith("Etc/GMT") or name == "Factory")
    )


def nearest_zones(text: str, limit: int) -> list[str]:
    """Return the zones that may be meant, the likeliest first; none where nothing comes near.

    A zone comes near when its name or its city contains the text, or is spelled much like it.
    """
    for abbreviations, names in _ABBREVIATIONS.items():
        if text.strip().upper() in abbreviations.split():
            return list(names[:limit])
    wanted = _folded(text)
    if not wanted or len(wanted) > _LONGEST:
        return []
    ranked = sorted((-_likeness(wanted, _folded(name)), name) for name in zone_names())
    return [name for likeness, name in ranked[:limit] if -likeness >= _NEAR]


def read_zone(text: str) -> ZoneInfo:
    """Read an IANA name such as `Europe/Berlin`, in any case and with spaces for underscores.

    Raises:
        Refusal: an abbreviation, an offset or an unknown name; the sentence gives the nearest names.
    """
    wanted = _folded(text)
    exact = next((name for name in zone_names() if _folded(name) == wanted), None)
    if exact:
        return ZoneInfo(exact)
    if _OFFSET.fullmatch(wanted):
        raise Refusal(
            say("An offset does not know summer time. Write a region and city, such as `Europe/Berlin`.")
        )
    near = nearest_zones(text, 3)
    if near:
        names = listed([Markup(f"`{name}`") for name in near], "en_GB", style="or")
        raise Refusal(say("Write the time zone as region and city: did you mean {names}?", names=names))
    raise Refusal(
        say(
            "I know no such time zone. Write the region and its nearest big city, "
            "such as `Europe/Berlin` or `America/New_York`."
        )
    )


def read_time(text: str) -> time:
    """Read a time of day: `18:00`, `9:05`, `6pm`, `6:30 pm`.

    Raises:
        Refusal: it is something else; the sentence offers what was meant where that can be guessed.
    """
    typed = " ".join(text.casefold().split())
    found = _TIME.fullmatch(typed)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    half_day = _TWELVE_HOURS.fullmatch(typed)
    if half_day and 1 <= int(half_day[1]) <= 12 and int(half_day[2] or 0) < 60:
        return time(int(half_day[1]) % 12 + (12 if half_day[3] == "p" else 0), int(half_day[2] or 0))
    guess = _NAMED_HOURS.get(typed)
    nearly = _NEARLY_TIME.fullmatch(typed)
    if nearly and int(nearly[1]) < 24 and int(nearly[2] or 0) < 60:
        guess = time(int(nearly[1]), int(nearly[2] or 0))
    if guess is not None:
        raise Refusal(
            say("I read times as 18:00 or 6pm: did you mean {time}?", time=guess.isoformat("minutes"))
        )
    raise Refusal(say("That is no time of day: write it from 00:00 to 23:59, such as 18:00 or 6pm."))


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the one instant, in UTC, that a local date and time stand for.

    A time that the clocks skip means the first instant after the gap, be the gap an hour or a whole
    day; a time that comes twice means the first of the two.
    """
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    meant = local.astimezone(UTC)
    if meant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return meant
    # In a gap fold=0 reckons with the offset before it, so it lands after the change, and fold=1 with the
    # offset after it, so it lands before the change. The change lies between; it falls on a whole second.
    local = local.replace(microsecond=0)
    before, after = local.replace(fold=1).astimezone(UTC), local.astimezone(UTC)
    new_offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """Return the date the calendar shows in that zone at an aware instant."""
    return moment.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local date: midnight, or the end of the gap where there is none."""
    return instant(day, time(0), zone)


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


def _likeness(wanted: str, name: str) -> float:
    """Say how near a zone comes, 0 to 100, by its whole name or by its city."""
    city = name.rpartition("/")[2]
    if city.startswith(wanted):
        return 100
    if len(wanted) >= 3 and wanted in name:
        return 90
    return max(fuzz.ratio(wanted, name), fuzz.ratio(wanted, city))
