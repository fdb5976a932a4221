"""What an entry has said: kept each time it changes, and put back on request."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from directory.actions import entry_facts
from directory.actions.entry_says import comparable, says_of, to_keep
from directory.models import EntryVersion, Service
from rosc.access import SYSTEM, Actor


def read_service(pk: UUID, *, to_write: bool = False) -> Service:
    """The entry as it is now, with all that hangs on it; held until the transaction ends if it is
    to be written."""
    rows = Service.objects.all()
    if to_write:
        rows.select_for_update().get(pk=pk)
    related = (*entry_facts.RELATED, "changes")
    return rows.select_related("organisation__profile").prefetch_related(*related).get(pk=pk)


@transaction.atomic
def keep_version(service: Service, *, verb: str, by: Actor) -> EntryVersion:
    """Keep what the entry says now as its newest version; `service` as it was just read."""
    service.version += 1
    Service.objects.filter(pk=service.pk).update(version=service.version)
    return EntryVersion.objects.create(
        service=service,
        number=service.version,
        at=timezone.now(),
        verb=verb,
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        says=_to_keep(service),
    )


def keep_found(service: Service) -> None:
    """Keep what the entry says before it is changed, unless that is its newest version already."""
    newest = service.versions.first()
    if newest is None or comparable(newest.says) != comparable(_to_keep(service)):
        keep_version(service, verb=EntryVersion.Verb.FOUND, by=SYSTEM)


def _to_keep(service: Service) -> dict[str, Any]:
    live = {one.contact: one.pk for one in service.agreements.all() if one.ended_at is None}
    return to_keep(says_of(service), live)
