"""Services near somebody: those close by, those that serve their area, those online or by phone."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    QuerySet,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from directory.models import SearchEntry, Session
from directory.search import facets
from directory.search.asked import ELSEWHERE, FROM_ELSEWHERE, NEAR, NEAREST, REMOTE, Asked, Found
from directory.search.cards import Place, ServiceHit, hits_at
from directory.search.near import metres_from
from directory.search.paging import page_of, ways
from directory.search.reading import NOTHING, Branch, Sql, count_facets, read
from directory.search.when import IsOn, first_in, week_minutes
from rosc.measures import METRES_A_MILE

PAGE = 20
COLUMNS = ("service_id", "location_id", "metres", "is_named", "is_remote", "facets")


class Candidate(NamedTuple):
    """A row the database found: what it takes to order, count and page, before it is read whole."""

    service: UUID
    location: UUID | None
    metres: float | None
    is_named: bool  # it is what was asked for, and does not only mention it
    is_remote: bool
    facets: list[str]
    branch: int

    @property
    def rank(self) -> int:
        return REMOTE if self.is_remote else self.branch

    def order(self) -> tuple[int, bool, float]:
        """Near before far, but first what was asked for and then what only mentions it."""
        metres = float("inf") if self.metres is None else self.metres
        return self.rank, not self.is_named, metres


def search_services(asked: Asked, page: int = 1, size: int = PAGE) -> Found:
    """The page of services that answers the search; widened, and saying so, if there are none."""
    for gave_up, wider, candidates in ways(_candidates, asked):
        shown, number, pages = page_of(candidates, page, size)
        hits = _hits(shown, wider)
        if hits:
            return Found(
                hits=hits,
                total=len(candidates) - len(shown) + len(hits),
                is_capped=sum(c.rank == NEAR for c in candidates) >= NEAREST,
                counts=_counts(candidates, wider),
                remote=sum(c.is_remote for c in candidates),
                page=number,
                pages=pages,
                asked=wider,
                widened=gave_up,
            )
    return Found(asked=asked)


def _candidates(asked: Asked) -> list[Candidate]:
    """What fits, nearest first, each service once."""
    found = read(_matching(asked), COLUMNS, _branches(asked), _is_on(asked))
    nearest: dict[UUID, Candidate] = {}
    for candidate in sorted(map(Candidate._make, found), key=Candidate.order):
        nearest.setdefault(candidate.service, candidate)
    return list(nearest.values())


def _counts(candidates: list[Candidate], asked: Asked) -> Counter[str]:
    return facets.count_open(
        (candidate.facets for candidate in candidates),
        asked.chosen,
        lambda group: count_facets(
            _matching(asked, group), "service_id", group, _branches(asked), _is_on(asked)
        ),
    )


def _matching(asked: Asked, leave_out: str = "") -> QuerySet[SearchEntry]:
    """The entries that fit, near or far, with the columns that the branches look at."""
    rows = SearchEntry.objects.filter(
        facets.chosen_q(asked.chosen, leave_out), asked.meaning.fits()
    )
    if asked.point:
        metres: object = metres_from(asked.point)
    else:
        metres, rows = Cast(Value(None), FloatField()), rows.filter(asked.without_point())
    rows = rows.annotate(
        metres=metres,
        is_named=_flag(asked.meaning.names() or Value(True)),
        is_remote=_flag(facets.remote_q()),
    )
    if asked.windows is not None:
        rows = rows.filter(open_minutes__overlaps=week_minutes(asked.windows))
    places = ("id", "name", "point", "serves", "reach", "reach_miles", "is_national", "is_regular")
    return rows.values(*COLUMNS, *places)


def _is_on(asked: Asked) -> Sql:
    """Whether a row is on when it should be: of what is not open every week alike, the sessions
    know."""
    if asked.windows is None:
        return NOTHING
    sessions = Session.objects.filter(
        IsHeldAt(F("location_id"), RawSQL("ordered.location_id", ())),
        IsOn(asked.windows),
        service=RawSQL("ordered.service_id", ()),
    )
    held, parameters = sessions.values("pk").query.sql_with_params()
    return f"(is_regular OR EXISTS ({held}))", parameters


class IsHeldAt(Func):
    """Whether a session's location is this one, or none. Said so that PostgreSQL goes by the
    service's few sessions and does not look the location up as well."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def, override]
        held, here = (compiler.compile(source)[0] for source in self.source_expressions)
        return f"({held} IS NULL OR {held} IS NOT DISTINCT FROM {here})", []


_flag = partial(ExpressionWrapper, output_field=BooleanField())


def _branches(asked: Asked) -> Iterator[Branch]:
    """Near, then from elsewhere for this area, then for all of England."""
    if asked.point is None:
        yield Branch(NEAR, "TRUE", "name, id", NEAREST)
        return
    yield Branch.near(asked)
    if authority := asked.where.authority_code:
        served = "serves @> ARRAY[%s]::varchar[]"
        yield Branch(FROM_ELSEWHERE, served, "metres, id", ELSEWHERE, (authority,))
    reaching = (
        "reach_miles IS NOT NULL AND reach @> cube(%s::float8[]) AND metres <= reach_miles * %s"
    )
    here = list(asked.point.sphere())
    yield Branch(FROM_ELSEWHERE, reaching, "metres, id", ELSEWHERE, (here, METRES_A_MILE))
    yield Branch(FROM_ELSEWHERE, "is_national", "name, id", ELSEWHERE)


def _hits(candidates: list[Candidate], asked: Asked) -> list[ServiceHit]:
    places = [Place(c.service, c.location, c.metres, c.rank, c.is_named) for c in candidates]
    hits = hits_at(places, asked.now)
    found = asked.windows
    if found is None:
        return hits
    return [hit for hit in hits if any(first_in(s, found, asked.now) for s in hit.sessions)]
