"""Going with somebody: giving a person to a peer worker, and what comes of it.

A pairing stands on the person's own agreement and opens exactly one record, by a Grant. How many
people a peer worker holds is counted under a lock on their row, so that of two who give the last
free place at the same moment one is told.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from referrals import buddy_messages
from referrals.actions.contact import confirm, confirm_meeting, record_contact
from referrals.models import Pairing, PeerWorker, Question, Reached, Referral, Side, Status
from referrals.workflow import TOGETHER
from rosc.access import SYSTEM, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people import actions as people
from rosc.people.models import Grant, GrantReason, Person, Purpose

LONGEST = timedelta(days=366)
FOR_THEIR_SIDE = {Permission.REFERRAL_ANSWER, Permission.REFERRAL_SEND}


@dataclass(frozen=True, slots=True)
class GoesAlong:
    """A peer worker, on the introduction of somebody they go along with: they may say for their own
    side what came of it. Used for those two things alone."""

    actor_id: UUID
    organisation_id: UUID
    actor_kind: str = "user"

    def may(self, permission: Permission, organisation: object = None) -> bool:
        is_there = getattr(organisation, "pk", None) == self.organisation_id
        return is_there and permission in FOR_THEIR_SIDE


@transaction.atomic
def pair(
    *,
    person: Person,
    peer: PeerWorker,
    by: Actor,
    purpose: str,
    starts_on: date,
    until: date,
    method: str,
    referral: Referral | None = None,
) -> Pairing:
    """Give a person to a peer worker, for a purpose and a time, as the person agreed today.

    Raises PermissionDenied, SomebodyGotThereFirst (they go along already), and ValidationError for
    a peer worker who is not ready or has no room, and for a person who cannot be given to anybody.
    """
    if not by.may(Permission.PERSON_GIVE, person.organisation):
        raise PermissionDenied(Permission.PERSON_GIVE)
    _may_be_given(person, peer, referral)
    _days(starts_on, until)
    check_room(peer.user, person)
    _only_once(person, peer)
    consent = people.agree(person=person, purpose=Purpose.BUDDY, method=method, by=by, until=until)
    grant = _let_in(person, peer.user, by, starts_on, until)
    pairing = Pairing(person=person, peer=peer, referral=referral, consent=consent, grant=grant)
    pairing.purpose, pairing.starts_on, pairing.until = purpose.strip(), starts_on, until
    pairing.save(force_insert=True)
    _note(pairing, by, "person.pair")
    buddy_messages.tell_paired(pairing)
    return pairing


def _only_once(person: Person, peer: PeerWorker) -> None:
    for over in person.pairings.filter(peer=peer).run_out(timezone.localdate()):
        close(over, SYSTEM, tells=False)
    if person.pairings.filter(peer=peer, ended_on=None).exists():
        raise SomebodyGotThereFirst


def _may_be_given(person: Person, peer: PeerWorker, referral: Referral | None) -> None:
    if peer.organisation_id != person.organisation_id:
        raise ValidationError("They do not work there.", code="not_there")
    if person.is_stopped or person.is_restricted:
        raise ValidationError(
            "This person is not to be contacted, or the record is set aside.", code="aside"
        )
    theirs = referral is None or person.pk in (referral.person_id, referral.received_person_id)
    if not theirs or (referral and referral.is_cut_off):
        raise ValidationError("That introduction is not open to this any more.", code="referral")


def _days(starts_on: date, until: date) -> None:
    today = timezone.localdate()
    if starts_on < today:
        raise ValidationError({"starts_on": "Enter today, or a day that is still to come"})
    if not starts_on <= until <= today + LONGEST:
        raise ValidationError({"until": "Enter a day after they begin, within a year"})


def check_room(user: User, person: Person) -> None:
    """Raises ValidationError unless somebody may be given to this peer worker now. Their row stays
    locked until the transaction ends."""
    rows = PeerWorker.objects.select_for_update().filter(user=user)
    peer = rows.filter(organisation=person.organisation_id).first()
    if peer is None or peer.missing:
        what = ", ".join(peer.missing) if peer else "all that has to be there"
        raise ValidationError(
            f"{user.name} is not ready yet. Record first, on the page “Peer workers”: {what}.",
            code="not_ready",
        )
    if peer.on_break_since:
        raise ValidationError(f"{user.name} is not taking anybody just now.", code="on_break")
    if not PeerWorker.objects.ready().filter(pk=peer.pk).exists():
        raise ValidationError(
            f"{user.name}, or whoever supervises them, does not work there any more.", code="gone"
        )
    held = Grant.objects.to_support().holding(timezone.now()).filter(person__died_on=None)
    own = held.filter(user=user, person__organisation=person.organisation_id)
    others = own.exclude(person=person).values("person").distinct().count()
    if others >= peer.most_people:
        raise ValidationError(
            f"{user.name} goes along with as many people as they can. Choose somebody else.",
            code="no_room",
        )


def before_given(person: Person, user: User) -> None:
    """The same for whoever is let in by hand; a colleague who may open records anyway is let into
    one that is closed, which is something else."""
    if not user.may(Permission.PERSON_READ_ALL, person.organisation):
        check_room(user, person)


def _let_in(person: Person, user: User, by: Actor, starts_on: date, until: date) -> Grant:
    """The grant of a pairing, from its first day to its last, in the place of any other."""
    for grant in person.grants.filter(user=user, reason=GrantReason.GIVEN, ended_at=None):
        people.take_back(grant=grant, by=SYSTEM)
    starts_at = _at(starts_on) if starts_on > timezone.localdate() else None
    ends_at = _at(until, time.max)
    return people.give(person=person, user=user, by=by, starts_at=starts_at, until=ends_at)


def _at(day: date, when: time = time.min) -> datetime:
    """When the day begins, or another time of it, by the clock on the wall."""
    return timezone.make_aware(datetime.combine(day, when))


@transaction.atomic
def end_pairing(*, pairing: Pairing, by: Actor) -> None:
    """Whoever leads ends it. Raises PermissionDenied and SomebodyGotThereFirst."""
    if not by.may(Permission.PERSON_GIVE, pairing.person.organisation):
        raise PermissionDenied(Permission.PERSON_GIVE)
    close(pairing, by)


@transaction.atomic
def hand_back(*, pairing: Pairing, by: Actor) -> None:
    """The peer worker stops going along with one person, without a reason: those who lead are told,
    and find somebody else. Raises PermissionDenied and SomebodyGotThereFirst."""
    if by != pairing.peer.user:
        raise PermissionDenied(Permission.PERSON_READ)
    close(pairing, by, wants_successor=True, tells=False)
    buddy_messages.tell_handed_back(pairing.peer, f"pairing.{pairing.pk}")


def close(
    pairing: Pairing, by: Actor, *, wants_successor: bool = False, tells: bool = True
) -> None:
    """End it today, and with it what it opened. Raises SomebodyGotThereFirst."""
    now = timezone.now()
    today = timezone.localdate(now)
    rows = Pairing.objects.filter(pk=pairing.pk, ended_on=None)
    if not rows.update(ended_on=today, updated_at=now):
        raise SomebodyGotThereFirst
    pairing.ended_on = today
    grant = pairing.grant
    if grant and Grant.objects.filter(pk=grant.pk, ended_at=None).exists():
        people.take_back(grant=grant, by=SYSTEM, wants_successor=wants_successor)
    _note(pairing, by, "person.end_pairing")
    if tells:
        buddy_messages.tell_ended(pairing)


@transaction.atomic
def met_together(
    *, pairing: Pairing, by: Actor, at: datetime, result: str, support: Collection[str] = ()
) -> Pairing:
    """They went together, or tried to. Where there is an introduction, it is a contact of the peer
    worker's own side, and "we met" is what that side says.

    Raises PermissionDenied, SomebodyGotThereFirst (it is over), and ValidationError.
    """
    if by != pairing.peer.user and not _acts_there(pairing, by):
        raise PermissionDenied(Permission.REFERRAL_ANSWER)
    if not Pairing.objects.standing(timezone.localdate()).filter(pk=pairing.pk).exists():
        raise SomebodyGotThereFirst
    if at > timezone.now():
        raise ValidationError("That is still to come. Note it once it has happened.")
    on = timezone.localdate(at)
    if pairing.referral and is_open_to(pairing):
        _note_on(pairing, by, at, result, support)
    if result == Reached.REACHED and pairing.met_on is None:
        pairing.met_on = on
        pairing.save(update_fields=["met_on", "updated_at"])
    _note(pairing, by, "person.met_together")
    return pairing


def _acts_there(pairing: Pairing, by: Actor) -> bool:
    where = pairing.person.organisation
    return any(by.may(right, where) for right in FOR_THEIR_SIDE)


def is_open_to(pairing: Pairing) -> bool:
    """Whether a contact may be noted on its introduction: a receiver first says yes."""
    referral = pairing.referral
    if referral is None or referral.is_cut_off or referral.status == Status.DRAFT:
        return False
    if _side(pairing) == Side.RECEIVER:
        return referral.status in TOGETHER
    return referral.is_open


def _side(pairing: Pairing) -> str:
    referral = pairing.referral
    is_receiver = referral and referral.receiver_id == pairing.peer.organisation_id
    return Side.RECEIVER if is_receiver else Side.SENDER


def _note_on(
    pairing: Pairing, by: Actor, at: datetime, result: str, support: Collection[str]
) -> None:
    """What one's own side noted and says, on the introduction itself."""
    referral, where = pairing.referral, pairing.peer.organisation_id
    if referral is None or by.actor_id is None:
        return
    actor = by if _acts_there(pairing, by) else GoesAlong(by.actor_id, where)
    told: dict[str, Any] = {"is_in_person": True, "is_together": True, "support": support}
    record_contact(referral=referral, by=actor, at=at, result=result, **told)
    if result != Reached.REACHED or referral.status not in TOGETHER:
        return
    on = timezone.localdate(at)
    if _side(pairing) == Side.RECEIVER and referral.status == Status.ACCEPTED:
        confirm_meeting(referral=referral, by=actor, on=on)
    else:
        confirm(referral=referral, question=Question.MET, is_yes=True, by=actor, on=on)


def _note(pairing: Pairing, by: Actor, verb: str) -> None:
    where = pairing.person.organisation
    details = {"pairing": pairing.pk, "peer": pairing.peer_id}
    record(by=by, verb=verb, subject=pairing.person, organisation=where, details=details)
