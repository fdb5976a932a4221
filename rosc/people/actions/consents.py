"""What a person agrees to, and takes back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.people import records
from rosc.people.actions.checks import need
from rosc.people.models import Consent, Detail, Person, Purpose

WORDING = "2026-11"  # changes whenever the words on the page that asks change


@transaction.atomic
def agree(
    *,
    person: Person,
    purpose: str,
    details: Iterable[str] = (),
    recipient: Organisation | None = None,
    method: str,
    by: Actor,
    until: date | None = None,
) -> Consent:
    """Write down one agreement, as the person gave it today; `by` is who took it.

    A worker takes one for offence data only with the right to read any; the person themselves, and
    a professional who introduces them by a link, say what they know. Raises PermissionDenied, and
    ValidationError for offence data where the organisation or the recipient may not hold any.
    """
    need(by, Permission.PERSON_SAFETY, person)
    named = sorted(set(details))
    if purpose == Purpose.OFFENCES or Detail.OFFENCES in named:
        if isinstance(by, User):
            need(by, Permission.OFFENCE_READ, person)
        _may_hold_offences(person.organisation, recipient)
    consent = Consent(person=person, purpose=purpose, recipient=recipient, details=named)
    consent.wording_version, consent.method = WORDING, method
    consent.taken_by_kind, consent.taken_by_id = by.actor_kind, by.actor_id
    consent.starts_on, consent.until = timezone.localdate(), until
    consent.save(force_insert=True)
    _note(consent, by, "consent.agree", {"method": method, "details": named})
    return consent


@transaction.atomic
def withdraw(*, consent: Consent, by: Actor) -> None:
    """Take an agreement back, at once: what hangs on it closes in the same transaction.

    Raises PermissionDenied, and SomebodyGotThereFirst when it was withdrawn before.
    """
    need(by, Permission.PERSON_SAFETY, consent.person)
    now = timezone.now()
    rows = Consent.objects.filter(pk=consent.pk, withdrawn_at=None)
    who = {"withdrawn_by_kind": by.actor_kind, "withdrawn_by_id": by.actor_id}
    if not rows.update(withdrawn_at=now, updated_at=now, **who):
        raise SomebodyGotThereFirst
    consent.withdrawn_at = now
    _note(consent, by, "consent.withdraw", {})
    records.consent_withdrawn(consent, by)


def _may_hold_offences(*organisations: Organisation | None) -> None:
    for organisation in organisations:
        basis = organisation and getattr(organisation, "lawful_basis", None)
        if organisation and not (basis and basis.holds_offences):
            raise ValidationError(
                f"{organisation.name} has not said that it may hold anything about convictions.",
                code="offences",
            )


def _note(consent: Consent, by: Actor, verb: str, details: dict[str, Any]) -> None:
    to = consent.recipient_id
    record(
        by=by,
        verb=verb,
        subject=consent.person,
        organisation=consent.person.organisation,
        details={**details, "consent": consent.pk, "purpose": consent.purpose, "to": to},
    )
