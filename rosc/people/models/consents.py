"""What a person agreed to, in which words, and until when."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rosc.accounts.models import Organisation
from rosc.models import Record
from rosc.people.models.people import Person


class Purpose(models.TextChoices):
    """One purpose a row; none hides in another (ICO: consent is separate for each)."""

    INTRODUCE = "introduce", "Introduce me to this group or service"
    OUTCOME = "outcome", "Tell who introduced me how it went"
    OFFENCES = "offences", "Share what concerns convictions, prison or probation"
    TRUSTED = "trusted", "Ask somebody I trust to tell me to ring"
    BUDDY = "buddy", "Have somebody go along with me"
    CIRCLE = "circle", "Let this person support me together with others"
    CHECK_UP = "check-up", "Keep in touch with me afterwards"
    RETURN = "return", "Let my treatment service count this in its return"
    PASS_ON = "pass-on", "Pass it on if nobody answers"


class Detail(models.TextChoices):
    """What may be told; a consent names each."""

    NAME = "name", "What I like to be called"
    FULL_NAME = "full-name", "My full name"
    BIRTH = "birth", "My date of birth"
    CONTACT = "contact", "How to reach me safely"
    ADDRESS = "address", "Where I live"
    NEED = "need", "What I would like help with"
    NEEDS = "needs", "What helps me take part"
    SAFETY = "safety", "What keeps me and others safe"
    HEALTH = "health", "My health and medicine"
    USE = "use", "What I use or drink"
    HOME = "home", "My home, work and family"
    OFFENCES = "offences", "Convictions, prison or probation"
    NOTES = "notes", "What we wrote together"


class ConsentMethod(models.TextChoices):
    TOGETHER = "together", "Said face to face, reading the screen together"
    PHONE = "phone", "Said on the phone"
    PAPER = "paper", "Signed on paper"
    OWN_LINK = "own-link", "Ticked by themselves, by their own link"


# What a worker can say of it; somebody's own link has a page of its own.
HEARD_BY_A_WORKER = [
    (method.value, method.label) for method in ConsentMethod if method != ConsentMethod.OWN_LINK
]


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self, today: date) -> Self:
        """Begun, and neither withdrawn nor run out."""
        return self.filter(
            Q(until=None) | Q(until__gte=today), starts_on__lte=today, withdrawn_at=None
        )

    def not_withdrawn(self) -> Self:
        return self.filter(withdrawn_at=None)

    def not_in_circle(self) -> Self:
        """Without those that stand beside somebody in the circle of support, where each has a
        name."""
        return self.filter(circle_entry=None)

    def without_offences(self) -> Self:
        """For whoever may not know about convictions, not even that something was agreed."""
        return self.exclude(purpose=Purpose.OFFENCES).exclude(details__contains=[Detail.OFFENCES])


class Consent(Record):
    """One agreement. Nothing in it is changed afterwards but that it was withdrawn, once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="consents", null=True, blank=True
    )
    details = ArrayField(models.CharField(max_length=20, choices=Detail.choices), default=list)
    wording_version = models.CharField(max_length=20)
    method = models.CharField(max_length=20, choices=ConsentMethod.choices)
    taken_by_kind = models.CharField(max_length=20)
    taken_by_id = models.UUIDField(null=True)
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_kind = models.CharField(max_length=20, blank=True)
    withdrawn_by_id = models.UUIDField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.INTRODUCE) | Q(recipient__isnull=False),
                name="consent_introduce_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(details__contained_by=Detail.values), name="consent_details_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def stands(self, today: date) -> bool:
        """Whether it can be relied on today."""
        return (
            self.withdrawn_at is None
            and self.starts_on <= today
            and (self.until is None or today <= self.until)
        )

    @property
    def detail_labels(self) -> list[str]:
        return [str(Detail(one).label) for one in self.details]
