"""An organisation's own schedules: copies of those shipped, changed as it likes. A plan keeps what
was agreed, whatever becomes of the copy it came from."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkups.models import ScheduleCopy
from checkups.schedule import Pattern
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation
from rosc.audit.actions import record

MOST_SHOWN = 3


@transaction.atomic
def copy_schedule(
    *, organisation: Organisation, pattern: Pattern, by: Actor, **facts: Any
) -> ScheduleCopy:
    """Make one of the organisation's own. `facts`: based_on, name, about, is_shown.

    Raises PermissionDenied, and ValidationError for days that cannot be, a name that is there, and
    a fourth that would be shown.
    """
    _need(by, organisation)
    made = ScheduleCopy(organisation=organisation, **facts)
    _set(made, pattern)
    _note(made, by, "schedule.copy_schedule")
    return made


@transaction.atomic
def change_copy(*, copy: ScheduleCopy, pattern: Pattern, by: Actor, **facts: Any) -> ScheduleCopy:
    """Change name, words, days, and whether workers choose from it. Raises as above, and
    SomebodyGotThereFirst where it is not used any more."""
    _need(by, copy.organisation)
    _is_current(copy)
    for name, value in facts.items():
        setattr(copy, name, value)
    _set(copy, pattern)
    _note(copy, by, "schedule.change_copy")
    return copy


@transaction.atomic
def end_copy(*, copy: ScheduleCopy, by: Actor) -> None:
    """Use it for no new plan. Raises PermissionDenied and SomebodyGotThereFirst."""
    _need(by, copy.organisation)
    _is_current(copy)
    copy.ended_on, copy.is_shown = timezone.localdate(), False
    copy.save(update_fields=["ended_on", "is_shown", "updated_at"])
    _note(copy, by, "schedule.end_copy")


def _set(copy: ScheduleCopy, pattern: Pattern) -> None:
    if problems := pattern.problems():
        raise ValidationError({"days": problems})
    copy.days, copy.step, copy.review_every = (
        list(pattern.days),
        pattern.step,
        pattern.review_every,
    )
    # Counted under a lock, so that two who show a third at once do not show four.
    Organisation.objects.select_for_update().get(pk=copy.organisation_id)
    others = copy.organisation.schedules.shown().exclude(pk=copy.pk).count()
    if copy.is_shown and others >= MOST_SHOWN:
        raise ValidationError(
            {"is_shown": "Workers choose from three. Take another off the list first."}
        )
    try:
        with transaction.atomic():
            copy.save()
    except IntegrityError as error:
        raise ValidationError({"name": "You have a schedule of that name already."}) from error


def _is_current(copy: ScheduleCopy) -> None:
    """Locked until the transaction ends."""
    rows = ScheduleCopy.objects.select_for_update().filter(pk=copy.pk, ended_on=None)
    if not rows.exists():
        raise SomebodyGotThereFirst


def _need(by: Actor, organisation: Organisation) -> None:
    if not by.may(Permission.SCHEDULE_CHANGE, organisation):
        raise PermissionDenied(Permission.SCHEDULE_CHANGE)


def _note(copy: ScheduleCopy, by: Actor, verb: str) -> None:
    details = {"based_on": copy.based_on, "shown": copy.is_shown}
    record(by=by, verb=verb, subject=copy, organisation=copy.organisation, details=details)
