"""Erasing somebody: in every app, for good, and again after a restore."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from rosc.access import SYSTEM, Actor
from rosc.accounts import drafts
from rosc.audit.actions import record
from rosc.outbox import actions as outbox
from rosc.people import records
from rosc.people.models import CaseloadUpload, Erasure, Person
from rosc.people.models.keeping import hash_of_person


def erase(
    person: Person,
    *,
    schedule: str,
    proposed_by: UUID | None,
    approved_by: UUID | None,
    by: Actor,
    on: date | None = None,
) -> None:
    """Take out, in every app, whatever could name the person; leave a stub that names nobody.

    Called inside the transaction of the decision. What was or is to be sent to them, forms about
    the person that were kept for somebody, and files of the organisation that wait to be confirmed
    go too.
    """
    day = on or timezone.localdate()
    outbox.forget_text_for(person.routes.values_list("pk", flat=True))
    records.anonymised(person)
    Person.objects.unscoped_for("erase").filter(pk=person.pk).update(erased_on=day)
    drafts.forget_about(person.pk)
    CaseloadUpload.objects.filter(organisation=person.organisation_id).delete()
    stub = {"schedule": schedule, "proposed_by_id": proposed_by, "approved_by_id": approved_by}
    Erasure.objects.get_or_create(
        person_hash=hash_of_person(person.pk),
        defaults={**stub, "organisation": person.organisation, "erased_on": day},
    )
    where, details = person.organisation, {"schedule": schedule}
    record(by=by, verb="person.erase", subject=person, organisation=where, details=details)


@transaction.atomic
def erase_unanswered(*, person: Person) -> None:
    """Somebody came by themselves or through a professional, and nobody ever said yes: what they
    said goes, as they were told at the start. Raises ValueError for a record anybody may see."""
    if not person.is_hidden or person.is_held:
        raise ValueError("Only a record that nobody accepted goes by itself.")
    erase(person, schedule="unanswered", proposed_by=None, approved_by=None, by=SYSTEM)


def erase_again(stubs: Iterable[Erasure]) -> int:
    """Erase whom a restored backup brought back, by the stubs kept apart from it; how many."""
    by_hash = {stub.person_hash: stub for stub in stubs}
    rows = Person.objects.unscoped_for("erase").filter(erased_on=None)
    ids = [pk for pk in rows.values_list("pk", flat=True) if hash_of_person(pk) in by_hash]
    for pk in ids:
        _erase_one_again(pk, by_hash[hash_of_person(pk)])
    return len(ids)


@transaction.atomic
def _erase_one_again(pk: UUID, stub: Erasure) -> None:
    rows = Person.objects.unscoped_for("erase").select_related("organisation")
    erase(
        rows.get(pk=pk),
        schedule=stub.schedule,
        proposed_by=stub.proposed_by_id,
        approved_by=stub.approved_by_id,
        by=SYSTEM,
        on=stub.erased_on,
    )
