"""Roles offered by e-mail."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from rosc.access import ROLE_CHOICES
from rosc.accounts.models.organisations import Organisation, ScopedQuerySet, Team
from rosc.accounts.models.users import User
from rosc.models import Record

INVITATION_LASTS = timedelta(days=7)


class InvitationStatus(models.TextChoices):
    PENDING = "pending", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class InvitationQuerySet(ScopedQuerySet):
    def pending(self) -> Self:
        """Those neither answered nor withdrawn, those that have run out included."""
        return self.filter(status=InvitationStatus.PENDING)

    def open_by(self, token: str, now: datetime) -> "Invitation | None":
        """The invitation that `token` still opens at `now`, if there is one."""
        return (
            self.pending()
            .select_related("organisation")
            .filter(token_hash=hash_of(token), expires_at__gt=now)
            .first()
        )


class Invitation(Record):
    """A role offered to an e-mail address. Only the hash of the token in the link is kept."""

    email = models.EmailField("e-mail address", max_length=254)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", null=True, blank=True
    )
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    teams = models.ManyToManyField(Team, related_name="invitations", blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(
        max_length=20,
        choices=InvitationStatus.choices,
        default=InvitationStatus.PENDING,
    )
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="invitations_sent", null=True, blank=True
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=InvitationStatus.values),
                name="invitation_status_known",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invitation_email_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role="administrator") ^ Q(organisation__isnull=False),
                name="invitation_has_organisation",
            ),
            models.UniqueConstraint(
                fields=["email", "organisation", "role"],
                condition=Q(status="pending"),
                nulls_distinct=False,
                name="invitation_pending_once",
                violation_error_message="That person has an invitation to this role already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def has_run_out(self) -> bool:
        return self.expires_at <= timezone.now()


def hash_of(token: str) -> str:
    """What is kept of a secret link: SHA-256, enough for a token of 256 random bits."""
    return sha256(token.encode()).hexdigest()
