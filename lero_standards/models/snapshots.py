"""How everything stood on a day: locked. Triggers refuse to change or delete it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models.fields.json import KT

from rosc.accounts.models import Organisation, User
from rosc.accounts.models.organisations import ScopedQuerySet
from rosc.models import Record


class SnapshotQuerySet(ScopedQuerySet):
    def of(self, organisation: Organisation) -> Self:
        """The latest first."""
        rows = self.filter(organisation=organisation).select_related("taken_by", "organisation")
        return rows.order_by("-taken_on", "-created_at")

    def for_list(self) -> Self:
        """Without what is in them, but for the name of whom they were taken by."""
        return self.defer("content").annotate(kept_by=KT("content__taken_by"))

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

    @property
    def lero_name(self) -> str:
        """What the LERO was called that day; one from before names were kept says today's."""
        return str(self.content.get("organisation") or self.organisation.name)

    @property
    def taken_by_name(self) -> str:
        """Who took it, as they were called that day; nothing where nobody did."""
        live = self.taken_by.name if self.taken_by else ""
        return str(self.content.get("taken_by", live))
