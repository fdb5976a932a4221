"""How everything stood on a day: locked. Triggers refuse to change or delete it."""

from datetime import date
from typing import Self

from django.db import models

from rosc.accounts.models import Organisation, User
from rosc.accounts.models.organisations import ScopedQuerySet
from rosc.models import Record


class SnapshotQuerySet(ScopedQuerySet):
    def of(self, organisation: Organisation) -> Self:
        """The latest first."""
        rows = self.filter(organisation=organisation).select_related("taken_by", "organisation")
        return rows.order_by("-taken_on", "-created_at")

    def shown_by_badge(self, organisation: Organisation) -> date | None:
        """The day of the latest of a LERO that says on its entry that it has reviewed itself."""
        rows = self.filter(
            organisation=organisation, organisation__standards_assessment__has_badge=True
        )
        found: date | None = rows.aggregate(last=models.Max("taken_on"))["last"]
        return found

    def latest_by(self, organisations: list, day: date) -> Self:
        """The last of each of these that was taken up to a day."""
        rows = self.filter(organisation__in=organisations, taken_on__lte=day)
        return rows.order_by("organisation", "-taken_on", "-created_at").distinct("organisation")


class Snapshot(Record):
    """`content` is what `lero_standards.content` made of answers, evidence and plan that day."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="standards_snapshots"
    )
    taken_on = models.DateField()
    label = models.CharField(max_length=80, blank=True)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    content = models.JSONField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-taken_on"], name="snapshot_by_day")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        """What it is called: its day, and its own name if it has one."""
        day = f"{self.taken_on.day} {self.taken_on:%B %Y}"
        return f"{day} ({self.label})" if self.label else day
