"""Keeping the numbers of who makes up a LERO."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import LeroComposition
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.actions.checks import check_may
from rosc.accounts.models import Organisation
from rosc.audit.actions import record


@transaction.atomic
def add_composition(
    *, organisation: Organisation, values: Mapping[str, Any], by: Actor
) -> LeroComposition:
    """The numbers of one more day. Raises PermissionDenied, and ValidationError for a day that has
    some already, more people with lived experience than people, or an organisation that is no LERO.
    """
    check_may(by, Permission.STANDARDS_ANSWER, organisation)
    if not organisation.is_lero:
        raise ValidationError("Only a LERO keeps these numbers.")
    row = LeroComposition(organisation=organisation)
    _write(row, values, is_new=True)
    _record("add", row, by)
    return row


@transaction.atomic
def change_composition(
    *, row: LeroComposition, seen: datetime, values: Mapping[str, Any], by: Actor
) -> LeroComposition:
    """Raises PermissionDenied, ValidationError, SomebodyGotThereFirst."""
    now = _locked(row, seen, by)
    _write(now, values, is_new=False)
    _record("change", now, by)
    return now


@transaction.atomic
def remove_composition(*, row: LeroComposition, seen: datetime, by: Actor) -> None:
    """Raises PermissionDenied, SomebodyGotThereFirst."""
    now = _locked(row, seen, by)
    _record("remove", now, by)
    now.delete()


def _locked(row: LeroComposition, seen: datetime, by: Actor) -> LeroComposition:
    """The row as it is now, held until the transaction ends."""
    check_may(by, Permission.STANDARDS_ANSWER, row.organisation)
    now = LeroComposition.objects.select_for_update().filter(pk=row.pk).first()
    if now is None or now.updated_at != seen:
        raise SomebodyGotThereFirst
    return now


def _write(row: LeroComposition, values: Mapping[str, Any], *, is_new: bool) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=is_new)
    except IntegrityError as error:
        raise ValidationError(
            "You have numbers for that day already: change those.", code="unique"
        ) from error


def _record(verb: str, row: LeroComposition, by: Actor) -> None:
    """That it was done, and for which day; the numbers are the LERO's alone."""
    record(
        by=by,
        verb=f"composition.{verb}",
        subject=row,
        organisation=row.organisation,
        details={"as_of": row.as_of.isoformat()},
    )
