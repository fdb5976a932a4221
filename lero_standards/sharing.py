"""With whom a LERO can share, what it would share, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Max, QuerySet, When

from lero_standards import framework
from lero_standards.actions.sharing import PARTS
from lero_standards.framework import Section
from lero_standards.models import Grant, Look, Snapshot
from rosc.accounts.models import Organisation, OrganisationKind


@dataclass(frozen=True, slots=True)
class Share:
    """A grant, and how often somebody has looked."""

    grant: Grant
    is_standing: bool
    looks: int
    last_at: datetime | None


def recipients(lero: Organisation, words: str) -> QuerySet[Organisation]:
    """Other organisations by part of their name, partnerships first."""
    rows = Organisation.objects.approved().exclude(pk=lero.pk).filter(name__icontains=words)
    is_other = Case(When(kinds__contains=[OrganisationKind.PARTNERSHIP], then=0), default=1)
    return rows.order_by(is_other, "name", "pk")


def sections_of(snapshot: Snapshot) -> list[Section]:
    """Those that a snapshot says something of."""
    known = framework.get(snapshot.content["version"])
    ids = {one["id"] for one in snapshot.content["statements"]}
    return [one for one in known.sections if any(s.id in ids for s in one.statements)]


def draft(snapshot: Snapshot, other: Organisation, said: Mapping[str, Any]) -> Grant:
    """As it would be, for a look before it is: never saved."""
    return Grant(
        organisation=snapshot.organisation,
        recipient=other,
        snapshot=snapshot,
        sections=said["sections"],
        until=said["until"],
        **{part: part in said["parts"] for part in PARTS},
    )


def with_looks(grants: Iterable[Grant], today: date) -> list[Share]:
    """In one query for all of them."""
    rows = list(grants)
    found = Look.objects.filter(grant__in=[one.pk for one in rows]).order_by()
    looks = {
        one["grant"]: (one["count"], one["last"])
        for one in found.values("grant").annotate(count=Count("pk"), last=Max("at"))
    }
    return [Share(one, one.is_standing(today), *looks.get(one.pk, (0, None))) for one in rows]
