"""The circle of support: who is around a person, each with the person's own agreement."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record
from rosc.people.actions.checks import need
from rosc.people.actions.consents import agree, withdraw
from rosc.people.models import CircleEntry, Person, Purpose


@transaction.atomic
def add_to_circle(
    *,
    person: Person,
    kind: str,
    who: str,
    method: str,
    by: Actor,
    helps_with: str = "",
    until: date | None = None,
) -> CircleEntry:
    """Note one of those around them, as the person agreed today.

    Raises PermissionDenied, and ValidationError for somebody who has died.
    """
    need(by, Permission.PERSON_SAFETY, person)
    if person.died_on is not None:
        raise ValidationError("They have died. Nobody is added any more.", code="died")
    consent = agree(person=person, purpose=Purpose.CIRCLE, method=method, by=by, until=until)
    entry = CircleEntry(person=person, consent=consent, kind=kind, who=who.strip())
    entry.helps_with = helps_with.strip() or None
    entry.save(force_insert=True)
    _note(entry, by, "person.add_to_circle")
    return entry


@transaction.atomic
def take_off(*, entry: CircleEntry, by: Actor) -> None:
    """Take one off: the person's agreement for it ends, and with it the entry.

    Raises PermissionDenied, and SomebodyGotThereFirst when it was taken off before.
    """
    need(by, Permission.PERSON_SAFETY, entry.person)
    if entry.ended_at is not None:
        raise SomebodyGotThereFirst
    withdraw(consent=entry.consent, by=by)
    entry.refresh_from_db(fields=["ended_at"])


def end_for(consent_id: UUID, by: Actor) -> None:
    """End what hangs on an agreement that is taken back."""
    for entry in CircleEntry.objects.filter(consent=consent_id, ended_at=None):
        entry.ended_at = timezone.now()
        entry.save(update_fields=["ended_at", "updated_at"])
        _note(entry, by, "person.take_off")


def _note(entry: CircleEntry, by: Actor, verb: str) -> None:
    where, details = entry.person.organisation, {"entry": entry.pk, "kind": entry.kind}
    record(by=by, verb=verb, subject=entry.person, organisation=where, details=details)
