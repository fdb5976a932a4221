"""Trying to reach the person, meeting, and what each side says came of it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from referrals import clock, notifications
from referrals.actions.moving import move
from referrals.models import (
    Confirmation,
    ContactAttempt,
    Handling,
    Question,
    Reached,
    Referral,
    Side,
    Status,
)
from referrals.workflow import TOGETHER
from rosc.access import Actor, Oneself, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record


@transaction.atomic
def record_contact(
    *,
    referral: Referral,
    by: Actor,
    at: datetime,
    result: str,
    support: Collection[str] = (),
    is_first_intervention: bool = False,
    **facts: Any,
) -> ContactAttempt:
    """Note one try to reach the person, or one time it worked. The status stays as it is.

    `facts`: route, is_in_person, is_together. A contact of the receiving side that reached them
    stops the clock of first contact; one at which treatment began stops the third. Raises
    PermissionDenied, SomebodyGotThereFirst (it is closed) and ValidationError (a time to come).
    """
    side = _side(referral, by)
    if not referral.is_open or referral.is_cut_off:
        raise SomebodyGotThereFirst
    if at > timezone.now():
        raise ValidationError("That is still to come. Note it once it has happened.")
    who = {"by_kind": by.actor_kind, "by_id": by.actor_id, "side": side}
    attempt = ContactAttempt.objects.create(
        referral=referral, at=at, result=result, support=sorted(support), **who, **facts
    )
    _stop_clocks(referral, attempt, is_first_intervention)
    _note(referral, by, "referral.record_contact", {"result": result, "route": attempt.route})
    return attempt


def _stop_clocks(referral: Referral, attempt: ContactAttempt, is_first: bool) -> None:
    values: dict[str, Any] = {}
    has_reached = attempt.result == Reached.REACHED and attempt.side == Side.RECEIVER
    if has_reached and referral.reached_at is None:
        values["reached_at"] = attempt.at
    if is_first and referral.first_intervention_on is None:
        values["first_intervention_on"] = timezone.localdate(attempt.at)
    _set(referral, values)


@transaction.atomic
def confirm_meeting(*, referral: Referral, by: Actor, on: date) -> Referral:
    """The receiving side says that they met. Raises PermissionDenied, TransitionNotAllowed and
    ValidationError (a day to come)."""
    _refuse_what_is_to_come(on)
    now = timezone.now()
    review_on = timezone.localdate() + timedelta(days=settings.REFERRAL_REVIEW_DAYS)
    changes: dict[str, Any] = {"met_on": on, "review_on": review_on}
    if referral.reached_at is None:
        changes["reached_at"] = now
    move(referral, "confirm_meeting", by=by, changes=changes)
    _confirm(referral, Question.MET, Side.RECEIVER, True, by, on)
    return referral


@transaction.atomic
def confirm(
    *, referral: Referral, question: str, is_yes: bool, by: Actor, on: date | None = None
) -> Confirmation:
    """One side says whether they met, or whether help came. Answers that differ are shown to both
    sides for checking; nobody's is changed.

    A no of the person's own is told to both sides. Raises PermissionDenied, ValidationError (a day
    to come), and SomebodyGotThereFirst before anybody has accepted.
    """
    side = _side(referral, by)
    _refuse_what_is_to_come(on)
    if not has_begun(referral):
        raise SomebodyGotThereFirst
    found = _confirm(referral, question, side, is_yes, by, on)
    details = {"question": question, "is_yes": is_yes, "side": side}
    _note(referral, by, "referral.confirm", details)
    if question == Question.MET and is_yes and side != Side.RECEIVER:
        _were_brought(referral)
    if side == Side.PERSON and not is_yes:
        notifications.tell_of_no(referral, found)
    return found


def _refuse_what_is_to_come(on: date | None) -> None:
    if on and on > timezone.localdate():
        raise ValidationError("That day is still to come.")


def has_begun(referral: Referral) -> bool:
    """Whether somebody has said yes, so that there is something to say of how it went."""
    return referral.received_person_id is not None or referral.status in TOGETHER


def may_confirm(referral: Referral) -> bool:
    """Whether a side may say now whether they met, or whether help came."""
    return has_begun(referral) and not referral.is_cut_off


@transaction.atomic
def say_how_it_went(*, referral: Referral, by: Oneself, answers: Mapping[str, bool]) -> None:
    """The person says on their own page whether they met, and whether they got help; what they do
    not answer stays as it was.

    Raises PermissionDenied, SomebodyGotThereFirst before anybody has accepted, and ValidationError
    without an answer.
    """
    if not answers:
        raise ValidationError("Choose at least one answer, or go back.")
    for question, is_yes in answers.items():
        confirm(referral=referral, question=question, is_yes=is_yes, by=by)


def _were_brought(referral: Referral) -> None:
    """Whoever brings them says that they have met: it is the group's move from here."""
    values: dict[str, Any] = {"whose_move": Side.RECEIVER}
    values["reached_at"] = referral.reached_at or timezone.now()
    values["due_on"] = clock.due_on(referral, values)
    rows = Referral.objects.unscoped_for("confirm").filter(pk=referral.pk, whose_move=Side.SENDER)
    under_way = rows.filter(status=Status.ACCEPTED, handling=Handling.BRINGS)
    if under_way.update(**values, updated_at=timezone.now()):
        for name, value in values.items():
            setattr(referral, name, value)


def _confirm(
    referral: Referral, question: str, side: str, is_yes: bool, by: Actor, on: date | None
) -> Confirmation:
    made = Confirmation.objects.create(
        referral=referral,
        question=question,
        side=side,
        is_yes=is_yes,
        happened_on=on,
        at=timezone.now(),
        by_kind=by.actor_kind,
        by_id=by.actor_id,
    )
    _set(referral, {"needs_check": differ(referral)})
    return made


def latest(referral: Referral) -> dict[tuple[str, str], Confirmation]:
    """What each side says now, by question and side: its last word."""
    rows = referral.confirmations.order_by("at", "pk")
    return {(row.question, row.side): row for row in rows}


def differ(referral: Referral) -> bool:
    """Whether two sides answer the same question differently."""
    answers: dict[str, set[bool]] = {}
    for (question, _), row in latest(referral).items():
        answers.setdefault(question, set()).add(row.is_yes)
    return any(len(said) > 1 for said in answers.values())


def _side(referral: Referral, by: Actor) -> str:
    """The side `by` acts for. Raises PermissionDenied for anybody else."""
    if isinstance(by, Oneself):
        theirs = {referral.person_id, referral.received_person_id}
        if by.person_ids & theirs:
            return Side.PERSON
        raise PermissionDenied
    if by.may(Permission.REFERRAL_ANSWER, referral.receiver):
        return Side.RECEIVER
    if by.may(Permission.REFERRAL_SEND, referral.held_by):
        return Side.SENDER
    raise PermissionDenied(Permission.REFERRAL_ANSWER)


def _set(referral: Referral, values: dict[str, Any]) -> None:
    """Change facts beside the status, and when the next move is due."""
    if not values:
        return
    values["due_on"] = clock.due_on(referral, values)
    for name, value in values.items():
        setattr(referral, name, value)
    referral.save(update_fields=[*values, "updated_at"])


def _note(referral: Referral, by: Actor, verb: str, details: dict[str, Any]) -> None:
    where = referral.receiver
    record(by=by, verb=verb, subject=referral, organisation=where, details=details)
