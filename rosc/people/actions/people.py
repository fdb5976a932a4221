"""Making, changing and ending a person's record."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from rosc.access import SYSTEM, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.people import records
from rosc.people.actions.checks import need
from rosc.people.actions.stopping import stop
from rosc.people.models import Grant, GrantReason, Person, StopReason

REFERENCE_TAKEN = "Somebody here has that reference already."
CHANGEABLE = frozenset(
    {
        *("preferred_name", "own_reference", "full_name", "date_of_birth", "sex", "postcode"),
        *("has_no_fixed_address", "address", "needs", "notes", "confidentiality_said_on"),
        "ended_on",
    }
)


@transaction.atomic
def create(
    *,
    organisation: Organisation,
    by: Actor,
    preferred_name: str,
    is_closed: bool = False,
    is_hidden: bool = False,
    how: str = "typed",
    **facts: Any,
) -> Person:
    """Start a record at `organisation`; `how` it came (a code) goes to the audit.

    A colleague's own record (`is_closed`) is open to whoever made it alone. Raises
    PermissionDenied, and ValidationError for a reference that somebody has already.
    """
    if not by.may(Permission.PERSON_CHANGE, organisation):
        raise PermissionDenied(Permission.PERSON_CHANGE)
    _known(facts)
    seen = {"is_closed": is_closed, "is_hidden": is_hidden}
    person = Person(organisation=organisation, preferred_name=preferred_name, **seen, **facts)
    _save(person, force_insert=True)
    if is_closed and isinstance(by, User):
        now = timezone.now()
        Grant.objects.create(person=person, user=by, reason=GrantReason.HOLDS, starts_at=now)
    details = {"how": how, "is_closed": is_closed}
    record(by=by, verb="person.create", subject=person, organisation=organisation, details=details)
    return person


@transaction.atomic
def change(*, person: Person, by: Actor, seen: Any = None, **facts: Any) -> Person:
    """Change what is held. `seen` is when the page last saw it changed.

    Raises PermissionDenied, ValidationError (the reference is taken) and SomebodyGotThereFirst.
    """
    need(by, Permission.PERSON_CHANGE, person)
    _known(facts)
    locked = Person.objects.unscoped_for("change").select_for_update().get(pk=person.pk)
    if seen is not None and locked.updated_at != seen:
        raise SomebodyGotThereFirst
    changed = [name for name, value in facts.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, facts[name])
        setattr(person, name, facts[name])
    if changed:
        _save(locked, update_fields=[*changed, "updated_at"])
        person.updated_at = locked.updated_at
        record(
            by=by,
            verb="person.change",
            subject=person,
            organisation=person.organisation,
            details={"fields": sorted(changed)},
        )
    return person


@transaction.atomic
def record_death(*, person: Person, on: date, by: Actor) -> None:
    """Write down, once, that somebody has died: everything of theirs ends, in every app.

    Raises PermissionDenied, and SomebodyGotThereFirst when it is written down already.
    """
    need(by, Permission.PERSON_CHANGE, person)
    if person.died_on is not None:
        raise SomebodyGotThereFirst
    stop(person, StopReason.DIED, died_on=on)
    record(by=by, verb="person.record_death", subject=person, organisation=person.organisation)
    records.ended(person, by)


@transaction.atomic
def restrict(*, person: Person, by: Actor) -> None:
    """Keep the record and use it for nothing, as the person may ask. Raises PermissionDenied, and
    SomebodyGotThereFirst when that was done already."""
    _set_restricted(person, True, by, "person.restrict")
    records.restricted(person, by)


@transaction.atomic
def use_again(*, person: Person, by: Actor) -> None:
    """Lift the restriction. Raises PermissionDenied and SomebodyGotThereFirst."""
    _set_restricted(person, False, by, "person.use_again")


@transaction.atomic
def hand_on(*, person: Person, to: Organisation) -> None:
    """A record that nobody has accepted goes to whom the person agreed to be passed on to; what
    they can do by their link stays. Raises ValueError for a record that anybody may see."""
    if not person.is_hidden:
        raise ValueError("Only a record that nobody accepted is handed on.")
    before = person.organisation
    person.organisation = to
    person.save(update_fields=["organisation", "updated_at"])
    for where in (before, to):
        record(by=SYSTEM, verb="person.hand_on", subject=person, organisation=where)


def _set_restricted(person: Person, value: bool, by: Actor, verb: str) -> None:
    need(by, Permission.PERSON_ERASE, person)
    rows = Person.objects.unscoped_for("change").filter(pk=person.pk, is_restricted=not value)
    if not rows.update(is_restricted=value, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    person.is_restricted = value
    record(by=by, verb=verb, subject=person, organisation=person.organisation)


def _known(facts: dict[str, Any]) -> None:
    unknown = set(facts) - CHANGEABLE
    if unknown:
        raise TypeError(f"Nothing that a person's record takes: {', '.join(sorted(unknown))}")


def _save(person: Person, **options: Any) -> None:
    try:
        with transaction.atomic():
            person.save(**options)
    except IntegrityError as error:
        if "person_reference_once" not in str(error):
            raise
        raise ValidationError({"own_reference": REFERENCE_TAKEN}) from error
