"""Who is asked, in a whole area, where somebody came by themselves and nobody answered."""

from django.db import models

from directory.models import LocalAuthority
from rosc.accounts.models import Organisation
from rosc.models import Record


class AreaFallback(Record):
    """Named once for the area, by an administrator or the partnership that covers it."""

    area = models.OneToOneField(LocalAuthority, models.CASCADE, related_name="fallback")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="area_fallbacks"
    )

    def __str__(self) -> str:
        return self.area_id
