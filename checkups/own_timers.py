"""What time does with what came from the person: it climbs, a call is promised anew, who leads
hears when it is late, and the numbers of those who were on call are forgotten.

Each is safe to run twice, late, and by two workers at once.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from checkups import own_messages
from checkups.actions.answering import finish_left
from checkups.actions.promising import promise_anew_if_due, tell_begun
from checkups.actions.urgent import climb
from checkups.models import CallRequest, OnCall, SelfCompletion, UrgentFlag
from rosc.access import SomebodyGotThereFirst

log = structlog.get_logger("checkups.timers")


def sweep(now: datetime) -> dict[str, int]:
    """How many rows each handled."""
    return {
        "climbed": climb_due(now),
        "promised_anew": promise_anew_due(now),
        "begun": tell_begun_due(now),
        "finished": finish_left_due(now),
        "late": tell_late(now),
        "forgotten": forget_numbers(now),
    }


def climb_due(now: datetime) -> int:
    """Tell the next in the chain of what nobody opened in time; of nobody who has died since."""
    rows = UrgentFlag.objects.to_climb(now).filter(person__died_on=None, person__erased_on=None)
    return _each(rows.for_list(), lambda flag: climb(flag=flag, now=now))


def promise_anew_due(now: datetime) -> int:
    """Calls that whoever was named may not make any more, such as since their account was closed;
    nor made by the hour that was said. Of those whose day is over, who leads is told."""
    rows = CallRequest.objects.open().filter(
        caller__isnull=False, answer_by__gte=timezone.localdate(now), person__died_on=None
    )
    return _each(rows.for_list(), lambda row: promise_anew_if_due(request=row, now=now))


def tell_begun_due(now: datetime) -> int:
    """Whoever is to ring hears of it again as their hours begin."""
    rows = CallRequest.objects.to_begin(now).filter(person__died_on=None)
    return _each(rows.for_list(), lambda row: tell_begun(request=row, now=now))


def finish_left_due(now: datetime) -> int:
    """Forms that somebody began and left: what they said is read by a human, a day later; of
    nobody who has stopped contact or these check-ups since."""
    rows = SelfCompletion.objects.left(now).filter(
        checkup__plan__person__died_on=None,
        checkup__plan__person__contact_stopped_at=None,
        checkup__plan__consent__withdrawn_at=None,
    )
    return _each(rows.for_list(), lambda row: finish_left(form=row, now=now))


def tell_late(now: datetime) -> int:
    """Tell of each, once, that somebody was promised a human by a day, or a call by an hour, that
    is over."""
    today = timezone.localdate(now)
    calls = CallRequest.objects.late(now).filter(late_told_on=None, person__died_on=None)
    forms = SelfCompletion.objects.late(today).filter(late_told_on=None)
    forms = forms.filter(checkup__plan__person__died_on=None)
    rows = [*calls.for_list(), *forms.for_list()]
    return _each(rows, lambda row: _tell(row, now))


def forget_numbers(now: datetime) -> int:
    """The numbers of whoever was on call, once the hours are over or called off."""
    return OnCall.objects.over(now).update(number=None, updated_at=now)


def _tell(row: Any, now: datetime) -> bool:
    fresh = type(row).objects.filter(pk=row.pk, late_told_on=None)
    if not fresh.update(late_told_on=timezone.localdate(now), updated_at=now):
        return False
    own_messages.tell_late(row)
    return True


def _each(rows: Iterable[Any], act: Callable[[Any], object]) -> int:
    """Each in a transaction of its own; whoever was faster is passed over."""
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                done += bool(act(row))
        except SomebodyGotThereFirst:
            continue
        except Exception as error:  # one person's bad data never stops a sweep
            log.error("timer failed", row=str(row.pk), error=type(error).__name__)
    return done
