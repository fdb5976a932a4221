"""What is taken out, and what is found out: every write of this part."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from rosc.access import PORTAL, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.gaps import codes
from rosc.gaps.hand_over import HandOver, hand_over
from rosc.gaps.models import NdtmsCode
from rosc.gaps.periods import Month
from rosc.people import actions as people


@transaction.atomic
def preview_hand_over(*, provider: Organisation, month: Month, by: User) -> HandOver:
    """What the file would hold, shown on a page. Raises PermissionDenied."""
    found = _looked_up(provider, month, by)
    people.searched(people=[line.person for line in found.lines], by=by, filters=["hand_over"])
    return found


@transaction.atomic
def take_hand_over(*, provider: Organisation, month: Month, why: str, by: User) -> HandOver:
    """Take the file out, for a reason (a code). On the record before anything leaves, also where
    it is empty. Raises PermissionDenied."""
    found = _looked_up(provider, month, by)
    record(
        by=by,
        verb="hand_over.take",
        subject=provider,
        organisation=provider,
        subjects=[line.referral for line in found.lines],
        details={"why": why, "month": month.slug, "lines": len(found.lines)},
    )
    people.searched(people=[line.person for line in found.lines], by=by, filters=["hand_over"])
    return found


def _looked_up(provider: Organisation, month: Month, by: User) -> HandOver:
    if not by.may(Permission.PERSON_EXPORT, provider):
        raise PermissionDenied(Permission.PERSON_EXPORT)
    return hand_over(provider, month, by)


@transaction.atomic
def set_code(*, item: str, code: str, is_verified: bool, seen: str, by: User) -> NdtmsCode:
    """Say what an item's code is, and whether it was looked up; `seen` is what the page showed.

    Raises PermissionDenied, and SomebodyGotThereFirst where it has been changed meanwhile.
    """
    if not by.may(Permission.REFERENCE_CHANGE, PORTAL):
        raise PermissionDenied(Permission.REFERENCE_CHANGE)
    version, _ = codes.shipped()
    where = {"dataset_version": version, "item": item}
    NdtmsCode.objects.bulk_create([NdtmsCode(**where)], ignore_conflicts=True)
    row = NdtmsCode.objects.select_for_update().get(**where)
    is_new = not row.code and not row.is_verified and not seen
    if codes.seen(row) != seen and not is_new:
        raise SomebodyGotThereFirst
    row.code, row.is_verified = code, is_verified
    row.save(update_fields=["code", "is_verified", "updated_at"])
    record(
        by=by,
        verb="return_code.set",
        subject=row,
        details={"item": item, "code": code, "is_verified": is_verified},
    )
    return row
