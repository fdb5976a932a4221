"""Words between the workers, and pausing."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from referrals import clock, notifications
from referrals.actions.contact import _side
from referrals.actions.moving import said_by, write
from referrals.models import Note, NoteKind, Referral, Side
from rosc.access import Actor, SomebodyGotThereFirst
from rosc.audit.actions import record

LONGEST_PAUSE = timedelta(days=92)


@transaction.atomic
def say(
    *,
    referral: Referral,
    by: Actor,
    text: str,
    is_own: bool = False,
    name: str = "",
    role: str = "",
) -> Note:
    """Write to the other side, or a note that stays in one's own organisation.

    Raises PermissionDenied, ValidationError (no words), and SomebodyGotThereFirst once consent
    was withdrawn.
    """
    side = _side(referral, by)
    if side == Side.PERSON:
        raise PermissionDenied
    if referral.is_cut_off:
        raise SomebodyGotThereFirst
    kind = NoteKind.OWN if is_own else NoteKind.MESSAGE
    note = write(referral, kind, text, by=by, side=side, said=said_by(by, name, role))
    if note is None:
        raise ValidationError("Write something first.")
    if not is_own:
        notifications.tell_of_words(referral, note)
    where = note.organisation
    record(by=by, verb="referral.say", subject=referral, organisation=where, details={"kind": kind})
    return note


@transaction.atomic
def pause(*, referral: Referral, by: Actor, until: date, reason: str) -> Referral:
    """Stop every clock until a day, with the reason; all days move by the pause's own length.

    Raises PermissionDenied, ValidationError, and SomebodyGotThereFirst (closed or paused already).
    """
    side = _side(referral, by)
    today = timezone.localdate()
    if not today < until <= today + LONGEST_PAUSE:
        raise ValidationError("Choose a day within the next three months.")
    if not reason.strip():
        raise ValidationError("Say why.")
    values = {"paused_on": today, "paused_until": until, "due_on": None}
    rows = Referral.objects.unscoped_for("pause").filter(pk=referral.pk, paused_until=None)
    if not referral.is_open or not rows.update(**values, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    for name, value in values.items():
        setattr(referral, name, value)
    write(referral, NoteKind.MESSAGE, reason, by=by, side=side, said={})
    record(by=by, verb="referral.pause", subject=referral, organisation=referral.held_by)
    return referral


@transaction.atomic
def resume(*, referral: Referral, by: Actor, today: date) -> Referral:
    """Go on; the days that count are later by as long as the pause lasted.

    Raises PermissionDenied, and SomebodyGotThereFirst when it is not paused.
    """
    if by.actor_kind != "system":
        _side(referral, by)
    if referral.paused_on is None:
        raise SomebodyGotThereFirst
    values = clock.shifted(referral, today - referral.paused_on)
    values |= {"paused_on": None, "paused_until": None}  # type: ignore[dict-item]
    if not referral.acknowledged_at:
        values["days_paused"] = referral.days_paused_by(today)  # type: ignore[assignment]
    values["due_on"] = clock.due_on(referral, values)  # type: ignore[assignment]
    rows = Referral.objects.unscoped_for("pause").filter(
        pk=referral.pk, paused_on=referral.paused_on
    )
    if not rows.update(**values, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    for name, value in values.items():
        setattr(referral, name, value)
    record(by=by, verb="referral.resume", subject=referral, organisation=referral.held_by)
    return referral
