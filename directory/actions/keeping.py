"""How an organisation's entries are kept true: whether it is trusted, and how often it is asked."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directory.models import OrganisationProfile
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


def _locked(organisation: Organisation, by: Actor, permission: Permission) -> OrganisationProfile:
    if not by.may(permission, organisation):
        raise PermissionDenied(permission)
    OrganisationProfile.objects.get_or_create(organisation=organisation)
    return OrganisationProfile.objects.select_for_update().get(organisation=organisation)
