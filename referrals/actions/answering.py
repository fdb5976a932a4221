"""The receiving side: asking, waiting, accepting, declining, proposing somewhere else."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from directory.actions import record_unmet_need
from directory.models import Service
from referrals.actions import receiving
from referrals.actions.drafting import begin_after, keep_with
from referrals.actions.moving import answered, closed, move, said_by, write
from referrals.actions.sending import takes_introductions
from referrals.models import Handling, NoteKind, Referral, Side, Status
from referrals.models.choices import BY_THEMSELVES, SHOWS_UNMET_NEED, WHEN_DECLINING
from rosc import working_days
from rosc.access import SYSTEM, Actor
from rosc.workflow import TransitionNotAllowed


@transaction.atomic
def ask(*, referral: Referral, by: Actor, text: str, name: str = "", role: str = "") -> Referral:
    """Ask the sending side something; it is their move. Raises PermissionDenied,
    TransitionNotAllowed and ValidationError (nothing was asked)."""
    if not text.strip():
        raise ValidationError("Write what you would like to know.")
    said = said_by(by, name, role)
    due = working_days.after(timezone.localdate(), settings.REFERRAL_ACKNOWLEDGE_WORKING_DAYS)
    move(referral, "ask", by=by, changes=answered(referral) | {"review_on": due})
    write(referral, NoteKind.QUESTION, text, by=by, side=Side.RECEIVER, said=said)
    return referral


@transaction.atomic
def wait(
    *,
    referral: Referral,
    by: Actor,
    expected_on: date | None = None,
    note: str = "",
    name: str = "",
    role: str = "",
) -> Referral:
    """Put them on the list, with the week they may expect; said again, it is a new week.

    Raises PermissionDenied and TransitionNotAllowed.
    """
    said = said_by(by, name, role)
    today = timezone.localdate()
    review_on = max(expected_on or today, today) + timedelta(days=7)
    if expected_on is None:
        review_on = today + timedelta(days=settings.REFERRAL_REVIEW_DAYS)
    changes = answered(referral) | {"expected_on": expected_on, "review_on": review_on}
    move(referral, "wait", by=by, changes=changes)
    write(referral, NoteKind.MESSAGE, note, by=by, side=Side.RECEIVER, said=said)
    return referral


@transaction.atomic
def accept(
    *,
    referral: Referral,
    by: Actor,
    note: str = "",
    handling: str = Handling.SIGNED_IN,
    name: str = "",
    role: str = "",
) -> Referral:
    """Say yes. The receiver's own record of the person is made from what was agreed, unless the
    group is brought the person and keeps none.

    Raises PermissionDenied, TransitionNotAllowed, and ValidationError for an organisation that has
    not said on what ground it would hold a record.
    """
    said = said_by(by, name, role)
    today = timezone.localdate()
    if handling != Handling.BRINGS:
        receiving.may_hold(referral.receiver)
    elif referral.origin in BY_THEMSELVES:
        raise ValidationError("They came by themselves, so nobody is there to bring them.")
    review_on = today + timedelta(days=settings.REFERRAL_REVIEW_DAYS)
    changes = answered(referral) | {"handling": handling, "review_on": review_on}
    move(referral, "accept", by=by, changes=changes, handling=handling)
    write(referral, NoteKind.MESSAGE, note, by=by, side=Side.RECEIVER, said=said)
    if handling != Handling.BRINGS:
        receiving.take_in(referral)
    referral.taken_at = timezone.now()
    referral.save(update_fields=["taken_at", "updated_at"])
    return referral


@transaction.atomic
def undo_accept(*, referral: Referral, by: Actor) -> Referral:
    """Take an acceptance back on the day it was given, while nothing hangs on it.

    Raises PermissionDenied and TransitionNotAllowed (409), which says so where something was
    written down since.
    """
    taken_in = receiving.locked(referral)
    if not receiving.may_undo(referral):
        error = TransitionNotAllowed("undo_accept")
        error.words = receiving.SOMETHING_NOTED if receiving.is_of_today(referral) else ""
        raise error
    changes: dict[str, Any] = {"handling": "", "received_person": None, "taken_at": None}
    move(referral, "undo_accept", by=by, changes=changes)
    receiving.let_go(referral, taken_in)
    return referral


@transaction.atomic
def decline(
    *,
    referral: Referral,
    by: Actor,
    reason: str,
    follows: str,
    note: str = "",
    name: str = "",
    role: str = "",
) -> Referral:
    """Say that it is not possible there: why, whose reason that is, and what follows.

    Raises PermissionDenied, TransitionNotAllowed and ValidationError.
    """
    if reason not in WHEN_DECLINING:
        raise ValidationError("Choose why it is not possible.")
    said = said_by(by, name, role)
    changes = answered(referral) | closed(reason, follows)
    move(referral, "decline", by=by, changes=changes, reason=reason, follows=follows)
    write(referral, NoteKind.CLOSING, note, by=by, side=Side.RECEIVER, said=said)
    leave_unmet_need(referral, reason)
    return referral


@transaction.atomic
def redirect(
    *,
    referral: Referral,
    by: Actor,
    service: Service,
    note: str = "",
    name: str = "",
    role: str = "",
) -> Referral | None:
    """Propose another service. Nothing moves: the sending side gets a draft, and the person is
    asked anew, by their worker or on their own page.

    Returns the draft; none for somebody without a worker, whose record nobody has opened yet.
    Raises PermissionDenied, TransitionNotAllowed and ValidationError.
    """
    takes_introductions(service)
    said = said_by(by, name, role)
    changes = answered(referral) | closed("not-provided", "elsewhere") | {"proposed": service}
    move(referral, "redirect", by=by, changes=changes, service=service.pk)
    write(referral, NoteKind.PROPOSAL, note or service.name, by=by, side=Side.RECEIVER, said=said)
    return _draft_after(referral, service) if referral.has_worker else None


def _draft_after(referral: Referral, service: Service) -> Referral:
    """A draft at the sending side that says the same, for another service."""
    return keep_with(referral.started_by, begin_after(referral, service, by=SYSTEM))


def leave_unmet_need(referral: Referral, reason: str) -> None:
    """Leave what the area lacks, without the person and without the group that said no."""
    if reason not in SHOWS_UNMET_NEED:
        return
    origin = "expired" if referral.status == Status.EXPIRED else "declined"
    record_unmet_need(
        kinds=referral.needs,
        authority_code=referral.area_id,
        now=timezone.now(),
        origin=origin,
    )
