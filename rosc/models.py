"""What every table of the portal has."""

import uuid

from django.db import models


class Record(models.Model):
    """A row with a key made before it is saved, and the moments it was made and last changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
