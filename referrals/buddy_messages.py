"""What those who go along with people, and those who lead them, are told: never who it is."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from referrals import buddies
from referrals.models import Pairing, PeerWorker
from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, User
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage

GIVES = [r.slug for r in ROLES.values() if Permission.PERSON_GIVE in r.permissions]


def tell_paired(pairing: Pairing) -> None:
    _plan(PAIRED, pairing.pk, pairing.peer.user_id, f"pairing.{pairing.pk}")


def tell_ended(pairing: Pairing) -> None:
    """The peer worker, where somebody else or the day has ended it."""
    _plan(PAIRING_ENDED, pairing.pk, pairing.peer.user_id, f"pairing.{pairing.pk}")


def tell_handed_back(peer: PeerWorker, reason: str) -> None:
    """Everybody who leads there, at once; neither the peer worker nor the people are named."""
    members = Membership.objects.active().filter(organisation=peer.organisation_id, role__in=GIVES)
    for user_id in members.values_list("user_id", flat=True).distinct():
        _plan(HANDED_BACK, peer.pk, user_id, reason)


def _plan(kind: Kind, subject_id: Any, to: Any, reason: str) -> None:
    key = keys.event(f"{kind.slug}.{reason}", to, Channel.EMAIL)
    plan(key=key, kind=kind.slug, subject_id=subject_id, route_id=to)


def prepare_paired(message: OutboundMessage) -> Prepared | Skip:
    rows = Pairing.objects.holding(timezone.localdate()).filter(pk__in=[message.subject_id])
    pairing = rows.select_related("peer__user").first()
    if pairing is None or not pairing.peer.user.is_active:
        return Skip("moved_on")
    context = {"from": pairing.starts_on, "until": pairing.until}
    return _mail(pairing.peer.user, "paired", "Somebody to go along with", "going_with", context)


def prepare_pairing_ended(message: OutboundMessage) -> Prepared | Skip:
    rows = Pairing.objects.filter(pk__in=[message.subject_id], peer__user__is_active=True)
    pairing = rows.select_related("peer__user").first()
    if pairing is None:
        return Skip("no_longer_theirs")
    return _mail(pairing.peer.user, "pairing_ended", "Something has changed", "going_with", {})


def prepare_handed_back(message: OutboundMessage) -> Prepared | Skip:
    """While somebody still waits for it."""
    user = User.objects.reader_of(message)
    if user is None or not buddies.wanting_somebody(user).exists():
        return Skip("moved_on")
    return _mail(user, "handed_back", "Somebody needs you", "peers", {})


def _mail(user: User, template: str, subject: str, page: str, context: Any) -> Prepared:
    told = {
        "portal_name": settings.PORTAL_NAME,
        "name": user.name,
        "link": f"{settings.PORTAL_URL}{reverse(f'referrals:{page}')}",
        **context,
    }
    text = render_to_string(f"messages/referrals/{template}.txt", told)
    return Prepared(user.email, subject, text)


PAIRED = Kind("referrals.paired", "Somebody to go along with", prepare_paired)
PAIRING_ENDED = Kind("referrals.pairing_ended", "Going along has ended", prepare_pairing_ended)
HANDED_BACK = Kind("referrals.handed_back", "Somebody was handed back", prepare_handed_back)
KINDS = (PAIRED, PAIRING_ENDED, HANDED_BACK)
