"""Proposing, approving, changing and closing organisations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts import followers
from rosc.accounts.actions.checks import check_may
from rosc.accounts.models import (
    InvitationStatus,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    User,
)
from rosc.audit.actions import record


@transaction.atomic
def create_organisation(
    *,
    name: str,
    kinds: Sequence[str],
    lero_type: str = "",
    both_reason: str = "",
    by: Actor,
) -> Organisation:
    """A new organisation: approved when an administrator makes it, else proposed to one.

    Raises ValidationError when `by` has added one of that name, as a button pressed twice would.
    """
    check_may(by, Permission.ORGANISATION_CREATE)
    is_approved = by.may(Permission.ORGANISATION_APPROVE)
    organisation = Organisation(
        name=name,
        kinds=list(kinds),
        lero_type=lero_type,
        both_reason=both_reason,
        status=OrganisationStatus.APPROVED if is_approved else OrganisationStatus.PROPOSED,
        proposed_by=by if isinstance(by, User) else None,
    )
    _check_both(organisation, by)
    _check_not_twice(organisation)
    organisation.full_clean()
    organisation.save()
    _record(organisation, "create", by, status=organisation.status, kinds=organisation.kinds)
    return organisation


@transaction.atomic
def approve_organisation(*, organisation: Organisation, by: Actor) -> Organisation:
    """Raises SomebodyGotThereFirst when it is no longer waiting."""
    _move(organisation, "approve", by)
    _record(organisation, "approve", by)
    followers.tell(organisation)
    return organisation


@transaction.atomic
def close_organisation(*, organisation: Organisation, by: Actor) -> Organisation:
    """Close it for good: its roles end and its open invitations are withdrawn."""
    _move(organisation, "close", by)
    now = timezone.now()
    ended = (
        Membership.objects.current()
        .filter(organisation=organisation)
        .update(ended_at=now, updated_at=now)
    )
    organisation.invitations.pending().update(
        status=InvitationStatus.WITHDRAWN, answered_at=now, updated_at=now
    )
    _record(organisation, "close", by, memberships_ended=ended)
    followers.tell(organisation)
    return organisation


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    seen: datetime,
    name: str,
    kinds: Sequence[str],
    lero_type: str = "",
    both_reason: str = "",
    by: Actor,
) -> Organisation:
    """Change what it is called and, for an administrator, what it is.

    The kinds decide what counts as led by people with lived experience, so they are not a
    leader's to change. `seen` is `updated_at` as the page showed it. Raises
    SomebodyGotThereFirst when it has changed since, ValidationError when roles held there
    would no longer fit.
    """
    check_may(by, Permission.ORGANISATION_CHANGE, organisation)
    now = _lock(organisation, seen)
    what_it_was = _what_it_is(now)
    now.name, now.kinds, now.lero_type, now.both_reason = name, list(kinds), lero_type, both_reason
    if _what_it_is(now) != what_it_was:
        check_may(by, Permission.ORGANISATION_APPROVE, organisation)
        _check_both(now, by)
        _check_roles_fit(now)
    now.full_clean()
    now.save()
    _record(now, "change", by, kinds=now.kinds, lero_type=now.lero_type)
    followers.tell(now)
    return now


def _lock(organisation: Organisation, seen: datetime) -> Organisation:
    """The organisation as it is now, unless it is closed or not as the page showed it."""
    now = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if now.updated_at != seen or now.status == OrganisationStatus.CLOSED:
        raise SomebodyGotThereFirst
    return now


def _what_it_is(organisation: Organisation) -> tuple[list[str], str, str]:
    return sorted(organisation.kinds), organisation.lero_type, organisation.both_reason


def _check_both(organisation: Organisation, by: Actor) -> None:
    both = {OrganisationKind.TREATMENT, OrganisationKind.LERO} <= set(organisation.kinds)
    if both and not by.may(Permission.ORGANISATION_APPROVE):
        raise ValidationError(
            "Only an administrator can say that an organisation is both treatment and a LERO."
        )
    if not both:
        organisation.both_reason = ""


def _check_not_twice(organisation: Organisation) -> None:
    """Lock whoever proposes it, so that of two requests at once the second sees the first."""
    if organisation.proposed_by_id is None:
        return
    proposer = User.objects.select_for_update().get(pk=organisation.proposed_by_id)
    same = proposer.proposed_organisations.filter(name__iexact=organisation.name)
    if same.exclude(status=OrganisationStatus.CLOSED).exists():
        raise ValidationError("You have added an organisation of that name already.")


def _check_roles_fit(organisation: Organisation) -> None:
    held = organisation.memberships.current()
    misfits = [one for one in held if not one.fits(organisation)]
    if misfits:
        raise ValidationError(
            "%(count)s people hold roles that only another kind of organisation has. "
            "Change their roles first.",
            params={"count": len(misfits)},
        )


def _move(organisation: Organisation, name: str, by: Actor) -> None:
    """Move it as the table says, unless somebody has moved it meanwhile."""
    move = organisation.TRANSITIONS[name]
    check_may(by, move.permission, organisation)
    rows = Organisation.objects.filter(pk=organisation.pk, status__in=move.sources)
    if not rows.update(status=move.target, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    organisation.refresh_from_db()


def _record(organisation: Organisation, verb: str, by: Actor, **details: Any) -> None:
    record(
        by=by,
        verb=f"organisation.{verb}",
        subject=organisation,
        organisation=organisation,
        details=details,
    )
