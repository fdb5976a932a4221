"""Help getting to a meeting: the worker's own record. The group is sent nobody, asked nothing."""

from typing import Self

from django.db import models

from directory.models import Service
from rosc.accounts.models import Organisation, User
from rosc.models import Record
from rosc.people.models import Person


class MeetingHelpQuerySet(models.QuerySet["MeetingHelp"]):
    def visible_to(self, user: User) -> Self:
        """That of people whom `user` may see."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def of(self, people: list[Person]) -> Self:
        """In the records of one person, at each organisation that knows them."""
        return self.filter(person__in=[one.pk for one in people])

    def for_list(self) -> Self:
        return self.select_related("service", "person__organisation")


class MeetingHelp(Record):
    """How far the help has gone. Whether they went is the person's to say, if they wish; nothing of
    who was there, and no sponsor, is ever kept (domain: facilitated access to mutual aid)."""

    class Went(models.TextChoices):
        NOT_SAID = "not-said", "They have not said"
        WENT = "went", "They said that they went"
        NOT_YET = "not-yet", "Not yet, they said"
        NOT_FOR_ME = "not-for-me", "Not for them, they said"

    person = models.ForeignKey(Person, models.CASCADE, related_name="meeting_help")
    service = models.ForeignKey(Service, models.SET_NULL, related_name="+", null=True, blank=True)
    told_on = models.DateField("told about it", null=True, blank=True)
    encouraged_on = models.DateField("encouraged", null=True, blank=True)
    goes_along_on = models.DateField("somebody goes along", null=True, blank=True)
    asked_on = models.DateField("asked how it went", null=True, blank=True)
    went = models.CharField(max_length=12, choices=Went.choices, default=Went.NOT_SAID)
    started_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = MeetingHelpQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "service"], name="meeting_help_once")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def organisation(self) -> Organisation:
        return self.person.organisation

    @property
    def meeting(self) -> str:
        """What it is called; an entry that is gone has no name any more."""
        return self.service.name if self.service else "A meeting"
