"""How the directory's pages say days and ways of taking part."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from directory.models.services import Mode

register = template.Library()


@register.filter
def mode_name(mode: str) -> str:
    return str(Mode(mode).label)


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
