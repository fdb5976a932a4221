"""Who was let into one person's record, beyond what their role opens."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from rosc.access import Permission
from rosc.accounts.models import Organisation, User
from rosc.models import Record
from rosc.people.models.people import Person


class GrantReason(models.TextChoices):
    GIVEN = "given", "Given to them to support"
    HOLDS = "holds", "Keeps a colleague's record"
    GLASS = "glass", "Broke the glass"


class GlassReason(models.TextChoices):
    """For what an administrator may have to read a record."""

    DANGER = "danger", "Somebody is in danger"
    COMPLAINT = "complaint", "A complaint, or a question the person asked"
    COURT = "court", "A court or an inquiry asks"
    MENDING = "mending", "Something in the record is broken and has to be mended"


class GrantQuerySet(models.QuerySet["Grant"]):
    def standing(self, now: datetime) -> Self:
        """Begun, and neither run out nor ended."""
        return self.filter(Q(until=None) | Q(until__gt=now), starts_at__lte=now, ended_at=None)

    def holding(self, now: datetime) -> Self:
        """Neither run out nor ended, begun or still to come."""
        return self.filter(Q(until=None) | Q(until__gt=now), ended_at=None)

    def to_support(self) -> Self:
        return self.filter(reason=GrantReason.GIVEN)

    def wanting_a_successor(self) -> Self:
        """Ended by whoever gave the support, with nobody in their place yet."""
        return self.filter(wants_successor=True)

    def behind_glass(self) -> Self:
        return self.filter(reason=GrantReason.GLASS)

    def visible_to(self, user: User) -> Self:
        """Glass that was broken, for those who lead the organisation that holds the record."""
        owners = [o.pk for o in user.organisations_with(Permission.PERSON_ERASE)]
        found = self.behind_glass().filter(person__organisation__in=owners)
        return found.exclude(person__kept_from=user)

    def for_list(self) -> Self:
        """With who looked and whose record it is; what nobody has looked over on top."""
        rows = self.select_related("user", "person__organisation")
        first = models.F("looked_over_at").asc(nulls_first=True)
        return rows.order_by(first, "-starts_at", "pk")

    def of(self, person: Person) -> "Grant | None":
        """The one for this person, if any; the one that lasts longest."""
        return self.filter(person=person).order_by("-until").first()

    def to_look_over(self) -> Self:
        return self.behind_glass().filter(looked_over_at=None)

    def given(self) -> Self:
        """Those that go with working with the person."""
        return self.exclude(reason=GrantReason.GLASS)


class Grant(Record):
    """One user may open one person's record, for a reason and a time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    reason = models.CharField(max_length=10, choices=GrantReason.choices)
    starts_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What whoever broke the glass said; the owning organisation reads it.
    category = models.CharField(max_length=12, choices=GlassReason.choices, blank=True)
    why = models.TextField(blank=True)
    looked_over_at = models.DateTimeField(null=True, blank=True)
    wants_successor = models.BooleanField(
        "somebody else is to be found", default=False, db_default=False
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=GrantReason.GLASS) | (~Q(why="") & Q(until__isnull=False)),
                name="grant_glass_has_reason",
            ),
            models.UniqueConstraint(
                fields=["person", "user", "reason"],
                condition=Q(ended_at=None) & ~Q(reason=GrantReason.GLASS),
                name="grant_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def organisation(self) -> Organisation:
        return self.person.organisation
