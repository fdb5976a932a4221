"""iCalendar (RFC 5545) files of when something is held.

A file goes into a phone that others may see, so an event is called "Meeting" unless somebody asked
for the names. A withheld address is its town, here as everywhere.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from icalendar import Calendar, Event, Timezone

from directory.models import Session
from directory.models.fields import UNSAID_MINUTES
from directory.search.when import is_bank_holiday, is_held_on, nth_weeks
from directory.wording import address_of, contacts_of, names_topic

FILE_NAME = "times.ics"
NEUTRAL_NAME = "Meeting"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BANK_HOLIDAYS_AHEAD = timedelta(days=2 * 366)  # a rule has no way to say "but not those"
LONGEST_WAIT = 400  # days in which a rule that is ever kept is kept once
# Written out, and so right for ever and short: the library lists each change of the clocks.
_LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


def calendar_of(request: HttpRequest, sessions: Iterable[Session], now: datetime) -> HttpResponse:
    """The answer that carries the file; `?name=yes` names the events as they are."""
    body = calendar(sessions, now=now, is_named=request.GET.get("name") == "yes")
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def calendar(sessions: Iterable[Session], *, now: datetime, is_named: bool) -> bytes:
    """The sessions from `now` on. Each with its service, location and exceptions at hand."""
    found = Calendar()
    found.add("prodid", f"-//{settings.PORTAL_NAME}//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", settings.PORTAL_NAME)
    found.add_component(Timezone.from_ical(_LONDON))
    for session in dict.fromkeys(sessions):
        for event in _events(session, now, is_named=is_named):
            found.add_component(event)
    found.add_missing_timezones(first_date=date(now.year - 1, 1, 1))
    body: bytes = found.to_ical()
    return body


def _events(session: Session, now: datetime, *, is_named: bool) -> list[Event]:
    """The rule, and an event of its own for each date on which it is at another time."""
    first = first_date(session, now)
    if first is None:
        return []
    rule = _event(session, first, session.starts_at, session.ends_at, now, is_named=is_named)
    rule.add("rrule", _rule(session))
    left_out = _left_out(session, first)
    if left_out:
        rule.add("exdate", [_at(session, on, session.starts_at) for on in left_out])
    return [rule, *_moved(session, first, now, is_named=is_named)]


def first_date(session: Session, now: datetime) -> date | None:
    """The first date of the rule that is not over; None where there will be none.

    Exceptions and bank holidays are let be: they are left out of the rule by name.
    """
    today = now.astimezone(ZoneInfo(session.timezone)).date()
    earliest = max(filter(None, [session.valid_from, today - timedelta(days=1)]))
    for ahead in range(LONGEST_WAIT):
        on = earliest + timedelta(days=ahead)
        if session.valid_to and on > session.valid_to:
            return None
        if _is_of_rule(session, on) and _ends(session, on) > now:
            return on
    return None


def _ends(session: Session, on: date) -> datetime:
    _, ends = _span(session, on, session.starts_at, session.ends_at)
    return ends.astimezone(UTC)


def _span(
    session: Session, on: date, starts_at: time, ends_at: time | None
) -> tuple[datetime, datetime]:
    """When it begins and ends, on the wall clock of its zone; an hour where nobody has said."""
    starts = _at(session, on, starts_at)
    if ends_at is None:
        return starts, starts + timedelta(minutes=UNSAID_MINUTES)
    next_day = timedelta(days=1 if ends_at <= starts_at else 0)
    return starts, _at(session, on + next_day, ends_at)


def _at(session: Session, on: date, at: time) -> datetime:
    return datetime.combine(on, at, ZoneInfo(session.timezone))


def _rule(session: Session) -> dict[str, Any]:
    day = WEEKDAYS[session.weekday]
    rule: dict[str, Any] = {"freq": "weekly", "byday": day}
    if session.weeks:
        rule = {"freq": "monthly", "byday": [f"{week}{day}" for week in sorted(session.weeks)]}
    if session.valid_to:
        rule["until"] = _at(session, session.valid_to, time(23, 59, 59)).astimezone(UTC)
    return rule


def _left_out(session: Session, first: date) -> list[date]:
    """Dates of the rule on which it is not held: cancelled, or bank holidays where that counts."""
    last = min(filter(None, [session.valid_to, first + BANK_HOLIDAYS_AHEAD]))
    days = (first + timedelta(days=7 * n) for n in range((last - first).days // 7 + 1))
    is_closed = session.bank_holidays == Session.BankHolidays.CLOSED
    holidays = {on for on in days if is_closed and is_bank_holiday(on)}
    cancelled = {on for on in session.cancelled_on if on >= first}
    return sorted(on for on in holidays | cancelled if _is_of_rule(session, on))


def _is_of_rule(session: Session, on: date) -> bool:
    return on.weekday() == session.weekday and (
        not session.weeks or bool(nth_weeks(on) & set(session.weeks))
    )


def _moved(session: Session, first: date, now: datetime, *, is_named: bool) -> list[Event]:
    events = []
    for one in sorted(session.exceptions.all() if session.differs else [], key=lambda one: one.on):
        if one.on < first or one.on not in session.moved_on or not is_held_on(session, one.on):
            continue
        starts_at = one.starts_at or session.starts_at
        event = _event(session, one.on, starts_at, one.ends_at, now, is_named=is_named)
        event.add("recurrence-id", _at(session, one.on, session.starts_at))
        events.append(event)
    return events


def _event(
    session: Session,
    on: date,
    starts_at: time,
    ends_at: time | None,
    now: datetime,
    *,
    is_named: bool,
) -> Event:
    starts, ends = _span(session, on, starts_at, ends_at)
    event = Event()
    event.add("uid", f"{session.pk}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("last-modified", session.updated_at.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", ends)
    where = _where(session, is_neutral=not is_named)
    event.add("summary", _summary(session, where, is_named=is_named))
    if where:
        event.add("location", where)
    event.add("description", _description(session, ends_at, is_named=is_named))
    event.add("url", settings.PORTAL_URL + session.service.get_absolute_url())
    event.add("class", "PRIVATE")
    return event


def _where(session: Session, *, is_neutral: bool) -> str:
    return address_of(session.location, is_neutral=is_neutral) if session.location else ""


def _summary(session: Session, where: str, *, is_named: bool) -> str:
    if is_named:
        return session.name or session.service.name
    place = where.split(", ")[0]
    return f"{NEUTRAL_NAME}, {place}" if place else NEUTRAL_NAME


def _description(session: Session, ends_at: time | None, *, is_named: bool) -> str:
    lines = [
        f"{one.label}: {one.value}"
        for one in contacts_of(session.service, is_neutral=not is_named)
        if one.label in ("Phone", "Text")
    ]
    for label, value in (("Join online", session.join_url), ("Join by phone", session.join_phone)):
        if value and (is_named or not names_topic(value)):
            lines.append(f"{label}: {value}")
    if ends_at is None:
        lines.append("Nobody has said when it ends. This shows one hour.")
    if is_named and session.note:
        lines.append(session.note)
    lines.append("Times change. Please check before you set out.")
    return "\n".join(lines)
