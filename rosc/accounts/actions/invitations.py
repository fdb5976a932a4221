"""Inviting people, and how they join."""

import secrets
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from rosc.access import PORTAL, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts import notifications
from rosc.accounts.actions.checks import check_may, check_may_give, is_open
from rosc.accounts.models import (
    INVITATION_LASTS,
    Invitation,
    InvitationStatus,
    Membership,
    Organisation,
    Team,
    User,
    hash_of,
)
from rosc.audit.actions import record

TOKEN_BYTES = 32


@transaction.atomic
def invite(
    *,
    email: str,
    organisation: Organisation | None,
    role: str,
    teams: Iterable[Team] = (),
    by: Actor,
) -> Invitation:
    """Offer a role by e-mail; `organisation` is None for an administrator only.

    Raises PermissionDenied for a role that is not theirs to give, ValidationError when the
    person holds it or has been invited already, or the organisation is not open to members.
    """
    check_may(by, Permission.MEMBER_INVITE, organisation or PORTAL)
    check_may_give(by, role, organisation)
    if organisation and not is_open(organisation):
        raise ValidationError("Only an approved organisation can invite people.")
    email = email.lower()
    held = Membership.objects.filter(user__email=email, organisation=organisation, role=role)
    if held.current().exists():
        raise ValidationError("They hold that role there already.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invited_by = by if isinstance(by, User) else None
    invitation = _create(email, organisation, role, hash_of(token), invited_by)
    invitation.teams.set(t for t in teams if t.organisation_id == invitation.organisation_id)
    _record(invitation, "invitation.create", by)
    notifications.send_invitation(invitation, token)
    return invitation


def _create(
    email: str,
    organisation: Organisation | None,
    role: str,
    token_hash: str,
    invited_by: User | None,
) -> Invitation:
    """One pending invitation for a person and a role; the constraint sees to it."""
    now = timezone.now()
    try:
        with transaction.atomic():
            return Invitation.objects.create(
                email=email,
                organisation=organisation,
                role=role,
                token_hash=token_hash,
                invited_by=invited_by,
                sent_at=now,
                expires_at=now + INVITATION_LASTS,
            )
    except IntegrityError:
        raise ValidationError(
            "That person has an invitation to this role already. You can send it again."
        ) from None


@transaction.atomic
def send_again(*, invitation: Invitation, by: Actor) -> Invitation:
    """Send a new link, good for another 7 days; the old one stops working."""
    check_may(by, Permission.MEMBER_INVITE, invitation.organisation or PORTAL)
    check_may_give(by, invitation.role, invitation.organisation)
    token, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
    sent = (
        Invitation.objects.pending()
        .filter(pk=invitation.pk)
        .update(
            token_hash=hash_of(token),
            sent_at=now,
            expires_at=now + INVITATION_LASTS,
            updated_at=now,
        )
    )
    if not sent:
        raise SomebodyGotThereFirst
    invitation.refresh_from_db()
    _record(invitation, "invitation.send_again", by)
    notifications.send_invitation(invitation, token)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Actor) -> Invitation:
    """The link stops working."""
    check_may(by, Permission.MEMBER_INVITE, invitation.organisation or PORTAL)
    _answer(invitation, InvitationStatus.WITHDRAWN)
    _record(invitation, "invitation.withdraw", by)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """Take the role that was offered. Raises PermissionDenied for anybody it was not sent to,
    SomebodyGotThereFirst when it was answered, has run out, or the organisation is closed."""
    if by.email != invitation.email or not by.is_active:
        raise PermissionDenied("The invitation was sent to somebody else.")
    if invitation.organisation and not is_open(invitation.organisation):
        raise SomebodyGotThereFirst
    _answer(invitation, InvitationStatus.ACCEPTED)
    membership, _ = Membership.objects.get_or_create(
        user=by, organisation=invitation.organisation, role=invitation.role, ended_at=None
    )
    membership.teams.add(*invitation.teams.all())
    _record(invitation, "invitation.accept", by)
    return membership


@transaction.atomic
def join(*, invitation: Invitation, name: str, password: str) -> User:
    """Make an account for the invited address and take the role.

    Raises SomebodyGotThereFirst when somebody signs in with that address by now.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email=invitation.email, name=name, password=password)
    except IntegrityError:
        raise SomebodyGotThereFirst from None
    record(by=user, verb="user.join", subject=user, organisation=invitation.organisation)
    accept_invitation(invitation=invitation, by=user)
    return user


def _answer(invitation: Invitation, status: str) -> None:
    """Settle a pending invitation once; one that has run out can only be withdrawn."""
    now = timezone.now()
    pending = Invitation.objects.pending().filter(pk=invitation.pk)
    if status == InvitationStatus.ACCEPTED:
        pending = pending.filter(expires_at__gt=now, token_hash=invitation.token_hash)
    if not pending.update(status=status, answered_at=now, updated_at=now):
        raise SomebodyGotThereFirst
    invitation.refresh_from_db()


def _record(invitation: Invitation, verb: str, by: Actor) -> None:
    record(
        by=by,
        verb=verb,
        subject=invitation,
        organisation=invitation.organisation,
        details={"role": invitation.role},
    )
