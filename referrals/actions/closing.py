"""Ending, withdrawing, running out, and settling what differs."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from referrals.actions.answering import leave_unmet_need
from referrals.actions.moving import closed, move, said_by, write
from referrals.models import NoteKind, Outcome, Referral, Side, Status
from referrals.models.choices import WHEN_ENDING, WHEN_WITHDRAWING, Follows, Reason
from rosc.access import SYSTEM, Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record


@transaction.atomic
def end(
    *,
    referral: Referral,
    by: Actor,
    reason: str,
    outcomes: Mapping[UUID, str],
    follows: str = Follows.NOTHING,
    note: str = "",
    name: str = "",
    role: str = "",
) -> Referral:
    """Close the introduction, not the support, with how each goal came out as the person sees it.

    Raises PermissionDenied, TransitionNotAllowed, and ValidationError for a reason or outcome that
    is missing.
    """
    if reason not in (*WHEN_ENDING, Reason.DIED, Reason.SERVICE_CLOSED):
        raise ValidationError("Choose why it ends.")
    said = said_by(by, name, role)
    goals = list(referral.goals.all())
    if any(outcomes.get(goal.pk) not in Outcome.values for goal in goals):
        raise ValidationError("Say for each goal how it came out; “we do not know” is an answer.")
    move(referral, "end", by=by, changes=closed(reason, follows), reason=reason, follows=follows)
    today = timezone.localdate()
    for goal in goals:
        goal.outcome, goal.outcome_on = outcomes[goal.pk], today
        goal.save(update_fields=["outcome", "outcome_on", "updated_at"])
    write(referral, NoteKind.CLOSING, note, by=by, side=Side.RECEIVER, said=said)
    return referral


@transaction.atomic
def withdraw(
    *, referral: Referral, by: Actor, reason: str, follows: str = Follows.NOTHING, note: str = ""
) -> Referral:
    """Take it back from the sending side, or the person does. Raises PermissionDenied,
    TransitionNotAllowed and ValidationError."""
    if reason not in (*WHEN_WITHDRAWING, Reason.CONSENT_WITHDRAWN, Reason.DIED):
        raise ValidationError("Choose why it is withdrawn.")
    move(
        referral,
        "withdraw",
        by=by,
        changes=closed(reason, follows),
        reason=reason,
        follows=follows,
    )
    write(referral, NoteKind.CLOSING, note, by=by, side=Side.SENDER, said={})
    return referral


@transaction.atomic
def expire(*, referral: Referral) -> Referral:
    """Nobody ever answered. The sending side gets the next step to do, the area a need that was
    not met. Raises TransitionNotAllowed once anybody has moved."""
    changes = {"closed_at": timezone.now(), "what_follows": Follows.ELSEWHERE}
    move(referral, "expire", by=SYSTEM, changes=changes)
    leave_unmet_need(referral, Reason.NOT_PROVIDED)
    return referral


@transaction.atomic
def settle(*, referral: Referral, by: Actor) -> None:
    """Both sides' answers were looked at; each stays as it was said.

    Raises PermissionDenied and SomebodyGotThereFirst.
    """
    may = by.may(Permission.REFERRAL_SEND, referral.held_by) or by.may(
        Permission.REFERRAL_ANSWER, referral.receiver
    )
    if not may:
        raise PermissionDenied(Permission.REFERRAL_SEND)
    rows = Referral.objects.unscoped_for("settle").filter(pk=referral.pk, needs_check=True)
    if not rows.update(needs_check=False, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    referral.needs_check = False
    record(by=by, verb="referral.settle", subject=referral, organisation=referral.held_by)


def close_for(referral: Referral, reason: Reason, by: Actor) -> None:
    """Close whatever is open of it because of the person: they died, or took back their consent."""
    if referral.status in (Status.ACCEPTED, Status.MET) and reason == Reason.DIED:
        outcomes = {goal.pk: Outcome.NOT_KNOWN for goal in referral.goals.all()}
        end(referral=referral, by=SYSTEM, reason=reason, outcomes=outcomes)
    elif referral.is_open:
        withdraw(referral=referral, by=by, reason=reason)
