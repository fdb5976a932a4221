"""How long records are kept: what is looked at again, and what has been erased."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from rosc.access import Permission
from rosc.accounts.models import Organisation, User
from rosc.models import Record
from rosc.people.models.people import Person

KEPT_FOR = timedelta(days=365)  # before a record that was kept is proposed again


class ReviewReason(models.TextChoices):
    KEPT_LONG = "kept-long", "It has been kept for as long as you said"
    ASKED = "asked", "The person asked for it"
    MISTAKE = "mistake", "It was made by mistake, or twice"


class ReviewOutcome(models.TextChoices):
    KEPT = "kept", "Kept"
    ERASED = "erased", "Erased"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> Self:
        """Those of the organisations where `user` may erase; nobody they are kept from."""
        own = [o.pk for o in user.organisations_with(Permission.PERSON_ERASE)]
        return self.filter(person__organisation__in=own).exclude(person__kept_from=user)

    def open(self) -> Self:
        """Nobody has decided yet. What is held for a legal reason waits unseen."""
        return self.filter(settled_at=None, person__is_held=False)

    def for_list(self, user: User) -> Self:
        """With `is_readable`: whether `user` may see who it is (a colleague's record is closed)."""
        readable = Person.objects.visible_to(user).filter(pk=OuterRef("person"))
        rows = self.select_related("person__organisation", "proposed_by")
        return rows.annotate(is_readable=Exists(readable)).order_by("created_at", "pk")


class Review(Record):
    """A record that may have been kept for long enough. One person proposes to erase it and
    another approves; until then nothing happens to it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="reviews")
    reason = models.CharField(max_length=10, choices=ReviewReason.choices)
    schedule = models.CharField(max_length=60, blank=True, help_text="A code: years and kind.")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=ReviewOutcome.choices, blank=True)
    look_again_on = models.DateField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()
    is_readable: bool  # put there by `for_list`

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(settled_at=None), name="review_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ReviewOutcome.ERASED)
                | Q(proposed_by__isnull=False, settled_by__isnull=False)
                & ~Q(settled_by=models.F("proposed_by")),
                name="review_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def organisation(self) -> Organisation:
        return self.person.organisation


class Erasure(Record):
    """What stays after somebody was erased: enough to erase them again after a restore, and to
    show that it was done by rule. The hash of a random id leads back to nobody."""

    person_hash = models.CharField(max_length=64, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    schedule = models.CharField(max_length=60)
    proposed_by_id = models.UUIDField(null=True)
    approved_by_id = models.UUIDField(null=True)
    erased_on = models.DateField()

    class Meta:
        ordering = ["erased_on", "pk"]

    def __str__(self) -> str:
        return self.person_hash


def hash_of_person(pk: UUID) -> str:
    """What a stub keeps of a person's id: 122 random bits cannot be guessed from it."""
    return sha256(str(pk).encode()).hexdigest()


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
