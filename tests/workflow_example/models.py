"""A table that exists in tests only, to move things by `rosc.workflow`."""

from django.db import models

from rosc.models import Record
from rosc.workflow import TransitionRecord
from tests.workflow_example.workflow import TRANSITIONS, ParcelStatus


class Parcel(Record):
    TRANSITIONS = TRANSITIONS

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE)
    status = models.CharField(
        max_length=20, choices=ParcelStatus.choices, default=ParcelStatus.PACKED
    )
    posted_at = models.DateTimeField(null=True)

    def __str__(self):
        return str(self.pk)


class ParcelHistory(TransitionRecord):
    subject = models.ForeignKey(Parcel, models.PROTECT, related_name="history")
