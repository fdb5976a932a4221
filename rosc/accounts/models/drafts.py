"""What was typed and could not be sent."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from rosc.accounts.models.users import User
from rosc.encryption import EncryptedText
from rosc.models import Record

DRAFT_LASTS = timedelta(hours=24)


class FormDraftQuerySet(models.QuerySet["FormDraft"]):
    def kept_for(self, user: User, now: datetime) -> Self:
        """What `user` typed and could not send, the newest first."""
        return self.filter(user=user, created_at__gt=now - DRAFT_LASTS).order_by("-created_at")


class FormDraft(Record):
    """What somebody typed into a form that arrived after their session had ended; encrypted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="form_drafts")
    page = models.CharField(max_length=500, help_text="The page that shows the form.")
    path = models.CharField(max_length=500, help_text="Where the form is sent to.")
    body = EncryptedText(help_text="The fields and what was typed in them, as JSON.")

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="form_draft_once")]

    def __str__(self) -> str:
        return str(self.id)
