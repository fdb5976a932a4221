"""Going with somebody: peer workers, what was recorded before they start, and whom they go with."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from referrals.models.referral import Referral
from rosc.accounts.models import Organisation, User
from rosc.models import Record
from rosc.people.models import Consent, Grant, Person


class PeerWorkerQuerySet(models.QuerySet["PeerWorker"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisation_ids)

    def ready(self) -> Self:
        """Those with all that is recorded before anybody is given to them, and not on a break."""
        return self.filter(
            supervisor__isnull=False,
            confidentiality_on__isnull=False,
            boundaries_on__isnull=False,
            safeguarding_on__isnull=False,
            on_break_since=None,
            user__is_active=True,
        )


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
    def standing(self, today: date) -> Self:
        return self.filter(Q(until=None) | Q(until__gte=today), starts_on__lte=today, ended_on=None)


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
    ended_on = models.DateField(null=True, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return str(self.id)
