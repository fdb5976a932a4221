"""Accounts: ending, returning, unlocking and naming them."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.module_loading import import_string

from rosc.access import SYSTEM, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts import notifications
from rosc.accounts.actions.checks import (
    check_leader_remains,
    check_may,
    check_not_oneself,
)
from rosc.accounts.models import FormDraft, Membership, Organisation, User
from rosc.accounts.models.drafts import DRAFT_LASTS
from rosc.audit.actions import record

RECOGNISED = {
    "known": "I know them and saw them in person",
    "photo_id": "I saw them in person and checked their photo ID",
    "staff_pass": "I saw them in person and checked their staff pass",
}


@transaction.atomic
def deactivate(*, user: User, by: Actor) -> User:
    """Close somebody's account: they are signed out at once, everywhere.

    Raises PermissionDenied unless `by` may change members in every organisation they work for,
    ValidationError when they are the only leader of one, SomebodyGotThereFirst when it is closed.
    """
    check_not_oneself(by, user)
    _check_owns(by, user, Permission.MEMBER_CHANGE)
    for organisation in _organisations_of(user):
        check_leader_remains(organisation, user)
    now = timezone.now()
    ended = User.objects.filter(pk=user.pk, is_active=True).update(
        is_active=False, deactivated_at=now, updated_at=now
    )
    if not ended:
        raise SomebodyGotThereFirst
    user.refresh_from_db()
    _end_sessions(user, now)
    FormDraft.objects.filter(user=user).delete()
    record(by=by, verb="user.deactivate", subject=user)
    return user


@transaction.atomic
def reactivate(*, user: User, by: Actor) -> User:
    """Let somebody sign in again, with the roles they had."""
    check_not_oneself(by, user)
    _check_owns(by, user, Permission.MEMBER_CHANGE)
    returned = User.objects.filter(pk=user.pk, is_active=False).update(
        is_active=True, deactivated_at=None, updated_at=timezone.now()
    )
    if not returned:
        raise SomebodyGotThereFirst
    user.refresh_from_db()
    record(by=by, verb="user.reactivate", subject=user)
    return user


@transaction.atomic
def reset_second_factor(*, user: User, recognised: str, by: Actor) -> User:
    """Remove somebody's second factor after seeing them, so that they can set up a new one.

    `recognised` is a key of RECOGNISED. They are signed out everywhere and told by e-mail.
    """
    check_not_oneself(by, user)
    if not any(by.may(Permission.SECOND_FACTOR_RESET, one) for one in _organisations_of(user)):
        check_may(by, Permission.ORGANISATION_APPROVE)
    if user.is_administrator:
        check_may(by, Permission.ORGANISATION_APPROVE)
    if recognised not in RECOGNISED:
        raise ValidationError("Say how you recognised them.")
    removed, _ = Authenticator.objects.filter(user=user).delete()
    _end_sessions(user, timezone.now())
    record(
        by=by,
        verb="user.reset_second_factor",
        subject=user,
        details={"recognised": recognised, "removed": removed},
    )
    notifications.tell_second_factor_reset(user)
    return user


@transaction.atomic
def change_name(*, user: User, name: str, by: Actor) -> User:
    """Change one's own name."""
    if by.actor_id != user.pk:
        raise PermissionDenied("Only they change their name.")
    user.name = name
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "updated_at"])
    record(by=by, verb="user.change_name", subject=user)
    return user


@transaction.atomic
def sign_out_everywhere(*, user: User, by: Actor) -> User:
    """End all of one's own sessions, this one included."""
    if by.actor_id != user.pk:
        raise PermissionDenied("Only they do this.")
    _end_sessions(user, timezone.now())
    record(by=by, verb="user.sign_out_everywhere", subject=user)
    return user


@transaction.atomic
def create_administrator(*, email: str, name: str, password: str, by: Actor = SYSTEM) -> User:
    """The first way into a new portal. Raises ValidationError when the address is taken."""
    if by.actor_kind != "system":
        raise PermissionDenied("Administrators are invited by administrators.")
    if User.objects.filter(email=email.lower()).exists():
        raise ValidationError("Somebody already signs in with this address.")
    user = User.objects.create_user(email=email, name=name, password=password)
    membership = Membership.objects.create(user=user, role="administrator")
    record(
        by=by, verb="user.create_administrator", subject=user, details={"membership": membership.pk}
    )
    return user


def forget_ended(now: datetime | None = None) -> None:
    """Delete what has run out: sessions and the browsers they were in, kept forms, counts."""
    now = now or timezone.now()
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()
    lasting = Session.objects.filter(pk=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(lasting)).delete()  # each holds an address and a browser
    FormDraft.objects.filter(created_at__lte=now - DRAFT_LASTS).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < %s", [now])


def _organisations_of(user: User) -> list[Organisation]:
    """Where somebody works, in a fixed order so that two locks never wait for each other."""
    return list(
        Organisation.objects.filter(memberships__user=user, memberships__ended_at=None)
        .distinct()
        .order_by("pk")
    )


def _check_owns(by: Actor, user: User, permission: Permission) -> None:
    """A leader owns the accounts of people who work for them only; an administrator all."""
    organisations = _organisations_of(user)
    if user.memberships.current().filter(role="administrator").exists() or not organisations:
        check_may(by, Permission.ORGANISATION_APPROVE)
    for organisation in organisations:
        check_may(by, permission, organisation)


def _end_sessions(user: User, now: datetime) -> None:
    user.sessions_ended_at = now
    user.save(update_fields=["sessions_ended_at", "updated_at"])
    for session in UserSession.objects.filter(user=user):
        session.end()
