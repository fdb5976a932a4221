"""Going with somebody: peer workers, what was recorded before they start, and whom they go with."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from referrals.models.referral import Referral
from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.models import Record
from rosc.people.models import Consent, Grant, Person

# Roles in which somebody sees only whoever was given to them.
PEER_ROLES = [
    role.slug
    for role in ROLES.values()
    if Permission.PERSON_READ in role.permissions
    and Permission.PERSON_READ_ALL not in role.permissions
]


class PeerWorkerQuerySet(models.QuerySet["PeerWorker"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisation_ids)

    def working(self) -> Self:
        """Those who are peer workers there today."""
        return self.filter(Exists(_role()), user__is_active=True)

    def gone(self) -> Self:
        """Those whose role or account has ended."""
        return self.filter(~Exists(_role()) | Q(user__is_active=False))

    def ready(self) -> Self:
        """Those with all that is recorded before anybody is given to them, a supervisor who works
        there today included, and not on a break."""
        return self.working().filter(
            Exists(_role("supervisor", roles=None)),
            supervisor__is_active=True,
            confidentiality_on__isnull=False,
            boundaries_on__isnull=False,
            safeguarding_on__isnull=False,
            on_break_since=None,
        )

    def with_given(self, now: datetime) -> Self:
        """With `given`: how many people each has, those to come included."""
        held = Grant.objects.to_support().holding(now).filter(person__died_on=None)
        own = held.filter(user=OuterRef("user"), person__organisation=OuterRef("organisation"))
        counted = own.order_by().values("user").annotate(n=Count("person", distinct=True))
        return self.annotate(given=Coalesce(Subquery(counted.values("n")), 0))

    def with_room(self, now: datetime) -> Self:
        """Those who may be given one more."""
        return self.ready().with_given(now).filter(given__lt=F("most_people"))

    def with_somebody(self, now: datetime) -> Self:
        """Those who have anybody."""
        return self.with_given(now).filter(given__gt=0)

    def for_list(self) -> Self:
        return self.select_related("user", "organisation", "supervisor").order_by(
            "user__name", "pk"
        )


def _role(who: str = "user", roles: list[str] | None = PEER_ROLES) -> Any:
    """The role that counts today of somebody named in a row, in its organisation."""
    rows = Membership.objects.active().filter(organisation=OuterRef("organisation"))
    rows = rows.filter(user=OuterRef(who))
    return rows if roles is None else rows.filter(role__in=roles)


class PeerWorker(Record):
    """Somebody with lived experience who supports others, at one organisation."""

    user = models.ForeignKey(User, models.PROTECT, related_name="peer_work")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="peer_workers")
    hours = models.CharField("when they are there", max_length=200, blank=True)
    most_people = models.PositiveSmallIntegerField("most people at once", default=3)
    supervisor = models.ForeignKey(
        User, models.PROTECT, related_name="supervises", null=True, blank=True
    )
    confidentiality_on = models.DateField("signed confidentiality", null=True, blank=True)
    boundaries_on = models.DateField("trained in boundaries", null=True, blank=True)
    safeguarding_on = models.DateField("trained in safeguarding", null=True, blank=True)
    on_break_since = models.DateField(null=True, blank=True)

    objects = PeerWorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="peer_worker_once"),
            models.CheckConstraint(
                condition=Q(supervisor=None) | ~Q(supervisor=models.F("user")),
                name="peer_worker_not_own_supervisor",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def missing(self) -> list[str]:
        """What is to be recorded before anybody may be given to them."""
        return [
            words
            for value, words in (
                (self.supervisor_id, "who supervises them"),
                (self.confidentiality_on, "the day they signed confidentiality"),
                (self.boundaries_on, "their training in boundaries"),
                (self.safeguarding_on, "their training in safeguarding"),
            )
            if not value
        ]


class PairingQuerySet(models.QuerySet["Pairing"]):
    def visible_to(self, user: User) -> Self:
        """Those of people whom `user` may see."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def standing(self, today: date) -> Self:
        return self.holding(today).filter(starts_on__lte=today)

    def holding(self, today: date) -> Self:
        """Begun or still to come, and neither run out nor ended."""
        is_on = Q(until=None) | Q(until__gte=today)
        return self.filter(is_on, ended_on=None, grant__ended_at=None)

    def run_out(self, today: date) -> Self:
        """Over by their date, or by what was done to the grant, and not marked so yet."""
        return self.filter(Q(until__lt=today) | Q(grant__ended_at__isnull=False), ended_on=None)

    def with_peer(self, user: User) -> Self:
        """Those in which `user` is the one who goes along."""
        return self.filter(peer__user=user)

    def for_list(self) -> Self:
        return self.select_related(
            *("person__organisation", "peer__user", "peer__organisation", "consent", "grant"),
            *("referral__service", "referral__receiver", "referral__held_by"),
            "referral__received_person",
        ).order_by("starts_on", "pk")


class Pairing(Record):
    """A buddy: one peer worker goes along with one person, for a purpose, with their consent."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="pairings")
    peer = models.ForeignKey(PeerWorker, models.PROTECT, related_name="pairings")
    referral = models.ForeignKey(
        Referral, models.CASCADE, related_name="pairings", null=True, blank=True
    )
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")
    grant = models.OneToOneField(Grant, models.SET_NULL, null=True, related_name="+")
    purpose = models.CharField(max_length=200)
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    met_on = models.DateField("first met together", null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "peer"], condition=Q(ended_on=None), name="pairing_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
