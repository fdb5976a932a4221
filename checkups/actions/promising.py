"""What somebody was told of a call, kept with it; and made anew where who was to ring cannot."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from checkups import own_messages
from checkups.models import CallRequest, OnCall
from checkups.reaching import Promise, may_ring, promise_for
from rosc.access import SYSTEM, Actor
from rosc.audit.actions import record
from rosc.working_days import after


def promised(promise: Promise, now: datetime) -> dict[str, Any]:
    """What a request keeps of a promise; a human answers by the next working day, or sooner."""
    at = timezone.localtime(promise.until if promise.is_now else promise.at)
    latest = after(timezone.localdate(now), 1)
    return {
        "caller": promise.caller,
        "promised_on": at.date(),
        "promised_at": at.time(),
        "answer_by": min(latest, at.date()) if promise.is_now else latest,
    }


@transaction.atomic
def promise_anew(*, request: CallRequest, by: Actor, now: datetime) -> bool:
    """Whoever was to ring cannot any more: whoever can is named, the person's page says so, and
    those who work there are told at once. False where somebody was faster."""
    rows = CallRequest.objects.open().filter(pk=request.pk, caller=request.caller_id)
    changes = promised(promise_for(request.person, request.plan, now), now)
    if not rows.update(**changes, updated_at=now):
        return False
    for name, value in changes.items():
        setattr(request, name, value)
    where = request.person.organisation
    event = record(by=by, verb="call.promise_anew", subject=request.person, organisation=where)
    own_messages.tell_call_moved(request, event.pk)
    return True


def promise_others(*, row: OnCall, by: Actor, now: datetime) -> int:
    """Hours were called off: each call that was promised within them is promised anew."""
    until = timezone.localtime(row.ends_at)
    rows = CallRequest.objects.open().filter(
        caller=row.user_id,
        person__organisation=row.organisation_id,
        promised_on=until.date(),
        promised_at=until.time(),
    )
    return sum(promise_anew(request=one, by=by, now=now) for one in rows.for_list())


def stands_no_more(request: CallRequest) -> bool:
    """Whether whoever was named may not ring them any more."""
    caller = request.caller
    return caller is not None and not (caller.is_active and may_ring(request.person, caller))


def promise_anew_if_due(*, request: CallRequest, now: datetime) -> bool:
    """By the clock: nobody called anything off, and yet nobody rings."""
    return stands_no_more(request) and promise_anew(request=request, by=SYSTEM, now=now)
