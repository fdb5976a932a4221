"""What somebody was told of a call, kept with it; and made anew where who was to ring cannot."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from checkups import own_messages
from checkups.models import CallRequest, OnCall
from checkups.reaching import Promise, may_ring, promise_for, promise_now
from rosc.access import SYSTEM, Actor
from rosc.audit.actions import record
from rosc.working_days import after


def promised(promise: Promise, now: datetime) -> dict[str, Any]:
    """What a request keeps of a promise. A human answers by the next working day; where somebody
    was named for it, by the day that was said."""
    at = timezone.localtime(promise.until if promise.is_now else promise.at)
    latest = after(timezone.localdate(now), 1)
    return {
        "caller": promise.caller,
        "rests_on": promise.hours,
        "is_from": promise.caller is not None and not promise.is_now,
        "begun_told_at": None,
        "promised_on": at.date(),
        "promised_at": at.time(),
        "answer_by": min(latest, at.date()) if promise.caller else latest,
    }


@transaction.atomic
def promise_anew(
    *, request: CallRequest, by: Actor, now: datetime, promise: Promise | None = None
) -> bool:
    """Whoever was to ring cannot any more, or has not: whoever can is named, the person hears of it
    and their page says so, and those who work there are told at once. False where somebody was
    faster."""
    rows = CallRequest.objects.open().filter(
        pk=request.pk, caller=request.caller_id, rests_on=request.rests_on_id
    )
    promise = promise or promise_for(request.person, request.plan, now)
    changes = {**promised(promise, now), "late_told_on": None}
    if not rows.update(**changes, updated_at=now):
        return False
    for name, value in changes.items():
        setattr(request, name, value)
    where = request.person.organisation
    event = record(by=by, verb="call.promise_anew", subject=request.person, organisation=where)
    own_messages.tell_call_changed(request, event.pk)
    own_messages.tell_call_moved(request, event.pk)
    return True


def promise_others(*, row: OnCall, by: Actor, now: datetime) -> int:
    """Hours were called off: each call that was promised within them is promised anew."""
    until = timezone.localtime(row.ends_at)
    before = Q(  # from before it was kept which hours they rest on
        rests_on=None,
        caller=row.user_id,
        person__organisation=row.organisation_id,
        promised_on=until.date(),
        promised_at=until.time(),
    )
    rows = CallRequest.objects.open().filter(Q(rests_on=row) | before)
    return sum(promise_anew(request=one, by=by, now=now) for one in rows.for_list())


def stands_no_more(request: CallRequest) -> bool:
    """Whether whoever was named may not ring them any more, or will not."""
    caller, hours = request.caller, request.rests_on
    if caller is None:
        return False
    is_off = hours is not None and hours.called_off_at is not None
    return is_off or not caller.is_active or not may_ring(request.person, caller)


@transaction.atomic
def tell_begun(*, request: CallRequest, now: datetime) -> bool:
    """The hours of whoever is to ring have begun: they hear of it once more."""
    if (
        not CallRequest.objects.open()
        .filter(pk=request.pk, begun_told_at=None)
        .update(begun_told_at=now, updated_at=now)
    ):
        return False
    own_messages.tell_call_begun(request)
    return True


def promise_anew_if_due(*, request: CallRequest, now: datetime) -> bool:
    """By the clock: nobody called anything off, and yet nobody rings. Where the hour has passed, it
    is promised anew only while somebody else is there to ring; else it is told as late."""
    if stands_no_more(request):
        return promise_anew(request=request, by=SYSTEM, now=now)
    if not request.is_missed(now):
        return False
    other = promise_now(request.person, request.plan, now, but=request.caller_id)
    return other is not None and promise_anew(request=request, by=SYSTEM, now=now, promise=other)
