"""Mutual aid meetings near somebody, by when they next start."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, FloatField, QuerySet, Value
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
from directory.search.near import metres_from
from directory.search.paging import page_of, ways
from directory.search.reading import Branch, count_facets, read
from directory.search.when import (
    DAY,
    IsOn,
    Window,
    coming_week,
    first_in,
    windows,
    with_moves,
)
from rosc.measures import LONDON

PAGE = 50
COLUMNS = ("id", "metres", "is_remote", "facets", "weekday", "start_minute", "end_minute")


class Slot(NamedTuple):
    """A session the database found: what it takes to order, count and page."""

    key: UUID
    metres: float | None
    is_remote: bool
    facets: list[str]
    weekday: int
    start_minute: int
    end_minute: int
    branch: int

    @property
    def rank(self) -> int:
        return REMOTE if self.is_remote else self.branch

    def minutes_away(self, weekday: int, minute: int) -> int:
        """Minutes until it starts, below nought while it is on, seen from a minute of the week."""
        week = 7 * DAY
        away = ((self.weekday - weekday) * DAY + self.start_minute - minute) % week
        length = self.end_minute - self.start_minute
        return away - week if away - week + length > 0 else away


def search_meetings(asked: Asked, page: int = 1, size: int = PAGE) -> Found:
    """The page of meetings that answers the search; widened, and saying so, if there are none."""
    for gave_up, wider, slots in ways(_slots, asked):
        shown, number, pages = page_of(slots, page, size)
        hits = _hits(shown, wider)
        if hits:
            return Found(
                asked=wider,
                hits=hits,
                total=len(slots) - len(shown) + len(hits),
                is_capped=sum(slot.rank == NEAR for slot in slots) >= NEAREST,
                counts=_counts(slots, wider),
                remote=sum(slot.is_remote for slot in slots),
                page=number,
                pages=pages,
                widened=gave_up,
            )
    return Found(asked=asked)


def _slots(asked: Asked) -> list[Slot]:
    """What fits, by when it next starts, each session once."""
    slots: dict[UUID, Slot] = {}
    for row in read(_matching(asked), COLUMNS, _branches(asked)):
        slots.setdefault(row[0], Slot(*row))
    local = asked.now.astimezone(LONDON)
    weekday, minute = local.weekday(), local.hour * 60 + local.minute
    return sorted(
        slots.values(),
        key=lambda slot: (slot.minutes_away(weekday, minute), slot.metres or 0, slot.key),
    )


def _counts(slots: list[Slot], asked: Asked) -> Counter[str]:
    return facets.count_open(
        (slot.facets for slot in slots),
        asked.chosen,
        lambda group: count_facets(_matching(asked, group), "id", group, _branches(asked)),
    )


def _windows(asked: Asked) -> list[Window]:
    """What was asked for; by default the coming week, or without a place what is left of today."""
    if asked.windows is not None:
        return asked.windows
    return coming_week(asked.now) if asked.point else windows("tonight", "", asked.now) or []


def _matching(asked: Asked, leave_out: str = "") -> QuerySet[Session]:
    """The meetings that fit, near or far, with the columns that the branches look at."""
    rows = Session.objects.filter(
        facets.chosen_q(asked.chosen, leave_out),
        asked.meaning.fits(),
        IsOn(_windows(asked)),
        is_meeting=True,
    )
    if asked.point:
        metres: object = metres_from(asked.point)
    else:
        metres, rows = Cast(Value(None), FloatField()), rows.filter(asked.without_point())
    is_remote = ExpressionWrapper(facets.remote_q(), BooleanField())
    rows = rows.annotate(metres=metres, is_remote=is_remote)
    return rows.values(*COLUMNS, "point", "areas", "is_national")


def _branches(asked: Asked) -> Iterator[Branch]:
    """Near, then what of the area or of all England can be joined from anywhere."""
    if asked.point is None:
        yield Branch(NEAR, "TRUE", "weekday, start_minute, id", NEAREST)
        return
    yield Branch.near(asked)
    joined = "facets && ARRAY['how:online', 'how:phone']::varchar[]"
    joined += " AND (is_national OR areas @> ARRAY[%s]::varchar[])"
    authority = asked.where.authority_code
    yield Branch(FROM_ELSEWHERE, joined, "start_minute, id", ELSEWHERE, (authority,))


def _hits(slots: list[Slot], asked: Asked) -> list[MeetingHit]:
    sessions = {session.pk: session for session in _sessions(slot.key for slot in slots)}
    hits = []
    for slot in slots:
        held = first_in(sessions[slot.key], _windows(asked), asked.now)
        if held:
            hits.append(MeetingHit(held, slot.metres, slot.rank, asked.now))
    return sorted(hits, key=lambda hit: (hit.occurrence.starts, hit.metres or 0))


def _sessions(keys: Iterator[UUID]) -> list[Session]:
    """Sessions with all that a row of the timetable shows: one query, two if a date moves."""
    return with_moves(Session.objects.for_lists().filter(pk__in=list(keys)))
