"""Private people's phone numbers and e-mail addresses: shown with their agreement, else not."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from directory.actions.entry_says import Says, digest_of, forgotten
from directory.actions.entry_versions import keep_found, keep_version, read_service
from directory.actions.index import index
from directory.models import ContactAgreement, EntryChange, EntryVersion, Service
from directory.models.upkeep import Contact, Whose
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record


def check_contacts(service: Service, says: Says) -> None:
    """Raises ValidationError for a private contact without an agreement, and for one whose owner
    has taken theirs back."""
    private = [one for one in says.get("private", []) if says.get(one)]
    if private and not (says.get("whose") in Whose.values and says.get("agreed_on")):
        raise ValidationError(
            "A private number or address is shown only when its owner has agreed. Say whose it is "
            "and when they agreed."
        )
    gone = forgotten(service)
    for contact in Contact:
        value = says.get(contact.value)
        if value and contact.value not in private and digest_of(value) in gone:
            raise ValidationError(
                f"{contact.label}: its owner has asked us not to show it. Take it out, or say "
                "that they have agreed again."
            )


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
    for change in EntryChange.objects.unsettled().filter(service=service):
        if digest_of(change.says.get(now.contact, "")) == now.digest:
            change.says = _without(change.says, now.contact)
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
