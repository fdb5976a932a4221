"""Planning messages and waking the workers that send them."""

import time
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record
from rosc.outbox import keys, kinds
from rosc.outbox.models import (
    NO_TEXT,
    Channel,
    OutboundMessage,
    State,
    reference_of,
)

log = structlog.get_logger("rosc.outbox")

SEND_DUE = "rosc.outbox.tasks.send_due"
WAKE_EXPIRES = 50  # seconds; the next sweep is never further away than that
PAUSE_AFTER_FAILURE = 10  # seconds in which a process does not try a lost Redis again


class AlreadyDecided(SomebodyGotThereFirst):
    """Somebody else has decided about this message already, or nobody has to."""


@transaction.atomic
def plan(
    *,
    key: str,
    kind: str,
    subject_id: UUID | None,
    route_id: UUID | None = None,
    channel: str = Channel.EMAIL,
    not_before: datetime | None = None,
    is_asked_for: bool = False,
) -> bool:
    """Put a message on the ledger; False when its key is there already. What a person has just
    asked for (`is_asked_for`) does not wait for their safe times: they are there now.

    Raises KeyError for a kind nobody registered.
    """
    kinds.get(kind)
    due_at = not_before or timezone.now()
    message = OutboundMessage(
        key=key,
        reference=reference_of(key),
        kind=kind,
        channel=channel,
        subject_id=subject_id,
        route_id=route_id,
        due_at=due_at,
        next_try_at=due_at,
        is_asked_for=is_asked_for,
    )
    return _enter(message)


def plan_mail(*, address: str, subject: str, text: str, kind: str = "library") -> None:
    """Put mail whose words cannot be made again on the ledger, sealed; it goes at once, once.

    Raises KeyError for a kind nobody registered.
    """
    kinds.get(kind)
    with transaction.atomic():
        now, key = timezone.now(), keys.library()
        message = OutboundMessage(
            key=key,
            reference=reference_of(key),
            kind=kind,
            channel=Channel.EMAIL,
            due_at=now,
            next_try_at=now,
            address=address,
            title=subject,
            text=text,
        )
        _enter(message)


@transaction.atomic
def send_again(*, message: OutboundMessage, by: Actor) -> None:
    """Send what failed, or may not have gone, once more: a person decided so.

    Raises PermissionDenied and AlreadyDecided.
    """
    key = keys.next_try(message.key)
    now = timezone.now()
    again = OutboundMessage(
        key=key,
        reference=reference_of(key),
        kind=message.kind,
        channel=message.channel,
        subject_id=message.subject_id,
        route_id=message.route_id,
        due_at=now,
        next_try_at=now,
        address=message.address,
        title=message.title,
        text=message.text,
    )
    _decide(message, by, "sent_again")
    _enter(again)
    record(by=by, verb="message.send_again", subject=message, details={"kind": message.kind})


def put_off(*, key: str, not_before: datetime) -> bool:
    """Have what nobody has begun to send go at another time, or after all where it was called off;
    whether there was such a message."""
    rows = OutboundMessage.objects.untouched(State.PLANNED, State.SKIPPED).filter(key=key)
    times = {"due_at": not_before, "next_try_at": not_before}
    fresh = {"state": State.PLANNED, "reason": "", "settled_at": None}
    return bool(rows.update(**times, **fresh, updated_at=timezone.now()))


def call_off(*, subject_ids: Iterable[UUID], reason: str, keep: Iterable[str] = ()) -> int:
    """Let go of what is planned about these subjects, but for the keys to keep; how many that were.

    What a worker has in hand is left to it: it asks anew whether the message is right.
    """
    rows = OutboundMessage.objects.untouched(State.PLANNED).exclude(key__in=list(keep))
    now = timezone.now()
    settled = {"state": State.SKIPPED, "reason": reason, "settled_at": now, "updated_at": now}
    return rows.filter(subject_id__in=list(subject_ids)).update(**settled, **NO_TEXT)


def forget_text_for(routes: Iterable[UUID]) -> None:
    """Clear address and words of whatever went, or was to go, by these routes: their owner is
    erased. The rows stay, and name nobody."""
    rows = OutboundMessage.objects.filter(route_id__in=list(routes))
    rows.update(address=None, title=None, text=None)


@transaction.atomic
def leave(*, message: OutboundMessage, by: Actor) -> None:
    """Let what failed, or may not have gone, be: a person has seen to it, or it matters no more.

    Raises PermissionDenied and AlreadyDecided.
    """
    _decide(message, by, "left")
    record(by=by, verb="message.leave", subject=message, details={"kind": message.kind})


def _decide(message: OutboundMessage, by: Actor, reason: str) -> None:
    """Compare and set: of two who decide at once the second is told. The words are not kept on."""
    if not by.may(Permission.MESSAGES_READ):
        raise PermissionDenied
    waiting = OutboundMessage.objects.needing_somebody().filter(pk=message.pk)
    settled = {"state": State.SKIPPED, "reason": reason, "updated_at": timezone.now()}
    if not waiting.update(**settled, **NO_TEXT):
        raise AlreadyDecided


def wake(task: str) -> None:
    """Once this transaction is committed, have a worker look at its table now.

    The only door to Celery. Nothing depends on it: the sweep finds the work within a minute
    anyway, so a lost or hanging Redis costs a page at most about a second, and breaks nothing.
    """
    transaction.on_commit(partial(_publish, task), robust=True)


def _enter(message: OutboundMessage) -> bool:
    """Whether the row is new; whoever asked first made it."""
    OutboundMessage.objects.bulk_create([message], ignore_conflicts=True)
    if not OutboundMessage.objects.filter(pk=message.pk).exists():
        return False
    if message.due_at <= timezone.now():
        wake(SEND_DUE)  # what is due later is found by the sweep
    return True


_paused_until = 0.0


def _publish(task: str) -> None:
    global _paused_until
    if time.monotonic() < _paused_until:
        return
    try:
        current_app.send_task(task, expires=WAKE_EXPIRES, retry=False)
    except Exception as error:  # whatever is wrong with Redis must not reach the page
        _paused_until = time.monotonic() + PAUSE_AFTER_FAILURE
        log.warning("wake failed", task=task, error=type(error).__name__)
