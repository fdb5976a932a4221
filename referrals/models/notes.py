"""What is written about an introduction: sealed, and cleared when the person is erased."""

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q

from referrals.models.choices import Outcome
from referrals.models.referral import Referral
from referrals.workflow import Side
from rosc.accounts.models import Organisation
from rosc.encryption import EncryptedText
from rosc.models import Record


class Snapshot(Record):
    """What the person agreed to share, as it was when they agreed; the page for the receiver and
    the preview before it is sent are drawn from this alone."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="snapshot")
    before = EncryptedText("before acceptance", help_text="JSON; codes only, no free text.")
    after = EncryptedText("after acceptance", help_text="JSON; who it is.", null=True)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def coded(self) -> dict[str, Any]:
        """Need, area, safety points and timing."""
        found: dict[str, Any] = json.loads(self.before)
        return found

    @property
    def identity(self) -> dict[str, Any]:
        """Who it is, how to reach them, and notes; empty once consent is withdrawn."""
        found: dict[str, Any] = json.loads(self.after) if self.after else {}
        return found


class NoteKind(models.TextChoices):
    MESSAGE = "message", "Message"
    QUESTION = "question", "Question"
    ANSWER = "answer", "Answer"
    CLOSING = "closing", "Said on closing"
    PROPOSAL = "proposal", "Proposed instead"
    PLACE = "place", "Where and how to meet"
    OWN = "own", "Our own note"


class NoteQuerySet(models.QuerySet["Note"]):
    def readable_at(self, organisation_ids: list) -> Self:
        """Those that both sides read, and one's own organisation's own."""
        return self.filter(~Q(kind=NoteKind.OWN) | Q(organisation__in=organisation_ids))


class Note(Record):
    """Words of one side. An own note never leaves the organisation that wrote it."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    text = EncryptedText()
    by_kind = models.CharField(max_length=20)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    by_role = models.CharField(max_length=60, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(self.id)


class Goal(Record):
    """What the person wants from it, agreed when they were introduced, and how it came out."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="goals")
    text = EncryptedText()
    position = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    outcome_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.id)
