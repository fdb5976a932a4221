"""Changes to entries on their way to the public, and what each entry has said before."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from directory.models.service import Service
from directory.workflow import CHANGE_TRANSITIONS, OPEN_CHANGES, WORKED_ON, ChangeStatus
from rosc.accounts.models import Organisation, User
from rosc.models import Record
from rosc.workflow import TransitionRecord


class EntryVersion(models.Model):
    """What an entry said, whole. Rows are never changed or deleted.

    `says` is in the shape of `actions.entry_says`. A private contact is not in it: only the id of
    the agreement to publish it, so that it can be forgotten.
    """

    class Verb(models.TextChoices):
        FOUND = "found", "As it was"
        IMPORT = "import", "Brought in from its source"
        PUBLISH = "publish", "Published"
        APPROVE = "approve", "Approved and published"
        RESTORE = "restore", "Put back as it was"
        WITHDRAW = "withdraw", "A private contact was taken out"

    service = models.ForeignKey(Service, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=20, choices=Verb.choices)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    says = models.JSONField(default=dict)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="entry_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.number}"


class EntryChangeQuerySet(models.QuerySet["EntryChange"]):
    def unsettled(self) -> "EntryChangeQuerySet":
        return self.filter(status__in=OPEN_CHANGES)

    def waiting(self) -> "EntryChangeQuerySet":
        """Those an administrator is to look at, the longest waiting first."""
        return self.filter(status=ChangeStatus.WAITING).order_by("sent_at", "pk")

    def of_organisations(self, keys: list) -> "EntryChangeQuerySet":
        return self.unsettled().filter(service__organisation__in=keys)


class EntryChange(Record):
    """What an entry is to say, from the first word until it is published or thrown away.

    `says` is emptied then: what was published is in the versions.
    """

    TRANSITIONS = CHANGE_TRANSITIONS

    service = models.ForeignKey(Service, models.CASCADE, related_name="changes")
    status = models.CharField(
        max_length=20,
        choices=ChangeStatus.choices,
        default=ChangeStatus.DRAFT,
        db_index=True,
    )
    # The version it started from; 0 for an entry that was never published.
    base = models.PositiveIntegerField(default=0)
    says = models.JSONField(default=dict)
    answered = ArrayField(models.CharField(max_length=20), default=list)
    # How often each question was answered: what tells two people at the same one.
    revisions = models.JSONField(default=dict)
    restores = models.PositiveIntegerField("the version it puts back", null=True, blank=True)
    reason = models.TextField("why it was sent back", blank=True)
    sent_by = models.ForeignKey(
        User, models.PROTECT, related_name="entry_changes", null=True, blank=True
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = EntryChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ChangeStatus.values), name="entry_change_status_known"
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(status__in=OPEN_CHANGES),
                name="entry_change_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.pk}"

    @property
    def organisation(self) -> Organisation:
        return self.service.organisation

    @property
    def is_worked_on(self) -> bool:
        return self.status in WORKED_ON

    @property
    def is_waiting(self) -> bool:
        return self.status == ChangeStatus.WAITING


class EntryChangeHistory(TransitionRecord):
    """One move of a change."""

    subject = models.ForeignKey(EntryChange, models.PROTECT, related_name="history")
