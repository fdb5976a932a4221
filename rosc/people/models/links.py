"""The person's own way in: a link and a second thing that only they know. No account."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from rosc.models import Record
from rosc.people.models.people import Person, StopReason

LINK_LASTS = timedelta(days=28)
VISIT_LASTS = timedelta(minutes=30)  # after the last press
SENT_LATE = timedelta(hours=12)  # so long what was written on a page left open still reaches us
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
        return self.why_shut(now) == ""

    def why_shut(self, now: datetime) -> str:
        """Why it leads nowhere, as a code; nothing where it does.

        Where contact is not safe, whoever holds the link may be the danger.
        """
        person = self.person
        reasons = {
            "ended": self.ended_at is not None,
            "too_old": now >= self.expires_at,
            "too_many_tries": self.tries >= MOST_TRIES,
            "no_second_factor": not person.second_factor,
            "not_safe": person.contact_stopped_why in (StopReason.UNSAFE, StopReason.DIED),
        }
        return next((code for code, is_so in reasons.items() if is_so), "")


class PersonVisitQuerySet(models.QuerySet["PersonVisit"]):
    def going_on(self, now: datetime) -> Self:
        """Those in which nobody has rested for too long."""
        return self.filter(expires_at__gt=now)


class PersonVisit(Record):
    """Somebody is on their own page, after the second thing. The browser holds the key in a cookie
    that ends with it; only its hash is kept here."""

    link = models.ForeignKey(PersonLink, models.CASCADE, related_name="visits")
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()

    objects = PersonVisitQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)
