"""What a LERO means to do: added, changed, and never lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lero_standards.actions.checks import applying, check_lero, note
from lero_standards.models import PlannedAction
from rosc.access import Actor, SomebodyGotThereFirst
from rosc.accounts.models import Organisation


@transaction.atomic
def add_action(
    *, organisation: Organisation, values: Mapping[str, Any], by: Actor
) -> PlannedAction:
    """Raises PermissionDenied, ValidationError."""
    check_lero(by, organisation)
    applying(organisation, values["statement"])
    row = PlannedAction(organisation=organisation, **values)
    row.full_clean()
    row.save(force_insert=True)
    note("plannedaction.add", by, organisation, row, statement=row.statement)
    return row


@transaction.atomic
def change_action(
    *, action: PlannedAction, values: Mapping[str, Any], seen: datetime, by: Actor
) -> PlannedAction:
    """Raises PermissionDenied, ValidationError, SomebodyGotThereFirst."""
    check_lero(by, action.organisation)
    now = PlannedAction.objects.select_for_update().filter(pk=action.pk).first()
    if now is None or now.updated_at != seen:
        raise SomebodyGotThereFirst
    if values["statement"] != now.statement:
        applying(now.organisation, values["statement"])
    for name, value in values.items():
        setattr(now, name, value)
    now.full_clean()
    now.save()
    note("plannedaction.change", by, now.organisation, now, status=now.status)
    return now
