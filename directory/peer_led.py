"""Services said to be peer-led by an organisation that cannot lead them so.

An import refuses such a service. It comes about when an organisation becomes something else, so
the doubt is read from what the tables say now: it cannot be missed, and goes when one of them does.
"""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from directory.models import Service
from directory.models.choices import RUN_BY_OTHERS, WhoLeads
from rosc.access import Permission
from rosc.accounts.desk import DeskItem
from rosc.accounts.models import Organisation, OrganisationKind, User


def waiting(user: User) -> Iterator[DeskItem]:
    """For an administrator: each organisation that has such services."""
    if not user.may(Permission.ORGANISATION_APPROVE):
        return
    shown = Service.objects.for_public().filter(who_leads=WhoLeads.PEER_LED, fellowship=None)
    in_doubt = (
        Organisation.objects.approved()
        .filter(kinds__overlap=RUN_BY_OTHERS)
        .exclude(kinds__contains=[OrganisationKind.LERO])
        .annotate(doubts=Count("services", filter=Q(services__in=shown)))
        .filter(doubts__gt=0)
        .order_by("name", "pk")
    )
    for pk, name, count in in_doubt.values_list("pk", "name", "doubts"):
        yield DeskItem(
            f"Said to be led by people with lived experience, at {name}",
            count,
            reverse("directory:organisation", args=[pk]),
            "A treatment service or a council runs it. Ask them who leads, and have it put right.",
        )
