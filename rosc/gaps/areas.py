"""Which areas somebody is told figures of."""

from django.db.models import Q, QuerySet

from directory.models import LocalAuthority
from rosc.access import Permission
from rosc.accounts.models import Organisation, User


def areas_for(user: User) -> QuerySet[LocalAuthority]:
    """Those that one's partnerships cover or sit in; for administrators, wherever anybody works."""
    organisations = Organisation.objects.approved()
    if not user.is_administrator:
        own = [one.pk for one in user.organisations_with(Permission.GAPS_READ)]
        organisations = organisations.filter(pk__in=own)
    keys = organisations.values("pk")
    covered = Q(organisation_profiles__organisation__in=keys)
    found = LocalAuthority.objects.filter(covered | Q(location__organisation__in=keys))
    return LocalAuthority.objects.filter(pk__in=found.values("pk"))
