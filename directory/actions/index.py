"""Making anew what the search reads, after anything it is made from has changed."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.db.models.expressions import Combinable

from directory.models import (
    LocalAuthority,
    Location,
    OutwardCode,
    SearchEntry,
    Service,
    Session,
    Word,
)
from directory.search import facets
from directory.search.near import Point
from directory.search.when import is_regular, minutes_of
from directory.search.words import TEXT_CONFIG, words_of
from rosc.accounts.models import Organisation

BATCH = 500


@transaction.atomic
def index(*, services: Iterable[UUID]) -> None:
    """Make the search entries, the copies on sessions and the words of these services anew."""
    keys = list(services)
    for start in range(0, len(keys), BATCH):
        _index_batch(keys[start : start + BATCH])


def index_organisation(organisation: Organisation) -> None:
    """Make anew what the search reads of an organisation: its services carry its name, and are
    found only while it is approved."""
    index(services=organisation.services.values_list("pk", flat=True))


def _index_batch(keys: list[UUID]) -> None:
    found = list(
        Service.objects.filter(pk__in=keys)
        .select_related("organisation", "fellowship")
        .prefetch_related("kinds", "audiences", "interventions", "areas", "locations__authority")
        .prefetch_related("sessions__location", "sessions__service", "sessions__exceptions")
        .order_by("pk")
        # Held, so that two who index the same service do it one after the other.
        .select_for_update(of=("self",), no_key=True)
    )
    _index_exceptions([session for service in found for session in service.sessions.all()])
    SearchEntry.objects.filter(service__in=keys).delete()
    shown = [service for service in found if service.is_findable]
    points = _points(place for service in shown for place in service.locations.all())
    SearchEntry.objects.bulk_create(
        entry for service in shown for entry in _entries(service, points)
    )
    _index_meetings([service for service in shown if service.is_mutual_aid], keys, points)
    words = {word for service in shown for word in words_of(_text(service))}
    Word.objects.bulk_create([Word(word=word) for word in sorted(words)], ignore_conflicts=True)


def _points(places: Iterable[Location]) -> dict[UUID, Point]:
    """Where the search takes each place to be. A withheld one is taken to be in the middle of the
    first half of its postcode, so that no distance, from however many places, gives it away."""
    known = [place for place in places if place.latitude is not None]
    first_halves = {place.pk: place.postcode.split(" ")[0] for place in known if place.is_withheld}
    outward = OutwardCode.objects.in_bulk(first_halves.values())
    points = {}
    for place in known:
        at: Location | OutwardCode | LocalAuthority | None = place
        if place.is_withheld:
            at = outward.get(first_halves[place.pk]) or place.authority
        if at and at.latitude is not None and at.longitude is not None:
            points[place.pk] = Point(at.latitude, at.longitude)
    return points


def _entries(service: Service, points: dict[UUID, Point]) -> list[SearchEntry]:
    places: list[Location | None] = list(service.locations.all()) or [None]
    return [_entry(service, place, points) for place in places]


def _entry(service: Service, place: Location | None, points: dict[UUID, Point]) -> SearchEntry:
    held = [one for one in service.sessions.all() if one.location_id in (None, place and place.pk)]
    point = points.get(place.pk) if place else None
    needs = place.accessibility if place else []
    return SearchEntry(
        service=service,
        location=place,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        facets=facets.of_service(service) + [f"access:{need}" for need in needs],
        areas=_areas(service, place),
        serves=[authority.pk for authority in service.areas.all()],
        is_national=_is_for_everybody(service),
        reach_miles=service.reach_miles,
        open_minutes=minutes_of(held),
        is_regular=is_regular(held),
        name=service.name,
        text=_vector(service, place),
    )


def _areas(service: Service, place: Location | None) -> list[str]:
    """The authorities it serves; if it says nothing, where it is, or where all its places are."""
    said = [authority.pk for authority in service.areas.all()]
    places = [place] if place else service.locations.all()
    return said or sorted({one.authority_id for one in places if one.authority_id})


def _is_for_everybody(service: Service) -> bool:
    """So too what is online or by phone and says of no place that it is there: it is not lost."""
    is_placed = service.areas.all() or service.locations.all() or service.reach_miles
    return service.is_national or (facets.is_remote(facets.of_service(service)) and not is_placed)


def _vector(service: Service, place: Location | None) -> Combinable:
    """Name first, then what it is, then what it says, then who runs it and where."""
    terms = [*service.kinds.all(), *service.interventions.all(), *service.audiences.all()]
    if service.fellowship:
        terms.append(service.fellowship)
    parts = {
        "A": service.name,
        "B": " ".join(f"{term.name} {term.plain_name}" for term in terms),
        "C": f"{service.description} {service.what_happens_first}",
        "D": f"{service.organisation.name} {place.town if place else ''}",
    }
    vectors = [
        SearchVector(Value(text), weight=weight, config=TEXT_CONFIG)
        for weight, text in parts.items()
    ]
    return vectors[0] + vectors[1] + vectors[2] + vectors[3]


def _text(service: Service) -> str:
    terms = [*service.kinds.all(), *service.audiences.all()]
    return " ".join(
        [
            service.name,
            service.description,
            service.organisation.name,
            *(f"{term.name} {term.plain_name}" for term in terms),
            *(place.town for place in service.locations.all()),
        ]
    )


def _index_exceptions(sessions: list[Session]) -> None:
    """Copy to each session the dates on which it is off or moved."""
    changed = []
    for session in sessions:
        off = sorted(e.on for e in session.exceptions.all() if e.is_cancelled)
        moved = sorted(e.on for e in session.exceptions.all() if not e.is_cancelled)
        if (session.cancelled_on, session.moved_on) != (off, moved):
            session.cancelled_on, session.moved_on = off, moved
            changed.append(session)
    Session.objects.bulk_update(changed, ["cancelled_on", "moved_on"], batch_size=BATCH)


def _index_meetings(groups: list[Service], keys: list[UUID], points: dict[UUID, Point]) -> None:
    """The sessions of mutual aid groups are what `/meetings/` lists; no others are."""
    Session.objects.filter(service__in=keys, is_meeting=True).exclude(service__in=groups).update(
        is_meeting=False
    )
    Session.objects.bulk_update(
        [_meeting(session, group, points) for group in groups for session in group.sessions.all()],
        ["is_meeting", "point", "facets", "areas", "is_national", "text"],
        batch_size=BATCH,
    )


def _meeting(session: Session, group: Service, points: dict[UUID, Point]) -> Session:
    session.is_meeting = True
    point = points.get(session.location_id) if session.location_id else None
    session.point = str(point.sphere()) if point else None
    session.facets = facets.of_session(session, facets.of_service(group))
    session.areas = _areas(group, session.location)
    session.is_national = _is_for_everybody(group)
    session.text = _vector(group, session.location)
    return session
