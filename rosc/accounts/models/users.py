"""People who sign in."""

from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from rosc.access import ROLES, SECOND_FACTOR_ROLES, Permission, Role
from rosc.models import Record

if TYPE_CHECKING:
    from rosc.accounts.models.organisations import Membership, Organisation
    from rosc.outbox.models import OutboundMessage


class UserQuerySet(models.QuerySet["User"]):
    def with_address(self, email: str) -> "UserQuerySet":
        return self.filter(email=email.lower())

    def reader_of(self, message: "OutboundMessage") -> "User | None":
        """For whom a message to somebody who works here is, while their account is open."""
        return self.filter(pk__in=[message.route_id], is_active=True).first()

    def visible_to(self, user: "User") -> "UserQuerySet":
        """An administrator's are all; anybody else's are the people of their organisations."""
        if user.is_administrator:
            return self
        colleagues = User.objects.filter(
            memberships__organisation__in=user.organisation_ids, memberships__ended_at=None
        )
        return self.filter(pk__in=colleagues.values("pk"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds people by e-mail address, whatever the case it was typed in."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """Somebody whose address has been shown to be theirs, ready to sign in.

        Raises IntegrityError when somebody signs in with that address already.
        """
        user = self.model(email=email.lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(Record, AbstractBaseUser):
    """Somebody who signs in, by e-mail address (kept in lower case)."""

    email = models.EmailField(
        "e-mail address",
        max_length=254,
        unique=True,
        error_messages={"unique": "Somebody already signs in with this address."},
    )
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    sessions_ended_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    actor_kind = "user"

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_lower_case",
                violation_error_message="The e-mail address is kept in lower case.",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at=None)
                | Q(is_active=False, deactivated_at__isnull=False),
                name="user_deactivated_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must match: it changes with the password and when sessions are ended."""
        return salted_hmac(
            "rosc.accounts.models.User.session",
            f"{self.password}|{self.sessions_ended_at}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

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
    def organisation_ids(self) -> list[UUID]:
        return [m.organisation_id for m in self.active_memberships if m.organisation_id]

    @property
    def is_administrator(self) -> bool:
        return any(role.is_portal_wide for role in self.roles)

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of the roles opens people's records, and so asks for a second factor."""
        return any(m.role in SECOND_FACTOR_ROLES for m in self.active_memberships)

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
