"""Who works here: people who sign in, the organisations they belong to, and their roles."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from rosc.access import ROLE_CHOICES, ROLES, Permission, Role
from rosc.models import Record


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail address, whatever the case it was typed in."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(Record, AbstractBaseUser):
    """Somebody who signs in, by e-mail address."""

    email = models.EmailField("e-mail address", max_length=254)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    actor_kind = "user"

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="Somebody already signs in with this address.",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def actor_id(self) -> UUID:
        return self.id

    @cached_property
    def active_memberships(self) -> "list[Membership]":
        """The memberships that count today; read once a request."""
        if not self.is_active:
            return []
        return list(self.memberships.active().select_related("organisation"))

    @property
    def roles(self) -> list[Role]:
        return [ROLES[membership.role] for membership in self.active_memberships]

    def may(self, permission: Permission, organisation: Any = None) -> bool:
        """Whether a role gives `permission`, in `organisation` if one is given, else in any."""
        return any(
            permission in ROLES[membership.role].permissions
            and (
                organisation is None
                or ROLES[membership.role].is_portal_wide
                or membership.organisation_id == organisation.pk
            )
            for membership in self.active_memberships
        )

    def organisations_with(self, permission: Permission) -> list["Organisation"]:
        """The user's own organisations in which the permission is held, each once, by name."""
        found = {
            m.organisation
            for m in self.active_memberships
            if m.organisation and permission in ROLES[m.role].permissions
        }
        return sorted(found, key=lambda organisation: organisation.name.casefold())


class OrganisationKind(models.TextChoices):
    """What an organisation is; it may be several at once (Figure 1 and 2 of the RSS guidance, Part 1)."""

    TREATMENT = "treatment", "Treatment service"
    RSS = "rss", "Recovery support service"
    LERO = "lero", "Lived experience recovery organisation (LERO)"
    SUPPORTING = "supporting", "Supporting service"
    COMMUNITY = "community", "Community group or place"
    PARTNERSHIP = "partnership", "Local partnership or council"


class LeroType(models.TextChoices):
    """The three types of LERO (RSS guidance, Part 1)."""

    INFORMAL = "informal", "Informal community group"
    CONSTITUTED = "constituted", "Constituted, not incorporated"
    INCORPORATED = "incorporated", "Incorporated and regulated"


class OrganisationStatus(models.TextChoices):
    PROPOSED = "proposed", "Waiting for approval"
    APPROVED = "approved", "Approved"
    CLOSED = "closed", "Closed"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def approved(self) -> "OrganisationQuerySet":
        return self.filter(status=OrganisationStatus.APPROVED)

    def visible_to(self, user: User) -> "OrganisationQuerySet":
        """An administrator's are all; anybody else's are their own."""
        if any(role.is_portal_wide for role in user.roles):
            return self
        return self.filter(pk__in=[m.organisation_id for m in user.active_memberships])


class Organisation(Record):
    """A group, charity, service or council. What the public sees of it is in the directory."""

    name = models.CharField(max_length=200)
    kinds = ArrayField(models.CharField(max_length=20, choices=OrganisationKind.choices))
    lero_type = models.CharField(max_length=20, choices=LeroType.choices, blank=True)
    both_reason = models.TextField(
        "why it is both treatment and a LERO",
        blank=True,
        help_text="Peer-led figures hang on this, so an administrator says why.",
    )
    status = models.CharField(
        max_length=20,
        choices=OrganisationStatus.choices,
        default=OrganisationStatus.PROPOSED,
        db_index=True,
    )
    is_example = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=OrganisationStatus.values),
                name="organisation_status_known",
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=OrganisationKind.values) & ~Q(kinds=[]),
                name="organisation_kinds_known",
            ),
            models.CheckConstraint(
                condition=Q(kinds__contains=["lero"]) ^ Q(lero_type=""),
                name="organisation_lero_has_type",
                violation_error_message="A LERO needs its type, and only a LERO has one.",
            ),
            models.CheckConstraint(
                condition=~Q(kinds__contains=["treatment", "lero"]) | ~Q(both_reason=""),
                name="organisation_both_has_reason",
                violation_error_message="Say why this organisation is both treatment and a LERO.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_names(self) -> list[str]:
        return [str(OrganisationKind(kind).label) for kind in self.kinds]

    @property
    def is_lero(self) -> bool:
        return OrganisationKind.LERO in self.kinds


class Team(Record):
    """People of one organisation who share work."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="team_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(ended_at=None, user__is_active=True)


class Membership(Record):
    """A role somebody holds in an organisation; administrators hold theirs in none."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    teams = models.ManyToManyField(Team, related_name="memberships", blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(role="administrator") ^ Q(organisation__isnull=False),
                name="membership_has_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="membership_role_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
