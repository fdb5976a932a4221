"""Peer review: what another LERO saw and suggests, and what the owner says to it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from lero_standards import content
from lero_standards.actions.checks import check_lero, note
from lero_standards.actions.sharing import standing_for
from lero_standards.models import Grant, Remark
from rosc.access import Permission, SomebodyGotThereFirst
from rosc.accounts.models import User


@transaction.atomic
def remark(
    *,
    grant: Grant,
    statement: str,
    saw: str,
    suggestion: str,
    seen: datetime | None,
    by: User,
) -> Remark:
    """Say what one saw of a statement that is shared; said again, it is changed, as long as the
    owner has not answered.

    Raises PermissionDenied, ValidationError, SomebodyGotThereFirst.
    """
    now = standing_for(grant.pk, by)
    _check(now, statement, saw, by)
    rows = Remark.objects.select_for_update().filter(grant=now, statement=statement)
    row = rows.first()
    _check_fresh(row, seen)
    if row is None:
        row = Remark(
            grant=now,
            organisation=now.organisation,
            reviewer=now.recipient,
            statement=statement,
        )
    row.saw, row.suggestion, row.written_by = saw, suggestion, by
    _save(row)
    note("remark.write", by, now.organisation, row, statement=statement)
    return row


def _check(grant: Grant, statement: str, saw: str, by: User) -> None:
    if not grant.is_review or not by.may(Permission.STANDARDS_ANSWER, grant.recipient):
        raise PermissionDenied
    if statement not in {one["id"] for one in content.shared(grant)["statements"]}:
        raise ValidationError("This statement is not shared with you.")
    if not saw.strip():
        raise ValidationError({"saw": "Say what you saw, in a sentence or two."})


def _check_fresh(row: Remark | None, seen: datetime | None) -> None:
    """What the page showed is what is there, and the owner has not answered it yet."""
    there = row.updated_at if row else None
    if there != seen or (row and row.stays is not None):
        raise SomebodyGotThereFirst


def _save(row: Remark) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # a colleague wrote the first one a moment ago
        raise SomebodyGotThereFirst from None


@transaction.atomic
def reply(*, remark: Remark, text: str, stays: bool, seen: datetime, by: User) -> Remark:
    """The owner answers, and decides if it stays.

    Raises PermissionDenied, SomebodyGotThereFirst.
    """
    check_lero(by, remark.organisation)
    now = Remark.objects.select_for_update().get(pk=remark.pk)
    if now.updated_at != seen:
        raise SomebodyGotThereFirst
    now.reply, now.stays, now.replied_by = text, stays, by
    now.save()
    note("remark.reply", by, now.organisation, now, stays=stays)
    return now
