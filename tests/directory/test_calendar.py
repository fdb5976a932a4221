"""Calendar files: read back by the library, they hold just the times that the portal says."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from dateutil.rrule import rrulestr
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from directory import actions
from directory.exports.calendar import calendar
from directory.models import Service, Session, SessionException
from directory.models.choices import ServiceStatus
from directory.search.when import occurrence
from directory.wording import names_topic
from rosc.accounts.models import Organisation
from tests.directory.makers import make_meeting, make_service, make_session

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)  # a Friday
YEAR = 370


def events_of(body: bytes) -> list:
    read = Calendar.from_ical(body)
    assert read["VERSION"] == "2.0"
    return read.walk("VEVENT")


def held(body: bytes, until: datetime) -> dict[datetime, datetime]:
    """Begin and end, in UTC, of all that a file's rules come to: as a calendar would show it."""
    events = events_of(body)
    moved = {e["RECURRENCE-ID"].dt: e for e in events if "RECURRENCE-ID" in e}
    found = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            found[event["DTSTART"].dt.astimezone(UTC)] = event["DTEND"].dt.astimezone(UTC)
            continue
        first, zone = event["DTSTART"].dt, event["DTSTART"].dt.tzinfo
        last = event["DTEND"].dt.replace(tzinfo=None) - first.replace(tzinfo=None)
        out = event.get("EXDATE")
        out = {d.dt for d in out.dts} if out else set()
        rule = event["RRULE"].to_ical().decode()
        if "UNTIL" in rule:  # in UTC, as it must be; the wall clock is what is counted here
            local = event["RRULE"]["UNTIL"][0].astimezone(zone).strftime("%Y%m%dT%H%M%S")
            rule = ";".join(
                f"UNTIL={local}" if part.startswith("UNTIL") else part for part in rule.split(";")
            )
        for start in rrulestr(rule, dtstart=first.replace(tzinfo=None)):
            starts = start.replace(tzinfo=zone)
            if starts > until:
                break
            if starts not in out and starts not in moved:
                ends = (start + last).replace(tzinfo=zone).astimezone(UTC)
                found[starts.astimezone(UTC)] = ends
    return {s: e for s, e in found.items() if s <= until.astimezone(UTC)}


def said(session: Session, until: datetime) -> dict[datetime, datetime]:
    """The same, as the portal says it."""
    days = (NOW.date() + timedelta(days=n) for n in range(-1, YEAR + 2))
    found = (occurrence(session, on) for on in days)
    return {o.starts: o.ends for o in found if o and o.ends > NOW and o.starts <= until}


def session_of(**fields) -> Session:
    """One that is in no database, with its exceptions at hand."""
    exceptions = fields.pop("exceptions", [])
    service = Service(name="Quiet Steps", organisation=Organisation(name="Own"))
    session = Session(service=service, updated_at=NOW, **fields)
    session.cancelled_on = [e.on for e in exceptions if e.is_cancelled]
    session.moved_on = [e.on for e in exceptions if not e.is_cancelled]
    for one in exceptions:
        one.session = session
    session._prefetched_objects_cache = {"exceptions": FakeRelation(exceptions)}
    return session


class FakeRelation(list):
    def all(self):
        return self


quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
# A night on which the clocks change has an hour twice or not at all: see the tests of `when`.
wakeful = quarters.filter(lambda t: t.hour not in (0, 1, 2))


@st.composite
def sessions(draw):
    day = draw(st.integers(0, 6))
    starts_at = draw(wakeful)
    dates = [NOW.date() + timedelta(days=n) for n in range(YEAR)]
    own = [on for on in dates if on.weekday() == day]
    out = draw(st.lists(st.sampled_from(own), max_size=4, unique=True))
    exceptions = [
        SessionException(on=on, is_cancelled=False, starts_at=draw(wakeful), ends_at=None)
        if draw(st.booleans())
        else SessionException(on=on, is_cancelled=True)
        for on in out
    ]
    begins = draw(st.none() | st.sampled_from(dates[:100]))
    ends = draw(st.none() | st.sampled_from(dates[100:]))
    return session_of(
        weekday=day,
        starts_at=starts_at,
        ends_at=draw(st.none() | wakeful.filter(lambda t: t != starts_at)),
        weeks=draw(st.lists(st.sampled_from([1, 2, 3, 4, 5, -1]), max_size=3, unique=True)),
        valid_from=begins,
        valid_to=ends,
        bank_holidays=draw(st.sampled_from(Session.BankHolidays.values)),
        exceptions=exceptions,
    )


@settings(max_examples=150, deadline=None)
@given(sessions())
def test_a_calendar_shows_just_what_the_portal_says(session):
    until = NOW + timedelta(days=YEAR)
    body = calendar([session], now=NOW, is_named=False)
    mine = {starts: ends for starts, ends in held(body, until).items() if ends > NOW}
    # A rule that has no date left has no event, exceptions included.
    assert mine == said(session, until)


def rule_of(session: Session) -> str:
    (event,) = events_of(calendar([session], now=NOW, is_named=False))
    return event["RRULE"].to_ical().decode()


def test_every_week_and_only_some_weeks():
    assert rule_of(session_of(weekday=1, starts_at=time(19))) == "FREQ=WEEKLY;BYDAY=TU"
    monthly = session_of(weekday=1, starts_at=time(19), weeks=[-1, 1])
    assert rule_of(monthly) == "FREQ=MONTHLY;BYDAY=-1TU,1TU"


def test_what_runs_past_midnight_ends_the_next_day_and_all_day_is_a_day():
    late = session_of(weekday=4, starts_at=time(23), ends_at=time(1))
    (event,) = events_of(calendar([late], now=NOW, is_named=False))
    assert event["DTSTART"].dt == datetime(2026, 11, 27, 23, tzinfo=LONDON)
    assert event["DTEND"].dt == datetime(2026, 11, 28, 1, tzinfo=LONDON)
    whole = session_of(weekday=5, starts_at=time(0), ends_at=time(0))
    (event,) = events_of(calendar([whole], now=NOW, is_named=False))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)


def test_the_zone_is_written_out_and_keeps_the_wall_clock_in_summer():
    body = calendar([session_of(weekday=1, starts_at=time(19))], now=NOW, is_named=False)
    (zone,) = Calendar.from_ical(body).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/London"
    summer = next(s for s in held(body, NOW + timedelta(days=250)) if s.month == 7)
    assert summer.hour == 18
    assert b"DTSTART;TZID=Europe/London:20261201T190000" in body


def test_another_countrys_time_brings_its_own_zone():
    afar = session_of(weekday=1, starts_at=time(19), timezone="America/New_York")
    zones = Calendar.from_ical(calendar([afar], now=NOW, is_named=False)).walk("VTIMEZONE")
    assert "America/New_York" in {str(zone["TZID"]) for zone in zones}


def test_an_end_that_nobody_said_is_said_to_be_none():
    body = calendar([session_of(weekday=1, starts_at=time(19))], now=NOW, is_named=False)
    assert "Nobody has said when it ends" in str(events_of(body)[0]["DESCRIPTION"])


def test_what_is_over_for_good_is_left_out():
    over = session_of(weekday=1, starts_at=time(19), valid_to=date(2026, 11, 1))
    assert events_of(calendar([over], now=NOW, is_named=True)) == []


def test_it_is_called_meeting_unless_the_name_is_asked_for():
    session = session_of(
        weekday=1,
        starts_at=time(19),
        name="Recovery Tuesday",
        note="No drink",
        join_url="",
    )
    session.service.phone = "0161 496 0101"
    (event,) = events_of(calendar([session], now=NOW, is_named=False))
    assert str(event["SUMMARY"]) == "Meeting"
    assert not names_topic(str(event["SUMMARY"]) + str(event["DESCRIPTION"]))
    assert "0161 496 0101" in str(event["DESCRIPTION"])
    (event,) = events_of(calendar([session], now=NOW, is_named=True))
    assert str(event["SUMMARY"]) == "Recovery Tuesday"
    assert "No drink" in str(event["DESCRIPTION"])


# --- The files that the pages give --------------------------------------------------------------
@pytest.fixture
def friday():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, page, /, *args, **query):
    return client.get(reverse(f"directory:{page}", args=args), query)


@pytest.mark.django_db
def test_one_time_all_times_of_a_place_and_all_that_was_found(client, postcodes, friday):
    session = make_meeting(1, "19:00", "20:00", name="Quiet Steps")
    other = make_meeting(3, "19:00", name="Lamp")
    helps = make_service("Boat trips")
    make_session(helps, 2, "10:00", "12:00", name="Morning")
    files = {
        "session": (get(client, "session_calendar", session.pk), {session.pk}),
        "service": (get(client, "service_calendar", session.service_id), {session.pk}),
        "meetings": (get(client, "meetings_calendar", postcode="M1 1AE"), {session.pk, other.pk}),
        "services": (
            get(client, "services_calendar", postcode="M1 1AE", q="boat"),
            {helps.sessions.get().pk},
        ),
    }
    for name, (response, expected) in files.items():
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8", name
        assert response.headers["Content-Disposition"] == 'attachment; filename="times.ics"'
        assert response.headers["Cache-Control"] == "no-store"
        found = {str(event["UID"]) for event in events_of(response.content)}
        assert found == {f"{key}@localhost" for key in expected}, name
        assert "Quiet Steps" not in response.content.decode()
    named = get(client, "session_calendar", session.pk, name="yes").content.decode()
    assert "SUMMARY:Quiet Steps" in named


@pytest.mark.django_db
def test_a_date_at_another_time_and_a_date_without(client, friday):
    session = make_meeting(1, "19:00", "20:00")
    exceptions = session.exceptions
    exceptions.create(on=date(2026, 12, 8), is_cancelled=False, starts_at=time(18, 30))
    exceptions.create(on=date(2026, 12, 15))
    actions.index(services=[session.service_id])
    body = get(client, "session_calendar", session.pk).content
    assert b"EXDATE;TZID=Europe/London:20261215T190000" in body
    assert b"RECURRENCE-ID;TZID=Europe/London:20261208T190000" in body
    assert b"DTSTART;TZID=Europe/London:20261208T183000" in body


@pytest.mark.django_db
def test_a_withheld_address_is_its_town_in_every_file(client, postcodes, friday):
    session = make_meeting(1, "19:00", "20:00")
    place = session.location
    place.address, place.postcode, place.is_withheld = "9 Secret Street", "M1 9ZZ", True
    place.save()
    for query in ({}, {"name": "yes"}):
        for name, args in (("session_calendar", [session.pk]), ("meetings_calendar", [])):
            body = get(client, name, *args, postcode="M1 1AE", **query).content.decode()
            assert "LOCATION:Ancoats" in body
            assert "Secret" not in body
            assert "9ZZ" not in body


@pytest.mark.django_db
def test_what_is_not_public_has_no_file(client):
    session = make_meeting(1, "19:00")
    Service.objects.update(status=ServiceStatus.DRAFT)
    assert get(client, "session_calendar", session.pk).status_code == 404
    assert get(client, "service_calendar", session.service_id).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["meetings_calendar", "services_calendar"])
def test_bad_input_gives_a_file_all_the_same(client, postcodes, name, friday):
    query = {"postcode": "\0x" * 5000, "day": "someday", "kind": "<script>", "page": "-1"}
    assert get(client, name, **query).status_code == 200
