"""What the pages about going along with somebody show, and to whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from referrals.models import Pairing, PeerWorker, Referral
from referrals.models.buddies import PEER_ROLES, PairingQuerySet, PeerWorkerQuerySet
from referrals.models.referral import ReferralQuerySet
from rosc.access import Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.people.models import Grant, Person

P = Permission


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A peer worker in the list of those who lead them."""

    membership: Membership
    peer: PeerWorker | None
    is_ready: bool

    @property
    def missing(self) -> list[str]:
        """What is to be recorded before anybody may be given to them."""
        missing = (self.peer or PeerWorker()).missing
        if not (missing or self.is_ready or self.is_on_break):
            return ["who supervises them now"]
        return missing

    @property
    def given(self) -> int:
        return int(getattr(self.peer, "given", 0))

    @property
    def is_on_break(self) -> bool:
        return self.peer is not None and self.peer.on_break_since is not None

    @property
    def has_room(self) -> bool:
        return self.peer is not None and self.given < self.peer.most_people


# --- For those who lead ---------------------------------------------------------------------------
def led_by(user: User) -> list[Organisation]:
    return user.organisations_with(P.PERSON_GIVE)


def peers() -> Any:
    """The roles of peer workers that count today."""
    rows = Membership.objects.active().filter(role__in=PEER_ROLES)
    return rows.select_related("user", "organisation").order_by("user__name", "pk")


def peers_led_by(user: User) -> QuerySet[Membership]:
    """The peer workers of the organisations that `user` leads."""
    found: QuerySet[Membership] = peers().visible_to(user).filter(organisation__in=led_by(user))
    return found


def not_ready(user: User) -> int:
    """How many of them nobody can be given to yet; a break is none of it."""
    led = [one.pk for one in led_by(user)]
    rows = PeerWorker.objects.filter(organisation__in=led)
    able = rows.ready() | rows.filter(on_break_since__isnull=False)
    is_able = able.filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
    return peers_led_by(user).filter(~Exists(is_able)).count()


def pairings_seen(peer: PeerWorker, user: User) -> list[Pairing]:
    """Whom a peer worker goes along with, as far as `user` may see them."""
    rows = Pairing.objects.visible_to(user).filter(peer=peer)
    return list(rows.holding(timezone.localdate()).for_list())


def rows_of(memberships: list[Membership]) -> list[PeerRow]:
    """Each with what is recorded of them, in two queries for all."""
    rows = PeerWorker.objects.filter(user__in=[one.user_id for one in memberships])
    peers: dict[tuple[UUID, UUID | None], PeerWorker] = {
        (peer.user_id, peer.organisation_id): peer
        for peer in rows.with_given(timezone.now()).for_list()
    }
    ready = set(rows.ready().values_list("user", "organisation"))
    keys = [(one, (one.user_id, one.organisation_id)) for one in memberships]
    return [PeerRow(one, peers.get(key), key in ready) for one, key in keys]


def peer_of(membership: Membership) -> PeerWorker | None:
    rows = PeerWorker.objects.filter(user=membership.user_id)
    return rows.filter(organisation=membership.organisation_id).first()


def supervisors_for(membership: Membership) -> QuerySet[User]:
    """Who works there and may read people's records, but they themselves."""
    held = Membership.objects.active().filter(organisation=membership.organisation_id)
    wide = held.exclude(role__in=PEER_ROLES).exclude(user=membership.user_id)
    return User.objects.filter(pk__in=wide.values("user"), is_active=True).order_by("name", "pk")


def wanting_somebody(user: User) -> Any:
    """The people whom nobody supports any more since somebody stopped, for those who lead."""
    stopped = Grant.objects.wanting_a_successor().values("person")
    rows = Person.objects.visible_to(user).living().filter(organisation__in=led_by(user))
    return rows.filter(pk__in=stopped, contact_stopped_at=None).for_list()


def peers_for(person: Person, *, is_late: bool) -> PeerWorkerQuerySet:
    """Who could go along with them; of a form sent too late, anybody of the organisation, so that
    the action says why not."""
    rows = PeerWorker.objects.filter(organisation=person.organisation_id)
    rows = rows.exclude(user__in=person.kept_from.values("pk"))
    now = timezone.now()
    return (rows.with_given(now) if is_late else rows.with_room(now)).for_list()


def introductions_of(person: Person, user: User) -> ReferralQuerySet:
    """The open ones that somebody could go along for."""
    rows = Referral.objects.visible_to(user).open().for_list()
    theirs = Q(person=person) | Q(received_person=person)
    return rows.filter(theirs, is_cut_off=False, sent_at__isnull=False).order_by("sent_at", "pk")


# --- On the page of a person and of an introduction -----------------------------------------------
def panel_of(person: Person, user: User) -> dict[str, Any]:
    """Who goes along with somebody."""
    today = timezone.localdate()
    may_give = user.may(P.PERSON_GIVE, person.organisation) and not person.is_stopped
    pairings = list(person.pairings.holding(today).for_list())
    return {
        "person": person,
        "pairings": pairings,
        "may_give": may_give and not person.is_restricted,
        "may_end": user.may(P.PERSON_GIVE, person.organisation),
        "may_note": {one.pk for one in pairings if may_note(one, user)},
        "user": user,
        "today": today,
        "referral": None,
    }


def on_introduction(referral: Referral, user: User, *, is_receiver: bool) -> dict[str, Any] | None:
    """The same on the page of an introduction: by the record that one's own side holds."""
    person = referral.received_person if is_receiver else referral.person
    rows = Person.objects.visible_to(user).filter(pk=person.pk if person else None)
    if person is None or referral.is_cut_off or not rows.exists():
        return None
    panel = panel_of(person, user)
    panel["may_give"] = panel["may_give"] and referral.is_open and referral.sent_at is not None
    return {**panel, "referral": referral}


def may_note(pairing: Pairing, user: User) -> bool:
    """Whoever goes along, and whoever works for their side."""
    where = pairing.person.organisation
    rights = (P.REFERRAL_SEND, P.REFERRAL_ANSWER)
    return pairing.peer.user_id == user.pk or any(user.may(right, where) for right in rights)


# --- For those who go along -----------------------------------------------------------------------
def own_pairings(user: User) -> PairingQuerySet:
    """Those in which `user` goes along, today or soon."""
    rows = Pairing.objects.visible_to(user).with_peer(user)
    return rows.holding(timezone.localdate()).for_list()


def coming_pairings(user: User) -> list[Pairing]:
    """Those whose first day is still to come: nobody is named before."""
    today = timezone.localdate()
    rows = Pairing.objects.with_peer(user).holding(today).filter(starts_on__gt=today)
    return list(rows.order_by("starts_on", "pk"))


def own_peers(user: User) -> list[PeerWorker]:
    """What is recorded of `user` where they are a peer worker."""
    return list(PeerWorker.objects.filter(user=user).for_list())


def is_peer(user: User) -> bool:
    return any(one.role in PEER_ROLES for one in user.active_memberships)


def is_on_break(user: User) -> bool:
    return PeerWorker.objects.filter(user=user, on_break_since__isnull=False).exists()


def own_panel(people: list[Person]) -> dict[str, Any]:
    """Who goes along, on the person's own page; without a name, which may put somebody at risk."""
    today = timezone.localdate()
    rows = Pairing.objects.holding(today).filter(person__in=[one.pk for one in people])
    return {"pairings": rows.select_related("person__organisation", "consent")}
