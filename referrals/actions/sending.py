"""The sending side: starting, changing, sending, and answering a question."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from directory.models import Service
from referrals import clock, pathways, snapshots
from referrals.actions.moving import move, said_by, write
from referrals.models import Goal, NoteKind, Origin, Referral, Side, Status
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import OrganisationStatus, User
from rosc.audit.actions import record
from rosc.people.models import Consent, Person, Purpose

FACTS = frozenset(
    {
        *("type", "tier", "source", "needs", "area", "age_band", "safety", "timing", "languages"),
        *("leaves_on", "holds_naloxone", "medicine_until", "tells_outcome"),
    }
)


@transaction.atomic
def start(
    *,
    person: Person,
    service: Service,
    by: Actor,
    origin: str = Origin.WORKER,
    follows_from: Referral | None = None,
    **facts: Any,
) -> Referral:
    """Begin an introduction as a draft that nobody but its own side sees.

    Raises PermissionDenied, and ValidationError for a service that takes none.
    """
    if not by.may(Permission.REFERRAL_SEND, person.organisation):
        raise PermissionDenied(Permission.REFERRAL_SEND)
    takes_introductions(service)
    _known(facts)
    referral = Referral.objects.create(
        person=person,
        held_by=person.organisation,
        receiver=service.organisation,
        service=service,
        started_by=by if isinstance(by, User) else None,
        origin=origin,
        follows_from=follows_from,
        pathway=pathways.along(person.organisation, service),
        **facts,
    )
    _note(referral, by, "referral.start", {"service": service.pk, "origin": origin})
    return referral


@transaction.atomic
def change(
    *, referral: Referral, by: Actor, goals: Collection[str] | None = None, **facts: Any
) -> Referral:
    """Change a draft. Raises PermissionDenied, and SomebodyGotThereFirst once it is sent."""
    if not by.may(Permission.REFERRAL_SEND, referral.held_by):
        raise PermissionDenied(Permission.REFERRAL_SEND)
    _known(facts)
    rows = Referral.objects.unscoped_for("change").filter(pk=referral.pk, status=Status.DRAFT)
    if not rows.update(**facts, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    for name, value in facts.items():
        setattr(referral, name, value)
    if goals is not None:
        referral.goals.all().delete()
        for position, text in enumerate(goal for goal in goals if goal.strip()):
            Goal.objects.create(referral=referral, text=text.strip(), position=position)
    _note(referral, by, "referral.change", {"fields": sorted(facts)})
    return referral


@transaction.atomic
def send(*, referral: Referral, consent: Consent, by: Actor, notes: str = "") -> Referral:
    """Send it: exactly what `consent` names is frozen, and the group is asked.

    Raises PermissionDenied, TransitionNotAllowed, and ValidationError where it may not be sent.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    may_be_sent(referral, consent)
    referral.pathway = pathways.along(referral.held_by, referral.service)
    changes = clock.when_sent(referral, today)
    changes |= {"sent_at": now, "consent": consent, "pathway": referral.pathway}
    with transaction.atomic():
        move(referral, "send", by=by, changes=changes, consent_id=consent.pk)
        snapshots.take(referral, consent.details, notes, now).save(force_insert=True)
    return referral


@transaction.atomic
def answer(*, referral: Referral, by: Actor, text: str, name: str = "", role: str = "") -> Referral:
    """Answer what was asked; it is the receiver's move again, with the time begun anew.

    Raises PermissionDenied, TransitionNotAllowed and ValidationError (nothing was said).
    """
    if not text.strip():
        raise ValidationError("Write an answer.")
    said = said_by(by, name, role)
    again = clock.when_sent(referral, timezone.localdate())
    changes = {column: again[column] for column in ("acknowledge_by", "expires_on")}
    move(referral, "answer", by=by, changes=changes)
    write(referral, NoteKind.ANSWER, text, by=by, side=Side.SENDER, said=said)
    return referral


def takes_introductions(service: Service) -> None:
    """Raises ValidationError for a mutual aid group, which owes nobody an answer, and for what is
    not there any more."""
    if service.is_mutual_aid:
        raise ValidationError(
            "A mutual aid group is not sent anybody. You can help somebody get to a meeting.",
            code="mutual_aid",
        )
    if service.status != "published" or (
        service.organisation.status != OrganisationStatus.APPROVED
    ):
        raise ValidationError(f"{service.name} is not taking anybody just now.", code="closed")


def may_be_sent(referral: Referral, consent: Consent) -> None:
    """Raises ValidationError with what stands in the way."""
    takes_introductions(referral.service)
    person, today = referral.person, timezone.localdate()
    if person.died_on or person.is_restricted:
        raise ValidationError("This record is set aside. Nothing is sent from it.", code="aside")
    if (
        consent.person_id != person.pk
        or consent.purpose != Purpose.INTRODUCE
        or consent.recipient_id != referral.receiver_id
        or not consent.stands(today)
    ):
        raise ValidationError("They have not agreed to this introduction.", code="consent")
    if not referral.needs:
        raise ValidationError("Say what they would like help with.", code="needs")


def _known(facts: dict[str, Any]) -> None:
    unknown = set(facts) - FACTS
    if unknown:
        raise TypeError(f"Nothing that an introduction takes: {', '.join(sorted(unknown))}")


def _note(referral: Referral, by: Actor, verb: str, details: dict[str, Any]) -> None:
    record(by=by, verb=verb, subject=referral, organisation=referral.held_by, details=details)
