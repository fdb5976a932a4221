"""What the pages of accounts show, read in a fixed number of queries."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from rosc.access import Permission
from rosc.accounts.models import Invitation, Membership, Organisation, Team, User

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def rights_in(user: User, organisation: Organisation) -> set[str]:
    """The names of the rights `user` holds there, for templates: `"MEMBER_INVITE" in may`."""
    return {right.name for right in Permission if user.may(right, organisation)}


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Everybody with a role there, with `has_second_factor`; those who cannot sign in as well."""
    factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_FACTORS)
    return (
        Membership.objects.filter(organisation=organisation, ended_at=None)
        .select_related("user")
        .prefetch_related("teams")
        .annotate(has_second_factor=Exists(factors))
        .order_by("user__name", "pk")
    )


def teams_of(organisation: Organisation) -> QuerySet[Team]:
    return Team.objects.filter(organisation=organisation).order_by("name")


def invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    return Invitation.objects.pending().filter(organisation=organisation).order_by("email", "pk")
