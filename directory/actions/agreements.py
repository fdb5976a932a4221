"""Private people's phone numbers and e-mail addresses: shown with their agreement, else not."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from directory.actions.entry_says import Says
from directory.actions.entry_versions import keep_found, keep_version, read_service
from directory.actions.index import index
from directory.actions.kept_apart import (
    digest_of,
    digests_of,
    forget_everywhere,
    forgotten,
    holds,
    without,
)
from directory.models import ContactAgreement, EntryChange, EntryVersion, Service
from directory.models.upkeep import Contact, Whose
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record


def check_contacts(service: Service, says: Says) -> None:
    """Raises ValidationError for a private contact without an agreement, for one that stands
    anywhere but in its own box, and for one whose owner has taken theirs back."""
    private = [one for one in says.get("private", []) if says.get(one)]
    if private and not (says.get("whose") in Whose.values and says.get("agreed_on")):
        raise ValidationError(
            "A private number or address is shown only when its owner has agreed. Say whose it is "
            "and when they agreed."
        )
    agreed = {digest for one in private for digest in digests_of(says[one])}
    rest = {name: value for name, value in says.items() if name not in private}
    gone = forgotten(service) - agreed
    for contact in Contact:
        if holds(rest.get(contact.value), gone):
            raise ValidationError(
                f"{contact.label}: its owner has asked us not to show it. Take it out, or say "
                "that they have agreed again."
            )
    if holds(rest, gone | agreed | _ending(service, says)):
        raise ValidationError(
            "A private number or address stands in another place as well: in a time, a text, or "
            "a second box. Take it out there. It is shown where people look to get in touch."
        )


def _ending(service: Service, says: Says) -> set[str]:
    """Digests of what was shown by agreement, and has another in its place now."""
    live = [one for one in service.agreements.all() if one.ended_at is None]
    return {one.digest for one in live if not digests_of(says.get(one.contact, "")) & {one.digest}}


def settle_contacts(service: Service, says: Says, by: Actor) -> None:
    """Record the agreements that go with what is published now, and end those that do not."""
    private = [one for one in says.get("private", []) if says.get(one)]
    for one in service.agreements.filter(ended_at=None):
        is_same = one.contact in private and _said(one) == _wanted(says, one.contact)
        if is_same:
            private.remove(one.contact)
        else:
            _end(one, by)
    for contact in private:
        value, whose, agreed_on = _wanted(says, contact)
        agreement = ContactAgreement.objects.create(
            service=service,
            contact=contact,
            value=value,
            digest=digest_of(value),
            whose=whose,
            agreed_on=date.fromisoformat(agreed_on),
            recorded_at=timezone.now(),
            recorded_by_kind=by.actor_kind,
            recorded_by_id=by.actor_id,
        )
        details = {"contact": contact, "whose": whose, "agreement": agreement.pk}
        _record("record_agreement", service, by, **details)


def _said(agreement: ContactAgreement) -> tuple[str, str, str]:
    return agreement.value, agreement.whose, agreement.agreed_on.isoformat()


def _wanted(says: Says, contact: str) -> tuple[str, str, str]:
    return says[contact], says["whose"], str(says["agreed_on"])


def _end(agreement: ContactAgreement, by: Actor, *, is_withdrawn: bool = False) -> None:
    agreement.value, agreement.is_withdrawn = "", is_withdrawn
    agreement.ended_at = timezone.now()
    agreement.ended_by_kind, agreement.ended_by_id = by.actor_kind, by.actor_id
    agreement.save()


@transaction.atomic
def withdraw_agreement(*, agreement: ContactAgreement, by: Actor) -> Service:
    """Take a private contact out at once: off the page, out of every version and unfinished change.

    Raises PermissionDenied, and SomebodyGotThereFirst when the agreement has ended already.
    """
    service = read_service(agreement.service_id, to_write=True)
    if not by.may(Permission.SERVICE_CHANGE, service.organisation):
        raise PermissionDenied(Permission.SERVICE_CHANGE)
    now = service.agreements.select_for_update().filter(pk=agreement.pk, ended_at=None).first()
    if now is None:
        raise SomebodyGotThereFirst
    keep_found(service)
    _end(now, by, is_withdrawn=True)
    blank = {now.contact: "", "updated_at": timezone.now()}
    Service.objects.filter(pk=service.pk).update(**blank)
    gone = {now.digest}
    if not service.agreements.filter(ended_at=None, digest=now.digest).exists():
        forget_everywhere(read_service(service.pk), gone)
    for change in EntryChange.objects.unsettled().filter(service=service):
        if holds(change.says, gone):
            is_here = holds(change.says.get(now.contact), gone)
            says = _without(change.says, now.contact) if is_here else change.says
            change.says = without(says, gone)
            change.save(update_fields=["says", "updated_at"])
    keep_version(read_service(service.pk), verb=EntryVersion.Verb.WITHDRAW, by=by)
    _record("withdraw_agreement", service, by, contact=now.contact, agreement=now.pk)
    index(services=[service.pk])
    return service


def _without(says: Says, contact: str) -> Says:
    private = [one for one in says.get("private", []) if one != contact]
    left = {name: value for name, value in says.items() if name not in (contact, "private")}
    return {**left, "private": private} if private else left


def _record(verb: str, service: Service, by: Actor, **details: Any) -> None:
    record(
        by=by,
        verb=f"service.{verb}",
        subject=service,
        organisation=service.organisation,
        details=details,
    )
