"""The own record of somebody who works or volunteers here, closed to their colleagues."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people.actions.checks import need
from rosc.people.models import Grant, GrantReason, Person


@transaction.atomic
def close(*, person: Person, by: User) -> None:
    """Close a record to the colleagues of whoever it is about; whoever closes it keeps it.

    Raises PermissionDenied, and SomebodyGotThereFirst when it is closed already.
    """
    _set_closed(person, True, by, "person.close")
    _hold(person, by)


@transaction.atomic
def open_up(*, person: Person, by: Actor) -> None:
    """Make it a record like any other. Raises PermissionDenied, and SomebodyGotThereFirst when
    that was done already."""
    _set_closed(person, False, by, "person.open_up")
    ended = {"ended_at": timezone.now(), "updated_at": timezone.now()}
    person.grants.filter(reason=GrantReason.HOLDS, ended_at=None).update(**ended)


@transaction.atomic
def choose_keeper(*, person: Person, user: User, by: Actor) -> None:
    """Who keeps a closed record that nobody who still works there can open; the record itself
    stays shut to whoever chooses.

    Raises PermissionDenied, ValidationError for somebody who cannot keep it, and
    SomebodyGotThereFirst when somebody keeps it already.
    """
    need(by, Permission.PERSON_GIVE, person)
    if not user.may(Permission.PERSON_CHANGE, person.organisation):
        raise ValidationError("They do not work with people there.", code="not_there")
    if person.kept_from.filter(pk=user.pk).exists():
        raise ValidationError("They may not open this record.", code="kept_from")
    rows = Person.objects.unscoped_for("change").select_for_update().without_a_keeper()
    if not rows.filter(pk=person.pk).exists():
        raise SomebodyGotThereFirst
    _hold(person, user)
    _note(person, by, "person.choose_keeper", user=user.pk)


def _hold(person: Person, user: User) -> None:
    now = timezone.now()
    there = {"person": person, "user": user, "reason": GrantReason.HOLDS, "ended_at": None}
    Grant.objects.get_or_create(**there, defaults={"starts_at": now})


def _set_closed(person: Person, value: bool, by: Actor, verb: str) -> None:
    need(by, Permission.PERSON_CHANGE, person)
    rows = Person.objects.unscoped_for("change").filter(pk=person.pk, is_closed=not value)
    if not rows.update(is_closed=value, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    person.is_closed = value
    _note(person, by, verb)


def _note(person: Person, by: Actor, verb: str, **details: object) -> None:
    where = person.organisation
    record(by=by, verb=verb, subject=person, organisation=where, details=details)
