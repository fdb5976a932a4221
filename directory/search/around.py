"""What else is near a service: who would go along with somebody, and what is like it.

Places are read from the search entries, which hold a withheld address only as far as anybody may
know it (ADR 14).
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from directory.models import Location, SearchEntry, Service
from directory.models.choices import Stated
from directory.search.facets import is_remote
from directory.search.near import Point, metres_from, within

MILES = 25
MOST = 3
ROWS = 20  # read at most so many, since a service has a row for each of its places


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A service near another. `metres` is None where either address is kept private."""

    service: UUID
    name: str
    town: str
    phone: str
    metres: float | None


@dataclass(frozen=True, slots=True)
class Around:
    going_along: list[Neighbour]
    similar: list[Neighbour]


def around(service: Service) -> Around:
    """Two queries at most beside the one for where it is, whatever there is near it. The kinds of
    the service should be prefetched."""
    start = _start_of(service)
    if start is None:
        return Around([], [])
    point, is_exact = start
    near = (
        SearchEntry.objects.exclude(service=service)
        .annotate(metres=metres_from(point))
        .filter(within(point, MILES))
        .select_related("service", "location")
        .order_by("metres")
    )
    going = near.filter(service__goes_along=Stated.YES)
    return Around(_nearest(going, is_exact), _nearest(near.filter(_like(service)), is_exact))


def _start_of(service: Service) -> tuple[Point, bool] | None:
    """Where the search takes the service to be, and whether anybody may know it exactly. A paused
    one is in no search: then where it says it is."""
    entry = (
        SearchEntry.objects.filter(service=service, latitude__isnull=False)
        .select_related("location")
        .order_by("pk")
        .first()
    )
    if entry and entry.latitude is not None and entry.longitude is not None:
        return Point(entry.latitude, entry.longitude), _is_open(entry.location)
    for place in service.locations.all():
        if _is_open(place) and place.latitude is not None and place.longitude is not None:
            return Point(place.latitude, place.longitude), True
    return None


def _is_open(place: Location | None) -> bool:
    return place is not None and not place.is_withheld


def _like(service: Service) -> Q:
    """Groups of the same fellowship, else what has one of its kinds."""
    if service.fellowship_id:
        return Q(facets__overlap=[f"fellowship:{service.fellowship_id}"])
    return Q(facets__overlap=[f"kind:{kind.pk}" for kind in service.kinds.all()])


def _nearest(entries: QuerySet[SearchEntry], is_exact: bool) -> list[Neighbour]:
    """The nearest places of different services, of those that are not online only."""
    found: dict[UUID, Neighbour] = {}
    for entry in entries[:ROWS]:
        if not is_remote(entry.facets):
            found.setdefault(entry.service_id, _neighbour(entry, is_exact))
    return list(found.values())[:MOST]


def _neighbour(entry: SearchEntry, is_exact: bool) -> Neighbour:
    is_told = is_exact and _is_open(entry.location)
    return Neighbour(
        service=entry.service_id,
        name=entry.name,
        town=entry.location.town if entry.location else "",
        phone=entry.service.phone,
        metres=entry.metres if is_told else None,  # type: ignore[attr-defined]
    )
