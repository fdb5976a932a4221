"""What people tell us without an account: that something is wrong, or anything else."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from directory.models.service import Service
from directory.workflow import OPEN_REPORTS, REPORT_TRANSITIONS, ReportStatus
from rosc.access import PORTAL, Permission
from rosc.accounts.models import Organisation, User
from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.workflow import TransitionRecord


class Topic(models.TextChoices):
    """What a report is about; the first ones of an entry, the others of the site."""

    CONTACT_DETAILS = "contact-details", "The phone number, e-mail or website"
    TIMES = "times", "The days or times"
    PLACE = "place", "The place, or how to get there"
    CLOSED = "closed", "It has closed or moved"
    WORDS = "words", "The words: they are wrong or unkind"
    QUESTION = "question", "A question"
    MISSING = "missing", "Something that should be here and is not"
    HARD_TO_USE = "hard-to-use", "Something that is hard to use"
    PRIVACY = "privacy", "How we look after what people tell us"
    OTHER = "other", "Something else"


TOPICS_OF_AN_ENTRY = (Topic.CONTACT_DETAILS, Topic.TIMES, Topic.PLACE, Topic.CLOSED, Topic.WORDS)
TOPICS_OF_THE_SITE = (Topic.QUESTION, Topic.MISSING, Topic.HARD_TO_USE, Topic.PRIVACY)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> "ReportQuerySet":
        """An administrator's are all; anybody else's are those on their own organisations that
        they were not kept from."""
        if user.is_administrator:
            return self
        return self.filter(organisation__in=user.organisation_ids, is_kept_from_them=False)

    def answerable_by(self, user: User) -> "ReportQuerySet":
        """Without those on organisations in which `user` has a role that may not answer them."""
        if user.is_administrator:
            return self
        may = {one.pk for one in user.organisations_with(Permission.REPORT_ANSWER)}
        return self.exclude(organisation__in=set(user.organisation_ids) - may)

    def open(self) -> "ReportQuerySet":
        return self.filter(status__in=OPEN_REPORTS)

    def without_text(self) -> "ReportQuerySet":
        """For lists: what was said stays in the database."""
        return self.defer("text", "email", "answer")

    def for_list(self) -> "ReportQuerySet":
        """What waits comes first, the oldest before the others."""
        is_open = models.Case(models.When(status__in=OPEN_REPORTS, then=0), default=1)
        return (
            self.without_text()
            .select_related("service", "organisation")
            .order_by(is_open, "created_at", "pk")
        )


class Report(Record):
    """What somebody told us. Nothing says who; an address is kept, sealed, only until they have
    been told what came of it, and shown to nobody."""

    TRANSITIONS = REPORT_TRANSITIONS

    topic = models.CharField(max_length=20, choices=Topic.choices)
    # What it is on: a service, an organisation, or a page of the site (its path, no query).
    service = models.ForeignKey(
        Service, models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    page = models.CharField(max_length=200, blank=True)
    text = EncryptedText(null=True, blank=True)
    is_kept_from_them = models.BooleanField("not for the organisation to read", default=False)
    wants_answer = models.BooleanField(default=False)
    email = EncryptedText(null=True, blank=True)
    answer = EncryptedText(null=True, blank=True)
    status = models.CharField(
        max_length=20, choices=ReportStatus.choices, default=ReportStatus.NEW, db_index=True
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ReportStatus.values), name="report_status_known"
            ),
            models.CheckConstraint(
                condition=Q(service=None) | Q(organisation__isnull=False),
                name="report_on_service_has_organisation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(email__isnull=False) | Q(text__isnull=False),
                name="report_to_forget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"

    @property
    def answered_at(self) -> Any:
        """Where the right to answer it is held: its organisation, or the portal."""
        return self.organisation or PORTAL

    @property
    def about(self) -> str:
        """What it is on, in words."""
        if self.service:
            return self.service.name
        return self.organisation.name if self.organisation else self.page

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_REPORTS

    @property
    def status_tone(self) -> str:
        """How a tag of its status is coloured."""
        if self.is_open:
            return "wait"
        return "good" if self.status == ReportStatus.PUT_RIGHT else "quiet"


class ReportHistory(TransitionRecord):
    """One move of a report."""

    subject = models.ForeignKey(Report, models.PROTECT, related_name="history")

    class Meta(TransitionRecord.Meta):
        verbose_name_plural = "report history"

    @property
    def after_label(self) -> str:
        return str(ReportStatus(self.after).label)


class TurnedAwayQuerySet(models.QuerySet["TurnedAway"]):
    def lately(self, today: date) -> list[dict[str, Any]]:
        """How many of each reason in the last 30 days, `today` included."""
        since = today - timedelta(days=29)
        counted = self.filter(on__gte=since).values("why").annotate(total=models.Sum("count"))
        return [
            {"label": TurnedAway.Why(row["why"]).label, "total": row["total"]}
            for row in counted.order_by("why")
        ]


class TurnedAway(models.Model):
    """How many reports of a day were not taken, by reason. Nothing of what was sent is kept."""

    class Why(models.TextChoices):
        TOO_QUICK = "too-quick", "Sent quicker than anybody types"
        TOO_OFTEN = "too-often", "Too many from one place"
        TOO_MANY = "too-many", "Too many from everywhere"
        LINKS = "links", "Full of web addresses"
        STALE = "stale", "From a page that was not ours, or was open for too long"

    on = models.DateField()
    why = models.CharField(max_length=20, choices=Why.choices)
    count = models.PositiveIntegerField(default=0)

    objects = TurnedAwayQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "turned away"
        constraints = [models.UniqueConstraint(fields=["on", "why"], name="turned_away_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.why} {self.count}"
