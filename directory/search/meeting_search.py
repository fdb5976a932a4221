"""Mutual aid meetings near somebody, by when they next start."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast

from directory.models import Session
from directory.search import facets
from directory.search.asked import (
    ELSEWHERE,
    FROM_ELSEWHERE,
    NEAR,
    NEAREST,
    REMOTE,
    Asked,
    Found,
    MeetingHit,
)
from directory.search.near import metres_from, within
from directory.search.paging import page_of, widen
from directory.search.when import DAY, IsOn, Window, coming_week, first_in, windows
from rosc.measures import LONDON

PAGE = 50


@dataclass(frozen=True, slots=True)
class Slot:
    """A session the database found: what it takes to order, count and page."""

    key: UUID
    metres: float | None
    rank: int
    facets: list[str]
    weekday: int
    start_minute: int
    end_minute: int

    def minutes_away(self, weekday: int, minute: int) -> int:
        """Minutes until it starts, below nought while it is on, seen from a minute of the week."""
        week = 7 * DAY
        away = ((self.weekday - weekday) * DAY + self.start_minute - minute) % week
        length = self.end_minute - self.start_minute
        return away - week if away - week + length > 0 else away


def search_meetings(asked: Asked, page: int = 1) -> Found:
    """The page of meetings that answers the search; widened, and saying so, if there are none."""
    return widen(_search, asked, page)


def _search(asked: Asked, page: int) -> Found:
    slots = _slots(asked)
    counts = facets.count_open(
        asked.chosen,
        lambda group: (row.facets for row in (_slots(asked, group) if group else slots)),
    )
    local = asked.now.astimezone(LONDON)
    weekday, minute = local.weekday(), local.hour * 60 + local.minute
    slots.sort(key=lambda slot: (slot.minutes_away(weekday, minute), slot.metres or 0, slot.key))
    shown, page, pages = page_of(slots, page, PAGE)
    hits = _hits(shown, asked)
    return Found(
        asked=asked,
        hits=hits,
        total=len(slots) - len(shown) + len(hits),
        is_capped=sum(slot.rank == NEAR for slot in slots) >= NEAREST,
        counts=counts,
        remote=sum(slot.rank == REMOTE for slot in slots),
        page=page,
        pages=pages,
    )


def _slots(asked: Asked, leave_out: str = "") -> list[Slot]:
    found = _windows(asked)
    rows = Session.objects.filter(
        facets.chosen_q(asked.chosen, leave_out),
        asked.meaning.on_sessions(),
        IsOn(found),
        is_meeting=True,
    )
    columns = ("pk", "metres", "rank", "facets", "weekday", "start_minute", "end_minute")
    branches = [
        branch.annotate(rank=Value(rank)).values_list(*columns)
        for rank, branch in _branches(asked, rows)
    ]
    slots: dict[UUID, Slot] = {}
    for key, metres, rank, own, *times in branches[0].union(*branches[1:], all=True):
        rank = REMOTE if facets.is_remote(own) else rank
        slots.setdefault(key, Slot(key, metres, rank, own, *times))
    return list(slots.values())


def _windows(asked: Asked) -> list[Window]:
    """What was asked for; by default the coming week, or without a place what is left of today."""
    if asked.windows is not None:
        return asked.windows
    return coming_week(asked.now) if asked.point else windows("tonight", "", asked.now) or []


def _branches(asked: Asked, rows: QuerySet[Session]) -> Iterator[tuple[int, QuerySet[Session]]]:
    """Near, then what serves the area from further away, then what anybody in England may join."""
    if asked.point is None:
        rows = rows.annotate(metres=Cast(Value(None), FloatField()))
        yield (
            NEAR,
            rows.filter(asked.without_point()).order_by("weekday", "start_minute", "pk")[:NEAREST],
        )
        return
    rows = rows.annotate(metres=metres_from(asked.point))
    yield NEAR, rows.filter(within(asked.point, asked.miles)).order_by("metres")[:NEAREST]
    remote = rows.filter(facets__overlap=["how:online", "how:phone"])
    served = Q(is_national=True)
    if asked.where.authority_code:
        served |= Q(areas__contains=[asked.where.authority_code])
    yield FROM_ELSEWHERE, remote.filter(served).order_by("start_minute", "pk")[:ELSEWHERE]


def _hits(slots: list[Slot], asked: Asked) -> list[MeetingHit]:
    sessions = {s.pk: s for s in meetings_for_rows(slot.key for slot in slots)}
    hits = []
    for slot in slots:
        held = first_in(sessions[slot.key], _windows(asked), asked.now)
        if held:
            hits.append(MeetingHit(held, slot.metres, slot.rank, asked.now))
    return sorted(hits, key=lambda hit: (hit.occurrence.starts, hit.metres or 0))


def meetings_for_rows(keys: Iterator[UUID]) -> QuerySet[Session]:
    """Sessions with all that a row of the timetable shows, in a fixed number of queries."""
    return (
        Session.objects.filter(pk__in=list(keys))
        .select_related("service__fellowship", "service__organisation", "location")
        .prefetch_related("exceptions", "service__audiences")
    )
