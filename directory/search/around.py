"""What else is near a service: who would go along with somebody, and what is like it.

Places are read from the search entries, which hold a withheld address only as far as anybody may
know it (ADR 14).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from directory.models import Location, SearchEntry, Service
from directory.models.choices import Stated
from directory.search.facets import remote_q
from directory.search.near import Point, metres_from
from directory.search.reading import Branch, read
from rosc.measures import METRES_A_MILE

MILES = 25
MOST = 3
ROWS = 20  # read at most so many, since a service has a row for each of its places
COLUMNS = ("service_id", "name", "town", "phone", "metres", "is_withheld")
GOES_ALONG, IS_LIKE = range(2)


class Neighbour(NamedTuple):
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
    """One statement beside the one for where it is, whatever there is near it. The kinds and
    places of the service should be prefetched."""
    start = _start_of(service)
    if start is None:
        return Around([], [])
    point, is_exact = start
    # The few who go along are found and sorted; of what is like it the nearest are read in order.
    branches = [
        _near(GOES_ALONG, "goes_along", "metres + 0", point),
        _near(IS_LIKE, "is_like", "metres", point),
    ]
    found = read(_entries(service, point), COLUMNS, branches)
    by_rank = ([row for row in found if row[-1] == rank] for rank in (GOES_ALONG, IS_LIKE))
    return Around(*(_nearest(rows, is_exact) for rows in by_rank))


class Away(NamedTuple):
    """How far a service is from another, and whether that may be told: not where either address is
    kept private."""

    metres: float
    may_be_told: bool


def alike_near(service: Service, most: int) -> dict[UUID, Away]:
    """What is like it within reach, the nearest first, by its key; of `most` places at most."""
    return _away(service, _like(service), most)


def how_far(service: Service, others: Iterable[Service]) -> dict[UUID, Away]:
    """How far each of a few others is; those that are in no search, or too far, are left out."""
    return _away(service, Q(service__in=list(others)), ROWS)


def _away(service: Service, wanted: Q, most: int) -> dict[UUID, Away]:
    start = _start_of(service)
    if start is None:
        return {}
    point, is_exact = start
    rows = SearchEntry.objects.exclude(service=service).filter(wanted, latitude__isnull=False)
    nearest = rows.annotate(metres=metres_from(point)).order_by("metres")
    columns = ("service_id", "metres", "location__is_withheld")
    found: dict[UUID, Away] = {}
    for key, metres, is_withheld in nearest.values_list(*columns)[:most]:
        if metres <= MILES * METRES_A_MILE:
            found.setdefault(key, Away(metres, is_exact and is_withheld is False))
    return found


def _near(rank: int, flag: str, order: str, point: Point) -> Branch:
    """The nearest that have the flag and are somewhere to go to."""
    metres = MILES * METRES_A_MILE
    box = "point <@ cube_enlarge(cube(%s::float8[]), %s, 3) AND metres <= %s"
    where = f"{flag} AND NOT is_remote AND {box}"
    return Branch(rank, where, order, ROWS, (list(point.sphere()), metres, metres))


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


_flag = partial(ExpressionWrapper, output_field=BooleanField())


def _entries(service: Service, point: Point) -> QuerySet[SearchEntry]:
    """The entries of all others, with the columns that the branches look at."""
    rows = SearchEntry.objects.exclude(service=service).annotate(
        metres=metres_from(point),
        goes_along=_flag(Q(service__goes_along=Stated.YES)),
        is_like=_flag(_like(service)),
        is_remote=_flag(remote_q()),
        town=F("location__town"),
        phone=F("service__phone"),
        is_withheld=F("location__is_withheld"),
    )
    return rows.values(*COLUMNS, "point", "goes_along", "is_like", "is_remote")


def _like(service: Service) -> Q:
    """Groups of the same fellowship, else what has one of its kinds."""
    if service.fellowship_id:
        return Q(facets__overlap=[f"fellowship:{service.fellowship_id}"])
    return Q(facets__overlap=[f"kind:{kind.pk}" for kind in service.kinds.all()])


def _nearest(rows: Iterable[tuple], is_exact: bool) -> list[Neighbour]:
    """The nearest places of different services."""
    found: dict[UUID, Neighbour] = {}
    for key, name, town, phone, metres, is_withheld, _ in rows:
        told = metres if is_exact and is_withheld is False else None
        found.setdefault(key, Neighbour(key, name, town or "", phone, told))
    return list(found.values())[:MOST]
