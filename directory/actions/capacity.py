"""Saying whether there is room for more people."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from directory.actions.index import index
from directory.models import Service
from directory.models.choices import Capacity
from rosc.access import ROLES, Actor, Permission
from rosc.accounts.models import User
from rosc.audit.actions import record


@transaction.atomic
def say_capacity(
    *,
    service: Service,
    capacity: str,
    now: datetime,
    by: Actor,
    weeks: int | None = None,
    lasts_weeks: int | None = None,
) -> Service:
    """Say it; whoever says it last is right. `lasts_weeks` also sets for how long that is good.

    Raises PermissionDenied, and ValidationError for a mutual aid group, which has no such thing.
    """
    if not by.may(Permission.SERVICE_CHANGE, service.organisation):
        raise PermissionDenied(Permission.SERVICE_CHANGE)
    if service.is_mutual_aid:
        raise ValidationError("A mutual aid group is open to whoever comes.")
    values: dict[str, Any] = {
        "capacity": Capacity(capacity),
        "capacity_weeks": weeks if capacity == Capacity.WAITING else None,
    }
    lasts = {} if lasts_weeks is None else {"capacity_lasts_weeks": lasts_weeks}
    said = {"capacity_said_at": now, "capacity_said_by_role": role_in(by, service)}
    Service.objects.filter(pk=service.pk).update(**values, **said, **lasts, updated_at=now)
    service.refresh_from_db()
    where = service.organisation
    record(by=by, verb="service.say_capacity", subject=service, organisation=where, details=values)
    index(services=[service.pk])
    return service


def role_in(by: Actor, service: Service) -> str:
    """The slug of the role in which somebody speaks for this service; empty for the portal."""
    if not isinstance(by, User):
        return ""
    return next(
        (
            one.role
            for one in by.active_memberships
            if Permission.SERVICE_CHANGE in ROLES[one.role].permissions
            and one.organisation_id in (None, service.organisation_id)
        ),
        "",
    )
