"""Making anew what the search reads, after anything it is made from has changed."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from directory.models import SearchEntry, Service, Session, Word
from directory.models.services import Location, Mode, ServiceStatus
from directory.search import facets
from directory.search.when import minutes_of
from directory.search.words import words_of

TEXT_CONFIG = "portal"
BATCH = 500


@transaction.atomic
def index(*, services: Iterable[UUID]) -> None:
    """Make the search entries, the copies on sessions and the words of these services anew."""
    keys = list(services)
    for start in range(0, len(keys), BATCH):
        _index_batch(keys[start : start + BATCH])


def _index_batch(keys: list[UUID]) -> None:
    found = list(
        Service.objects.filter(pk__in=keys)
        .select_related("organisation", "fellowship")
        .prefetch_related("kinds", "audiences", "interventions", "locations", "areas")
        .prefetch_related("sessions__location", "sessions__service", "sessions__exceptions")
        .order_by("pk")
    )
    _index_exceptions([session for service in found for session in service.sessions.all()])
    SearchEntry.objects.filter(service__in=keys).delete()
    shown = [service for service in found if service.status == ServiceStatus.PUBLISHED]
    SearchEntry.objects.bulk_create(entry for service in shown for entry in _entries(service))
    _index_meetings([service for service in shown if service.is_mutual_aid], keys)
    words = {word for service in shown for word in words_of(_text(service))}
    Word.objects.bulk_create([Word(word=word) for word in sorted(words)], ignore_conflicts=True)


def _entries(service: Service) -> list[SearchEntry]:
    own = facets.of_service(service)
    remote = any(mode in (Mode.ONLINE, Mode.PHONE) for mode in service.modes)
    places: list[Location | None] = list(service.locations.all()) or [None]
    return [
        SearchEntry(
            service=service,
            location=place,
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
            facets=own + [f"access:{need}" for need in (place.accessibility if place else [])],
            areas=_areas(service, place),
            is_remote=remote,
            is_national=service.is_national,
            reach_miles=service.reach_miles,
            open_minutes=minutes_of(
                session
                for session in service.sessions.all()
                if session.location_id in (None, place and place.pk)
            ),
            name=service.name,
            text=_vector(service, place),
        )
        for place in places
    ]


def _areas(service: Service, place: Location | None) -> list[str]:
    """The authorities it serves; where it is, if it says nothing of its own."""
    said = [authority.pk for authority in service.areas.all()]
    return said or ([place.authority_id] if place and place.authority_id else [])


def _vector(service: Service, place: Location | None) -> SearchVector:
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


def _index_meetings(groups: list[Service], keys: list[UUID]) -> None:
    """The sessions of mutual aid groups are what `/meetings/` lists; no others are."""
    Session.objects.filter(service__in=keys, is_meeting=True).exclude(service__in=groups).update(
        is_meeting=False
    )
    Session.objects.bulk_update(
        [_meeting(session, group) for group in groups for session in group.sessions.all()],
        ["is_meeting", "point", "facets", "areas", "is_national"],
        batch_size=BATCH,
    )


def _meeting(session: Session, group: Service) -> Session:
    session.is_meeting = True
    session.point = session.location.point if session.location else None
    session.facets = facets.of_session(session, facets.of_service(group))
    session.areas = _areas(group, session.location)
    session.is_national = group.is_national
    return session
