"""Agreed ways between organisations."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from directory.models import Audience, Service
from rosc.accounts.models import Organisation, User
from rosc.models import Record


class AgreedPathwayQuerySet(models.QuerySet["AgreedPathway"]):
    def visible_to(self, user: User) -> Self:
        """Those one's organisations are part of."""
        own: Any = user.organisation_ids
        return self.filter(Q(sender__in=own) | Q(receiver__in=own))

    def standing(self) -> Self:
        return self.filter(ended_on=None)


class AgreedPathway(Record):
    """Two organisations agreed how people come from one to the other."""

    sender = models.ForeignKey(Organisation, models.CASCADE, related_name="pathways_out")
    receiver = models.ForeignKey(Organisation, models.CASCADE, related_name="pathways_in")
    services = models.ManyToManyField(Service, related_name="pathways", blank=True)
    audiences = models.ManyToManyField(Audience, related_name="+", blank=True)
    for_whom = models.CharField("for whom", max_length=300, blank=True)
    answer_days = models.PositiveSmallIntegerField("answered within, working days", default=2)
    contact = models.CharField("who to ring", max_length=200, blank=True)
    review_on = models.DateField()
    agreed_by_receiver_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = AgreedPathwayQuerySet.as_manager()

    class Meta:
        ordering = ["receiver__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sender=models.F("receiver")), name="pathway_between_two"
            ),
            models.UniqueConstraint(
                fields=["sender", "receiver"],
                condition=Q(ended_on=None),
                name="pathway_once",
                violation_error_message="There is a pathway between these two already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_due(self, today: date) -> bool:
        """Whether the two should look at it again."""
        return self.ended_on is None and self.review_on <= today
