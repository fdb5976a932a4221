"""How somebody rates what they have to build on, and scores that were taken elsewhere."""

from django.db import models
from django.db.models import Q

from checkups.models.checkups import CheckUp
from checkups.models.choices import Resource
from checkups.models.plans import Plan
from rosc.encryption import EncryptedText
from rosc.models import Record


class StrengthsCheck(Record):
    """One day on which somebody rated their strengths. Not a validated scale: no sum, no cut-off,
    and nothing is given or refused by it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="strengths")
    checkup = models.OneToOneField(
        CheckUp, models.SET_NULL, related_name="strengths", null=True, blank=True
    )
    on = models.DateField()
    by_kind = models.CharField(max_length=20)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["on", "created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "on"], name="strengths_once_a_day")]

    def __str__(self) -> str:
        return str(self.id)


class Rating(Record):
    check_of = models.ForeignKey(StrengthsCheck, models.CASCADE, related_name="ratings")
    resource = models.CharField(max_length=20, choices=Resource.choices)
    score = models.PositiveSmallIntegerField("0 to 10")
    moves_up = EncryptedText("what would move it up one", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "resource"], name="rating_once"),
            models.CheckConstraint(condition=Q(score__lte=10), name="rating_0_to_10"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class OutsideScore(Record):
    """The total of a measure that somebody else holds the licence of: none of its words."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="outside_scores")
    name = models.CharField("name of the measure", max_length=120)
    on = models.DateField()
    total = models.DecimalField(max_digits=7, decimal_places=2)
    by_kind = models.CharField(max_length=20)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["name", "on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name", "on"], name="outside_score_once")
        ]

    def __str__(self) -> str:
        return str(self.id)
