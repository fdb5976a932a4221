"""A service closes: somebody else is proposed to each person who is introduced to it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from directory.models import Service
from referrals.models.referral import Referral
from referrals.workflow import OPEN, Status
from rosc.access import Permission
from rosc.accounts.models import User
from rosc.models import Record
from rosc.people.models import ConsentMethod


class Said(models.TextChoices):
    """What the person says to it. Nothing said moves nothing."""

    YES = "yes", "Yes"
    NO = "no", "No, not there"


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: User) -> Self:
        """Of introductions that the reader may see."""
        return self.filter(referral__in=Referral.objects.visible_to(user).values("pk"))

    def going_on(self) -> Self:
        """Of introductions that are still open."""
        return self.filter(referral__status__in=[s for s in OPEN if s != Status.DRAFT])

    def unanswered(self) -> Self:
        return self.going_on().filter(said="")

    def to_ring_about(self, user: User) -> Self:
        """Those that the sending side asks about: the reader may see each of them."""
        own = [one.pk for one in user.organisations_with(Permission.REFERRAL_SEND)]
        return self.unanswered().visible_to(user).filter(referral__held_by__in=own)

    def for_pages(self) -> Self:
        """With all that a list or a page shows."""
        return self.select_related(
            *("referral__person__organisation", "referral__held_by", "referral__receiver"),
            *("referral__service", "referral__received_person", "successor__organisation"),
        )


class HandOver(Record):
    """One proposal to one person: to go on somewhere else, because the service closes."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="hand_overs")
    successor = models.ForeignKey(Service, models.CASCADE, related_name="+")
    asked_on = models.DateField()
    ring_by = models.DateField("who introduced them rings by")
    reminded_on = models.DateField(null=True, blank=True)
    said = models.CharField(max_length=10, choices=Said.choices, blank=True, default="")
    said_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=20, choices=ConsentMethod.choices, blank=True, default="")
    draft = models.OneToOneField(
        Referral, models.SET_NULL, related_name="came_from", null=True, blank=True
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["ring_by", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(said=""), name="hand_over_one_question"
            ),
            models.CheckConstraint(
                condition=Q(said="", said_at=None)
                | (Q(said__in=Said.values) & Q(said_at__isnull=False) & ~Q(method="")),
                name="hand_over_said_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_late(self, today: date) -> bool:
        return self.said == "" and self.ring_by < today
