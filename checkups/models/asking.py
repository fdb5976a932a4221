"""What comes from the person's own side: a form on their phone, a wish to be rung, and what is
urgent; and who has said that they can be rung."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from checkups.models.checkups import CheckUp
from checkups.models.choices import WantedCall
from checkups.models.plans import Plan
from rosc.accounts.models import Organisation, User
from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.people.models import Person

MOST_TRIES = 5  # at the second thing, for each link


class SelfCompletionQuerySet(models.QuerySet["SelfCompletion"]):
    def to_answer(self) -> Self:
        """Finished by the person; nobody has replied yet."""
        return self.filter(finished_at__isnull=False, replied_at=None)


class SelfCompletion(Record):
    """A check-up that somebody may begin on their phone. Never shown again through its link, and
    never counted as held."""

    checkup = models.ForeignKey(CheckUp, models.CASCADE, related_name="self_completions")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    raw = EncryptedText("answers", null=True, blank=True, help_text="JSON: question, answer.")
    saved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    reply_by = models.DateField("a human replies by", null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    objects = SelfCompletionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tries__lte=MOST_TRIES), name="self_completion_tries_bounded"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, reply_by=None)
                | Q(finished_at__isnull=False, reply_by__isnull=False),
                name="self_completion_is_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reply_by"],
                condition=Q(finished_at__isnull=False, replied_at=None),
                name="self_completion_to_answer",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class CallRequestQuerySet(models.QuerySet["CallRequest"]):
    def open(self) -> Self:
        return self.filter(done_at=None)


class CallRequest(Record):
    """Somebody wants to be rung, or told us something that wants an answer."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="call_requests")
    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="call_requests", null=True, blank=True
    )
    what = models.CharField(max_length=20, choices=WantedCall.choices)
    words = EncryptedText("what they added", null=True, blank=True)
    asked_at = models.DateTimeField()
    promised_on = models.DateField("what they were told", null=True, blank=True)
    promised_at = models.TimeField(null=True, blank=True)
    answer_by = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    objects = CallRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(done_at=None), name="call_request_open")
        ]

    def __str__(self) -> str:
        return str(self.id)


class OnCallQuerySet(models.QuerySet["OnCall"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisation_ids)

    def at(self, organisation: Organisation, now: datetime) -> Self:
        """Who can be rung there at this moment."""
        return self.filter(
            organisation=organisation,
            starts_at__lte=now,
            ends_at__gt=now,
            called_off_at=None,
            user__is_active=True,
        )

    def from_now(self, organisation: Organisation, now: datetime) -> Self:
        rows = self.filter(organisation=organisation, ends_at__gt=now, called_off_at=None)
        return rows.filter(user__is_active=True).order_by("starts_at", "pk")


class OnCall(Record):
    """A stretch of time for which somebody has put themselves down to be rung."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="on_call")
    user = models.ForeignKey(User, models.PROTECT, related_name="on_call")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = OnCallQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name_plural = "on call"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="on_call_ends"
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "starts_at"],
                condition=Q(called_off_at=None),
                name="on_call_there",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class UrgentFlagQuerySet(models.QuerySet["UrgentFlag"]):
    def unopened(self) -> Self:
        return self.filter(opened_at=None)

    def to_climb(self, now: datetime) -> Self:
        """Those nobody opened in time: the next in the chain is told."""
        return self.unopened().filter(climbs_at__lte=now)


class UrgentFlag(Record):
    """An answer that cannot wait. It climbs until somebody has opened it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="urgent_flags")
    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="urgent_flags", null=True, blank=True
    )
    checkup = models.ForeignKey(
        CheckUp, models.CASCADE, related_name="urgent_flags", null=True, blank=True
    )
    why = ArrayField(models.CharField(max_length=20), default=list)
    raised_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField("how far it has climbed", default=0)
    climbs_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    objects = UrgentFlagQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "pk"]
        indexes = [
            models.Index(
                fields=["climbs_at"], condition=Q(opened_at=None), name="urgent_flag_to_climb"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
