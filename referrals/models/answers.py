"""What is said while an introduction is being written: sealed, and kept by its own side alone."""

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from referrals.models.referral import Referral
from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.people.models import Detail


class Answers(Record):
    """The fuller answers of one introduction, and which details are to be told. The receiver never
    reads them here, but in the snapshot, as far as the person agreed."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="answers")
    details = ArrayField(models.CharField(max_length=20, choices=Detail.choices), default=list)
    text = EncryptedText("JSON; answers by detail", default="{}")
    notes = EncryptedText("what they wrote together", null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def told(self) -> dict[str, dict[str, str]]:
        """Answers by detail and question; never what nobody has answered."""
        found: dict[str, dict[str, Any]] = json.loads(self.text or "{}")
        return found
