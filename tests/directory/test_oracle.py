"""The search against a second opinion: every slot looked at in turn, with rules of its own.

Two hundred awkward slots (past midnight, nth weeks, all day, no end, off and moved dates, bank
holidays, on the Greenwich meridian, on the visitor's own latitude) are asked for at many moments.
Nothing here uses directory.search.when; the clocks' and the calendar's rules are written anew.
"""

from calendar import monthcalendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import asin, cos, radians, sin, sqrt
from random import Random

import pytest

from directory import actions
from directory.models import SearchEntry, Session, SessionException
from directory.search.asked import Asked
from directory.search.meeting_search import search_meetings
from directory.search.service_search import search_services
from tests.directory.makers import make_fellowship, make_service, where

VISITOR = (51.4779, 0.0)
TIMES = [time(h, m) for h in (0, 1, 2, 4, 5, 9, 12, 18, 19, 22, 23) for m in (0, 30, 45)]
HOLIDAYS = {
    *(date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28)),  # Boxing Day and its Monday
    *(date(2027, 1, 1), date(2027, 3, 26)),
    *(date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31)),
}
CLOCKS_BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)
CLOCKS_ON = datetime(2027, 3, 28, 1, tzinfo=UTC)
FIRST, LAST = datetime(2026, 10, 20, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
HARD_MOMENTS = [
    datetime(2026, 11, 27, 23, 50, tzinfo=UTC),  # a Friday
    *(CLOCKS_BACK + timedelta(minutes=n) for n in (-150, -61, -30, 0, 5, 20, 35, 50, 61)),
    *(CLOCKS_ON + timedelta(minutes=n) for n in (-150, -61, -30, 0, 5, 35, 61)),
    *(CLOCKS_BACK.replace(month=12, day=n, minute=40) for n in (24, 25, 26, 28)),
    *(CLOCKS_BACK.replace(month=12, day=n, hour=19) for n in (24, 25, 26, 28)),
]


def to_wall(moment: datetime) -> datetime:
    """What the clock on the wall says at a moment in UTC."""
    is_winter = CLOCKS_BACK <= moment < CLOCKS_ON
    return (moment if is_winter else moment + timedelta(hours=1)).replace(tzinfo=None)


def to_utc(wall: datetime) -> datetime:
    """The first moment at which the clock on the wall says so; in the missing hour, an hour on."""
    in_winter = wall.replace(tzinfo=UTC)
    in_summer = in_winter - timedelta(hours=1)
    return in_summer if to_wall(in_summer) == wall else in_winter


def is_held(session: Session, on: date) -> bool:
    column = [week[on.weekday()] for week in monthcalendar(on.year, on.month)]
    days = [day for day in column if day]
    wanted = {days[week - 1 if week > 0 else week] for week in session.weeks if week <= len(days)}
    return (
        on.weekday() == session.weekday
        and (not session.weeks or on.day in wanted)
        and not (session.valid_from and on < session.valid_from)
        and not (session.valid_to and on > session.valid_to)
        and not (session.bank_holidays == "closed" and on in HOLIDAYS)
    )


def held(session: Session, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when it is held, around `now` (UTC), by looking at each day."""
    different = {exception.on: exception for exception in session.exceptions.all()}
    for on in (to_wall(now).date() + timedelta(days=n) for n in range(-2, 3)):
        exception, start, end = different.get(on), session.starts_at, session.ends_at
        if not is_held(session, on) or (exception and exception.is_cancelled):
            continue
        if exception:
            start, end = exception.starts_at, exception.ends_at
        begins = datetime.combine(on, start)
        length = timedelta(hours=1)
        if end:
            length = datetime.combine(on, end) - begins
            length += timedelta(days=length <= timedelta(0))
        starts, ends = to_utc(begins), to_utc(begins + length)
        yield starts, ends if end and ends > starts else starts + length


def miles(a: tuple[float, float], b: tuple[float, float]) -> float:
    half = sin(radians(b[0] - a[0]) / 2) ** 2
    half += cos(radians(a[0])) * cos(radians(b[0])) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(half)) / 1609.344


def night_ends(now: datetime) -> datetime:
    wall = to_wall(now)
    five = datetime.combine(wall.date(), time(5))
    return to_utc(five if wall < five else five + timedelta(days=1))


def place(dice: Random) -> tuple[float, float]:
    """Near the visitor, often on the meridian or exactly as far north as they are."""
    north = dice.choice([0, dice.uniform(-0.5, 0.5)])
    east = dice.choice([-VISITOR[1], dice.uniform(-0.7, 0.7)])
    return VISITOR[0] + north, east


def weekly(dice: Random) -> dict:
    start = dice.choice(TIMES)
    return {
        "weekday": dice.randrange(7),
        "starts_at": start,
        "ends_at": dice.choice([None, start, *dice.choices(TIMES, k=4)]),
    }


def awkward(dice: Random) -> dict:
    return {
        **weekly(dice),
        "weeks": dice.choice([[], [], [], [1], [5], [-1], [2, 4], [1, -1]]),
        "bank_holidays": dice.choice(["runs", "closed", "not-stated"]),
        "valid_from": dice.choice([None, None, date(2026, 11, 1)]),
        "valid_to": dice.choice([None, None, date(2027, 3, 28)]),
    }


def differ(session: Session, dice: Random) -> list[SessionException]:
    """Some of its dates, off or moved; a moved one stays on its day."""
    found = []
    for week in range(0, 32, dice.choice([2, 3, 5])):
        on = FIRST.date() + timedelta(days=7 * week)
        on += timedelta(days=(session.weekday - on.weekday()) % 7)
        is_off = dice.random() < 0.5
        start = None if is_off else dice.choice(TIMES)
        end = None if is_off else dice.choice([None, *dice.choices(TIMES, k=3)])
        found.append(
            SessionException(
                session=session, on=on, is_cancelled=is_off, starts_at=start, ends_at=end
            )
        )
    return found


@pytest.fixture
def slots(db) -> list[Session]:
    """Two hundred slots of forty groups, none of them easy, and forty held every week alike."""
    dice = Random(2026)
    made = []
    plain = []
    for number in range(60):
        group = make_service(
            f"Group {number}",
            at=place(dice),
            kinds=("mutual-aid",),
            fellowship=make_fellowship(),
            is_indexed=False,
        )
        at = group.locations.first()
        if number < 40:
            made += [Session(service=group, location=at, **awkward(dice)) for _ in range(5)]
        else:
            plain += [Session(service=group, location=at, **weekly(dice)) for _ in range(2)]
    Session.objects.bulk_create([*made, *plain])
    SessionException.objects.bulk_create(
        exception for session in made[::3] for exception in differ(session, dice)
    )
    actions.index(services={session.service_id for session in [*made, *plain]})
    assert SearchEntry.objects.filter(is_regular=True).count() >= 20
    return list(
        Session.objects.select_related("location", "service").prefetch_related("exceptions")
    )


def asked_at(moments: int) -> Iterator[tuple[datetime, int]]:
    dice = Random(7)
    spread = int((LAST - FIRST).total_seconds() // 60)
    random = [FIRST + timedelta(minutes=dice.randrange(spread)) for _ in range(moments)]
    for moment in [*HARD_MOMENTS, *random]:
        yield moment, dice.choice([2, 10, 25, 50])


def everything(search, asked: Asked) -> list:
    found = search(asked)
    if found.widened:
        return []
    rest = (search(asked, page).hits for page in range(2, found.pages + 1))
    return [*found.hits, *(hit for hits in rest for hit in hits)]


def test_tonight_offers_each_meeting_that_is_on_or_still_to_come_and_no_other(slots):
    number = 0
    for now, within in asked_at(60):
        expected = {}
        for slot in slots:
            away = miles(VISITOR, (slot.location.latitude, slot.location.longitude))
            times = [s for s, e in held(slot, now) if e > now and s < night_ends(now)]
            if away <= within and times:
                expected[slot.pk] = (min(times), round(away, 1))
        asked = Asked(where(VISITOR), now, miles=within, day="tonight")
        hits = everything(search_meetings, asked)
        found = {
            hit.occurrence.session.pk: (hit.occurrence.starts, round(hit.metres / 1609.344, 1))
            for hit in hits
        }
        assert found == expected, now
        assert [hit.occurrence.starts for hit in hits] == sorted(s for s, _ in expected.values())
        number += len(expected)
    assert number > 500


def test_open_now_offers_what_is_open_nearest_first(slots):
    number = 0
    for now, within in asked_at(60):
        expected = {}
        for slot in slots:
            away = miles(VISITOR, (slot.location.latitude, slot.location.longitude))
            if away <= within and any(s <= now < e for s, e in held(slot, now)):
                expected[slot.service_id] = round(away, 1)
        asked = Asked(where(VISITOR), now, miles=within, day="now")
        hits = everything(search_services, asked)
        assert {hit.service.pk: round(hit.metres / 1609.344, 1) for hit in hits} == expected, now
        assert [round(hit.metres / 1609.344, 1) for hit in hits] == sorted(expected.values())
        assert all(hit.state.current for hit in hits)
        number += len(expected)
    assert number > 200
