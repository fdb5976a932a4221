"""Services near somebody: those close by, those that serve their area, those online or by phone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from directory.models import SearchEntry, Service, Session
from directory.search import facets
from directory.search.asked import (
    ELSEWHERE,
    FROM_ELSEWHERE,
    NEAR,
    NEAREST,
    REMOTE,
    Asked,
    Candidate,
    Found,
    ServiceHit,
)
from directory.search.near import metres_from, within
from directory.search.paging import page_of, widen
from directory.search.when import IsOn, first_in, open_state, week_minutes
from rosc.accounts.models import Organisation
from rosc.measures import METRES_A_MILE

PAGE = 20


def search_services(asked: Asked, page: int = 1) -> Found:
    """The page of services that answers the search; widened, and saying so, if there are none."""
    return widen(_search, asked, page)


def _search(asked: Asked, page: int) -> Found:
    candidates = _candidates(asked)
    counts = facets.count_open(
        asked.chosen,
        lambda group: (row.facets for row in (_candidates(asked, group) if group else candidates)),
    )
    shown, page, pages = page_of(candidates, page, PAGE)
    hits = _hits(shown, asked)
    return Found(
        hits=hits,
        total=len(candidates) - len(shown) + len(hits),
        is_capped=sum(c.rank == NEAR for c in candidates) >= NEAREST,
        counts=counts,
        remote=sum(c.rank == REMOTE for c in candidates),
        page=page,
        pages=pages,
        asked=asked,
    )


def _candidates(asked: Asked, leave_out: str = "") -> list[Candidate]:
    """What fits, nearest first, each service once."""
    rows = _matching(asked, leave_out)
    columns = ("service_id", "location_id", "metres", "rank", "is_named", "facets")
    branches = [
        branch.annotate(rank=Value(rank)).values_list(*columns)
        for rank, branch in _branches(asked, rows)
    ]
    found = branches[0].union(*branches[1:], all=True)
    nearest: dict[UUID, Candidate] = {}
    for candidate in sorted((_candidate(*row) for row in found), key=_order):
        nearest.setdefault(candidate.service, candidate)
    return list(nearest.values())


def _candidate(
    service: UUID,
    location: UUID | None,
    metres: float | None,
    rank: int,
    is_named: bool,
    found: list[str],
) -> Candidate:
    rank = REMOTE if facets.is_remote(found) else rank
    return Candidate(service, location, metres, rank, is_named, found)


def _order(candidate: Candidate) -> tuple[int, bool, float]:
    """Near before far, but first what was asked for and then what only mentions it."""
    metres = float("inf") if candidate.metres is None else candidate.metres
    return candidate.rank, not candidate.is_named, metres


def _matching(asked: Asked, leave_out: str) -> QuerySet[SearchEntry]:
    rows = SearchEntry.objects.filter(
        facets.chosen_q(asked.chosen, leave_out), asked.meaning.on_entries()
    )
    named = asked.meaning.names_entries() or Value(True)
    rows = rows.annotate(is_named=ExpressionWrapper(named, BooleanField()))
    found = asked.windows
    if found is None:
        return rows
    here = Q(location=OuterRef("location_id")) | Q(location=None)
    sessions = Session.objects.filter(here, IsOn(found), service=OuterRef("service_id"))
    return rows.filter(Exists(sessions), open_minutes__overlaps=week_minutes(found))


def _branches(
    asked: Asked, rows: QuerySet[SearchEntry]
) -> Iterator[tuple[int, QuerySet[SearchEntry]]]:
    """Near, then from elsewhere for this area, then for all of England.

    Each is cut on its own, so that a town full of services never pushes out the online ones.
    """
    authority = asked.where.authority_code
    if asked.point is None:
        rows = rows.annotate(metres=Cast(Value(None), FloatField())).order_by("name", "pk")
        yield NEAR, rows.filter(asked.without_point())[:NEAREST]
        return
    rows = rows.annotate(metres=metres_from(asked.point))
    yield NEAR, rows.filter(within(asked.point, asked.miles)).order_by("metres")[:NEAREST]
    if authority:
        served = Q(areas__contains=[authority])
        yield FROM_ELSEWHERE, rows.filter(served).order_by("metres", "pk")[:ELSEWHERE]
    reaching = Q(
        reach_miles__isnull=False,
        reach__holds=asked.point,
        metres__lte=F("reach_miles") * METRES_A_MILE,
    )
    yield FROM_ELSEWHERE, rows.filter(reaching).order_by("metres", "pk")[:ELSEWHERE]
    yield FROM_ELSEWHERE, rows.filter(is_national=True).order_by("name", "pk")[:ELSEWHERE]


def _hits(candidates: list[Candidate], asked: Asked) -> list[ServiceHit]:
    services = services_for_cards(c.service for c in candidates)
    hits = [_hit(services[c.service], c, asked) for c in candidates if c.service in services]
    found = asked.windows
    if found is None:
        return hits
    return [h for h in hits if any(first_in(s, found, asked.now) for s in h.sessions)]


def _hit(service: Service, candidate: Candidate, asked: Asked) -> ServiceHit:
    here = (None, candidate.location)
    sessions = [s for s in service.sessions.all() if s.location_id in here]
    return ServiceHit(
        service=service,
        location=next((p for p in service.locations.all() if p.pk == candidate.location), None),
        metres=candidate.metres,
        rank=candidate.rank,
        is_named=candidate.is_named,
        sessions=sessions,
        state=open_state(sessions, asked.now),
    )


def services_for_cards(keys: Iterable[UUID]) -> dict[UUID, Service]:
    """Published services by key, with all that a card shows, in a fixed number of queries."""
    return Service.objects.published().for_cards().in_bulk(list(keys))


def services_of(organisation: Organisation, now: datetime) -> list[ServiceHit]:
    """What an organisation offers, by name."""
    offered = Service.objects.for_public().for_cards().filter(organisation=organisation)
    return [
        ServiceHit(
            service=service,
            location=next(iter(service.locations.all()), None),
            metres=None,
            rank=NEAR,
            is_named=True,
            sessions=list(service.sessions.all()),
            state=open_state(service.sessions.all(), now),
        )
        for service in offered.order_by("name")
    ]
