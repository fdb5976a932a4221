"""Moving one check-up to another day: the row for the old day stays, and points to the new one."""

from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkups import day_messages, notifications
from checkups.actions.booking import book, lock
from checkups.actions.checks import day_and_time, need
from checkups.models import CheckUp, MoveReason, SelfCompletion, UrgentFlag
from rosc.access import Actor, Permission
from rosc.workflow import advance


@transaction.atomic
def move(
    *,
    checkup: CheckUp,
    on: date,
    by: Actor,
    at: time | None = None,
    why: str = MoveReason.ASKED,
) -> CheckUp:
    """Move it, and give back the row that stands for it now, with what the person answered on their
    phone. Whoever could not talk freely has missed nothing.

    Raises PermissionDenied, TransitionNotAllowed and ValidationError.
    """
    need(by, Permission.CHECK_UP_MOVE, checkup.plan)
    lock(checkup.plan)
    at = at or checkup.due_at
    day_and_time(on, at, timezone.localdate())
    made = _instead_of(checkup, on, at)
    changes: dict[str, Any] = {"moved_why": why, "prompts": [], "prompted_on": None}
    advance(checkup, "move", by=by, changes=changes, why=why)
    known = day_messages.known_to_them([checkup])
    notifications.call_off([checkup])
    _save(made)
    for model in (SelfCompletion, UrgentFlag):
        model.objects.filter(checkup=checkup).update(checkup=made)
    book(checkup.plan, timezone.localdate())  # brought forward, the last leaves a gap behind it
    day_messages.tell_changed(checkup.plan, known, by, instead=made)
    return made


def _save(made: CheckUp) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"on": "There is a check-up on that day already"}) from error


def _instead_of(checkup: CheckUp, on: date, at: time) -> CheckUp:
    return CheckUp(
        plan=checkup.plan,
        organisation_id=checkup.organisation_id,
        scheduled_on=checkup.scheduled_on,
        due_on=on,
        due_at=at,
        is_review=checkup.is_review,
        moved_from=checkup,
        prompts=checkup.prompts,
        prompted_on=checkup.prompted_on,
    )
