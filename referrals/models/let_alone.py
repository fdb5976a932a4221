"""Where we have written once because somebody asked us to, so that we never do again.

Of an address nothing is kept but a digest under a key of its own. The key is sealed and is not
changed with the others, since what we promised is not forgotten when those are.
"""

import uuid

from django.db import models

from rosc.encryption import EncryptedText
from rosc.models import Record

ONLY_KEY = uuid.UUID("6f0c7e1b-2d0a-4a53-9f8e-6d1f6a7b9c20")


class AddressKey(Record):
    """The one key under which addresses are known again."""

    key = EncryptedText()

    def __str__(self) -> str:
        return str(self.id)


class WrittenTo(models.Model):
    """An address, as a digest: no name, no day, no service."""

    address_hash = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.address_hash[:8]
