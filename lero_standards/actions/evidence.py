"""Evidence: links, notes, and the portal's own facts as they were on a day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lero_standards import facts
from lero_standards.actions.checks import check_lero, note
from lero_standards.models import Evidence
from rosc.access import Actor, SomebodyGotThereFirst
from rosc.accounts.models import Organisation


@transaction.atomic
def add_evidence(*, organisation: Organisation, values: Mapping[str, Any], by: Actor) -> Evidence:
    """Raises PermissionDenied, ValidationError."""
    check_lero(by, organisation)
    row = Evidence(organisation=organisation, **values)
    row.full_clean()
    row.save(force_insert=True)
    note("evidence.add", by, organisation, row, statements=row.statements)
    return row


@transaction.atomic
def change_evidence(
    *, evidence: Evidence, values: Mapping[str, Any], seen: datetime, by: Actor
) -> Evidence:
    """Of a fact only where it is used and when it is looked at again: the fact itself is frozen.

    Raises PermissionDenied, ValidationError, SomebodyGotThereFirst.
    """
    now = _locked(evidence, seen, by)
    changes = dict(values)
    if now.is_fact:
        changes = {name: values[name] for name in ("statements", "review_on")}
    for name, value in changes.items():
        setattr(now, name, value)
    now.full_clean()
    now.save()
    note("evidence.change", by, now.organisation, now, statements=now.statements)
    return now


@transaction.atomic
def remove_evidence(*, evidence: Evidence, seen: datetime, by: Actor) -> None:
    """Snapshots keep what they have. Raises PermissionDenied, SomebodyGotThereFirst."""
    now = _locked(evidence, seen, by)
    note("evidence.remove", by, now.organisation, now)
    now.delete()


@transaction.atomic
def take_fact(*, organisation: Organisation, slug: str, words: str, by: Actor) -> Evidence:
    """Keep one of the portal's facts as evidence, with today's date; it never changes after that.

    `words` is how the page offered it. Raises PermissionDenied, ValidationError, and
    SomebodyGotThereFirst where it reads otherwise by now, or has been taken already.
    """
    check_lero(by, organisation)
    today = timezone.localdate()
    fact = facts.of(organisation, slug, today)
    if fact is None:
        raise ValidationError("The portal does not know this of you yet.")
    taken = Evidence.objects.filter(organisation=organisation, fact=slug, title=fact.words)
    if fact.words != words or taken.exists():
        raise SomebodyGotThereFirst
    row = Evidence(
        organisation=organisation,
        title=fact.words,
        note=fact.how,
        dated_on=today,
        statements=list(fact.statements),
        fact=slug,
    )
    row.save(force_insert=True)
    note("evidence.take_fact", by, organisation, row, fact=slug)
    return row


def _locked(evidence: Evidence, seen: datetime, by: Actor) -> Evidence:
    check_lero(by, evidence.organisation)
    now = Evidence.objects.select_for_update().filter(pk=evidence.pk).first()
    if now is None or now.updated_at != seen:
        raise SomebodyGotThereFirst
    return now
