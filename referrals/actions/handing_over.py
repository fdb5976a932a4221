"""A service closes: its open introductions are handed over, each with the person's own yes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from directory.models import Service
from referrals import hand_over_messages, notifications
from referrals.actions.closing import end
from referrals.actions.drafting import begin_after, keep_with
from referrals.actions.moving import answered, closed, move
from referrals.actions.passing_on import go_on
from referrals.actions.receiving import can_hold
from referrals.actions.sending import takes_introductions
from referrals.models import HandOver, Outcome, Referral, Referrer, Said, Status
from referrals.models.choices import Follows, Reason
from referrals.workflow import OPEN
from rosc import working_days
from rosc.access import SYSTEM, Actor, Link, Oneself, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record
from rosc.people.models import Detail

RIGHT = Permission.REFERRAL_HAND_OVER

log = structlog.get_logger("referrals.handing_over")


@transaction.atomic
def hand_over(*, referrals: Iterable[Referral], successor: Service, by: Actor) -> list[HandOver]:
    """Propose `successor` to each of these people: they are asked, and who introduced them rings.
    Nothing moves by this; whoever was asked already and has not answered is left alone.

    Raises PermissionDenied, ValidationError where the successor cannot take them, and
    SomebodyGotThereFirst when nobody is left to ask.
    """
    takes_introductions(successor)
    made = [one for referral in referrals if (one := _propose(referral, successor, by))]
    if not made:
        raise SomebodyGotThereFirst
    for one in made:
        hand_over_messages.ask(one)
    return made


def _propose(referral: Referral, successor: Service, by: Actor) -> HandOver | None:
    if not by.may(RIGHT, referral.receiver):
        raise PermissionDenied(RIGHT)
    if successor.pk == referral.service_id:
        raise ValidationError({"successor": "Choose another service than the one that closes."})
    if not referral.has_worker and not can_hold(successor.organisation):
        raise ValidationError(
            f"{successor.organisation.name} keeps no records of people. Somebody who came by "
            "themselves cannot be handed over there.",
            code="basis",
        )
    found = _locked(referral)
    if found.status not in OPEN or found.status == Status.DRAFT or found.is_cut_off:
        return None
    if found.hand_overs.filter(said="").exists():
        return None
    today = timezone.localdate()
    ring_by = working_days.after(today, settings.REFERRAL_ACKNOWLEDGE_WORKING_DAYS)
    made = HandOver.objects.create(
        referral=referral, successor=successor, asked_on=today, ring_by=ring_by
    )
    details = {"hand_over": made.pk, "to": successor.pk}
    _note(referral, by, "referral.hand_over", details)
    return made


def _locked(referral: Referral) -> Referral:
    rows = Referral.objects.unscoped_for("change").select_for_update(of=("self",))
    found: Referral = rows.get(pk=referral.pk)
    return found


@transaction.atomic
def answer_hand_over(*, hand_over: HandOver, said: str, method: str, by: Actor) -> Referral | None:
    """What the person says: by their own page, or to who introduced them. A yes moves it: a draft
    at the sending side, or where nobody sends for them, straight to the new place. A no moves
    nothing.

    Returns what follows from a yes. Raises PermissionDenied, ValidationError (the new place cannot
    take them any more), and SomebodyGotThereFirst: it was answered, or has moved on.
    """
    referral = hand_over.referral
    _may_answer(hand_over, by)
    now = timezone.now()
    found = _locked(referral)
    if found.is_cut_off or found.status not in OPEN:
        raise SomebodyGotThereFirst
    # By its own columns alone: an update with a join would judge by rows of before the lock.
    rows = HandOver.objects.filter(pk=hand_over.pk, said="")
    if not rows.update(said=said, said_at=now, method=method, updated_at=now):
        raise SomebodyGotThereFirst
    hand_over.said, hand_over.said_at, hand_over.method = said, now, method
    details = {"hand_over": hand_over.pk, "said": said, "method": method}
    _note(referral, by, "referral.answer_hand_over", details)
    if said != Said.YES:
        notifications.tell_sender(referral, f"referrals.hand_over.no.{hand_over.pk}")
        return None
    takes_introductions(hand_over.successor)
    after = _to_the_sender(hand_over) if referral.has_worker else _straight_on(hand_over, by)
    hand_over.draft = after
    hand_over.save(update_fields=["draft", "updated_at"])
    return after


def _may_answer(hand_over: HandOver, by: Actor) -> None:
    """The person themselves, a professional by the link they follow it with, or a worker who
    introduced them."""
    referral = hand_over.referral
    if isinstance(by, Oneself):
        may = bool(by.person_ids & {referral.person_id, referral.received_person_id})
    elif referral.has_worker:
        may = by.may(Permission.REFERRAL_SEND, referral.held_by)
    else:
        is_theirs = Referrer.objects.filter(referral=referral).exists()
        may = is_theirs and by.may(Permission.REFERRAL_WITHDRAW, referral.held_by)
        may = may and isinstance(by, Link)
    if not may:
        raise PermissionDenied(Permission.REFERRAL_SEND)


# --- A yes ----------------------------------------------------------------------------------------
def _close(referral: Referral, successor: Service) -> None:
    """It goes on elsewhere. Where they have met already, the introduction has come to its end."""
    if referral.status == Status.MET:
        outcomes = {goal.pk: Outcome.NOT_KNOWN for goal in referral.goals.all()}
        why = {"reason": Reason.SERVICE_CLOSED, "follows": Follows.ELSEWHERE}
        end(referral=referral, by=SYSTEM, outcomes=outcomes, **why)
        return
    changes = answered(referral) | closed(Reason.SERVICE_CLOSED, Follows.ELSEWHERE)
    move(referral, "redirect", by=SYSTEM, changes=changes, service=successor.pk)


def _to_the_sender(hand_over: HandOver) -> Referral:
    """Who introduced them sends it, once they have read together what will be told."""
    referral, successor = hand_over.referral, hand_over.successor
    _close(referral, successor)
    return keep_with(referral.started_by, begin_after(referral, successor, by=SYSTEM))


def _straight_on(hand_over: HandOver, by: Actor) -> Referral:
    """Nobody sends for them, and nobody has said yes yet: the new place is told exactly what the
    old one was."""
    referral, successor = hand_over.referral, hand_over.successor
    if not can_hold(successor.organisation):
        raise ValidationError(f"{successor.name} is not taking anybody just now.", code="closed")
    before = referral.consent
    if before is None:
        raise SomebodyGotThereFirst
    details = [one for one in before.details if one != Detail.OFFENCES]
    _close(referral, successor)
    who = _who_agrees(successor, by)
    after = go_on(referral, successor, details=details, method=hand_over.method, by=who)
    _who_follows(referral, after)
    notifications.tell_passed_on(after)
    notifications.tell_referrer(after, f"referrals.handed_over.{after.pk}")
    return after


def _who_follows(referral: Referral, after: Referral) -> None:
    """A professional without an account follows it on, by the address they confirmed."""
    referrer = Referrer.objects.filter(referral=referral).first()
    if referrer:
        names = ("name", "role", "workplace", "source", "email", "phone")
        facts = {name: getattr(referrer, name) for name in names}
        Referrer.objects.create(referral=after, **facts)


def _who_agrees(successor: Service, by: Actor) -> Link | None:
    """A professional takes the agreement, with the right where the record is from now on; nobody
    does for who says it themselves."""
    if isinstance(by, Oneself):
        return None
    if by.actor_id is None:
        raise PermissionDenied
    return Link(by.actor_id, Permission.PERSON_SAFETY, successor.organisation_id)


# --- No answer ------------------------------------------------------------------------------------
def ring_due(today: date) -> int:
    """Say once more to who introduced them that they have not answered; how many. Nothing moves.
    Safe to run twice."""
    rows = HandOver.objects.unanswered().for_pages().filter(ring_by__lte=today, reminded_on=None)
    done = 0
    for one in rows:
        try:
            with transaction.atomic():
                found = HandOver.objects.filter(pk=one.pk, reminded_on=None)
                if found.update(reminded_on=today):
                    hand_over_messages.remind(one, today)
                    done += 1
        except Exception as error:  # one person's bad data never stops a sweep
            log.error("reminder failed", hand_over=str(one.pk), error=type(error).__name__)
    return done


def _note(referral: Referral, by: Actor, verb: str, details: dict[str, Any]) -> None:
    where = referral.receiver if verb == "referral.hand_over" else referral.held_by
    record(by=by, verb=verb, subject=referral, organisation=where, details=details)
