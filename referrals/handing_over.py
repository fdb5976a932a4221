"""A service closes: who is still introduced to it, who could take over, and what each one says."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from directory.models import Service
from directory.models.choices import Capacity, ServiceStatus
from directory.search.around import Away, alike_near, how_far
from referrals import rows as listing
from referrals.models import HandOver, Referral, Status
from referrals.workflow import OPEN
from rosc.access import Permission
from rosc.accounts.models import OrganisationStatus, User
from rosc.people.models import Detail, Person
from rosc.ui.templatetags.ui import miles

MOST_PROPOSED = 8
MOST_READ = 200
UNDER_WAY = tuple(status for status in OPEN if status != Status.DRAFT)


# --- Who is introduced to it ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who is introduced to a service that closes, and what has been proposed."""

    referral: Referral
    called: str
    last: HandOver | None

    @property
    def since(self) -> str:
        return (
            f"{timezone.localdate(self.referral.sent_at):%-d %B}" if self.referral.sent_at else ""
        )

    @property
    def is_asked(self) -> bool:
        return self.last is not None and not self.last.said

    @property
    def words(self) -> str:
        if self.last is None:
            return "Not asked yet"
        where = self.last.successor.name
        if self.last.said:
            return f"They would rather not go to {where}"
        return f"Asked on {self.last.asked_on:%-d %B} about {where}"


def rows_of(service: Service, user: User) -> list[Row]:
    """All of them that the reader may see, the oldest first. In two queries."""
    found = under_way(service, user)
    last = {one.referral_id: one for one in _proposals(found)}
    names = listing.rows_of(found, user, timezone.localdate())
    return [Row(one.referral, one.called, last.get(one.referral.pk)) for one in names]


def named_in(rows: Iterable[Row]) -> list[Person]:
    """Whose names the list shows."""
    found = []
    for row in rows:
        person = row.referral.received_person
        if person is not None and row.called != "Somebody":
            found.append(person)
    return found


def under_way(service: Service, user: User) -> list[Referral]:
    rows = (
        Referral.objects.visible_to(user)
        .for_list()
        .filter(service=service, receiver=service.organisation_id, status__in=UNDER_WAY)
    )
    return list(rows.select_related("person__organisation").order_by("sent_at", "pk"))


def _proposals(referrals: Iterable[Referral]) -> list[HandOver]:
    """Of each, the last one last."""
    rows = HandOver.objects.filter(referral__in=[one.pk for one in referrals])
    return list(rows.select_related("successor").order_by("created_at", "pk"))


def is_closed(service: Service) -> bool:
    """Whether it is there no more, by its entry or by its organisation."""
    is_over = service.status == ServiceStatus.CLOSED
    return is_over or service.organisation.status == OrganisationStatus.CLOSED


def left_at_closed(user: User) -> Any:
    """Those under way to what is there no more, about which nobody has been asked yet; for who
    hands them over, and where a whole organisation has closed, for who introduced them."""
    leads = [one.pk for one in user.organisations_with(Permission.REFERRAL_HAND_OVER)]
    sends = [one.pk for one in user.organisations_with(Permission.REFERRAL_SEND)]
    mine = Q(service__status=ServiceStatus.CLOSED, receiver__in=leads)
    mine |= Q(receiver__status=OrganisationStatus.CLOSED, held_by__in=sends)
    rows = Referral.objects.visible_to(user).filter(mine, status__in=UNDER_WAY)
    return rows.exclude(Exists(HandOver.objects.filter(referral=OuterRef("pk"), said="")))


def pending_of(referral: Referral) -> HandOver | None:
    """What the person has not answered yet."""
    rows = HandOver.objects.unanswered().filter(referral=referral)
    return rows.select_related("successor__organisation").first()


# --- Who could take over --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Successor:
    """A service that may take over, and how far it is, where that may be told."""

    service: Service
    away: Away | None

    @property
    def label(self) -> str:
        """What it is called, whose it is, and how far from the one that closes."""
        name = f"{self.service.name}, {self.service.organisation.name}"
        if self.away is None or not self.away.may_be_told:
            return name
        return f"{name}, {miles(self.away.metres)} away"


def successors_of(service: Service, words: str = "") -> list[Successor]:
    """Services that offer the same, near, and take people: most of the same first, then the
    nearest. With `words`, those of that name instead."""
    takes = Service.objects.taking_introductions().exclude(pk=service.pk)
    if words:
        named = list(takes.called(words)[:MOST_PROPOSED])
        far = how_far(service, named)
        return [Successor(one, far.get(one.pk)) for one in named]
    kinds = set(service.kinds.values_list("pk", flat=True))
    near = alike_near(service, MOST_READ)
    there = Q(areas__in=service.areas.values("pk")) | Q(is_national=True)
    rows = takes.filter(kinds__in=kinds).exclude(capacity=Capacity.FULL)
    rows = rows.distinct().prefetch_related("kinds")
    found = {one.pk: one for one in rows.filter(pk__in=near)}
    found |= {one.pk: one for one in rows.filter(there)[:MOST_READ]}

    def rank(one: Successor) -> tuple[int, float, str]:
        shared = len(kinds & {kind.pk for kind in one.service.kinds.all()})
        return -shared, one.away.metres if one.away else inf, one.service.name

    return sorted((Successor(one, near.get(key)) for key, one in found.items()), key=rank)[
        :MOST_PROPOSED
    ]


# --- What they say --------------------------------------------------------------------------------
def to_ask_about(user: User) -> Any:
    """What the sending side still asks people about; those nobody has said yes to are asked by
    nobody there."""
    rows = HandOver.objects.to_ring_about(user)
    return rows.exclude(referral__person__is_hidden=True)


def asked_of(people: list[Person]) -> Any:
    """What the person on their own page has not answered yet."""
    keys = [one.pk for one in people]
    mine = Q(referral__person__in=keys) | Q(referral__received_person__in=keys)
    return HandOver.objects.unanswered().for_pages().filter(mine, referral__is_cut_off=False)


def details_of(referral: Referral) -> list[str]:
    """What the new place would be told, in the words of what was agreed before."""
    agreed = referral.consent.details if referral.consent else []
    return [str(Detail(one).label) for one in agreed if one != Detail.OFFENCES]


def said_of(draft: Referral) -> HandOver | None:
    """The proposal that this draft came from: what the person has said to it already."""
    return HandOver.objects.filter(draft=draft).first()


@dataclass(frozen=True, slots=True)
class Closing:
    """What the page of an introduction says where its place closes, or has."""

    pending: HandOver | None
    may_hand_over: bool
    may_answer: bool


def closing_of(referral: Referral, user: User) -> Closing | None:
    """None where all goes on as it did."""
    if referral.status not in UNDER_WAY:
        return None
    pending = pending_of(referral)
    if pending is None and not is_gone(referral):
        return None
    sends = user.may(Permission.REFERRAL_SEND, referral.held_by)
    return Closing(
        pending=pending,
        may_hand_over=user.may(Permission.REFERRAL_HAND_OVER, referral.receiver),
        may_answer=bool(pending and pending.referral.has_worker and sends),
    )


def is_gone(referral: Referral) -> bool:
    """Whether its place is there no more, by its entry or by its organisation."""
    is_over = referral.service.status == ServiceStatus.CLOSED
    return is_over or referral.receiver.status == OrganisationStatus.CLOSED
