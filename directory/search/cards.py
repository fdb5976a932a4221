"""What a card in a list shows of a service, read for all cards at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from directory.models import Location, Service, Session
from directory.models.service import ServiceQuerySet
from directory.search.asked import NEAR, Ranked
from directory.search.when import OpenState, open_state, with_moves
from rosc.accounts.models import Organisation

OF_A_PLACE = ("name", "address", "town", "postcode", "is_withheld", "latitude", "longitude")


class Place(NamedTuple):
    """A service at one of its locations (or at none), as far in metres from whoever asks."""

    service: UUID
    location: UUID | None = None
    metres: float | None = None
    rank: int = NEAR
    is_named: bool = True


@dataclass(frozen=True)
class ServiceHit(Ranked):
    """A service as a list shows it."""

    service: Service
    kinds: list[str]  # in plain words
    location: Location | None
    metres: float | None
    rank: int
    is_named: bool
    sessions: list[Session]
    state: OpenState


def hits_at(places: Iterable[Place], now: datetime) -> list[ServiceHit]:
    """The published services among these, in their order, each with what is on at its place."""
    return _hits(list(places), Service.objects.published(), now)


def services_of(organisation: Organisation, now: datetime) -> list[ServiceHit]:
    """What an organisation offers, by name, wherever it is held; paused ones too, which say so."""
    offered = Service.objects.for_public().filter(organisation=organisation)
    keys = list(offered.order_by("name", "pk").values_list("pk", flat=True))
    held_at = Service.locations.through.objects.filter(service__in=keys).order_by("-pk")
    first = dict(held_at.values_list("service_id", "location_id"))
    places = [Place(key, first.get(key)) for key in keys]
    return _hits(places, offered, now, is_everywhere=True)


def _hits(
    places: list[Place], shown: ServiceQuerySet, now: datetime, *, is_everywhere: bool = False
) -> list[ServiceHit]:
    """Three queries, and a fourth where a session is moved: on twenty cards Django's own
    prefetching takes longer than PostgreSQL does for the whole search."""
    keys = {place.service for place in places}
    services = shown.for_cards().in_bulk(keys)
    held_at = {place.location for place in places if place.location}
    locations: dict = Location.objects.only(*OF_A_PLACE).in_bulk(held_at)
    sessions = _sessions(keys)
    hits = []
    for place in (place for place in places if place.service in services):
        service, location = services[place.service], locations.get(place.location)
        held = sessions[place.service]
        if not is_everywhere:
            held = [one for one in held if one.location_id in (None, place.location)]
        _link(held, service, location)
        hits.append(
            ServiceHit(
                service=service,
                kinds=service.kind_names,
                location=location,
                metres=place.metres,
                rank=place.rank,
                is_named=place.is_named,
                sessions=held,
                state=open_state(held, now),
            )
        )
    return hits


def _link(sessions: list[Session], service: Service, location: Location | None) -> None:
    """Have at hand, without a query, whose the sessions are and where."""
    for session in sessions:
        session.service = service
        if location and session.location_id == location.pk:
            session.location = location


def _sessions(services: Iterable[UUID]) -> dict[UUID, list[Session]]:
    held: dict[UUID, list[Session]] = defaultdict(list)
    rows = Session.objects.for_times().filter(service__in=services)
    for session in with_moves(rows):
        held[session.service_id].append(session)
    return held
