"""Who answers right now, as the pages say it. Needs no database."""

from datetime import date, datetime, time
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from rosc.helplines import DAY, Answering, Helpline, Usual, lines_for
from rosc.ui.templatetags.ui import clock

register = template.Library()


@register.simple_tag
def helplines(audience: str, most: int | str = "") -> list[tuple[Helpline, Answering]]:
    """The lines for `anybody`, `families` or `young`, those that answer now first; all, or so many
    at `most`."""
    found = lines_for(settings.HELPLINES, audience, timezone.now())
    return found[: int(most)] if most else found


@register.simple_tag
def help_now() -> SafeString:
    """The panel of numbers on top of every page: the same for everybody, drawn once a minute."""
    minute = timezone.localtime().replace(second=0, microsecond=0)
    return _help_now(minute.isoformat(), settings.HELPLINES)


@lru_cache(maxsize=2)
def _help_now(minute: str, lines: tuple[Helpline, ...]) -> SafeString:
    return render_to_string("components/help_now.html")


@register.simple_tag
def helplines_checked_on() -> date | None:
    """Since when all the numbers are known to be right, or None where one was never checked."""
    days = [line.checked_on for line in settings.HELPLINES]
    return None if None in days else min(day for day in days if day)


@register.filter
def until(answering: Answering) -> str:
    """ "open day and night" or "open until 8pm"."""
    return f"open until {clock(answering.until)}" if answering.until else "open day and night"


@register.filter
def opens(answering: Answering) -> str:
    """ "opens tomorrow at 9am", or nothing where that cannot be told."""
    if not answering.opens:
        return ""
    return f"opens {_day(answering.opens)} at {clock(answering.opens)}"


@register.filter
def usual_hours(line: Helpline) -> str:
    """ "Monday to Friday 9am to 8pm, Saturday and Sunday 11am to 4pm", "every day 10am to 10pm"."""
    return ", ".join(f"{usual.days} {_spells(usual)}" for usual in line.usual)


def _spells(usual: Usual) -> str:
    return " and ".join(f"{_clock(start)} to {_clock(end)}" for start, end in usual.spells)


def _day(moment: datetime) -> str:
    days = (moment.date() - timezone.localdate()).days
    return ("today", "tomorrow")[days] if days < 2 else f"{moment:%A}"


def _clock(minute: int) -> str:
    minute %= DAY
    return clock(time(minute // 60, minute % 60))
