"""How the directory's pages say days and ways of taking part."""

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from directory.models import Location, Session
from directory.models.choices import Mode, Stated
from directory.models.words import in_a_row
from rosc.ui.templatetags.ui import clock

register = template.Library()
register.filter(in_a_row)


@register.filter
def mode_name(mode: str) -> str:
    return str(Mode(mode).label)


@register.filter
def duration(minutes: int) -> str:
    """Minutes in words: "1 minute", "10 minutes", "1 hour", "2 hours 5 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    words = [f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in parts if count]
    return " ".join(words) or "less than a minute"


@register.filter
def coming_day(moment: datetime) -> str:
    """ "today", "tomorrow", "Friday" within the week, else "Friday 4 December"; local time."""
    on, today = moment.date(), timezone.localdate()
    days = (on - today).days
    if days in (0, 1):
        return ("today", "tomorrow")[days]
    return f"{on:%A}" if 1 < days < 7 else f"{on:%A %-d %B}"


@register.filter
def day_heading(on: date) -> str:
    """ "Today, Friday 27 November" and so on."""
    days = (on - timezone.localdate()).days
    name = {-1: "Since yesterday, ", 0: "Today, ", 1: "Tomorrow, "}.get(days, "")
    return f"{name}{on:%A %-d %B}"


@register.filter
def rule(session: Session) -> str:
    """When a session is, by its name if it has one: "Newcomers, Tuesdays, 7pm to 8:30pm"."""
    return ", ".join(part for part in (session.name, timing(session)) if part)


def timing(session: Session) -> str:
    """When a session is, in words: "1st and 3rd Tuesday of the month, 7pm to 8:30pm"."""
    day = str(session.get_weekday_display())
    day = f"{_weeks(session.weeks)} {day} of the month" if session.weeks else f"{day}s"
    parts = [day, _times(session)]
    if session.bank_holidays != Session.BankHolidays.NOT_STATED:
        parts.append(str(session.get_bank_holidays_display()).lower())
    return ", ".join(parts)


Fact = tuple[str, str]
# Parameter, value and words of what somebody who looks for a meeting can choose before all else.
UP_FRONT = (
    ("for", "family-and-friends", "For families and friends"),
    ("for", "women", "For women"),
    ("open", "yes", "Visitors welcome"),
    ("how", "online", "Online"),
)


@register.filter
def stated(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact[1] != Stated.NOT_STATED.label]


@register.filter
def not_stated(facts: list[Fact]) -> list[str]:
    """What nobody has said: "Who leads it", "Ages"."""
    return [label for label, value in facts if value == Stated.NOT_STATED.label]


@register.simple_tag
def directions(place: Location) -> str:
    """A map that shows the way to a place; nothing for one whose address is kept private."""
    is_known = place.latitude is not None and place.longitude is not None
    if place.is_withheld or not is_known or not settings.DIRECTIONS_URL:
        return ""
    at = {"latitude": f"{place.latitude:.5f}", "longitude": f"{place.longitude:.5f}"}
    return settings.DIRECTIONS_URL.format(**at)


@register.simple_tag(takes_context=True)
def choices_up_front(context: template.Context) -> list[dict[str, Any]]:
    """Each with the address that chooses it, or takes the choice back; the rest of it stays."""
    asked, choices = context["request"].GET, []
    for name, value, label in UP_FRONT:
        held = asked.getlist(name)
        others = [one for one in held if one != value]
        query = asked.copy()
        query.pop("page", None)
        query.setlist(name, others if value in held else [*held, value])
        href = f"?{query.urlencode()}#results"
        choices.append({"label": label, "href": href, "is_chosen": value in held})
    return choices


def _weeks(weeks: list[int]) -> str:
    names = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}
    *most, final = [name for week, name in names.items() if week in weeks]
    return f"{', '.join(most)} and {final}" if most else final


def _times(session: Session) -> str:
    if session.is_all_day:
        return "all day and night"
    start = clock(session.starts_at)
    return f"{start} to {clock(session.ends_at)}" if session.ends_at else f"from {start}"
