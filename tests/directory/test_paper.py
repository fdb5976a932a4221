"""Pages for paper: a sheet about one place, and a week of meetings for those without internet."""

import pytest
import time_machine
from django.urls import reverse

from directory.search import whole
from tests.directory.makers import make_meeting, make_service, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False):
        yield


def week(client, **query):
    return client.get(reverse("directory:meetings_week"), {"postcode": "M1 1AE", **query})


def test_the_week_goes_by_day_and_leaves_out_what_needs_the_internet(client, postcodes):
    make_meeting(5, "10:00", "11:00", name="Saturday Lamp")
    make_meeting(1, "19:00", "20:00", name="Tuesday Lamp", weeks=[1])
    make_meeting(2, "19:00", name="Only online", modes=["online"], at=None, is_national=True)
    make_meeting(
        3,
        "19:00",
        name="To ring",
        modes=["phone"],
        at=None,
        is_national=True,
        join_phone="0800 496 0101",
    )
    response = week(client)
    assert [hit.occurrence.session.service.name for hit in response.context["hits"]] == [
        "Saturday Lamp",
        "Tuesday Lamp",
        "To ring",
    ]
    page = response.content.decode()
    for words in (
        "Saturday 28 November",
        "Tuesday 1 December",
        "1st Tuesday",
        'href="tel:08004960101"',
    ):
        assert words in page
    assert "Only online" not in page


def test_the_same_parameters_narrow_it(client, postcodes):
    make_meeting(5, "10:00", name="For visitors", visitors_welcome="yes")
    make_meeting(5, "11:00", name="For members")
    page = week(client, open="yes").content.decode()
    assert "For visitors" in page
    assert "For members" not in page


def test_without_a_place_it_asks_for_one(client):
    page = client.get(reverse("directory:meetings_week")).content.decode()
    assert "Type a town or a postcode" in page
    assert f'action="{reverse("directory:meetings_week")}#results"' in page


def test_an_authority_will_do(client, towns):
    make_meeting(5, "10:00", name="Saturday Lamp")
    assert "Saturday Lamp" in week(client, postcode="Manchester").content.decode()


def test_no_more_than_somebody_can_print(client, postcodes, monkeypatch):
    monkeypatch.setattr(whole, "MOST", 3)
    for number in range(5):
        make_meeting(5, f"1{number}:00", name=f"Lamp {number}")
    assert len(week(client).context["hits"]) == 3


def test_the_meetings_lead_to_it_with_what_was_asked(client, postcodes):
    make_meeting(5, "10:00")
    page = client.get(reverse("directory:meetings"), {"postcode": "M1 1AE"}).content.decode()
    assert "/meetings/week/?postcode=M1" in page


def test_a_sheet_says_what_somebody_needs_on_the_way(client):
    service = make_service(
        "Boat trips", phone="0161 496 0101", what_happens_first="A cup of tea", cost="free"
    )
    make_session(service, 1, "19:00", "20:00")
    page = client.get(reverse("directory:service_sheet", args=[service.pk])).content.decode()
    for words in ("Boat trips", "0161 496 0101", "A cup of tea", "Next: Tuesday 1 December, 7pm"):
        assert words in page
    assert "paper--large" not in page
    large = client.get(reverse("directory:service_sheet", args=[service.pk]), {"size": "large"})
    assert "paper--large" in large.content.decode()


@pytest.mark.parametrize("query", [{"size": "\0"}, {"wording": "x" * 10_000}, {"size": "huge"}])
def test_sizes_and_wordings_that_there_are_not_are_left_out(client, postcodes, query):
    service = make_service("Boat trips")
    for address in (
        reverse("directory:service_sheet", args=[service.pk]),
        reverse("directory:shortlist_paper"),
        reverse("directory:meetings_week"),
    ):
        response = client.get(address, query)
        assert response.status_code == 200
        assert "paper--large" not in response.content.decode()
