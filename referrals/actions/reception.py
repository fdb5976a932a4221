"""Where an organisation is asked, and what happens once it says yes without an account."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from referrals import open_messages
from referrals.models import Reception
from rosc.access import ANYBODY, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation
from rosc.audit.actions import record

FIELDS = ("email", "code_email", "code_phone", "weekly_limit", "handling", "fallback")


@transaction.atomic
def set_reception(
    *, organisation: Organisation, by: Actor, seen: Any = None, **facts: Any
) -> Reception:
    """Say where introductions are sent and how they are answered. A new address is used only once
    somebody has followed the link that is mailed there.

    `seen` is when the page last saw it changed, None where it was not set. Raises PermissionDenied,
    SomebodyGotThereFirst, and ValidationError for two routes that are one.
    """
    if not by.may(Permission.ORGANISATION_CHANGE, organisation):
        raise PermissionDenied(Permission.ORGANISATION_CHANGE)
    reception = _locked(organisation, seen)
    is_new = reception.email.lower() != facts["email"].lower()
    for name in FIELDS:
        setattr(reception, name, facts[name])
    _check(reception)
    if is_new:
        reception.email_confirmed_at = None
    reception.save()
    event = record(
        by=by,
        verb="organisation.set_reception",
        subject=organisation,
        organisation=organisation,
        details={"is_new_address": is_new},
    )
    if reception.email and not reception.is_confirmed:
        open_messages.plan_confirm_reception(reception, event.pk)
    return reception


def _locked(organisation: Organisation, seen: Any) -> Reception:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    reception = Reception.objects.filter(organisation=organisation).first()
    if (reception and reception.updated_at) != seen:
        raise SomebodyGotThereFirst
    return reception or Reception(organisation=organisation)


def _check(reception: Reception) -> None:
    if reception.email and reception.email.lower() == reception.code_email.lower():
        raise ValidationError(
            {"code_email": "Give another address: a code sent to the same one protects nobody."}
        )
    if reception.fallback_id == reception.organisation_id:
        raise ValidationError({"fallback": "Choose another organisation than your own."})


@transaction.atomic
def confirm_reception(*, reception: Reception) -> None:
    """Whoever reads mail at its address says that it is right. Said twice, it is so once."""
    now = timezone.now()
    rows = Reception.objects.filter(pk=reception.pk, email=reception.email, email_confirmed_at=None)
    if not rows.update(email_confirmed_at=now, updated_at=now):
        return
    where = reception.organisation
    record(by=ANYBODY, verb="organisation.confirm_reception", subject=where, organisation=where)
