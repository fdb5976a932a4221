"""Putting oneself down to be rung, and calling it off. A colleague is put down by whoever leads
them, once they have said so."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from checkups.actions.promising import promise_others
from checkups.models import OnCall
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record

LONGEST = timedelta(hours=24)
FURTHEST = timedelta(days=92)
MOST_WEEKS = 12


@transaction.atomic
def put_all_on_call(
    *,
    organisation: Organisation,
    user: User,
    spells: Iterable[tuple[datetime, datetime]],
    number: str = "",
    by: Actor,
) -> list[OnCall]:
    """Several stretches, all or none. Raises as `put_on_call` does."""
    facts: dict[str, Any] = {"organisation": organisation, "user": user, "number": number, "by": by}
    return [put_on_call(starts_at=start, ends_at=end, **facts) for start, end in spells]


@transaction.atomic
def put_on_call(
    *,
    organisation: Organisation,
    user: User,
    starts_at: datetime,
    ends_at: datetime,
    number: str = "",
    by: Actor,
) -> OnCall:
    """`user` can be rung in these hours, and is texted what cannot wait where they gave a `number`.
    Whoever leads may put down a colleague who said so.

    Raises PermissionDenied, and ValidationError for hours that are past, too long, or taken.
    """
    _may_put_down(by, user, organisation)
    _are_sound(starts_at, ends_at)
    OnCall.objects.select_for_update().filter(user=user, organisation=organisation).first()
    mine = OnCall.objects.filter(organisation=organisation, user=user, called_off_at=None)
    if mine.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise ValidationError("Some of these hours are down already.", code="taken")
    made = OnCall.objects.create(
        organisation=organisation,
        user=user,
        starts_at=starts_at,
        ends_at=ends_at,
        number=number or None,
    )
    _note(made, by, "on_call.put_down")
    return made


def _may_put_down(by: Actor, user: User, organisation: Organisation) -> None:
    may_for_others = by.may(Permission.SCHEDULE_CHANGE, organisation)
    if not by.may(Permission.ON_CALL, organisation) or (by != user and not may_for_others):
        raise PermissionDenied(Permission.ON_CALL)
    if not user.may(Permission.ON_CALL, organisation):
        raise ValidationError({"user": "They do not work with people there"})


def _are_sound(starts_at: datetime, ends_at: datetime) -> None:
    now = timezone.now()
    if ends_at <= now:
        raise ValidationError({"on": "Enter hours that are still to come"})
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise ValidationError({"until": "Enter an end after the beginning, within a day"})
    if starts_at > now + FURTHEST:
        raise ValidationError({"on": "Enter a day within three months"})


@transaction.atomic
def call_off(*, row: OnCall, by: Actor) -> None:
    """They cannot be rung after all: from now on nothing is promised for these hours, and what was
    is promised anew.

    Raises PermissionDenied and SomebodyGotThereFirst.
    """
    if by != row.user and not by.may(Permission.SCHEDULE_CHANGE, row.organisation):
        raise PermissionDenied(Permission.ON_CALL)
    now = timezone.now()
    rows = OnCall.objects.filter(pk=row.pk, called_off_at=None, ends_at__gt=now)
    if not rows.update(called_off_at=now, updated_at=now):
        raise SomebodyGotThereFirst
    _note(row, by, "on_call.call_off")
    promise_others(row=row, by=by, now=now)


def _note(row: OnCall, by: Actor, verb: str) -> None:
    details = {"on_call": row.pk, "user": row.user_id}
    where = row.organisation
    record(by=by, verb=verb, subject=None, organisation=where, details=details)
