"""Words between the workers, and pausing."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from referrals import clock, notifications
from referrals.actions.contact import _side
from referrals.actions.moving import said_by, write
from referrals.models import Note, NoteKind, Referral, Side
from referrals.workflow import UNANSWERED, UNDER_WAY
from rosc.access import Actor, SomebodyGotThereFirst
from rosc.audit.actions import record

TOO_LATE_TO_PAUSE = (
    "This cannot be paused any longer before it is answered. Say yes, ask something, put them on "
    "your list, or say that it is not possible."
)


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
    """Stop every clock until a day, with the reason; all days move by the pause's own length. The
    other side is told, and the person.

    Raises PermissionDenied, ValidationError (`clock.last_day_of_a_pause`), and
    SomebodyGotThereFirst (a draft, closed, or paused already).
    """
    side = _side(referral, by)
    today = timezone.localdate()
    last = clock.last_day_of_a_pause(referral, today)
    if last <= today:
        raise ValidationError(TOO_LATE_TO_PAUSE)
    if not today < until <= last:
        raise ValidationError(f"Choose a day after today, and until {last:%-d %B %Y} at most.")
    if not reason.strip():
        raise ValidationError("Say why.")
    values = {"paused_on": today, "paused_until": until, "due_on": None}
    rows = Referral.objects.unscoped_for("pause").filter(pk=referral.pk, paused_until=None)
    rows = rows.filter(status__in=UNDER_WAY)
    if not rows.update(**values, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    for name, value in values.items():
        setattr(referral, name, value)
    note = write(referral, NoteKind.MESSAGE, reason, by=by, side=side, said={})
    if note:
        notifications.tell_paused(referral, note)
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
    if referral.status in UNANSWERED:
        lasted = (today - referral.paused_on).days
        values["days_held"] = referral.days_held + lasted  # type: ignore[assignment]
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
