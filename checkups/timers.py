"""What time does to plans and check-ups: booking further days, going on after a pause, planning
reminders, and saying who could not be reached.

Each is a sweep: safe to run twice, late, and by two workers at once. One row's bad data never
stops the others. A sweep that has much to catch up stops after a while; the next goes on.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import count, takewhile
from typing import Any

import structlog
from django.db import OperationalError, transaction
from django.utils import timezone

from checkups import actions, notifications, reminding
from checkups.models import CheckUp, Plan, PlanStatus, Status
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.working_days import DAY, is_working_day

ENOUGH_SECONDS = 60  # for one sweep, so that a task ends in good order
CHUNK = 500

log = structlog.get_logger("checkups.timers")


def sweep(today: date) -> dict[str, int]:
    """All of it, in the order in which one bears on the next; how many rows each handled."""
    stop = time.monotonic() + ENOUGH_SECONDS
    return {name: act(today, stop) for name, act in SWEEPS.items()}


def resume_due(today: date, stop: float) -> int:
    """Go on with what was paused until today; not with who is in prison."""
    rows = _plans().to_resume(today)
    return _each(rows, lambda one: actions.resume(plan=one, by=SYSTEM, today=today), stop)


def ask_again(today: date, stop: float) -> int:
    """Have whoever keeps in touch with somebody in prison look again."""
    rows = _plans().to_ask_again(today)
    return _each(rows, lambda one: actions.look_again(plan=one, by=SYSTEM, today=today), stop)


def book_due(today: date, stop: float) -> int:
    """Book the days that come near."""
    return _each(_plans().to_book(today), lambda one: actions.book(one, today), stop)


def give_up(today: date, stop: float) -> int:
    """Say who could not be reached yet, once the time for trying is over; the plan goes on."""
    return _each(_checkups().to_give_up(today), lambda one: _give_up(one, today), stop)


def _give_up(checkup: CheckUp, today: date) -> bool:
    tried = actions.tried(checkup, today)
    if not (tried.is_over and tried.is_enough):
        return False
    actions.could_not_reach(checkup=checkup, by=SYSTEM, today=today)
    return True


def remind_due(today: date, stop: float) -> int:
    """Plan the reminders of what is a week off or less, or was to be reminded of in an outage."""
    rows = _checkups().to_remind(today + reminding.AHEAD).select_related("plan__route__person")
    return _each(rows.prefetch_related("plan__person__routes"), _remind, stop)


def _remind(checkup: CheckUp) -> bool:
    """Under the row's lock: of two sweeps one passes it over."""
    rows = CheckUp.objects.unscoped_for("timer").select_for_update(skip_locked=True, of=("self",))
    mine = rows.filter(pk=checkup.pk, reminded_at=None, status=Status.PLANNED)
    if not mine.exists():
        return False
    if checkup.plan.is_active:
        notifications.remind(checkup)
    mine.update(reminded_at=timezone.now())
    return True


def tell_today(today: date, stop: float) -> int:
    """Tell those who hold them what is due today: in the morning together, later each by itself."""
    return _each(_checkups().to_tell(today), lambda one: _tell(one, today), stop)


def _tell(checkup: CheckUp, today: date) -> bool:
    for user_id in notifications.whose(checkup.plan):
        is_new = notifications.tell_today(user_id, today)
        if not is_new and notifications.was_told(user_id, today):
            notifications.tell_also_today(checkup, user_id)
    CheckUp.objects.unscoped_for("timer").filter(pk=checkup.pk).update(told_on=today)
    return True


def find_somebody(today: date, stop: float) -> int:
    """Ask, on the working day before or at once, who does what falls where few work."""
    days = list(_days_off(today))
    if not days:
        return 0
    rows = _checkups().to_find_somebody_for(days).filter(plan__status=PlanStatus.ACTIVE)
    return _each(rows, notifications.tell_find_somebody, stop)


def _days_off(today: date) -> Iterator[date]:
    """Today, where few work today, and each such day from tomorrow until some do."""
    if not is_working_day(today):
        yield today
    yield from takewhile(lambda day: not is_working_day(day), (today + DAY * n for n in count(1)))


SWEEPS: dict[str, Callable[[date, float], int]] = {
    "resumed": resume_due,
    "asked_again": ask_again,
    "booked": book_due,
    "not_reached": give_up,
    "reminded": remind_due,
    "told": tell_today,
    "to_find": find_somebody,
}


def _plans() -> Any:
    rows = Plan.objects.unscoped_for("timer")
    return rows.select_related("organisation", "person", "consent", "worker")


def _checkups() -> Any:
    rows = CheckUp.objects.unscoped_for("timer")
    return rows.select_related("organisation", "plan__organisation", "plan__person")


def _each(rows: Any, act: Callable[[Any], object], stop: float) -> int:
    """Each in a transaction of its own; whoever was faster is passed over."""
    done = 0
    for one in _until(rows, stop):
        try:
            with transaction.atomic():
                done += bool(act(one))
        except SomebodyGotThereFirst:
            continue
        except OperationalError:  # the database is gone for all of them
            raise
        except Exception as error:  # one person's bad data never stops a sweep
            log.error("timer failed", row=str(one.pk), error=type(error).__name__)
    return done


def _until(rows: Any, stop: float) -> Iterable[Any]:
    """In pieces, and no longer than there is time for."""
    for one in rows.iterator(chunk_size=CHUNK):
        if time.monotonic() > stop:
            return
        yield one
