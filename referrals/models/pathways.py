"""Agreed ways between organisations."""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from directory.models import Audience, Service
from referrals.models.choices import ReferralType
from referrals.workflow import Side
from rosc.accounts.models import Organisation, User
from rosc.models import Record


class AgreedPathwayQuerySet(models.QuerySet["AgreedPathway"]):
    def visible_to(self, user: User) -> Self:
        """Those one's organisations are part of."""
        own: Any = user.organisation_ids
        return self.filter(Q(sender__in=own) | Q(receiver__in=own))

    def open(self) -> Self:
        """Neither side has ended it, whether or not both have agreed."""
        return self.filter(ended_on=None)

    def standing(self) -> Self:
        """Agreed by both sides, and still so."""
        agreed = {"agreed_by_sender_at__isnull": False, "agreed_by_receiver_at__isnull": False}
        return self.open().filter(**agreed)

    def waiting_for(self, organisations: Collection[Any]) -> Self:
        """Those that wait for one of these organisations to agree."""
        to_send = Q(sender__in=organisations, agreed_by_sender_at=None)
        to_receive = Q(receiver__in=organisations, agreed_by_receiver_at=None)
        return self.open().filter(to_send | to_receive)

    def due_at(self, organisations: Collection[Any], today: date) -> Self:
        """Agreed ones of these organisations that the two should look at again."""
        own = Q(sender__in=organisations) | Q(receiver__in=organisations)
        return self.standing().filter(own, review_on__lte=today)

    def for_pages(self) -> Self:
        """With all that a list or a page shows."""
        return self.select_related("sender", "receiver").prefetch_related("services", "audiences")


class AgreedPathway(Record):
    """Two organisations agreed how people come from one to the other."""

    sender = models.ForeignKey(Organisation, models.CASCADE, related_name="pathways_out")
    receiver = models.ForeignKey(Organisation, models.CASCADE, related_name="pathways_in")
    services = models.ManyToManyField(Service, related_name="pathways", blank=True)
    audiences = models.ManyToManyField(Audience, related_name="+", blank=True)
    for_whom = models.CharField("for whom", max_length=300, blank=True)
    type = models.CharField(
        "usual kind of introduction",
        max_length=20,
        choices=ReferralType.choices,
        blank=True,
        default="",
        db_default="",
    )
    needs = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text="Usual kinds of help."
    )
    answer_days = models.PositiveSmallIntegerField("answered within, working days", default=2)
    contact = models.CharField("who to ring", max_length=200, blank=True)
    review_on = models.DateField()
    agreed_by_sender_at = models.DateTimeField(null=True, blank=True)
    agreed_by_receiver_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = AgreedPathwayQuerySet.as_manager()

    class Meta:
        ordering = ["receiver__name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="pathway_between_two"),
            models.UniqueConstraint(
                fields=["sender", "receiver"],
                condition=Q(ended_on=None),
                name="pathway_once",
                violation_error_message="There is a pathway between these two already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("referrals:pathway", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        """Whether both sides have agreed to it as it is, and none has ended it."""
        is_agreed = self.agreed_by_sender_at and self.agreed_by_receiver_at
        return bool(is_agreed) and self.ended_on is None

    def waits_for(self) -> str:
        """The side that is still to agree; nobody where none is, or it has ended."""
        if self.ended_on or self.is_standing:
            return Side.NOBODY
        return Side.RECEIVER if self.agreed_by_sender_at else Side.SENDER

    def is_due(self, today: date) -> bool:
        """Whether the two should look at it again."""
        return self.is_standing and self.review_on <= today
