"""At which moments reminders go: by the clock on the wall, at times the person said are safe.

With one reminder it goes the day before, at the hour of the check-up; a second one goes on the day
itself, two hours before. Where that would be too early in the morning, both go a day sooner.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from checkups.models import CheckUp
from checkups.schedule import EARLIEST, is_waking, moment
from rosc.people.models import ContactRoute
from rosc.working_days import DAY

AHEAD = timedelta(days=7)  # so long before they are due, reminders are planned and can be seen
LAST = timedelta(days=5)  # `prepare` judges by the check-up itself; nothing waits longer than this
EARLY = time(9, 30)  # before this, nobody is reminded on the morning itself
BEFORE = timedelta(hours=2)
AT_LEAST = timedelta(hours=1)
STEP = timedelta(minutes=30)
SOONER = 3  # at most so many days before its own day, where that has no safe hour
EXAMPLE = time(10)


def moments(checkup: CheckUp, count: int, route: ContactRoute) -> list[datetime]:
    """When each of `count` reminders is due, the first one first; never two on a day, and none
    where no hour is safe."""
    found: dict[date, datetime] = {}
    for day in _days(checkup)[:count]:
        for sooner in range(SOONER):
            on = checkup.due_on - DAY * (day + sooner)
            if on not in found and (at := _on(checkup, on, route)):
                found[on] = at
                break
    return [found[on] for on in sorted(found)]


def _days(checkup: CheckUp) -> tuple[int, ...]:
    """How many days before it, the most important first."""
    return (1, 2) if checkup.due_at < EARLY else (1, 0)


def _on(checkup: CheckUp, on: date, route: ContactRoute) -> datetime | None:
    """The safe moment of that day that lies nearest to the one we would choose."""
    last = checkup.starts_at - AT_LEAST
    wanted = moment(on, _hour(checkup, on))
    safe = [at for at in _half_hours(on, wanted) if at <= last and route.is_safe_at(at)]
    return min(safe, key=lambda at: abs(at - wanted), default=None)


def _hour(checkup: CheckUp, on: date) -> time:
    if on != checkup.due_on:
        return checkup.due_at
    earliest = datetime.combine(on, EARLIEST)
    return max(datetime.combine(on, checkup.due_at) - BEFORE, earliest).time()


def _half_hours(on: date, wanted: datetime) -> Iterator[datetime]:
    """The moment we would choose, and every half hour of the day outside the quiet hours."""
    yield wanted
    at = datetime.combine(on, EARLIEST)
    while is_waking(at.time()):
        yield moment(on, at.time())
        at += STEP


def when_safe(route: ContactRoute, now: datetime, starts_at: datetime) -> datetime | None:
    """`now` where it is a time that they said is safe, else the next one; None where there is none
    before it begins."""
    at = now
    while at < starts_at:
        if route.is_safe_at(at):
            return at
        at += STEP
    return None


def morning(day: date) -> datetime:
    """When those who work here hear what a day brings."""
    return moment(day, EARLIEST)
