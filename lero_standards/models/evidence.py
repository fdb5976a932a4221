"""What shows that something is so, and what a LERO means to do."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lero_standards.wording import OPEN_PLANS, PlanStatus
from rosc.accounts.models import Organisation
from rosc.accounts.models.organisations import ScopedQuerySet
from rosc.models import Record


class EvidenceQuerySet(ScopedQuerySet):
    def at(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def past_review(self, today: date) -> Self:
        return self.filter(review_on__lt=today)


class Evidence(Record):
    """A link, a note, or a fact of the portal's own; good for any number of statements and years.

    Documents stay where the LERO keeps them. A fact stands as it was when it was taken.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="standards_evidence"
    )
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    dated_on = models.DateField("what day it is from")
    review_on = models.DateField("look at it again on", null=True, blank=True)
    statements = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    fact = models.CharField("which of the portal's facts", max_length=40, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-dated_on", "title", "pk"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_fact(self) -> bool:
        return bool(self.fact)


class PlannedActionQuerySet(ScopedQuerySet):
    def at(self, organisation: Organisation) -> Self:
        """What is still to be done first, the soonest on top."""
        is_over = models.Case(models.When(status__in=OPEN_PLANS, then=0), default=1)
        return self.filter(organisation=organisation).order_by(is_over, "due_on", "created_at")

    def open(self) -> Self:
        return self.filter(status__in=OPEN_PLANS)

    def due(self, today: date) -> Self:
        return self.open().filter(due_on__lte=today)


class PlannedAction(Record):
    """Something a LERO means to do about a statement, whose it is, and by when."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="standards_plan")
    statement = models.CharField(max_length=20)
    what = models.CharField(max_length=300)
    owner = models.CharField("who sees to it", max_length=120)
    due_on = models.DateField("by when")
    shows = models.CharField("what would show it", max_length=300, blank=True)
    status = models.CharField(
        max_length=20, choices=PlanStatus.choices, default=PlanStatus.TO_DO, db_index=True
    )

    objects = PlannedActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PlanStatus.values), name="plannedaction_status_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_PLANS
