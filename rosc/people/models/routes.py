"""How a person can safely be reached, as they said themselves."""

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.people.models.people import Person

WEEKDAYS = (
    *((0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")),
    *((5, "Saturday"), (6, "Sunday")),
)


class RouteKind(models.TextChoices):
    PHONE = "phone", "Phone call"
    TEXT = "text", "Text message"
    EMAIL = "email", "E-mail"
    POST = "post", "Letter"
    THROUGH = "through", "Through somebody they trust"


class Wording(models.TextChoices):
    NEUTRAL = "neutral", "Say nothing about what we do"
    OPEN = "open", "It is fine to say what it is about"


class ContactRouteQuerySet(models.QuerySet["ContactRoute"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)

    def safe(self) -> Self:
        """Those that the person said are safe to use."""
        return self.current().filter(is_safe=True)


class ContactRoute(Record):
    """One way to reach a person, with what they said about using it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="routes")
    kind = models.CharField(max_length=10, choices=RouteKind.choices)
    value = EncryptedText("number or address", null=True, blank=True)
    who = EncryptedText("who it goes through, and how they know them", null=True, blank=True)
    is_safe = models.BooleanField("safe to use", default=False)
    is_preferred = models.BooleanField("use this first", default=False)
    may_leave_message = models.BooleanField(default=False)
    wording = models.CharField(max_length=10, choices=Wording.choices, default=Wording.NEUTRAL)
    safe_days = ArrayField(
        models.PositiveSmallIntegerField(choices=WEEKDAYS), default=list, blank=True
    )
    safe_from = models.TimeField("safe from", null=True, blank=True)  # local wall time
    safe_until = models.TimeField("safe until", null=True, blank=True)
    who_may_know = EncryptedText(null=True, blank=True)
    who_must_not = EncryptedText("who must not know", null=True, blank=True)
    confirmed_on = models.DateField("last confirmed with the person", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ContactRouteQuerySet.as_manager()

    class Meta:
        ordering = ["-is_preferred", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_preferred=True, ended_at=None),
                name="route_preferred_once",
            ),
            models.CheckConstraint(
                condition=Q(safe_from=None, safe_until=None)
                | Q(safe_from__isnull=False, safe_until__isnull=False),
                name="route_safe_times_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_safe_at(self, now: datetime) -> bool:
        """Whether `now`, in local wall time, is one of the times that the person said are safe.

        Times that cross midnight belong to the day on which they begin.
        """
        local = timezone.localtime(now)
        day, at = local.weekday(), local.time()
        if self.safe_from is None or self.safe_until is None:
            return self._is_safe_day(day)
        if self.safe_from <= self.safe_until:
            return self._is_safe_day(day) and self.safe_from <= at < self.safe_until
        if at >= self.safe_from:
            return self._is_safe_day(day)
        return at < self.safe_until and self._is_safe_day((day - 1) % 7)

    def _is_safe_day(self, day: int) -> bool:
        return not self.safe_days or day in self.safe_days

    @property
    def day_names(self) -> list[str]:
        return [name for day, name in WEEKDAYS if day in self.safe_days]

    @property
    def facts(self) -> dict[str, Any]:
        """The route as a snapshot for somebody else carries it."""
        return {
            "kind": self.kind,
            "value": self.value or "",
            "who": self.who or "",
            "wording": self.wording,
            "may_leave_message": self.may_leave_message,
            "safe_days": list(self.safe_days),
            "safe_from": self.safe_from and f"{self.safe_from:%H:%M}",
            "safe_until": self.safe_until and f"{self.safe_until:%H:%M}",
            "who_may_know": self.who_may_know or "",
            "who_must_not": self.who_must_not or "",
        }
