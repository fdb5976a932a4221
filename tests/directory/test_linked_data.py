"""Descriptions for search engines: well-formed, never run, and with nothing private in them."""

import json
import re
from datetime import date, time

import pytest
import time_machine
from django.urls import reverse

from directory import actions
from directory.models import OrganisationProfile
from tests.directory.makers import make_meeting, make_service, make_session
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def data_of(client, address):
    (block,) = BLOCK.findall(client.get(address).content.decode())
    assert "<" not in block
    found = json.loads(block)
    assert found["@context"] == "https://schema.org"
    assert found["url"].endswith(address)
    return found


def test_a_service(client):
    service = make_service("Boat trips", phone="0161 496 0101", cost="free")
    make_session(service, 1, "19:00", "20:30")
    found = data_of(client, service.get_absolute_url())
    assert (found["@type"], found["name"]) == ("Service", "Boat trips")
    assert found["isAccessibleForFree"] is True
    assert found["availableChannel"]["servicePhone"]["telephone"] == "0161 496 0101"
    assert found["hoursAvailable"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "Tuesday",
            "opens": "19:00",
            "closes": "20:30",
        }
    ]


def test_a_mutual_aid_group_is_a_series_of_meetings(client):
    session = make_meeting(1, "19:00", name="Quiet Steps", weeks=[1, 3])
    found = data_of(client, session.service.get_absolute_url())
    assert found["@type"] == "EventSeries"
    (schedule,) = found["eventSchedule"]
    assert (schedule["repeatFrequency"], schedule["byDay"]) == ("P1M", ["1TU", "3TU"])
    assert schedule["scheduleTimezone"] == "Europe/London"
    assert found["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert "isAccessibleForFree" not in found  # nobody has said so


def test_an_organisation(client):
    organisation = OrganisationFactory(name="Hazel")
    OrganisationProfile.objects.create(organisation=organisation, phone="0161 496 0102")
    found = data_of(client, reverse("directory:organisation", args=[organisation.pk]))
    assert (found["name"], found["telephone"]) == ("Hazel", "0161 496 0102")


def test_an_organisation_without_a_public_side(client):
    organisation = OrganisationFactory(name="Hazel")
    data = data_of(client, reverse("directory:organisation", args=[organisation.pk]))
    assert data["name"] == "Hazel"
    assert not {"telephone", "email", "description"} & data.keys()


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "<!--<script>", "&lt;/script&gt;", "\u2028\\"]
)
def test_no_name_ends_the_block(client, name):
    service = make_service(name, description=name)
    assert data_of(client, service.get_absolute_url())["name"] == name


def test_a_withheld_address_is_only_its_town(client):
    service = make_service("House")
    place = service.locations.get()
    place.name, place.address, place.postcode = "The Nest", "9 Secret Street", "M1 9ZZ"
    place.is_withheld = True
    place.save()
    found = json.dumps(data_of(client, service.get_absolute_url()))
    assert "Ancoats" in found
    for private in ("Secret", "9ZZ", "Nest", "53.4", "latitude"):
        assert private not in found


# --- A page of meetings -------------------------------------------------------------------------
@pytest.fixture
def friday():
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False) as clock:
        yield clock


def meetings_on(client, **query) -> list[dict]:
    page = client.get(reverse("directory:meetings"), query).content.decode()
    (block,) = BLOCK.findall(page)
    assert "<" not in block
    found = json.loads(block)
    assert (found["@context"], found["@type"]) == ("https://schema.org", "ItemList")
    listed = found["itemListElement"]
    assert [one["position"] for one in listed] == list(range(1, len(listed) + 1))
    return [one["item"] for one in listed]


def test_meetings_are_events_at_their_next_time_in_local_time(client, postcodes, friday):
    session = make_meeting(4, "19:30", "21:00", name="Quiet Steps")
    make_meeting(5, "10:00", name="Open end")
    first, second = meetings_on(client, postcode="M1 1AE")
    assert (first["@type"], first["name"]) == ("Event", "Quiet Steps")
    assert first["url"].endswith(session.service.get_absolute_url())
    assert first["startDate"] == "2026-11-27T19:30:00+00:00"
    assert first["endDate"] == "2026-11-27T21:00:00+00:00"
    assert first["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert first["location"] == [
        {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Ancoats",
                "addressCountry": "GB",
            },
        }
    ]
    assert first["eventSchedule"] == {
        "@type": "Schedule",
        "byDay": "https://schema.org/Friday",
        "startTime": "19:30",
        "endTime": "21:00",
        "scheduleTimezone": "Europe/London",
        "repeatFrequency": "P1W",
    }
    assert second["startDate"] == "2026-11-28T10:00:00+00:00"
    assert "endDate" not in second  # nobody has said when it ends
    assert "endTime" not in second["eventSchedule"]


def test_in_summer_the_offset_is_that_of_the_clock_on_the_wall(client, postcodes, friday):
    friday.move_to("2027-07-02T12:00:00Z")
    make_meeting(4, "19:30")
    (found,) = meetings_on(client, postcode="M1 1AE")
    assert found["startDate"] == "2027-07-02T19:30:00+01:00"
    assert found["eventSchedule"]["startTime"] == "19:30"


def test_a_meeting_online_has_no_place_and_one_by_phone_no_number(client, postcodes, friday):
    online = {"at": None, "modes": ["online"], "is_national": True}
    make_meeting(4, "19:00", join_url="https://join.example/1", **online)
    by_phone = {"at": None, "modes": ["phone"], "is_national": True}
    make_meeting(4, "20:00", join_phone="0161 496 0177", **by_phone)
    first, second = meetings_on(client, postcode="M1 1AE")
    assert first["location"] == [{"@type": "VirtualLocation", "url": "https://join.example/1"}]
    assert "location" not in second
    for found in (first, second):
        assert found["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert "0177" not in json.dumps([first, second])


def test_a_withheld_place_of_a_meeting_is_only_its_town(client, postcodes, friday):
    session = make_meeting(4, "19:30")
    place = session.location
    place.name, place.address, place.postcode = "The Nest", "9 Secret Street", "M1 9ZZ"
    place.is_withheld = True
    place.save()
    found = json.dumps(meetings_on(client, postcode="M1 1AE"))
    assert "Ancoats" in found
    for private in ("Secret", "9ZZ", "Nest", "53.4", "latitude"):
        assert private not in found


def test_days_on_which_it_is_not_held_as_ever_are_left_out_of_the_schedule(
    client, postcodes, friday
):
    session = make_meeting(0, "19:30", bank_holidays="closed", weeks=[1, -1])
    session.exceptions.create(on=date(2027, 1, 25))
    session.exceptions.create(on=date(2027, 2, 1), is_cancelled=False, starts_at=time(18, 0))
    session.exceptions.create(on=date(2026, 6, 1))  # over and gone
    actions.index(services=[session.service_id])
    (found,) = meetings_on(client, postcode="M1 1AE")
    schedule = found["eventSchedule"]
    assert schedule["byDay"] == ["-1MO", "1MO"]
    left_out = schedule["exceptDate"]
    assert {"2027-01-25", "2027-02-01"} <= set(left_out)
    assert "2026-12-28" in left_out  # Boxing Day was a Saturday
    assert "2026-06-01" not in left_out
    assert left_out == sorted(left_out)


def test_where_nothing_is_found_nothing_is_described(client, postcodes):
    page = client.get(reverse("directory:meetings"), {"postcode": "M1 1AE", "q": "qqqq zzzz"})
    assert "ld+json" not in page.content.decode()
