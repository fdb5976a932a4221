"""Who was let into one person's record, beyond what their role opens."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from rosc.accounts.models import User
from rosc.models import Record
from rosc.people.models.people import Person


class GrantReason(models.TextChoices):
    GIVEN = "given", "Given to them to support"
    HOLDS = "holds", "Keeps a colleague's record"
    GLASS = "glass", "Broke the glass"


class GrantQuerySet(models.QuerySet["Grant"]):
    def standing(self, now: datetime) -> Self:
        """Begun, and neither run out nor ended."""
        return self.filter(Q(until=None) | Q(until__gt=now), starts_at__lte=now, ended_at=None)

    def behind_glass(self) -> Self:
        return self.filter(reason=GrantReason.GLASS)

    def given(self) -> Self:
        """Those that go with working with the person."""
        return self.exclude(reason=GrantReason.GLASS)


class Grant(Record):
    """One user may open one person's record, for a reason and a time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    reason = models.CharField(max_length=10, choices=GrantReason.choices)
    starts_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What whoever broke the glass said; the owning organisation reads it.
    why = models.TextField(blank=True)
    looked_over_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=GrantReason.GLASS) | (~Q(why="") & Q(until__isnull=False)),
                name="grant_glass_has_reason",
            ),
            models.UniqueConstraint(
                fields=["person", "user", "reason"],
                condition=Q(ended_at=None) & ~Q(reason=GrantReason.GLASS),
                name="grant_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
