"""Making many search entries anew without keeping a page waiting.

The rows of `IndexDue` are the work; PostgreSQL holds them until they are done. A worker is woken
at once, and the sweep of the next minute finds them if it was not.
"""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from directory.actions.index import BATCH, index
from directory.models import IndexDue, Service
from rosc.outbox.actions import wake

log = structlog.get_logger("directory.index")

AT_ONCE = 100  # services; somebody waits for these
SWEEP_SECONDS = 50  # a sweep ends before the next begins
TASK = "directory.tasks.index_due"


@transaction.atomic
def index_soon(*, services: QuerySet[Service]) -> int:
    """Make the entries of these services anew: now if they are few, else in the next minutes.

    Returns how many are left to the sweep.
    """
    keys = list(services.order_by("pk").values_list("pk", flat=True).distinct())
    if len(keys) <= AT_ONCE:
        index(services=keys)
        return 0
    # An update, not "do nothing", so that it waits for a sweep that has taken the same row and
    # may have read what was there before us.
    IndexDue.objects.bulk_create(
        [IndexDue(service_id=key) for key in keys],
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=["asked_at"],
        batch_size=2000,
    )
    wake(TASK)
    return len(keys)


def services_with(model: type[Model], keys: Iterable[Any]) -> QuerySet[Service]:
    """The services that have any of these rows of a table of the vocabulary."""
    relation = getattr(model, "services", None)
    if relation is None:
        return Service.objects.none()
    return Service.objects.filter(**{f"{relation.field.name}__in": keys})


def index_due() -> int:
    """Index what was due when it began, a batch a transaction; how many services were handled."""
    began, handled = timezone.now(), 0
    stop = time.monotonic() + SWEEP_SECONDS
    while time.monotonic() < stop and (count := _index_some(began)):
        handled += count
    return handled


@transaction.atomic(durable=True)
def _index_some(began: datetime) -> int:
    """Take the batch that has waited longest, past any that others hold."""
    waiting = IndexDue.objects.filter(asked_at__lte=began).order_by("asked_at", "pk")
    taken = waiting.select_for_update(skip_locked=True)[:BATCH]
    keys = [due.service_id for due in taken]
    IndexDue.objects.filter(pk__in=keys).delete()
    try:
        index(services=keys)
    except Exception:  # one of them; which, the next lines find out
        _index_each(keys)
    return len(keys)


def _index_each(keys: list[UUID]) -> None:
    """One service that cannot be indexed never stops the others; it is tried again later."""
    for key in keys:
        try:
            index(services=[key])
        except Exception as error:
            log.error("index failed", service=str(key), error=type(error).__name__)
            IndexDue.objects.create(service_id=key)
