"""When sessions are on: the wall clock's rules, midnight, bank holidays and clock-change nights."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from directory import actions
from directory.models import Service, Session, SessionException
from directory.search import when
from directory.search.when import Window, first_in, occurrence, occurrences, open_state, windows
from tests.directory.makers import make_service, make_session

LONDON = ZoneInfo("Europe/London")


def london(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold)


def slot(day: int, start: str, end: str = "", **fields) -> Session:
    return Session(
        weekday=day,
        starts_at=time.fromisoformat(start),
        ends_at=time.fromisoformat(end) if end else None,
        **fields,
    )


# Friday 27 November 2026, 22:40
FRIDAY_NIGHT = london("2026-11-27T22:40")


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("", "", None),
        ("now", "", [Window(date(2026, 11, 27), 1360, 1361)]),
        ("today", "", [Window(date(2026, 11, 27), 1360, 1440)]),
        ("tonight", "", [Window(date(2026, 11, 27), 1360, 1740)]),
        ("tonight", "morning", []),
        ("sat", "evening", [Window(date(2026, 11, 28), 1020, 1740)]),
        ("sat", "09:30", [Window(date(2026, 11, 28), 570, 630)]),
    ],
)
def test_what_day_and_time_mean(day, at, expected):
    assert windows(day, at, FRIDAY_NIGHT) == expected


def test_a_weekday_that_is_today_means_the_rest_of_it_and_then_next_weeks():
    found = windows("fri", "", FRIDAY_NIGHT)
    assert found == [Window(date(2026, 11, 27), 1360, 1440), Window(date(2026, 12, 4), 0, 1360)]


def test_tonight_in_the_small_hours_ends_at_five_the_same_morning():
    assert windows("tonight", "", london("2026-11-28T02:10")) == [
        Window(date(2026, 11, 28), 130, 300)
    ]


@pytest.mark.parametrize(("kept", "is_held"), [("closed", False), ("runs", True)])
def test_a_bank_holiday_is_left_out_where_the_group_says_so(kept, is_held):
    boxing_day_observed = date(2026, 12, 28)
    monday = slot(0, "10:00", "12:00", bank_holidays=kept)
    assert bool(occurrence(monday, boxing_day_observed)) is is_held
    assert occurrence(monday, date(2026, 12, 21))


def test_in_the_small_hours_the_evening_before_is_still_going_on():
    found = windows("tonight", "evening", london("2026-11-28T02:10"))
    assert found == [Window(date(2026, 11, 28), 130, 300)]


@pytest.mark.parametrize(
    ("on", "weeks"),
    [
        (date(2026, 11, 2), {1}),
        (date(2026, 11, 23), {4}),
        (date(2026, 11, 24), {4, -1}),
        (date(2026, 11, 30), {5, -1}),
        (date(2027, 2, 28), {4, -1}),
    ],
)
def test_nth_weeks(on, weeks):
    assert when.nth_weeks(on) == weeks


def test_a_meeting_that_crosses_midnight_is_on_the_next_day():
    session = slot(4, "22:05", "00:30")
    after_midnight = london("2026-11-28T00:10")
    held = occurrences(session, after_midnight)[0]
    assert held.is_on(after_midnight)
    assert held.local_end == london("2026-11-28T00:30")
    assert occurrences(session, london("2026-11-28T00:30"))[0].on == date(2026, 12, 4)


def test_at_a_minute_to_midnight_the_meeting_at_a_minute_past_is_next():
    state = open_state([slot(5, "00:01", "01:00")], london("2026-11-27T23:59"))
    assert state.following.local_start == london("2026-11-28T00:01")


def test_midnight_to_midnight_is_the_whole_day():
    session = slot(4, "00:00", "00:00")
    assert open_state([session], london("2026-11-27T23:59")).current
    assert not open_state([session], london("2026-11-28T00:00")).current


def test_a_meeting_whose_end_nobody_has_said_counts_as_on_for_an_hour():
    session = slot(4, "22:00")
    assert open_state([session], FRIDAY_NIGHT).current
    assert not open_state([session], london("2026-11-27T23:00")).current


def test_when_the_clocks_go_forward_a_time_that_is_skipped_is_kept_an_hour_on():
    held = occurrence(slot(6, "01:30", "02:00"), date(2027, 3, 28))
    assert held.starts == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert held.ends - held.starts == timedelta(minutes=30)


def test_when_the_clocks_go_back_a_meeting_is_held_once_at_the_first_time():
    session = slot(6, "01:30", "01:45")
    first, second = london("2026-10-25T01:35", fold=0), london("2026-10-25T01:35", fold=1)
    assert open_state([session], first).current
    assert not open_state([session], second).current


def test_when_the_clocks_go_back_it_ends_when_the_wall_clock_says():
    held = occurrence(slot(5, "23:00", "03:00"), date(2026, 10, 24))
    assert held.ends - held.starts == timedelta(hours=5)


def test_a_week_over_a_clock_change_keeps_the_wall_clock():
    session = slot(2, "09:00", "10:00")
    held = occurrences(session, london("2026-10-21T08:00"), days=9)
    assert [o.local_start.hour for o in held] == [9, 9]
    assert (held[1].starts - held[0].starts) == timedelta(days=7, hours=1)


@pytest.mark.django_db
class TestInTheDatabase:
    """`IsOn` finds what `occurrence` says is on."""

    def is_found(self, session: Session, day: str, now: datetime) -> bool:
        return Session.objects.filter(when.IsOn(windows(day, "", now)), pk=session.pk).exists()

    def test_bank_holidays_are_kept_where_the_group_says_so(self):
        service = make_service()
        session = make_session(service, 4, "10:00", "12:00", bank_holidays="closed")
        boxing_day_observed, christmas = "2026-12-28", "2026-12-25"
        monday = make_session(service, 0, "10:00", "12:00", bank_holidays="runs")
        assert not self.is_found(session, "now", london(f"{christmas}T11:00"))
        assert self.is_found(session, "now", london("2026-12-18T11:00"))
        assert self.is_found(monday, "now", london(f"{boxing_day_observed}T11:00"))

    def test_a_cancelled_date_is_off_and_a_moved_one_is_at_its_other_time(self):
        session = make_session(make_service(), 4, "19:00", "20:00")
        SessionException.objects.create(session=session, on=date(2026, 11, 27))
        SessionException.objects.create(
            session=session, on=date(2026, 12, 4), is_cancelled=False, starts_at=time(12)
        )
        actions.index(services=[session.service_id])
        session = Session.objects.prefetch_related("exceptions").get()
        assert not self.is_found(session, "now", london("2026-11-27T19:30"))
        noon = london("2026-12-04T12:30")
        assert self.is_found(session, "now", noon)
        assert first_in(session, windows("now", "", noon), noon)
        evening = london("2026-12-04T19:30")
        assert first_in(session, windows("now", "", evening), evening) is None

    def test_a_session_out_of_its_dates_is_not_on(self):
        session = make_session(
            make_service(), 4, "19:00", "20:00", valid_from="2026-12-01", valid_to="2026-12-10"
        )
        assert not self.is_found(session, "now", london("2026-11-27T19:30"))
        assert self.is_found(session, "now", london("2026-12-04T19:30"))
        assert not self.is_found(session, "now", london("2026-12-11T19:30"))

    def test_a_session_kept_in_another_countrys_time_is_reckoned_in_it(self):
        session = make_session(make_service(), 4, "19:00", "20:00", timezone="America/New_York")
        late = london("2026-11-28T00:30")
        assert self.is_found(session, "now", late)
        assert first_in(session, windows("now", "", late), late)
        early = london("2026-11-27T19:30")
        assert first_in(session, windows("now", "", early), early) is None


class TestDatabaseAndClockAgree(TestCase):
    """The database never loses what is on, and adds nothing on nights of plain length."""

    def setUp(self) -> None:
        self.service: Service = make_service()

    @settings(max_examples=120, deadline=None)
    @given(
        weekday=st.integers(0, 6),
        start=st.integers(0, 287),
        end=st.none() | st.integers(0, 287),
        weeks=st.lists(st.sampled_from([1, 2, 3, 4, 5, -1]), max_size=3, unique=True),
        bank_holidays=st.sampled_from(Session.BankHolidays.values),
        minutes=st.integers(0, 366 * 24 * 12),
        day=st.sampled_from(["now", "today", "tonight", "mon", "thu", "sun"]),
        at=st.sampled_from(["", "morning", "evening", "19:30", "00:15"]),
    )
    def test_agree(self, weekday, start, end, weeks, bank_holidays, minutes, day, at):
        now = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=5 * minutes)
        session = Session.objects.create(
            service=self.service,
            weekday=weekday,
            starts_at=time(start // 12, start % 12 * 5),
            ends_at=None if end is None else time(end // 12, end % 12 * 5),
            weeks=weeks,
            bank_holidays=bank_holidays,
        )
        found = windows(day, at if day != "now" else "", now) or []
        by_database = Session.objects.filter(when.IsOn(found), pk=session.pk).exists()
        by_clock = first_in(session, found, now) is not None
        changes_near = any(when._clocks_change_near(window.on) for window in found)
        assert by_database or not by_clock
        if not changes_near:
            assert by_database == by_clock


@pytest.mark.parametrize(
    "fields",
    [
        {"weeks": [1, -1]},
        {"valid_from": date(2026, 1, 1)},
        {"valid_to": date(2030, 1, 1)},
        {"cancelled_on": [date(2026, 12, 1)]},
        {"moved_on": [date(2026, 12, 1)]},
        {"bank_holidays": "closed"},
        {"timezone": "Europe/Lisbon"},
    ],
)
def test_one_session_that_differs_some_week_makes_an_entry_ask_its_sessions(fields):
    weekly = Session(weekday=0, starts_at=time(9), ends_at=time(17), bank_holidays="runs")
    assert when.is_regular([])
    assert when.is_regular([weekly])
    assert not when.is_regular([weekly, Session(weekday=1, starts_at=time(9), **fields)])
