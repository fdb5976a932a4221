"""Who works here: people who sign in, the organisations they belong to, and their roles."""

from rosc.accounts.models.drafts import FormDraft
from rosc.accounts.models.invitations import (
    INVITATION_LASTS,
    Invitation,
    InvitationStatus,
    hash_of,
)
from rosc.accounts.models.organisations import (
    LeroType,
    Membership,
    Organisation,
    OrganisationKind,
    Team,
)
from rosc.accounts.models.users import User
from rosc.accounts.workflow import OrganisationStatus

__all__ = [
    "INVITATION_LASTS",
    "FormDraft",
    "Invitation",
    "InvitationStatus",
    "LeroType",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationStatus",
    "Team",
    "User",
    "hash_of",
]
