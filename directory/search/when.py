"""When a session is on: local wall-clock rules in, moments out. `now` is always passed in.

A window is a stretch of one local date; the database finds the sessions that may be on in it,
and `occurrence` says exactly when, clock-change nights included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, F, Func, prefetch_related_objects

from directory.models import Session
from directory.models.fields import UNSAID_MINUTES
from rosc.bank_holidays import is_bank_holiday
from rosc.measures import LONDON

DAY = 24 * 60
NIGHT_ENDS = 5 * 60  # "tonight" lasts until 05:00
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BANDS = {
    "morning": (NIGHT_ENDS, 12 * 60),
    "afternoon": (12 * 60, 17 * 60),
    "evening": (17 * 60, DAY + NIGHT_ENDS),
}


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to `end`, in minutes after the local midnight that begins `on`."""

    on: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a session is held, in UTC. `ends` is when it counts as over."""

    session: Session
    on: date
    starts: datetime
    ends: datetime
    note: str = ""

    def is_on(self, now: datetime) -> bool:
        return self.starts <= now < self.ends

    @property
    def local_start(self) -> datetime:
        return self.starts.astimezone(LONDON)

    @property
    def local_end(self) -> datetime:
        return self.ends.astimezone(LONDON)

    @property
    def is_all_day(self) -> bool:
        return self.session.is_all_day

    @property
    def is_end_said(self) -> bool:
        return self.session.ends_at is not None


def windows(day: str, at: str, now: datetime) -> list[Window] | None:
    """The stretches of time that `day` and `at` mean at the moment `now` (aware).

    day: "now", "today", "tonight" (until 05:00), "mon" to "sun" (the coming seven days), or "";
    at: "HH:MM" (that hour), "morning", "afternoon", "evening" (until 05:00), or "".
    None: both are empty, so any time will do. An empty list: no moment is left that fits.
    """
    if not day and not at:
        return None
    local = now.astimezone(LONDON)
    today, minute = local.date(), local.hour * 60 + local.minute
    if day == "now":
        return [Window(today, minute, minute + 1)]
    if day == "today":
        whole = [Window(today, minute, DAY)]
    elif day == "tonight":
        whole = [Window(today, minute, NIGHT_ENDS if minute < NIGHT_ENDS else DAY + NIGHT_ENDS)]
    else:
        whole = coming_week(now)
        if day:
            whole = [w for w in whole if w.on.weekday() == DAYS.index(day)]
    return _narrowed(whole, _band(at)) if at else whole


def coming_week(now: datetime) -> list[Window]:
    """From this moment to the same moment a week on."""
    local = now.astimezone(LONDON)
    today, minute = local.date(), local.hour * 60 + local.minute
    return [
        Window(today, minute, DAY),
        *(Window(today + timedelta(days=n), 0, DAY) for n in range(1, 7)),
        *([Window(today + timedelta(days=7), 0, minute)] if minute else []),
    ]


def _band(at: str) -> tuple[int, int]:
    if at in BANDS:
        return BANDS[at]
    start = time.fromisoformat(at)
    minute = start.hour * 60 + start.minute
    return minute, minute + 60


def _narrowed(whole: list[Window], band: tuple[int, int]) -> list[Window]:
    """The parts of the windows that lie in a band of their day.

    A band may run on past midnight, so early in the morning yesterday's is still going on.
    """
    found = []
    for window in whole:
        is_under_way = window.start > 0
        for shift in (-DAY, 0) if is_under_way else (0,):
            start = max(window.start, band[0] + shift)
            end = band[1] + shift
            if window.end != DAY or end <= DAY:
                end = min(window.end, end)
            if start < end:
                found.append(Window(window.on, start, end))
    return found


def nth_weeks(on: date) -> set[int]:
    """Which of its month's such weekdays a date is: 1 to 5, and -1 if it is the last."""
    weeks = {(on.day - 1) // 7 + 1}
    if (on + timedelta(days=7)).month != on.month:
        weeks.add(-1)
    return weeks


class IsOn(Func):
    """Whether a session is on in one of the windows, as the database can tell.

    Exact but for three rare things that `occurrence` settles: a night on which the clocks change,
    a session moved for one date, and a session kept in another country's time. One expression,
    since as many small conditions it took Django longer to build than PostgreSQL to answer.
    """

    output_field = BooleanField()
    columns = (
        *("weekday", "start_minute", "end_minute", "weeks", "valid_from", "valid_to"),
        *("bank_holidays", "cancelled_on", "moved_on", "timezone"),
    )
    held = (
        "({weekday} = %s AND ({weeks} = '{{}}' OR {weeks} && %s::smallint[])"
        " AND COALESCE({valid_from} <= %s, TRUE) AND COALESCE({valid_to} >= %s, TRUE)"
        " AND NOT ({bank_holidays} = 'closed' AND %s) AND NOT ({cancelled_on} @> ARRAY[%s::date])"
        " AND (({end_minute} > %s AND {start_minute} < %s) OR {moved_on} @> ARRAY[%s::date]))"
    )

    def __init__(self, found: Iterable[Window]) -> None:
        super().__init__(*(F(column) for column in self.columns))
        self.stretches = _joined(found)

    def as_sql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def, override]
        sources = (compiler.compile(source)[0] for source in self.source_expressions)
        names = dict(zip(self.columns, sources, strict=True))
        parts = ["{timezone} <> %s".format(**names)]
        parameters: list[Any] = [LONDON.key]
        for start, end in self.stretches:
            for day in range(start // DAY - 1, (end - 1) // DAY + 1):
                on = date.fromordinal(day)
                weeks, is_holiday = sorted(nth_weeks(on)), is_bank_holiday(on)
                minutes = (start - day * DAY, end - day * DAY)
                parts.append(self.held.format(**names))
                parameters += [on.weekday(), weeks, on, on, is_holiday, on, *minutes, on]
        return f"({' OR '.join(parts)})", parameters


def _joined(found: Iterable[Window]) -> list[tuple[int, int]]:
    """The windows in minutes since the first day of the calendar, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for window in sorted(found, key=lambda window: (window.on, window.start)):
        slack = 60 if _clocks_change_near(window.on) else 0
        midnight = window.on.toordinal() * DAY
        start, end = midnight + window.start - slack, midnight + window.end + slack
        if joined and start <= joined[-1][1]:
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return joined


def week_minutes(found: Iterable[Window]) -> list[tuple[int, int]]:
    """The windows in minutes from Monday's midnight, clock changes allowed for."""
    stretches = []
    for window in found:
        slack = 60 if _clocks_change_near(window.on) else 0
        start = window.on.weekday() * DAY + window.start - slack
        stretches += _within_week(start, start + window.end - window.start + 2 * slack)
    return stretches


def minutes_of(sessions: Iterable[Session]) -> list[tuple[int, int]]:
    """When in the week the sessions may be on; all of it for one that cannot be told."""
    stretches = []
    for session in sessions:
        if session.moved_on or session.timezone != LONDON.key:
            return [(0, 7 * DAY)]
        start = session.weekday * DAY + session.start_minute
        stretches += _within_week(start, session.weekday * DAY + session.end_minute)
    return stretches


def is_regular(sessions: Iterable[Session]) -> bool:
    """Whether these are held at the same times every week, so that `minutes_of` says it all."""
    return not any(
        session.weeks
        or session.valid_from
        or session.valid_to
        or session.differs
        or session.bank_holidays == Session.BankHolidays.CLOSED
        or session.timezone != LONDON.key
        for session in sessions
    )


def _within_week(start: int, end: int) -> list[tuple[int, int]]:
    """A stretch that may run over either end of the week, brought into it."""
    week = 7 * DAY
    start, end = start % week, start % week + end - start
    return [(start, end)] if end <= week else [(start, week), (0, end - week)]


@lru_cache(maxsize=1000)
def _clocks_change_near(on: date) -> bool:
    noon = datetime.combine(on, time(12), LONDON)
    return (noon - timedelta(days=1)).utcoffset() != (noon + timedelta(days=1)).utcoffset()


def with_moves(sessions: Iterable[Session]) -> list[Session]:
    """The sessions, those with a date of their own with their exceptions: one query, or none."""
    found = list(sessions)
    prefetch_related_objects([one for one in found if one.differs], "exceptions")
    return found


def is_held_on(session: Session, on: date) -> bool:
    """Whether the session's rule, bank holidays and exceptions say it is held on `on`."""
    return (
        session.weekday == on.weekday()
        and (not session.weeks or bool(nth_weeks(on) & set(session.weeks)))
        and (session.valid_from is None or session.valid_from <= on)
        and (session.valid_to is None or on <= session.valid_to)
        and not (session.bank_holidays == Session.BankHolidays.CLOSED and is_bank_holiday(on))
        and on not in session.cancelled_on
    )


def occurrence(session: Session, on: date) -> Occurrence | None:
    """When the session is held on the local date `on`, or None.

    The session ends when the clock on the wall says so; where the clocks go forward meanwhile
    and that would be before it starts, it keeps its usual length.
    """
    if not is_held_on(session, on):
        return None
    starts_at, ends_at, note = session.starts_at, session.ends_at, ""
    if on in session.moved_on:
        moved = next(e for e in session.exceptions.all() if e.on == on)
        starts_at, ends_at, note = moved.starts_at or starts_at, moved.ends_at, moved.note
    zone = ZoneInfo(session.timezone)
    starts = datetime.combine(on, starts_at, zone).astimezone(UTC)
    length = timedelta(minutes=UNSAID_MINUTES)
    if ends_at is None:
        return Occurrence(session, on, starts, starts + length, note)
    day_after = timedelta(days=1 if ends_at <= starts_at else 0)
    length = datetime.combine(on, ends_at) + day_after - datetime.combine(on, starts_at)
    ends = datetime.combine(on + day_after, ends_at, zone).astimezone(UTC)
    return Occurrence(session, on, starts, ends if ends > starts else starts + length, note)


def occurrences(session: Session, now: datetime, days: int = 8) -> list[Occurrence]:
    """When the session is held from `now` on, for `days` days; what is over is left out."""
    yesterday = now.astimezone(ZoneInfo(session.timezone)).date() - timedelta(days=1)
    first = (session.weekday - yesterday.weekday()) % 7
    found = (occurrence(session, yesterday + timedelta(days=n)) for n in range(first, days + 1, 7))
    return sorted((o for o in found if o and o.ends > now), key=lambda o: o.starts)


def first_in(session: Session, found: list[Window], now: datetime) -> Occurrence | None:
    """The first time the session is on in one of the windows and not yet over."""
    spans = [span(window, now) for window in found]
    for held in occurrences(session, now, days=9):
        if any(held.starts < end and held.ends > start for start, end in spans):
            return held
    return None


def span(window: Window, now: datetime) -> tuple[datetime, datetime]:
    """The moments a window begins and ends, in UTC.

    On the night the clocks go back one hour comes twice; a window that is over is in the second.
    """
    start, end = _moment(window.on, window.start), _moment(window.on, window.end)
    again = timedelta(hours=1 if end <= now else 0)
    return start + again, end + again


def _moment(on: date, minute: int) -> datetime:
    days, rest = divmod(minute, DAY)
    local = datetime.combine(on + timedelta(days=days), time(rest // 60, rest % 60), LONDON)
    return local.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class OpenState:
    """Whether something is on at a moment, and when it next is."""

    current: Occurrence | None = None
    following: Occurrence | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.current or self.following)


def open_state(sessions: Iterable[Session], now: datetime) -> OpenState:
    """What of the sessions is on now (the one that lasts longest), and what comes next."""
    coming = sorted(
        (
            o
            for session in sessions
            for o in occurrences(session, now, days=36 if session.weeks else 8)
        ),
        key=lambda o: o.starts,
    )
    on_now = [o for o in coming if o.is_on(now)]
    return OpenState(
        current=max(on_now, key=lambda o: o.ends, default=None),
        following=next((o for o in coming if o.starts > now), None),
    )
