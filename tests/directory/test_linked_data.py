"""Descriptions for search engines: well-formed, never run, and with nothing private in them."""

import json
import re

import pytest
from django.urls import reverse

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
    assert (schedule["repeatFrequency"], schedule["byMonthWeek"]) == ("P1M", [1, 3])
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
