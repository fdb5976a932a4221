"""The roles people hold in an organisation."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from rosc.access import PORTAL, ROLES, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.actions.checks import (
    check_leader_remains,
    check_may,
    check_may_give,
    check_not_oneself,
)
from rosc.accounts.models import Membership
from rosc.audit.actions import record


@transaction.atomic
def change_role(*, membership: Membership, role: str, seen: str, by: Actor) -> Membership:
    """Give somebody another role. `seen` is the role the page showed.

    Raises PermissionDenied for a role that is not theirs to give or to take, ValidationError
    for the only leader or a role already held, SomebodyGotThereFirst when it changed meanwhile.
    """
    organisation = membership.organisation
    check_may(by, Permission.MEMBER_CHANGE, organisation or PORTAL)
    check_not_oneself(by, membership.user)
    check_may_give(by, role, organisation)
    check_may_give(by, membership.role, organisation)
    if organisation and not ROLES[role].is_leading:
        check_leader_remains(organisation, membership.user)
    _set_role(membership, role, seen)
    record(
        by=by,
        verb="membership.change_role",
        subject=membership,
        organisation=organisation,
        details={"before": seen, "after": role},
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor) -> Membership:
    """Take somebody out of an organisation; their account and other roles stay."""
    organisation = membership.organisation
    check_may(by, Permission.MEMBER_CHANGE, organisation or PORTAL)
    check_not_oneself(by, membership.user)
    check_may_give(by, membership.role, organisation)
    if organisation:
        check_leader_remains(organisation, membership.user)
    now = timezone.now()
    ended = (
        Membership.objects.current().filter(pk=membership.pk).update(ended_at=now, updated_at=now)
    )
    if not ended:
        raise SomebodyGotThereFirst
    membership.refresh_from_db()
    record(by=by, verb="membership.end", subject=membership, organisation=organisation)
    return membership


@transaction.atomic
def hand_over(*, successor: Membership, by: Actor) -> Membership:
    """Let a member lead their organisation: a leader before going, or an administrator after."""
    organisation = successor.organisation
    check_may(by, Permission.MEMBER_CHANGE, organisation or PORTAL)
    check_not_oneself(by, successor.user)
    if organisation is None or not successor.user.is_active:
        raise ValidationError("Only somebody who works there can take over.")
    role = "lero_leader" if organisation.is_lero else "coordinator"
    check_may_give(by, role, organisation)
    before = successor.role
    _set_role(successor, role, before)
    record(
        by=by,
        verb="organisation.hand_over",
        subject=successor,
        organisation=organisation,
        details={"before": before, "after": role},
    )
    return successor


def _set_role(membership: Membership, role: str, seen: str) -> None:
    """Compare and set, so that of two people who change it at once the second is told."""
    try:
        with transaction.atomic():
            changed = (
                Membership.objects.current()
                .filter(pk=membership.pk, role=seen)
                .update(role=role, updated_at=timezone.now())
            )
    except IntegrityError:
        raise ValidationError("They hold that role there already.") from None
    if not changed:
        raise SomebodyGotThereFirst
    membership.refresh_from_db()
