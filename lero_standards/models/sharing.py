"""Whom a LERO lets see a snapshot of its answers, who looked, and what a reviewer says."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lero_standards.models.snapshots import Snapshot
from rosc.access import Permission
from rosc.accounts.models import Organisation, OrganisationKind, OrganisationStatus, User
from rosc.accounts.models.organisations import ScopedQuerySet
from rosc.closed import ClosedQuerySet
from rosc.models import Record

# In an organisation that something is shared with, those with one of these rights may look.
LOOKERS = (Permission.GAPS_READ, Permission.STANDARDS_ANSWER, Permission.ORGANISATION_CHANGE)


class SharedQuerySet(ClosedQuerySet):
    def visible_to(self, user: User) -> Self:
        """What is shared with one's organisation today; nothing after its last day, once it has
        been withdrawn, or where the LERO has closed or is none any more. Administrators get none by
        their role."""
        own = {one.pk for right in LOOKERS for one in user.organisations_with(right)}
        today = timezone.localdate()
        standing = {"withdrawn_at": None, "until__gte": today}
        is_here = {
            "organisation__status": OrganisationStatus.APPROVED,
            "organisation__kinds__contains": [OrganisationKind.LERO],
        }
        return self.filter(recipient__in=own, **standing, **is_here).opened()

    def given_by(self, lero: Organisation) -> Self:
        """What a LERO, which was found through a scope, shares or has shared."""
        return self.filter(organisation=lero).opened()

    def for_pages(self) -> Self:
        rows = self.select_related("organisation", "recipient", "snapshot", "given_by")
        return rows.order_by("-created_at", "pk")

    def for_review(self) -> Self:
        return self.filter(is_review=True)


class Grant(Record):
    """One organisation may look at (parts of) one snapshot, until a date or until it is withdrawn.

    It shares the snapshot and nothing newer: what is typed afterwards stays with the LERO.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="standards_grants_given"
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="standards_grants_held"
    )
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="grants")
    sections = ArrayField(models.CharField(max_length=40))
    has_notes = models.BooleanField("with what was written beside each answer", default=False)
    has_evidence = models.BooleanField("with the evidence", default=False)
    has_plan = models.BooleanField("with the plan", default=False)
    is_review = models.BooleanField("asked to say what they saw", default=False)
    until = models.DateField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(sections=[]), name="grant_shares_something"),
            models.CheckConstraint(
                condition=~Q(organisation=models.F("recipient")), name="grant_to_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_standing(self, today: date) -> bool:
        return self.withdrawn_at is None and today <= self.until


class LookQuerySet(models.QuerySet["Look"]):
    def of(self, grants: Any) -> Self:
        return self.filter(grant__in=[one.pk for one in grants]).select_related("user")


class Look(models.Model):
    """Somebody looked at what is shared. Only ever added to."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="looks")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self.pk)


class RemarkQuerySet(ScopedQuerySet):
    def for_pages(self) -> Self:
        rows = self.select_related("grant", "organisation", "reviewer", "written_by", "replied_by")
        return rows.order_by("created_at")

    def of(self, organisation: Organisation, statement: str) -> Self:
        """What its owner keeps beside a statement, or has not decided about yet."""
        rows = self.filter(organisation=organisation, statement=statement)
        return rows.exclude(stays=False).for_pages()

    def to_answer(self) -> Self:
        """Nobody of the LERO has said yet if it stays."""
        return self.filter(stays=None)

    def staying(self) -> Self:
        return self.filter(stays=True)


class Remark(Record):
    """What a reviewing LERO saw, about one statement, and what the owner says to it.

    Belongs to the owner: `organisation`. `stays` is the owner's choice, None until it is made.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="remarks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="standards_remarks")
    reviewer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    statement = models.CharField(max_length=20)
    saw = models.TextField("what we saw")
    suggestion = models.TextField("a suggestion", blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    stays = models.BooleanField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "statement"], name="remark_once_a_statement")
        ]

    def __str__(self) -> str:
        return str(self.id)
