"""What was tried and what came of it: facts beside the status, which move nothing by themselves."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from referrals.models.referral import Referral
from referrals.workflow import Side
from rosc.models import Record
from rosc.people.models import RouteKind


class Reached(models.TextChoices):
    REACHED = "reached", "We spoke or met"
    LEFT_WORD = "left-word", "We left word, as they said we may"
    NO_ANSWER = "no-answer", "We could not reach you"
    NOT_SAFE = "not-safe", "It was not safe to try"


class Support(models.TextChoices):
    """The kind of support given at a contact, by the field names of a treatment return."""

    PEER_SUPPORT = "peer-support", "Peer support"
    MUTUAL_AID = "mutual-aid", "Help getting to mutual aid"
    FAMILY = "family", "Family support"
    PARENTING = "parenting", "Parenting support"
    HOUSING = "housing", "Housing support"
    EMPLOYMENT = "employment", "Help with work"
    EDUCATION = "education", "Education and training"
    SUPPORTED_WORK = "supported-work", "Supported work projects"
    CHECK_UP = "check-up", "Recovery check-up"
    RELAPSE_PREVENTION = "relapse-prevention", "Keeping recovery going"
    COMPLEMENTARY = "complementary", "Complementary therapies"
    MENTAL_HEALTH = "mental-health", "Mental health, in recovery"
    SMOKING = "smoking", "Stopping smoking"
    OTHER = "other", "Other recovery support"


class ContactAttempt(Record):
    """One try to reach the person, or one time it worked."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="attempts")
    side = models.CharField(max_length=10, choices=Side.choices)
    at = models.DateTimeField()
    route = models.CharField(max_length=10, choices=RouteKind.choices, blank=True)
    is_in_person = models.BooleanField(default=False)
    result = models.CharField(max_length=10, choices=Reached.choices)
    is_together = models.BooleanField("somebody went along", default=False)
    support = ArrayField(
        models.CharField(max_length=20, choices=Support.choices), default=list, blank=True
    )
    by_kind = models.CharField(max_length=20)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return str(self.id)


class Question(models.TextChoices):
    MET = "met", "Did you meet?"
    GOT_HELP = "got-help", "Did you get help?"


class Confirmation(Record):
    """What one side says. A later one of the same side stands for it; nobody's is overwritten."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="confirmations")
    question = models.CharField(max_length=10, choices=Question.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    is_yes = models.BooleanField()
    happened_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=20)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=[Side.SENDER, Side.RECEIVER, Side.PERSON]),
                name="confirmation_by_a_side",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
