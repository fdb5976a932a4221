"""What time does: reminding, escalating, going on after a pause, running out, passing on.

Each is a sweep: safe to run twice, late, and by two workers at once. One row's bad data never
stops the others.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from referrals import clock, notifications
from referrals.actions import erase_unanswered, expire, pass_on, resume
from referrals.actions.handing_over import ring_due
from referrals.models import Question, Referral, Side
from referrals.models.choices import BY_THEMSELVES, WITHOUT_A_WORKER
from referrals.models.referral import ReferralQuerySet
from referrals.workflow import CLOSED, OPEN, TOGETHER, UNANSWERED, Status
from rosc import working_days
from rosc.access import SYSTEM, SomebodyGotThereFirst

ASK_AFTER = timedelta(days=14)  # after they were due to meet
ASK_FOR = timedelta(days=60)  # so long an outage is caught up

log = structlog.get_logger("referrals.timers")


def sweep(today: date) -> dict[str, int]:
    """All of it, in the order in which one bears on the next; how many rows each handled."""
    return {
        "resumed": resume_due(today),
        "passed_on": pass_on_due(today),
        "expired": expire_due(today),
        "rung": ring_due(today),
        "reminded": remind_due(today),
        "escalated": escalate_late(today),
        "asked": ask_if_helped(today),
        "erased": erase_due(today),
    }


def resume_due(today: date) -> int:
    """Go on with what was paused until today, or for as long as it may be while unanswered."""
    held = today - timedelta(days=clock.MOST_DAYS_HELD)
    over = Q(paused_until__lte=today) | Q(paused_on__lte=held, status__in=UNANSWERED)
    rows = _rows().filter(over, status__in=OPEN)
    return _each(rows, lambda one: resume(referral=one, by=SYSTEM, today=today))


def pass_on_due(today: date) -> int:
    """Pass on who came by themselves and heard nothing, as they agreed at the start."""
    rows = _rows().filter(status=Status.SENT, origin__in=BY_THEMSELVES, acknowledged_at=None)
    return _each(rows, lambda one: pass_on(referral=one, today=today))


def erase_due(today: date) -> int:
    """Erase who came without a worker where nobody ever said yes: after the time they were told,
    and not before they had a week to read what can be done next."""
    asked = _at(today - timedelta(days=settings.REFERRAL_EXPIRY_DAYS - 1))
    closed = _at(today - timedelta(days=clock.LAST_WORD_DAYS - 1))
    rows = _rows().filter(
        origin__in=WITHOUT_A_WORKER,
        status__in=CLOSED,
        person__is_hidden=True,
        person__erased_on=None,
        sent_at__lt=asked,
        closed_at__lt=closed,
    )
    going_on = Referral.objects.unscoped_for("timer").filter(
        person=OuterRef("person"), status__in=OPEN
    )
    return _each(rows.exclude(Exists(going_on)), erase_unanswered)


def expire_due(today: date) -> int:
    """Close what nobody ever answered. A pause holds it up only where a worker knows of it."""
    never = Q(status__in=UNANSWERED, expires_on__lt=today)
    held_up = Q(paused_until__isnull=False) & ~Q(origin__in=WITHOUT_A_WORKER)
    return _each(_rows().filter(never).exclude(held_up), lambda one: expire(referral=one))


def remind_due(today: date) -> int:
    """Remind whoever's move is due today or was before; once for each due day."""
    rows = _moving().filter(due_on__lte=today).exclude(reminded_on=F("due_on"))
    return _each(rows, _remind)


def _remind(referral: Referral) -> int:
    _rows().filter(pk=referral.pk).update(reminded_on=referral.due_on)
    return notifications.remind(referral, referral.due_on) if referral.due_on else 0


def escalate_late(today: date) -> int:
    """Tell who leads, once, when it is more than a working day late."""
    late = _moving().filter(due_on__lt=working_days.before(today))
    return _each(late.exclude(escalated_on=F("due_on")), _escalate)


def _escalate(referral: Referral) -> int:
    _rows().filter(pk=referral.pk).update(escalated_on=referral.due_on)
    return notifications.escalate(referral, referral.due_on) if referral.due_on else 0


def _moving() -> ReferralQuerySet:
    """Those in which somebody has a move to make."""
    return _rows().filter(status__in=OPEN).exclude(status=Status.DRAFT)


def ask_if_helped(today: date) -> int:
    """Ask the person themselves, once, two weeks after they met or were to be in touch."""
    first, last = today - ASK_AFTER - ASK_FOR, today - ASK_AFTER
    rows = _rows().filter(
        Q(met_on__range=(first, last)) | Q(met_on=None, contact_by__range=(first, last)),
        status__in=TOGETHER,
        paused_until=None,
    )
    unasked = rows.exclude(
        confirmations__question=Question.GOT_HELP, confirmations__side=Side.PERSON
    )
    return _each(
        unasked, lambda one: notifications.ask_if_helped(one, one.met_on or one.contact_by or last)
    )


def _at(day: date) -> datetime:
    """When the day begins, by the clock on the wall."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _rows() -> ReferralQuerySet:
    return Referral.objects.unscoped_for("timer").select_related(
        "person__organisation", "receiver", "held_by", "service", "started_by", "area"
    )


def _each(rows: Iterable[Referral], act: Callable[[Referral], object]) -> int:
    """Each in a transaction of its own; whoever was faster is passed over."""
    done = 0
    for referral in rows:
        try:
            with transaction.atomic():
                done += bool(act(referral))
        except SomebodyGotThereFirst:
            continue
        except Exception as error:  # one person's bad data never stops a sweep
            log.error("timer failed", referral=str(referral.pk), error=type(error).__name__)
    return done
