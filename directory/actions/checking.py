"""Asking groups whether their entries are still right, and noting that they are.

One message an organisation and round, in its own rhythm; one reminder; after that nothing until the
next round. An entry that nobody checks says so, and is never hidden for it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from directory import notifications
from directory.actions.index import index
from directory.models import CheckRequest, EntryCheck, Service
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation
from rosc.audit.actions import record
from rosc.months import months_after

FRESH = timedelta(days=30)  # what was checked so lately is not asked about with the others

log = structlog.get_logger("directory.entries")


@transaction.atomic
def confirm(
    *,
    services: Iterable[Service],
    by: Actor,
    request: CheckRequest | None = None,
    name: str = "",
    role: str = "",
) -> list[EntryCheck]:
    """Note that these entries of one organisation are right as they stand today.

    Raises PermissionDenied, and SomebodyGotThereFirst when `request` has been answered already.
    """
    found = list(services)
    if not all(by.may(Permission.SERVICE_CHANGE, service.organisation) for service in found):
        raise PermissionDenied(Permission.SERVICE_CHANGE)
    now = timezone.now()
    if request is not None and not _settle(request):
        raise SomebodyGotThereFirst
    for service in found:
        service.checked_on = timezone.localdate(now)
        service.checked_by = service.organisation.name
        service.updated_at = now
    Service.objects.bulk_update(found, ["checked_on", "checked_by", "updated_at"])
    who = {"actor_kind": by.actor_kind, "actor_id": by.actor_id, "name": name, "role": role}
    checks = EntryCheck.objects.bulk_create(
        EntryCheck(service=service, request=request, at=now, **who) for service in found
    )
    if found:
        _note(found, by, {"role": role, "request": request and request.pk})
    return checks


def _note(services: list[Service], by: Actor, details: dict[str, Any]) -> None:
    where = services[0].organisation
    record(by=by, verb="service.confirm", subjects=services, organisation=where, details=details)
    index(services=[service.pk for service in services])


def _settle(request: CheckRequest) -> bool:
    """Mark a round as answered; False if it was, or its time is over."""
    oldest = timezone.localdate() - (request.closes_on - request.asked_on)
    waiting = CheckRequest.objects.filter(pk=request.pk, answered_at=None, asked_on__gte=oldest)
    return bool(waiting.update(answered_at=timezone.now(), updated_at=timezone.now()))


def asked_about(request: CheckRequest) -> list[Service]:
    """The entries a round is about: those nobody has checked just before it or since."""
    services = Service.objects.standing().filter(organisation=request.organisation_id)
    fresh = services.filter(checked_on__gt=request.asked_on - FRESH)
    asked = services.exclude(pk__in=fresh.values("pk")).order_by("name", "pk")
    return list(asked.prefetch_related("kinds", "locations", "sessions"))


# --- The sweep ---------------------------------------------------------------------------------
def ask_to_check(*, today: date) -> int:
    """Ask whoever is due, remind whoever has not answered; how many messages were planned.

    Safe to run twice and late: a round is one row a day and organisation, a message one key.
    """
    planned = 0
    led = notifications.with_owners(Organisation.objects.approved())
    listed = led.filter(pk__in=Service.objects.standing().values("organisation"))
    for organisation in listed.select_related("profile").order_by("pk"):
        try:
            planned += _ask(organisation, today)
        except Exception as error:  # one organisation never stops the others
            name = type(error).__name__
            log.error("asking failed", organisation=str(organisation.pk), error=name)
    return planned


@transaction.atomic
def _ask(organisation: Organisation, today: date) -> int:
    owners = list(notifications.owners_of(organisation))
    newest = organisation.check_requests.order_by("-asked_on").first()
    if newest is None or today >= months_after(
        newest.asked_on, notifications.months_of(organisation)
    ):
        return _ask_anew(organisation, owners, today)
    return _remind(newest, owners, today)


def _ask_anew(organisation: Organisation, owners: list, today: date) -> int:
    if not Service.objects.check_due(today).filter(organisation=organisation).exists():
        return 0
    made = CheckRequest(organisation=organisation, asked_on=today)
    CheckRequest.objects.bulk_create([made], ignore_conflicts=True)
    request = organisation.check_requests.get(asked_on=today)
    return sum(notifications.ask(request, user, today) for user in owners)


def _remind(request: CheckRequest, owners: list, today: date) -> int:
    due_on = request.asked_on + timedelta(days=settings.CHECK_REMINDER_DAYS)
    if request.reminded_on or not request.is_open(today) or today < due_on:
        return 0
    if not asked_about(request):
        return 0
    planned = sum(notifications.remind(request, user, due_on) for user in owners)
    CheckRequest.objects.filter(pk=request.pk, reminded_on=None).update(reminded_on=today)
    return planned
