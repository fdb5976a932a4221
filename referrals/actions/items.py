"""What a service asks for beyond the short form."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from directory.models import Service
from referrals.models import AskedItem
from referrals.questions import ASKABLE
from rosc.access import Actor, Permission
from rosc.audit.actions import record


@transaction.atomic
def set_asked_items(*, service: Service, reasons: Mapping[str, str], by: Actor) -> None:
    """Say which details the service asks for; `reasons` by detail. What is left out is no longer
    asked for. Raises PermissionDenied, and ValidationError for one without a reason."""
    if not by.may(Permission.SERVICE_CHANGE, service.organisation):
        raise PermissionDenied(Permission.SERVICE_CHANGE)
    if set(reasons) - set(ASKABLE):
        raise ValueError("Nothing that a service may ask for.")
    if not all(reason.strip() for reason in reasons.values()):
        raise ValidationError("Give a reason for each. People are shown it.")
    service.asked_items.exclude(detail__in=list(reasons)).delete()
    for detail, reason in reasons.items():
        AskedItem.objects.update_or_create(
            service=service, detail=detail, defaults={"reason": reason.strip()}
        )
    record(
        by=by,
        verb="service.set_asked_items",
        subject=service,
        organisation=service.organisation,
        details={"details": sorted(reasons)},
    )
