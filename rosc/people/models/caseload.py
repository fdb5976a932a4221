"""A list of people that somebody has sent and not yet confirmed."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from rosc.accounts.models import Organisation, User
from rosc.encryption import EncryptedText
from rosc.models import Record

UPLOAD_LASTS = timedelta(hours=1)


class CaseloadUploadQuerySet(models.QuerySet["CaseloadUpload"]):
    def visible_to(self, user: User) -> Self:
        """One's own alone: nobody else sees what was in the file."""
        return self.filter(user=user)

    def kept(self, now: datetime) -> Self:
        return self.filter(created_at__gt=now - UPLOAD_LASTS)

    def run_out(self, now: datetime) -> Self:
        return self.filter(created_at__lte=now - UPLOAD_LASTS)


class CaseloadUpload(Record):
    """What was read from a caseload file, sealed, between its preview and the confirming."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    body = EncryptedText(help_text="JSON: the rows that could be read, and what is wrong.")

    objects = CaseloadUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)
