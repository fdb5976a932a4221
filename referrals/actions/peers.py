"""Peer workers: what is recorded before anybody is given to them, and taking a break."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from referrals import buddy_messages
from referrals.actions.pairing import close
from referrals.models import PeerWorker
from referrals.models.buddies import PEER_ROLES
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Membership, Organisation, User
from rosc.audit.actions import record
from rosc.people import actions as people
from rosc.people.models import Grant

DATES = ("confidentiality_on", "boundaries_on", "safeguarding_on")
RECORDED = frozenset({"hours", "most_people", "supervisor", *DATES})


@transaction.atomic
def prepare_peer(
    *, membership: Membership, by: Actor, seen: Any = None, **facts: Any
) -> PeerWorker:
    """Record what has to be there before anybody is given to a peer worker. `seen` is when the
    page last saw it changed, nothing where it was not there.

    Raises PermissionDenied, ValidationError (a day to come, a supervisor who cannot be), and
    SomebodyGotThereFirst.
    """
    where, user = membership.organisation, membership.user
    if where is None or not by.may(Permission.PERSON_GIVE, where):
        raise PermissionDenied(Permission.PERSON_GIVE)
    unknown = set(facts) - RECORDED
    if unknown:
        raise TypeError(f"Nothing that is recorded of a peer: {', '.join(sorted(unknown))}")
    _allowed(user, where, facts)
    peer, is_new = PeerWorker.objects.get_or_create(user=user, organisation=where)
    peer = PeerWorker.objects.select_for_update().get(pk=peer.pk)
    if not is_new and seen != peer.updated_at:
        raise SomebodyGotThereFirst
    for name, value in facts.items():
        setattr(peer, name, value)
    peer.save(update_fields=[*facts, "updated_at"])
    details = {"fields": sorted(facts)}
    record(by=by, verb="peer.prepare_peer", subject=peer, organisation=where, details=details)
    return peer


def _allowed(user: User, where: Organisation, facts: dict[str, Any]) -> None:
    supervisor = facts.get("supervisor")
    if supervisor is not None:
        rows = Membership.objects.active().filter(user=supervisor, organisation=where)
        if supervisor == user or not rows.exists():
            raise ValidationError({"supervisor": "Choose somebody else who works there"})
    today = timezone.localdate()
    for name in DATES:
        day: date | None = facts.get(name)
        if day is not None and day > today:
            raise ValidationError({name: "Enter a day that has been"})


@transaction.atomic
def take_break(*, by: User) -> None:
    """Stop for now, at once and without a reason: everybody they go along with passes to those who
    lead, and nobody is given to them until they are back.

    Raises SomebodyGotThereFirst for somebody who is no peer worker, or on a break already.
    """
    for membership in by.active_memberships:
        if membership.role in PEER_ROLES and membership.organisation:
            PeerWorker.objects.get_or_create(user=by, organisation=membership.organisation)
    rows = PeerWorker.objects.select_for_update().filter(user=by, on_break_since=None)
    found = list(rows.order_by("pk"))
    if not found:
        raise SomebodyGotThereFirst
    for peer in found:
        peer.on_break_since = timezone.localdate()
        peer.save(update_fields=["on_break_since", "updated_at"])
        where = peer.organisation
        event = record(by=by, verb="peer.take_break", subject=peer, organisation=where)
        if hand_all_back(peer, by):
            buddy_messages.tell_handed_back(peer, f"peer.{event.pk}")


@transaction.atomic
def come_back(*, by: User) -> None:
    """Be there again: people may be given to them from now on. Raises SomebodyGotThereFirst."""
    rows = PeerWorker.objects.select_for_update().filter(user=by, on_break_since__isnull=False)
    found = list(rows.order_by("pk"))
    if not found:
        raise SomebodyGotThereFirst
    for peer in found:
        peer.on_break_since = None
        peer.save(update_fields=["on_break_since", "updated_at"])
        record(by=by, verb="peer.come_back", subject=peer, organisation=peer.organisation)


def hand_all_back(peer: PeerWorker, by: Actor) -> int:
    """End all that a peer worker was given, paired or let in by hand; how many people it was."""
    handed = set()
    for pairing in peer.pairings.holding(timezone.localdate()).for_list():
        close(pairing, by, wants_successor=True, tells=False)
        handed.add(pairing.person_id)
    rest = Grant.objects.to_support().holding(timezone.now())
    rest = rest.filter(user=peer.user_id, person__organisation=peer.organisation_id)
    for grant in rest.select_related("person__organisation", "user"):
        people.take_back(grant=grant, by=by, wants_successor=True)
        handed.add(grant.person_id)
    return len(handed)
