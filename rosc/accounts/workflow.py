"""Where an organisation stands, and what moves it. Data only.

`rosc.workflow` lies above accounts, so `Move` has the shape of its Transition and no more: the
actions move an organisation by this table themselves (docs/adr/0029).
"""

from typing import NamedTuple

from django.db import models

from rosc.access import Permission


class OrganisationStatus(models.TextChoices):
    PROPOSED = "proposed", "Waiting for approval"
    APPROVED = "approved", "Approved"
    CLOSED = "closed", "Closed"


class Move(NamedTuple):
    """From any of `sources` to `target`, by whoever holds `permission` in the organisation."""

    sources: tuple[str, ...]
    target: str
    permission: Permission


TRANSITIONS = {
    "approve": Move(
        (OrganisationStatus.PROPOSED,),
        OrganisationStatus.APPROVED,
        Permission.ORGANISATION_APPROVE,
    ),
    "close": Move(
        (OrganisationStatus.PROPOSED, OrganisationStatus.APPROVED),
        OrganisationStatus.CLOSED,
        Permission.ORGANISATION_APPROVE,
    ),
}
