"""Sending what is due, so that nothing is lost and nothing goes twice.

PostgreSQL is the queue. A worker claims one message under a lease, writes `sending` before it
touches the network, and settles it after. A message whose worker died is found by its lease: where
the provider can be asked, it is asked first; where not, a person decides.
"""

import random
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from rosc.outbox import kinds, moments, providers
from rosc.outbox.kinds import Later, Prepared, Skip
from rosc.outbox.models import NEEDS_SOMEBODY, NO_TEXT, OutboundMessage, State
from rosc.outbox.providers import Answer, Letter, LookUpFailed, Outcome

log = structlog.get_logger("rosc.outbox")

SWEEP_SECONDS = 50  # a sweep ends before the next begins
SETTLE_PAUSES = (0.5, 1, 2, 4, 8)  # seconds
FIRST_WAIT = timedelta(minutes=2)  # doubled after each try
LONGEST_WAIT = timedelta(hours=4)
LONG_WAIT = timedelta(minutes=5)  # a sweep comes every minute
CHECK_DELIVERY_FOR = timedelta(days=4)  # Notify tries a phone for three
KEEP_UNSENT_TEXT_FOR = timedelta(days=7)  # so that a person can still send it again

_SETTLED = {
    Outcome.ACCEPTED: State.SENT,
    Outcome.DELIVERED: State.DELIVERED,
    Outcome.REFUSED: State.FAILED,
}


def send_due() -> int:
    """Send everything due, one message after the other; how many were handled."""
    handled, stop = 0, time.monotonic() + SWEEP_SECONDS
    while time.monotonic() < stop and (message := claim(timezone.now())):
        deliver(message)
        handled += 1
    return handled


@transaction.atomic(durable=True)
def claim(now: datetime) -> OutboundMessage | None:
    """Take the message that has waited longest, for one lease, past any that others hold."""
    due = OutboundMessage.objects.due(now).order_by("next_try_at")
    message = due.select_for_update(skip_locked=True).first()
    if message is None:
        return None
    message.state, message.claim = State.CLAIMED, uuid.uuid4()
    message.lease_until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    message.tries += 1
    message.save(update_fields=["state", "claim", "lease_until", "tries", "updated_at"])
    return message


def deliver(message: OutboundMessage) -> None:
    """Bring a claimed message as far as it goes now. One that fails never stops the others."""
    try:
        answer = _ask_first(message)
        if answer is None and not _give_up(message):
            letter = _prepare(message)
            answer = _send(message, letter) if letter else None
    except LookUpFailed:
        _try_later(message, "look_up_failed")
    except Exception as error:  # whatever it is, it is this message's alone
        log.error("message failed", message=str(message.pk), error=type(error).__name__)
        _try_later(message, f"error_{type(error).__name__}"[:60])
    else:
        if answer:
            _settle_surely(message, answer)


def _ask_first(message: OutboundMessage) -> Answer | None:
    """Before any second try: what the provider knows of the first. Raises LookUpFailed.

    What waited for long before its first try may have had one that this ledger does not know of:
    it may come from a backup made before.
    """
    if not message.provider and timezone.now() < message.next_try_at + LONG_WAIT:
        return None
    name = message.provider or providers.name_for(message.channel)
    if providers.get(name).can_look_up:
        answer = providers.get(name).look_up(message.reference)
        if answer:
            message.provider = name
        return answer
    return Answer(Outcome.MAY_HAVE_GONE, "worker_lost") if message.may_have_gone else None


def _give_up(message: OutboundMessage) -> bool:
    """Flag for a person what has been tried too often or is too late to be right."""
    is_late = timezone.now() > message.due_at + kinds.get(message.kind).give_up_after
    if not is_late and message.tries <= settings.OUTBOX_MAX_TRIES:
        return False
    state = State.UNKNOWN if message.may_have_gone else State.FAILED
    reason = "too_late" if is_late else message.reason or "too_many_tries"
    _write(message, state=state, reason=reason, settled_at=timezone.now())
    return True


@transaction.atomic(durable=True)
def _prepare(message: OutboundMessage) -> Letter | None:
    """Check anew that the message is right, and mark it as being sent, in one transaction.

    None when it is not to be sent now, or the claim is no longer ours.
    """
    now = timezone.now()
    ours = OutboundMessage.objects.select_for_update().filter(
        pk=message.pk, claim=message.claim, state=State.CLAIMED, lease_until__gt=now
    )
    row = ours.first()
    if row is None:
        return None
    wait = moments.wait(row, now)
    if isinstance(wait, datetime):
        _put_off(row, wait)
        return None
    prepared = wait or kinds.get(row.kind).prepare(row)
    if not isinstance(prepared, Prepared):
        _hold_back(row, prepared, now)
        return None
    row.state, row.provider, row.may_have_gone = State.SENDING, _provider_of(row), True
    if providers.get(row.provider).keeps_text:
        row.address, row.title, row.text = prepared.address, prepared.subject, prepared.text
    row.save()
    message.provider, message.may_have_gone = row.provider, True
    words = (prepared.address, prepared.subject, prepared.text)
    return Letter(row.reference, row.channel, *words, row.lease_until)


def _hold_back(message: OutboundMessage, answer: Skip | Later, now: datetime) -> None:
    """Not now, or not at all; what may have gone before is never said to have been let be."""
    if isinstance(answer, Later):
        _put_off(message, answer.until)
    elif answer.is_flagged:
        state = State.UNKNOWN if message.may_have_gone else State.FAILED
        _write(message, state=state, reason=answer.reason, settled_at=now)
    else:
        _write(message, state=State.SKIPPED, reason=answer.reason, settled_at=now, **NO_TEXT)
        moments.let_go(message, answer.reason)


def _put_off(message: OutboundMessage, until: datetime) -> None:
    """It waits for a moment that is right, and is no later for it; no try was made."""
    times = {"next_try_at": until, "due_at": until, "tries": message.tries - 1}
    _write(message, state=State.PLANNED, **times)


def _provider_of(message: OutboundMessage) -> str:
    """A provider that was tried stays the one to try: only it can say what it took."""
    if message.may_have_gone:
        return message.provider
    return providers.name_for(message.channel)


def _send(message: OutboundMessage, letter: Letter) -> Answer | None:
    if message.lease_until is None or timezone.now() >= message.lease_until:
        return None  # we slept through our lease: it is somebody else's now
    return providers.get(message.provider).send(letter)


def _settle_surely(message: OutboundMessage, answer: Answer) -> None:
    """What became of a message is known: wait out a restart of the database to write it down."""
    for pause in SETTLE_PAUSES:
        try:
            return _settle_by(message, answer)
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(pause)
    return _settle_by(message, answer)


def _settle_by(message: OutboundMessage, answer: Answer) -> None:
    if answer.outcome in _SETTLED:
        provider = providers.get(message.provider)
        keeps = provider.keeps_text or answer.outcome == Outcome.REFUSED
        cleared: dict[str, None] = {} if keeps else NO_TEXT
        state, now = _SETTLED[answer.outcome], timezone.now()
        settled = {"state": state, "provider": message.provider, "settled_at": now}
        _write(message, **settled, reason=answer.code, next_try_at=now, **cleared)
    elif answer.outcome == Outcome.LATER:
        _try_later(message, answer.code, may_have_gone=False)
    elif providers.get(message.provider).can_look_up:
        _try_later(message, answer.code)
    else:
        _write(message, state=State.UNKNOWN, reason=answer.code, settled_at=timezone.now())


def _try_later(message: OutboundMessage, reason: str, **changes: Any) -> None:
    """Wait longer after each try: 2, 4, 8 minutes and so on, give or take a fifth."""
    if message.tries >= settings.OUTBOX_MAX_TRIES:
        gone = changes.get("may_have_gone", message.may_have_gone)
        state = State.UNKNOWN if gone else State.FAILED
        _write(message, state=state, reason=reason, settled_at=timezone.now(), **changes)
        return
    scatter = random.uniform(0.8, 1.2)  # noqa: S311 - nobody gains by guessing it
    wait = min(FIRST_WAIT * 2 ** (message.tries - 1), LONGEST_WAIT) * scatter
    at = timezone.now() + wait
    _write(message, state=State.PLANNED, reason=reason, next_try_at=at, **changes)


def _write(message: OutboundMessage, **changes: Any) -> None:
    """Change the row if the claim is still ours; a worker that lost it changes nothing."""
    changes |= _let_go(message, changes["state"])
    released = {"claim": None, "lease_until": None, "updated_at": timezone.now()}
    ours = OutboundMessage.objects.filter(pk=message.pk, claim=message.claim)
    if ours.update(**released | changes):
        log.info(
            "message moved",
            message=str(message.pk),
            kind=message.kind,
            state=str(changes["state"]),
            reason=changes.get("reason", ""),
        )


def _let_go(message: OutboundMessage, state: str) -> dict[str, Any]:
    """What else changes where a message stops short that nobody is to decide about."""
    if state in NEEDS_SOMEBODY and kinds.is_forgotten(message.kind):
        return {"state": State.SKIPPED, **NO_TEXT}
    return {}


def check_delivered() -> int:
    """Ask what became of sent messages, less and less often; how many were asked about."""
    now, asked = timezone.now(), 0
    stop = time.monotonic() + SWEEP_SECONDS
    waiting = OutboundMessage.objects.filter(
        state=State.SENT,
        provider="notify",
        settled_at__gt=now - CHECK_DELIVERY_FOR,
        next_try_at__lte=now - timedelta(minutes=1),
    ).order_by("next_try_at")
    for message in waiting.iterator(chunk_size=100):
        if time.monotonic() > stop:
            break
        _check_delivered(message, now)
        asked += 1
    return asked


def _check_delivered(message: OutboundMessage, now: datetime) -> None:
    try:
        answer = providers.get(message.provider).look_up(message.reference)
    except LookUpFailed:
        answer = None
    age = now - (message.settled_at or now)
    changes: dict[str, Any] = {"next_try_at": now + max(age, timedelta(minutes=5))}
    if answer and answer.outcome != Outcome.ACCEPTED:
        changes |= {"state": _SETTLED[answer.outcome], "reason": answer.code, "settled_at": now}
        changes |= _let_go(message, changes["state"])
    OutboundMessage.objects.filter(pk=message.pk, state=State.SENT).update(**changes)


def clear_unsent_text() -> int:
    """Clear the text of what nobody has sent again within a week; how many rows were cleared."""
    old = OutboundMessage.objects.filter(
        state__in=(State.FAILED, State.UNKNOWN),
        settled_at__lt=timezone.now() - KEEP_UNSENT_TEXT_FOR,
        text__isnull=False,
    )
    return old.update(**NO_TEXT)
