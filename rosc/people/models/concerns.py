"""Worries about somebody's safety, and what was shared without asking."""

from django.db import models

from rosc.accounts.models import User
from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.people.models.people import Person


class SafeguardingConcern(Record):
    """A separate record: the organisation's safeguarding lead and whoever raised it may read it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="concerns")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="concerns_raised")
    what = EncryptedText()
    passed_to = EncryptedText("to whom it was passed on", null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    outcome = EncryptedText("what came of it", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.id)


class Disclosure(Record):
    """Something told to others without the person's agreement: why, and who approved it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="disclosures")
    told_whom = EncryptedText()
    what = EncryptedText()
    why = EncryptedText()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="disclosures_asked")
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="disclosures_approved", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    # Listed on the person's own page unless being told adds to the danger.
    is_kept_from_person = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("asked_by")),
                name="disclosure_two_people",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
