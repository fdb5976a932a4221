"""Who is around a person: each one noted only because the person agreed to it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.people.models.consents import Consent
from rosc.people.models.people import Person


class Around(models.TextChoices):
    """What somebody is to the person."""

    FAMILY = "family", "Family"
    FRIEND = "friend", "A friend"
    WORKER = "worker", "A worker"
    BUDDY = "buddy", "Somebody who goes along"
    GROUP = "group", "A group"
    OTHER = "other", "Somebody else"


class CircleEntryQuerySet(models.QuerySet["CircleEntry"]):
    def standing(self) -> Self:
        """Not taken off, and the agreement has not run out."""
        agreed = Q(consent__until=None) | Q(consent__until__gte=timezone.localdate())
        return self.filter(agreed, ended_at=None, consent__withdrawn_at=None)

    def of(self, people: list[Person]) -> Self:
        """Those in the records of one person, as each organisation noted them."""
        return self.filter(person__in=[one.pk for one in people])


class CircleEntry(Record):
    """One of those around a person. No sponsor of a fellowship is ever noted."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="circle")
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="circle_entry")
    kind = models.CharField(max_length=10, choices=Around.choices)
    who = EncryptedText("who it is")
    helps_with = EncryptedText("what they do together", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CircleEntryQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(self.id)
