"""Services, places and slots for the tests of the directory, as the search finds them."""

from datetime import time
from typing import Any

from directory import actions
from directory.models import Fellowship, Kind, Location, Service, Session
from directory.models.choices import ServiceStatus
from directory.search.where import Outcome, Where
from tests.factories import OrganisationFactory

MANCHESTER = (53.4795, -2.2451)
GREENWICH = (51.4779, 0.0)


def where(point: tuple[float, float] = MANCHESTER, authority: str = "") -> Where:
    """Somebody who has typed a full postcode."""
    return Where(
        outcome=Outcome.FOUND,
        label="M1 1AE",
        latitude=point[0],
        longitude=point[1],
        authority_code=authority,
    )


def north_of(point: tuple[float, float], miles: float) -> tuple[float, float]:
    """A point so many miles to the north."""
    return point[0] + miles * 1609.344 / 111_195, point[1]


def make_kind(slug: str, name: str = "") -> Kind:
    return Kind.objects.get_or_create(
        pk=slug,
        defaults={
            "name": name or slug,
            "plain_name": name or slug,
            "group": "recovery-support",
        },
    )[0]


def make_fellowship(slug: str = "aa") -> Fellowship:
    return Fellowship.objects.get_or_create(
        pk=slug, defaults={"name": slug.upper(), "plain_name": slug.upper(), "programme": "Own"}
    )[0]


def make_service(
    name: str = "Riverside Coffee",
    *,
    at: tuple[float, float] | None = MANCHESTER,
    kinds: tuple[str, ...] = ("peer-support",),
    areas: tuple[str, ...] = (),
    is_indexed: bool = True,
    **fields: Any,
) -> Service:
    """A published service at a place (or nowhere in particular), indexed for the search."""
    organisation = fields.pop("organisation", None) or OrganisationFactory()
    service = Service.objects.create(
        organisation=organisation,
        name=name,
        **{"status": ServiceStatus.PUBLISHED, "modes": ["in-person"], **fields},
    )
    service.kinds.set([make_kind(kind) for kind in kinds])
    service.areas.set(areas)
    if at:
        place = Location.objects.create(
            organisation=organisation, town="Ancoats", latitude=at[0], longitude=at[1]
        )
        service.locations.add(place)
    if is_indexed:
        actions.index(services=[service.pk])
    return service


def make_session(service: Service, day: int, start: str, end: str = "", **fields: Any) -> Session:
    """A slot at the first place of the service; times as "19:30"."""
    session = Session.objects.create(
        service=service,
        location=service.locations.first(),
        weekday=day,
        starts_at=time.fromisoformat(start),
        ends_at=time.fromisoformat(end) if end else None,
        **fields,
    )
    actions.index(services=[service.pk])
    return session


def make_meeting(day: int, start: str, end: str = "", **fields: Any) -> Session:
    """A slot of a mutual aid group of its own; see make_service and make_session for the fields."""
    own = {"name", "at", "areas", "modes", "is_national", "fellowship"}
    of_service = {key: fields.pop(key) for key in own & set(fields)}
    of_service.setdefault("fellowship", make_fellowship())
    service = make_service(kinds=("mutual-aid",), is_indexed=False, **of_service)
    return make_session(service, day, start, end, **fields)
