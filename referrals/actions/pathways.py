"""Two organisations agree how people come from one to the other."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import Audience, Service
from referrals import pathway_messages
from referrals.models import AgreedPathway, Side
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, OrganisationStatus
from rosc.audit.actions import record

RIGHT = Permission.PATHWAY_CHANGE
LONGEST_TO_REVIEW = timedelta(days=731)
# What both sides agree to; who to ring and when to look again either side keeps right alone.
TERMS = ("for_whom", "type", "needs", "answer_days")


@transaction.atomic
def propose_pathway(
    *,
    sender: Organisation,
    receiver: Organisation,
    side: str,
    by: Actor,
    services: Collection[Service],
    audiences: Collection[Audience],
    review_on: date,
    **terms: Any,
) -> AgreedPathway:
    """One side (`side`) says how it should be; it counts once the other has agreed.

    Raises PermissionDenied, and ValidationError: there is one between these two already, or a
    service is not the receiver's, or the day to look at it again is not to come.
    """
    own, other = (sender, receiver) if side == Side.SENDER else (receiver, sender)
    _need(by, own)
    if other.status != OrganisationStatus.APPROVED:
        raise ValidationError(f"{other.name} is not there any more.")
    _fit(receiver, services, review_on)
    pathway = AgreedPathway(sender=sender, receiver=receiver, review_on=review_on, **terms)
    setattr(pathway, f"agreed_by_{side}_at", timezone.now())
    _save_once(pathway)
    pathway.services.set(services)
    pathway.audiences.set(audiences)
    _note(pathway, by, "pathway.propose", own)
    pathway_messages.tell(pathway, other, f"proposed.{pathway.pk}")
    return pathway


@transaction.atomic
def agree_pathway(
    *, pathway: AgreedPathway, side: str, by: Actor, seen: datetime | None
) -> AgreedPathway:
    """The other side says yes to what it has read (`seen`: when that was written).

    Raises PermissionDenied, and SomebodyGotThereFirst: it was changed, agreed or ended meanwhile.
    """
    own, other = _sides(pathway, side)
    _need(by, own)
    now = timezone.now()
    rows = AgreedPathway.objects.open().filter(pk=pathway.pk, updated_at__in=[seen] if seen else [])
    agreed = {f"agreed_by_{side}_at": now, "updated_at": now}
    if pathway.waits_for() != side or not rows.update(**agreed):
        raise SomebodyGotThereFirst
    pathway.refresh_from_db()
    _note(pathway, by, "pathway.agree", own)
    pathway_messages.tell(pathway, other, f"agreed.{pathway.pk}.{now.isoformat()}")
    return pathway


@transaction.atomic
def change_pathway(
    *,
    pathway: AgreedPathway,
    side: str,
    by: Actor,
    seen: datetime | None,
    services: Collection[Service],
    audiences: Collection[Audience],
    contact: str,
    review_on: date,
    **terms: Any,
) -> AgreedPathway:
    """Change what it says. Whatever the two agreed to waits for the other side's yes again.

    Raises PermissionDenied, SomebodyGotThereFirst and ValidationError.
    """
    own, other = _sides(pathway, side)
    _need(by, own)
    found = _locked(pathway, seen)
    _fit(found.receiver, services, review_on)
    before = _terms_of(found)
    _set(found, services, audiences, contact=contact, review_on=review_on, **terms)
    if _terms_of(found) != before:
        _to_be_agreed_again(found, side)
    found.save()
    _note(found, by, "pathway.change", own, is_standing=found.is_standing)
    pathway_messages.tell(found, other, f"changed.{found.pk}.{found.updated_at.isoformat()}")
    return found


def _set(
    pathway: AgreedPathway,
    services: Collection[Service],
    audiences: Collection[Audience],
    **values: Any,
) -> None:
    for name, value in values.items():
        setattr(pathway, name, value)
    pathway.services.set(services)
    pathway.audiences.set(audiences)


def _to_be_agreed_again(pathway: AgreedPathway, side: str) -> None:
    mine, theirs = (f"agreed_by_{one}_at" for one in _ordered(side))
    setattr(pathway, mine, timezone.now())
    setattr(pathway, theirs, None)


@transaction.atomic
def review_pathway(
    *, pathway: AgreedPathway, side: str, by: Actor, seen: datetime | None, review_on: date
) -> AgreedPathway:
    """It was looked at and is still right; the two look again on `review_on`.

    Raises PermissionDenied, SomebodyGotThereFirst and ValidationError.
    """
    own, _ = _sides(pathway, side)
    _need(by, own)
    found = _locked(pathway, seen)
    if not found.is_standing:
        raise SomebodyGotThereFirst
    _to_come(review_on)
    found.review_on = review_on
    found.save(update_fields=["review_on", "updated_at"])
    _note(found, by, "pathway.review", own)
    return found


@transaction.atomic
def end_pathway(*, pathway: AgreedPathway, side: str, by: Actor) -> AgreedPathway:
    """Either side ends it, or says no to what the other proposed. What was sent along it goes on.

    Raises PermissionDenied and SomebodyGotThereFirst.
    """
    own, other = _sides(pathway, side)
    _need(by, own)
    today = timezone.localdate()
    rows = AgreedPathway.objects.open().filter(pk=pathway.pk)
    if not rows.update(ended_on=today, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    pathway.refresh_from_db()
    _note(pathway, by, "pathway.end", own)
    pathway_messages.tell(pathway, other, f"ended.{pathway.pk}")
    return pathway


def _save_once(pathway: AgreedPathway) -> None:
    try:
        with transaction.atomic():
            pathway.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError("There is a pathway between these two already.") from error


def _need(by: Actor, organisation: Organisation) -> None:
    if not by.may(RIGHT, organisation):
        raise PermissionDenied(RIGHT)


def _ordered(side: str) -> tuple[str, str]:
    """One's own side, and the other. Raises PermissionDenied for who is on neither."""
    if side not in (Side.SENDER, Side.RECEIVER):
        raise PermissionDenied(RIGHT)
    other = Side.RECEIVER if side == Side.SENDER else Side.SENDER
    return side, other.value


def _sides(pathway: AgreedPathway, side: str) -> tuple[Organisation, Organisation]:
    own, other = _ordered(side)
    return getattr(pathway, own), getattr(pathway, other)


def _locked(pathway: AgreedPathway, seen: datetime | None) -> AgreedPathway:
    rows = AgreedPathway.objects.open().select_for_update(of=("self",))
    found = rows.filter(pk=pathway.pk).select_related("sender", "receiver").first()
    if found is None or found.updated_at != seen:
        raise SomebodyGotThereFirst
    return found


def _terms_of(pathway: AgreedPathway) -> tuple[Any, ...]:
    """All that the two agree to, to be compared."""
    return (
        *(getattr(pathway, name) for name in TERMS),
        set(pathway.services.values_list("pk", flat=True)),
        set(pathway.audiences.values_list("pk", flat=True)),
    )


def _fit(receiver: Organisation, services: Collection[Service], review_on: date) -> None:
    if not Service.objects.taking_introductions().filter(organisation=receiver).exists():
        raise ValidationError(f"Nobody can be introduced to {receiver.name}.")
    if any(one.organisation_id != receiver.pk for one in services):
        raise ValidationError({"services": f"Choose services of {receiver.name}."})
    _to_come(review_on)


def _to_come(review_on: date) -> None:
    today = timezone.localdate()
    if not today < review_on <= today + LONGEST_TO_REVIEW:
        raise ValidationError({"review_on": "Choose a day within the next two years."})


def _note(
    pathway: AgreedPathway, by: Actor, verb: str, where: Organisation, **details: Any
) -> None:
    record(by=by, verb=verb, subject=pathway, organisation=where, details=details)
