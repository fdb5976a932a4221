"""What several actions check before they write."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from rosc.access import ROLES, Actor, Permission
from rosc.accounts.models import Membership, Organisation, User


def check_may(by: Actor, permission: Permission, organisation: Any = None) -> None:
    """Raises PermissionDenied unless `by` holds the permission (in `organisation`, if given)."""
    if not by.may(permission, organisation):
        raise PermissionDenied(permission)


def check_not_oneself(by: Actor, user: User) -> None:
    """Raises PermissionDenied: nobody raises, ends or unlocks themselves."""
    if by.actor_kind == "user" and by.actor_id == user.pk:
        raise PermissionDenied("Nobody does this to themselves.")


def may_give(by: Actor, role: str, organisation: Organisation | None) -> bool:
    """Whether `by` may give the role there: it fits the organisation and does no more than theirs.

    Only an administrator makes an administrator.
    """
    wanted = ROLES[role]
    if by.may(Permission.ORGANISATION_APPROVE):
        return wanted.is_portal_wide if organisation is None else wanted.fits(organisation.kinds)
    return (
        organisation is not None
        and wanted.fits(organisation.kinds)
        and all(by.may(permission, organisation) for permission in wanted.permissions)
    )


def check_may_give(by: Actor, role: str, organisation: Organisation | None) -> None:
    if not may_give(by, role, organisation):
        raise PermissionDenied(f"The role {role} is not theirs to give.")


def is_open(organisation: Organisation) -> bool:
    """Whether people can join it; locked, so that it is not closed before they have."""
    rows = Organisation.objects.select_for_update(no_key=True).approved()
    return rows.filter(pk=organisation.pk).first() is not None


def check_leader_remains(organisation: Organisation, leaving: User) -> None:
    """Lock the organisation; raises ValidationError when `leaving` is the only one who leads it."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    leaders = Membership.objects.leading().filter(organisation=organisation)
    if leaders.filter(user=leaving).exists() and not leaders.exclude(user=leaving).exists():
        raise ValidationError(
            "%(name)s is the only person who leads %(organisation)s. "
            "Hand over to somebody else first, or close the organisation.",
            code="only_leader",
            params={"name": leaving.name, "organisation": organisation.name},
        )
