"""Stopping all contact with a person: from that moment the outbox sends them nothing."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record
from rosc.people import look_first, records
from rosc.people.actions.checks import need
from rosc.people.models import Person, StopReason


@transaction.atomic
def stop_contact(*, person: Person, why: str, by: Actor) -> None:
    """Write to them no more, nor ring: they asked, or it is unsafe. Death has an action of its own.

    Every message to a person asks for this just before it goes (`people.notifications`); those who
    work with them are told at once to look. Raises PermissionDenied, and SomebodyGotThereFirst when
    contact was stopped already.
    """
    need(by, Permission.PERSON_SAFETY, person)
    if why not in (StopReason.ASKED, StopReason.UNSAFE):
        raise ValueError(why)
    stop(person, StopReason(why))
    details = {"why": why}
    where = person.organisation
    event = record(
        by=by, verb="person.stop_contact", subject=person, organisation=where, details=details
    )
    look_first.tell(person, str(event.pk), by)
    records.stopped(person, by)


def stop(person: Person, why: StopReason, died_on: date | None = None) -> None:
    """Set the columns; death is written over any earlier reason, nothing else is.

    Raises SomebodyGotThereFirst.
    """
    rows = Person.objects.unscoped_for("stop").filter(pk=person.pk, died_on=None)
    if why != StopReason.DIED:
        rows = rows.filter(contact_stopped_at=None)
    now = timezone.now()
    values = {"contact_stopped_at": now, "contact_stopped_why": why, "died_on": died_on}
    if not rows.update(**values, updated_at=now):
        raise SomebodyGotThereFirst
    for name, value in values.items():
        setattr(person, name, value)


@transaction.atomic
def stop_everywhere(*, people: Iterable[Person], why: str, by: Actor) -> None:
    """The person stops all contact, by every organisation that knows them. What is stopped
    already stays so. Raises PermissionDenied."""
    for person in people:
        with suppress(SomebodyGotThereFirst), transaction.atomic():
            stop_contact(person=person, why=why, by=by)


@transaction.atomic
def contact_me_again(*, people: Iterable[Person], by: Actor) -> None:
    """The person wants to hear from them again. A stop because it was unsafe stays until a worker
    has spoken with them. Raises PermissionDenied."""
    for person in people:
        if person.contact_stopped_why == StopReason.ASKED:
            with suppress(SomebodyGotThereFirst), transaction.atomic():
                contact_again(person=person, by=by)


@transaction.atomic
def contact_again(*, person: Person, by: Actor) -> None:
    """The person said that they may be reached again. Raises PermissionDenied and, for somebody
    who has died or was not stopped, SomebodyGotThereFirst."""
    need(by, Permission.PERSON_SAFETY, person)
    rows = Person.objects.unscoped_for("stop").filter(pk=person.pk, died_on=None)
    now = timezone.now()
    rows = rows.filter(contact_stopped_at__isnull=False)
    if not rows.update(contact_stopped_at=None, contact_stopped_why="", updated_at=now):
        raise SomebodyGotThereFirst
    person.contact_stopped_at, person.contact_stopped_why = None, ""
    where = person.organisation
    event = record(by=by, verb="person.contact_again", subject=person, organisation=where)
    look_first.tell(person, str(event.pk), by)
    records.contact_again(person, by)
