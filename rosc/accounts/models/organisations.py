"""The organisations people belong to, their teams, and the roles held in them."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from rosc.access import ROLE_CHOICES, ROLES, Actor
from rosc.accounts.models.users import User
from rosc.accounts.workflow import TRANSITIONS, OrganisationStatus
from rosc.models import Record


class OrganisationKind(models.TextChoices):
    """What an organisation is, often several (RSS guidance, Part 1, Figures 1 and 2)."""

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


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def approved(self) -> "OrganisationQuerySet":
        return self.filter(status=OrganisationStatus.APPROVED)

    def of_kind(self, kind: str) -> "OrganisationQuerySet":
        """Those that are of this kind, whatever else they are."""
        return self.filter(kinds__contains=[kind])

    def without_leader(self) -> "OrganisationQuerySet":
        """Approved organisations in which nobody who can still sign in holds a leading role."""
        led = Membership.objects.leading().values("organisation")
        return self.approved().exclude(pk__in=led)

    def visible_to(self, user: User) -> "OrganisationQuerySet":
        """An administrator's are all; anybody else's are their own."""
        if user.is_administrator:
            return self
        return self.filter(pk__in=user.organisation_ids)


class Organisation(Record):
    """A group, charity, service or council. What the public sees of it is in the directory."""

    TRANSITIONS = TRANSITIONS

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
    proposed_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="proposed_organisations",
        null=True,
        blank=True,
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

    def moves(self, actor: Actor) -> set[str]:
        """What `actor` may do with where it stands now: the names of its transitions."""
        return {
            name
            for name, move in TRANSITIONS.items()
            if self.status in move.sources and actor.may(move.permission, self)
        }

    @property
    def kind_names(self) -> list[str]:
        return [str(OrganisationKind(kind).label) for kind in self.kinds]

    @property
    def is_lero(self) -> bool:
        return OrganisationKind.LERO in self.kinds


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to an organisation and are seen by its members and by administrators."""

    def visible_to(self, user: User) -> Self:
        if user.is_administrator:
            return self
        return self.filter(organisation__in=user.organisation_ids)


class Team(Record):
    """People of one organisation who share work."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                name="team_name_once",
                violation_error_message="There is a team of that name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(ScopedQuerySet):
    def current(self) -> Self:
        """Those not ended, of people who can no longer sign in as well."""
        return self.filter(ended_at=None)

    def active(self) -> Self:
        return self.current().filter(user__is_active=True)

    def leading(self) -> Self:
        """The active memberships whose role leads an organisation."""
        return self.active().filter(role__in=[r.slug for r in ROLES.values() if r.is_leading])

    def followers_in(self, organisation: Organisation) -> Self:
        """Who works there without leading it: those it can be handed over to."""
        members = self.active().filter(organisation=organisation)
        return (
            members.exclude(
                user__in=self.leading().filter(organisation=organisation).values("user")
            )
            .select_related("user")
            .order_by("user__name", "pk")
        )


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

    @property
    def is_leading(self) -> bool:
        return ROLES[self.role].is_leading

    def fits(self, organisation: Organisation) -> bool:
        """Whether an organisation as it is given has such a role."""
        return ROLES[self.role].fits(organisation.kinds)
