"""How an organisation's entries are kept true, and which areas it is for."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directory.models import LocalAuthority, OrganisationProfile
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation
from rosc.audit.actions import record


@transaction.atomic
def trust(*, organisation: Organisation, is_trusted: bool, by: Actor) -> OrganisationProfile:
    """Let the organisation publish its changes itself, or no longer.

    Raises PermissionDenied, and SomebodyGotThereFirst when it is so already.
    """
    profile = _locked(organisation, by, Permission.ORGANISATION_APPROVE)
    if profile.is_trusted == is_trusted:
        raise SomebodyGotThereFirst
    profile.is_trusted = is_trusted
    profile.save(update_fields=["is_trusted", "updated_at"])
    verb = "organisation.trust" if is_trusted else "organisation.distrust"
    record(by=by, verb=verb, subject=organisation, organisation=organisation)
    return profile


@transaction.atomic
def set_rhythm(*, organisation: Organisation, months: int, by: Actor) -> OrganisationProfile:
    """Have it asked every so many months whether its entries are right. Raises PermissionDenied."""
    profile = _locked(organisation, by, Permission.SERVICE_CHANGE)
    profile.check_months = months
    profile.save(update_fields=["check_months", "updated_at"])
    record(
        by=by,
        verb="organisation.set_rhythm",
        subject=organisation,
        organisation=organisation,
        details={"months": months},
    )
    return profile


@transaction.atomic
def set_areas(
    *, organisation: Organisation, areas: Collection[str], seen: Collection[str], by: Actor
) -> OrganisationProfile:
    """Say which areas it is for, by code: a partnership is told figures of these. `seen` are those
    the page showed as chosen.

    Raises PermissionDenied for anybody but an administrator, who looks after what others are told,
    and SomebodyGotThereFirst.
    """
    profile = _locked(organisation, by, Permission.ORGANISATION_APPROVE)
    if set(profile.areas.values_list("pk", flat=True)) != set(seen):
        raise SomebodyGotThereFirst
    profile.areas.set(LocalAuthority.objects.filter(pk__in=areas))
    record(
        by=by,
        verb="organisation.set_areas",
        subject=organisation,
        organisation=organisation,
        details={"areas": sorted(areas)},
    )
    return profile


def _locked(organisation: Organisation, by: Actor, permission: Permission) -> OrganisationProfile:
    if not by.may(permission, organisation):
        raise PermissionDenied(permission)
    OrganisationProfile.objects.get_or_create(organisation=organisation)
    return OrganisationProfile.objects.select_for_update().get(organisation=organisation)
