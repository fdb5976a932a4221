"""Pausing, bringing back, closing and opening entries again. What they say stays as it is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from directory.actions.index import index
from directory.models import Service
from directory.models.choices import ServiceStatus
from rosc.access import SYSTEM, Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record

log = structlog.get_logger("directory.entries")


@transaction.atomic
def pause(*, service: Service, until: date | None, by: Actor, note: str = "") -> Service:
    """Say that it is not on for a while; on the day `until` it comes back by itself.

    Raises PermissionDenied, SomebodyGotThereFirst, and ValidationError for a day that has passed.
    """
    if until is not None and until <= timezone.localdate():
        raise ValidationError("Choose a day that is still to come.")
    wanted = {"paused_until": until, "status_note": note}
    return _move(service, "pause", [ServiceStatus.PUBLISHED], ServiceStatus.PAUSED, by, **wanted)


@transaction.atomic
def resume(*, service: Service, by: Actor) -> Service:
    """Raises PermissionDenied and SomebodyGotThereFirst."""
    return _move(service, "resume", [ServiceStatus.PAUSED], ServiceStatus.PUBLISHED, by)


@transaction.atomic
def close(*, service: Service, by: Actor) -> Service:
    """Take it out of the directory; nothing is deleted. Raises as `resume` does."""
    before = [ServiceStatus.PUBLISHED, ServiceStatus.PAUSED]
    return _move(service, "close", before, ServiceStatus.CLOSED, by)


@transaction.atomic
def reopen(*, service: Service, by: Actor) -> Service:
    """Bring back what was closed, as it was. Raises as `resume` does.

    Where its source no longer lists it, it is from now on the group's own, so that the next import
    does not close it again.
    """
    wanted: dict[str, Any] = {"withdrawn_on": None}
    if service.withdrawn_on:
        wanted["source_hash"] = ""
    return _move(service, "reopen", [ServiceStatus.CLOSED], ServiceStatus.PUBLISHED, by, **wanted)


def resume_due(*, today: date) -> int:
    """Bring back every entry whose pause is over; how many came back. Safe to run twice."""
    back = 0
    for service in Service.objects.back_by(today).select_related("organisation").order_by("pk"):
        try:
            resume(service=service, by=SYSTEM)
            back += 1
        except SomebodyGotThereFirst:
            continue
        except Exception as error:  # one that cannot come back never stops the others
            log.error("resume failed", service=str(service.pk), error=type(error).__name__)
    return back


def _move(
    service: Service, verb: str, before: Sequence[str], after: str, by: Actor, **values: Any
) -> Service:
    if not by.may(Permission.SERVICE_CHANGE, service.organisation):
        raise PermissionDenied(Permission.SERVICE_CHANGE)
    columns = {"paused_until": None, "status_note": "", **values}
    moved = Service.objects.filter(pk=service.pk, status__in=before).update(
        status=after, updated_at=timezone.now(), **columns
    )
    if not moved:
        raise SomebodyGotThereFirst
    service.refresh_from_db()
    details = {"before": before, "after": after, "until": values.get("paused_until")}
    record(
        by=by,
        verb=f"service.{verb}",
        subject=service,
        organisation=service.organisation,
        details=details,
    )
    index(services=[service.pk])
    return service
