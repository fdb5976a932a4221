"""Short lists that somebody shares by a link."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rosc.accounts.models import hash_of
from rosc.models import Record


class SharedShortlistQuerySet(models.QuerySet["SharedShortlist"]):
    def open_at(self, token: str, now: datetime) -> "SharedShortlistQuerySet":
        """The list that this link opens, while it does."""
        return self.filter(token_hash=hash_of(token), expires_at__gt=now)


class SharedShortlist(Record):
    """A list behind a link: ids of services and of their times, and nothing of who made it or
    opened it.

    Only the hash of the token in the link is kept, so that no dump of the database opens a list.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    service_ids = ArrayField(models.UUIDField())
    expires_at = models.DateTimeField(db_index=True)

    objects = SharedShortlistQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
