"""Introductions that come without an account: by the person themselves, by a professional, or after
somebody close to them asked. The receiving organisation holds the record, unseen until it says yes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import Service
from referrals import links, notifications, open_messages, questions
from referrals.actions import fallbacks
from referrals.actions.let_alone import remember
from referrals.actions.receiving import may_hold
from referrals.actions.sending import answer, change, send, start, takes_introductions
from referrals.models import Answers, Origin, Referral, Referrer, RelativeRequest, WorkAddress
from referrals.models.choices import Source
from referrals.models.origins import UNCONFIRMED_LASTS, WORK_ADDRESS_LASTS
from rosc.access import ANYBODY, SYSTEM, Link, Permission, SomebodyGotThereFirst
from rosc.accounts.models import hash_of
from rosc.audit.actions import record
from rosc.people import actions as people
from rosc.people import links as own_links
from rosc.people import notifications as messages
from rosc.people.models import Consent, ConsentMethod, Detail, Person, Purpose

OWN_DETAILS = (Detail.NAME, Detail.CONTACT, Detail.NEED, Detail.SAFETY)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was sent, and what the link to follow it ends in, where no message can carry that."""

    referral: Referral
    token: str = ""


# --- By the person themselves ---------------------------------------------------------------------
@transaction.atomic
def ask_for_myself(
    *,
    service: Service,
    said: Mapping[str, Any],
    passes_on: bool,
    now: datetime,
    request: RelativeRequest | None = None,
) -> Arrived:
    """Somebody asks for help by themselves, or after somebody close to them asked (`request`).

    `said`: preferred_name, needs, goals, safety, reach (a route or None), second_factor, word and
    date_of_birth. Raises ValidationError, and SomebodyGotThereFirst for a request that is over.
    """
    can_be_asked(service)
    if request is not None:
        _take(request)
    origin = Origin.RELATIVE if request else Origin.SELF
    person = _person_of(
        service, said["preferred_name"], origin, date_of_birth=said["date_of_birth"]
    )
    kind, word = said["second_factor"], said["word"]
    people.choose_second_factor(person=person, kind=kind, word=word, by=SYSTEM)
    if said["reach"]:
        people.add_route(person=person, by=SYSTEM, **said["reach"])
    referral = _begin(person, service, origin, said, source=Source.SELF)
    send(referral=referral, consent=_agree(person, service, passes_on), by=SYSTEM)
    is_sent = messages.plan_own_page(person, str(referral.pk), is_asked_for=True)
    return Arrived(referral, "" if is_sent else own_links.make(person, now))


def _agree(person: Person, service: Service, passes_on: bool) -> Consent:
    """What they ticked, as they gave it; each purpose by itself."""
    agreed: dict[str, Any] = {
        "person": person,
        "details": OWN_DETAILS,
        "method": ConsentMethod.OWN_LINK,
        "by": own_links.oneself([person]),
    }
    fallback = fallbacks.fallback_for(service)
    if passes_on and fallback:
        people.agree(purpose=Purpose.PASS_ON, recipient=fallback, **agreed)
    return people.agree(purpose=Purpose.INTRODUCE, recipient=service.organisation, **agreed)


def can_be_asked(service: Service) -> None:
    """Raises ValidationError unless people may be held there, and the service takes them."""
    takes_introductions(service)
    may_hold(service.organisation)


def _take(request: RelativeRequest) -> None:
    """A request is answered once. Nothing of it stays."""
    deleted, _ = RelativeRequest.objects.filter(pk=request.pk).delete()
    if not deleted:
        raise SomebodyGotThereFirst


def _person_of(service: Service, name: str, origin: Origin, **facts: Any) -> Person:
    return people.create(
        organisation=service.organisation,
        by=SYSTEM,
        preferred_name=name,
        is_hidden=True,
        how=str(origin.value),
        confidentiality_said_on=timezone.localdate(),
        **facts,
    )


def _begin(
    person: Person, service: Service, origin: Origin, said: Mapping[str, Any], **facts: Any
) -> Referral:
    referral = start(
        person=person,
        service=service,
        by=SYSTEM,
        origin=origin,
        needs=said["needs"],
        safety=said["safety"],
        **{"area": fallbacks.area_of(service), "tier": questions.tier_of(service), **facts},
    )
    return change(referral=referral, by=SYSTEM, goals=said["goals"])


@transaction.atomic
def answer_myself(*, referral: Referral, text: str) -> None:
    """Who came by themselves answers what they were asked, on their own page; no name goes with it.

    Raises ValidationError, and TransitionNotAllowed when it has moved on.
    """
    right, where = Permission.REFERRAL_SEND, referral.held_by_id
    by = Link(referral.person_id, right, where, actor_kind="person")
    answer(referral=referral, by=by, text=text, name="The person themselves")


# --- By a professional ----------------------------------------------------------------------------
@transaction.atomic
def ask_for_work_address(*, service: Service, email: str, now: datetime) -> WorkAddress:
    """Mail a link to a work address; the form comes behind it. Raises ValidationError."""
    can_be_asked(service)
    address = WorkAddress(service=service, email=email, expires_at=now + WORK_ADDRESS_LASTS)
    address.token_hash = hash_of(links.token_of(address))
    address.save(force_insert=True)
    _note("referral.ask_for_work_address", service)
    open_messages.plan_work_address(address)
    return address


@transaction.atomic
def introduce(
    *, address: WorkAddress, said: Mapping[str, Any], told: Mapping[str, Any], now: datetime
) -> Referral:
    """Somebody who works elsewhere introduces a person who agreed to it.

    `said`: preferred_name, facts of the record (`record`), reach, goals, notes, facts of the
    introduction (`facts`), who introduces (`referrer`), how they agreed (`method`), and how to
    their offence data being told, if they did (`offences_method`); `told` the fuller answers, by
    detail. Raises ValidationError, and SomebodyGotThereFirst the second time.
    """
    service = address.service
    _use(address, now)
    person = _person_of(service, said["preferred_name"], Origin.PROFESSIONAL, **said["record"])
    if said["reach"]:
        people.add_route(person=person, by=SYSTEM, **said["reach"])
    who = said["referrer"]
    facts = {"source": who["source"], **said["facts"]}
    referral = _begin(person, service, Origin.PROFESSIONAL, said, **facts)
    details = _details_of(referral, said, told)
    Answers.objects.create(referral=referral, details=details, text=json.dumps(dict(told)))
    Referrer.objects.create(referral=referral, email=address.email, **who)
    consent = _agreed_with(address, person, details, said)
    send(referral=referral, consent=consent, by=SYSTEM, notes=said["notes"])
    notifications.tell_referrer(referral, f"referrals.arrived.{referral.pk}")
    return referral


def _agreed_with(
    address: WorkAddress, person: Person, details: list[Detail], said: Mapping[str, Any]
) -> Consent:
    """What the person agreed to, taken by whoever has the address; offence data by itself."""
    where = address.service.organisation
    by = Link(address.pk, Permission.PERSON_SAFETY, where.pk)
    agreed: dict[str, Any] = {"person": person, "recipient": where, "by": by}
    if Detail.OFFENCES in details:
        only = {"details": [Detail.OFFENCES], "method": said["offences_method"]}
        people.agree(purpose=Purpose.OFFENCES, **only, **agreed)
    return people.agree(purpose=Purpose.INTRODUCE, details=details, method=said["method"], **agreed)


def _use(address: WorkAddress, now: datetime) -> None:
    """The link that was mailed does its work once, while people may be held there."""
    can_be_asked(address.service)
    rows = WorkAddress.objects.filter(pk=address.pk, used_at=None, expires_at__gt=now)
    if not rows.update(used_at=now, updated_at=now):
        raise SomebodyGotThereFirst


def _details_of(
    referral: Referral, said: Mapping[str, Any], told: Mapping[str, Any]
) -> list[Detail]:
    """What goes with it: what is always told, and whatever else was answered."""
    record_of = {
        Detail.FULL_NAME: ("full_name",),
        Detail.BIRTH: ("date_of_birth",),
        Detail.ADDRESS: ("address", "postcode", "has_no_fixed_address"),
        Detail.NEEDS: ("needs",),
    }
    held = said["record"]
    wanted = {*questions.ALWAYS, *(detail for detail, answers in told.items() if answers)}
    wanted |= {d for d, names in record_of.items() if any(held.get(name) for name in names)}
    if said["notes"]:
        wanted.add(Detail.NOTES)
    if said["offences_method"]:
        wanted.add(Detail.OFFENCES)
    return [detail for detail in Detail if detail in wanted]


# --- Somebody close to them -----------------------------------------------------------------------
@transaction.atomic
def ask_for_somebody(
    *, service: Service, kind: str, value: str, called: str, now: datetime
) -> None:
    """Write once, in neutral words, to somebody whom a person close to them is worried about.

    Where we wrote before, whoever asked, we do not write again. Nothing reaches the service, and
    nobody is ever told whether they answered. Raises ValidationError for a service that cannot be
    asked.
    """
    can_be_asked(service)
    if not remember(value):
        return
    request = RelativeRequest(
        service=service,
        route_kind=kind,
        route_value=value,
        called=called,
        expires_at=now + UNCONFIRMED_LASTS,
    )
    request.token_hash = hash_of(links.token_of(request))
    request.save(force_insert=True)
    _note("referral.ask_for_somebody", service)
    open_messages.plan_thought_of(request)


@transaction.atomic
def say_no_thanks(*, request: RelativeRequest) -> None:
    """They would rather not: all of it is deleted at once."""
    _take(request)


@transaction.atomic
def forget_unconfirmed(now: datetime) -> int:
    """Delete what nobody confirmed in time; how many."""
    rows = (model.objects.filter(expires_at__lte=now) for model in (RelativeRequest, WorkAddress))
    return sum(found.delete()[0] for found in rows)


def _note(verb: str, service: Service) -> None:
    where = service.organisation
    record(by=ANYBODY, verb=verb, subject=service, organisation=where)
