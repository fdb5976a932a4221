"""Who is asked where somebody came by themselves and nobody answered: as the group itself says,
else as it is said for the whole area."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from directory.models import LocalAuthority, OrganisationProfile, Service
from referrals.actions.receiving import can_hold
from referrals.models import AreaFallback, Reception
from rosc.access import Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, OrganisationStatus, User
from rosc.audit.actions import record

Named = AreaFallback | None
TAKES_NOBODY = (
    "{} cannot be asked: it has no service that takes introductions, or has not said on what "
    "ground it keeps records of people."
)


def areas_for(user: User) -> list[LocalAuthority]:
    """The areas for which `user` may name one: an administrator all, a commissioner those of the
    partnership."""
    rows = LocalAuthority.objects.filter(ended_in=None)
    if user.is_administrator:
        return list(rows)
    where = [one.pk for one in user.organisations_with(Permission.GAPS_READ)]
    profiles = OrganisationProfile.objects.filter(organisation__in=where)
    return list(rows.filter(organisation_profiles__in=profiles).distinct())


def named_for(areas: Collection[LocalAuthority]) -> list[tuple[LocalAuthority, Named]]:
    """Each area with what is said of it, in one query."""
    rows = AreaFallback.objects.filter(area__in=areas).select_related("organisation")
    held = {one.area_id: one for one in rows}
    return [(area, held.get(area.pk)) for area in areas]


@transaction.atomic
def set_fallback(
    *, area: LocalAuthority, organisation: Organisation | None, seen: str, by: User
) -> None:
    """Name who is asked in an area where nobody answered, or nobody any more. `seen` is the id of
    who was named when the page was looked at, else nothing.

    Raises PermissionDenied, SomebodyGotThereFirst, and ValidationError for somebody who can take
    nobody.
    """
    if area not in areas_for(by):
        raise PermissionDenied(Permission.GAPS_READ)
    LocalAuthority.objects.select_for_update().get(pk=area.pk)
    held = AreaFallback.objects.filter(area=area).first()
    if str(held.organisation_id if held and held.organisation_id else "") != seen:
        raise SomebodyGotThereFirst
    if organisation and not may_be_asked(organisation):
        raise ValidationError({"organisation": TAKES_NOBODY.format(organisation.name)})
    named = held or AreaFallback(area=area)
    named.organisation = organisation
    named.save()
    record(by=by, verb="area.set_fallback", subject=named, organisation=organisation)


def may_be_asked(organisation: Organisation) -> bool:
    """Whether people can be passed on to it: it is there, may hold records, and takes people."""
    is_there = organisation.status == OrganisationStatus.APPROVED and can_hold(organisation)
    return is_there and _takes_people(organisation).exists()


def services_of(organisation: Organisation) -> list[Service]:
    """Those of its services to which somebody may be introduced."""
    rows = _takes_people(organisation).prefetch_related("kinds")
    return list(rows.order_by("name", "pk"))


def _takes_people(organisation: Organisation) -> QuerySet[Service]:
    return Service.objects.taking_introductions().filter(organisation=organisation)


def fallback_of(organisation: Organisation) -> Organisation | None:
    """Whom this organisation itself names, if they can be asked."""
    found = Reception.objects.filter(organisation=organisation).select_related("fallback").first()
    fallback = found.fallback if found else None
    return fallback if fallback and may_be_asked(fallback) else None


def fallback_for(service: Service) -> Organisation | None:
    """Who would be asked where this service does not answer: as its organisation says, else as is
    said for the area; nobody where neither can be."""
    return fallback_of(service.organisation) or _of_area(service)


def _of_area(service: Service) -> Organisation | None:
    named = AreaFallback.objects.filter(area=area_of(service)).select_related("organisation")
    found = next((one.organisation for one in named), None)
    is_other = found is not None and found.pk != service.organisation_id
    return found if found and is_other and may_be_asked(found) else None


def area_of(service: Service) -> LocalAuthority | None:
    """The area of somebody who asks there by themselves: the one that it serves, or of several the
    one in which it is."""
    serves = list(service.areas.all())
    if len(serves) == 1:
        return serves[0]
    places = LocalAuthority.objects.filter(location__services=service).distinct()
    there = [place for place in places if not serves or place in serves]
    return there[0] if len(there) == 1 else None
