"""The ground on which an organisation holds what it is told."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from rosc.access import Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.people.models import LawfulBasis


@transaction.atomic
def set_basis(
    *, organisation: Organisation, by: User, seen: datetime | None = None, **facts: Any
) -> LawfulBasis:
    """Say on what ground `organisation` holds what it is told; who leads it decides.

    `seen` is when the page last saw it set, None where it was not. Raises PermissionDenied and
    SomebodyGotThereFirst.
    """
    if not by.may(Permission.ORGANISATION_CHANGE, organisation):
        raise PermissionDenied(Permission.ORGANISATION_CHANGE)
    before = LawfulBasis.objects.select_for_update().filter(organisation=organisation).first()
    if (before and before.set_at) != seen:
        raise SomebodyGotThereFirst
    basis, _ = LawfulBasis.objects.update_or_create(
        organisation=organisation, defaults={**facts, "set_by": by, "set_at": timezone.now()}
    )
    details = {"article_6": basis.article_6, "article_9": basis.article_9}
    record(
        by=by,
        verb="organisation.set_basis",
        subject=organisation,
        organisation=organisation,
        details=details,
    )
    return basis
