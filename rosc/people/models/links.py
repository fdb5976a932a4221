"""The person's own way in: a link and a second thing that only they know. No account."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from rosc.models import Record
from rosc.people.models.people import Person

LINK_LASTS = timedelta(days=28)
MOST_TRIES = 5  # at the second thing, for each link


class PersonLink(Record):
    """One link to a person's own page. Only the hash of its token is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tries__lte=MOST_TRIES), name="person_link_tries_bounded"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self, now: datetime) -> bool:
        """Whether it still leads to the page that asks for the second thing."""
        return self.ended_at is None and now < self.expires_at and self.tries < MOST_TRIES
