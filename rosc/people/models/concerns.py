"""Worries about somebody's safety, and what was shared without asking."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from rosc.access import Permission
from rosc.accounts.models import Organisation, User
from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.people.models.people import Person


class ConcernQuerySet(models.QuerySet["SafeguardingConcern"]):
    def visible_to(self, user: User) -> Self:
        """Those of the organisations whose safeguarding `user` leads, and those they raised
        themselves while they work there; nothing about somebody they are kept from."""
        led = [o.pk for o in user.organisations_with(Permission.SAFEGUARDING_READ)]
        works = [o.pk for o in user.organisations_with(Permission.SAFEGUARDING_RAISE)]
        found = self.filter(
            Q(person__organisation__in=led) | Q(raised_by=user, person__organisation__in=works)
        )
        return found.exclude(person__kept_from=user)

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def for_list(self) -> Self:
        """What is open first, the oldest on top."""
        rows = self.select_related("person__organisation", "raised_by")
        return rows.order_by(models.F("closed_at").asc(nulls_first=True), "created_at", "pk")


class SafeguardingConcern(Record):
    """A separate record: the organisation's safeguarding lead and whoever raised it may read it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="concerns")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="concerns_raised")
    what = EncryptedText()
    passed_to = EncryptedText("to whom it was passed on", null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    outcome = EncryptedText("what came of it", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def organisation(self) -> Organisation:
        return self.person.organisation


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, user: User) -> Self:
        """Those that `user` may decide on, and those they asked for themselves while they work
        there; nothing about somebody they are kept from."""
        decide = [o.pk for o in user.organisations_with(Permission.DISCLOSURE_APPROVE)]
        works = [o.pk for o in user.organisations_with(Permission.PERSON_CHANGE)]
        found = self.filter(
            Q(person__organisation__in=decide) | Q(asked_by=user, person__organisation__in=works)
        )
        return found.exclude(person__kept_from=user)

    def undecided(self) -> Self:
        return self.filter(approved_at=None, refused_at=None)

    def for_list(self) -> Self:
        """What nobody has decided first, the oldest on top."""
        rows = self.select_related("person__organisation", "asked_by", "approved_by")
        decided = Coalesce("approved_at", "refused_at")
        return rows.order_by(decided.asc(nulls_first=True), "created_at", "pk")

    def told_to_person(self) -> Self:
        """Those that the person is shown: approved, and no danger in their knowing."""
        return self.filter(approved_at__isnull=False, is_kept_from_person=False)


class Disclosure(Record):
    """Something told to others without the person's agreement: why, and who approved it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="disclosures")
    told_whom = EncryptedText()
    what = EncryptedText()
    why = EncryptedText()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="disclosures_asked")
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="disclosures_approved", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    # Listed on the person's own page unless being told adds to the danger.
    is_kept_from_person = models.BooleanField(default=False)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("asked_by")),
                name="disclosure_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(refused_at=None), name="disclosure_decided_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def organisation(self) -> Organisation:
        return self.person.organisation

    @property
    def is_decided(self) -> bool:
        return self.approved_at is not None or self.refused_at is not None
