"""What stands in a row of the timetable is kept on a list as that: a day, a time and a place."""

import re
from datetime import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import actions, shortlist
from directory.models import Location, Session
from directory.models.choices import ServiceStatus
from tests.directory.makers import make_meeting, make_session
from tests.directory.test_shortlist import COOKIE, add, friday, page, words  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def tuesday(postcodes):
    """A Tuesday of a group that meets in two places and online."""
    slot = make_meeting(1, "19:30", "20:30", name="Quiet Steps")
    group = slot.service
    group.opening_text = "Ask about summer"
    group.modes = ["in-person", "online"]
    group.save()
    hall = slot.location
    hall.name, hall.address, hall.town = "St Mary's", "1 Church Row", "Ancoats"
    hall.save()
    other = Location.objects.create(
        organisation=group.organisation,
        name="The Mill",
        town="Hulme",
        latitude=53.46,
        longitude=-2.25,
    )
    group.locations.add(other)
    make_session(group, 4, "12:00", "13:00", modes=["online"], join_url="https://join.example")
    Session.objects.create(service=group, weekday=6, starts_at=time(10), location=other)
    actions.index(services=[group.pk])
    return slot


def keep(client, slot):
    """Press the button in the row of the timetable."""
    html = page(client, "meetings", postcode="M1 1AE").content.decode()
    (row,) = re.findall(rf'<form[^>]*id="keep-{slot.pk}".*?</form>', html, flags=re.DOTALL)
    (key,) = re.findall(r'name="service" value="([^"]+)"', row)
    return client.post(reverse("directory:shortlist_add"), {"service": key})


def test_its_row_puts_it_on_the_list_and_nothing_else_of_its_group(client, tuesday):
    keep(client, tuesday)
    (entry,) = page(client).context["entries"]
    assert (entry.service, entry.slot) == (tuesday.service, tuesday)
    shown = words(page(client))
    for said in ("Quiet Steps", "Tuesdays, 7:30pm to 8:30pm", "St Mary&#x27;s, 1 Church Row"):
        assert said in shown
    for other in ("Fridays", "Sundays", "The Mill", "join.example"):
        assert other not in shown


@pytest.mark.parametrize("name", ["shortlist_paper", "shortlist_compare", "shortlist_email"])
def test_on_paper_side_by_side_and_in_a_message_it_is_that_time(client, tuesday, name):
    keep(client, tuesday)
    shown = words(page(client, name))
    assert "Tuesdays, 7:30pm to 8:30pm" in shown
    assert "Tuesday 1 December, 7:30pm" in shown
    assert "1 Church Row" in shown
    for other in ("Fridays", "Sundays", "The Mill", "Ask about summer"):
        assert other not in shown


def test_in_neutral_words_it_is_called_by_its_own_place(client, tuesday):
    keep(client, tuesday.service.sessions.get(weekday=6))
    shown = words(page(client, "shortlist_paper", wording="neutral"))
    assert "At The Mill, Hulme" in shown
    assert "Quiet Steps" not in shown


def test_in_the_calendar_it_is_that_time(client, tuesday):
    keep(client, tuesday)
    body = page(client, "shortlist_calendar").content.decode()
    assert body.count("BEGIN:VEVENT") == 1
    assert "RRULE:FREQ=WEEKLY;BYDAY=TU" in body


def test_one_online_says_how_to_join_and_no_place(client, tuesday):
    keep(client, tuesday.service.sessions.get(weekday=4))
    assert "https://join.example" in page(client).content.decode()
    shown = words(page(client, "shortlist_paper"))
    assert "Join online: https://join.example" in shown
    assert "Church Row" not in shown
    assert "Online" in shown


def test_two_times_and_the_group_are_kept_and_taken_off_alone(client, tuesday):
    group, noon = tuesday.service, tuesday.service.sessions.get(weekday=4)
    keep(client, tuesday)
    keep(client, noon)
    add(client, group)
    keys = [entry.key for entry in page(client).context["entries"]]
    assert keys == [tuesday.pk, noon.pk, group.pk]
    client.post(reverse("directory:shortlist_remove"), {"service": noon.pk})
    assert [entry.key for entry in page(client).context["entries"]] == [tuesday.pk, group.pk]


def test_the_button_says_which_time_it_is_for_and_knows_what_is_on_the_list(client, tuesday):
    keep(client, tuesday)
    html = page(client, "meetings", postcode="M1 1AE").content.decode()
    assert "Take off<span" in html
    assert html.count("Add to my list") == 2
    assert "Quiet Steps, Fridays, midday to 1pm" in html


def test_a_shared_link_and_all_of_it_taken_over_keep_the_time(client, tuesday):
    keep(client, tuesday)
    link = client.post(reverse("directory:shortlist_share")).url.partition("?")[0]
    other = Client()
    html = other.get(link).content.decode()
    assert "Tuesdays, 7:30pm to 8:30pm" in html
    assert "Fridays" not in html
    other.post(reverse("directory:shortlist_add"), {"service": tuesday.pk})
    (entry,) = page(other).context["entries"]
    assert entry.slot == tuesday
    assert f'name="service" value="{tuesday.pk}"' in html


def test_a_time_of_what_is_not_public_never_gets_on_it(client, tuesday):
    group = tuesday.service
    group.status = ServiceStatus.DRAFT
    group.save()
    client.post(reverse("directory:shortlist_add"), {"service": tuesday.pk})
    assert page(client).context["entries"] == []


def test_a_time_that_was_taken_away_is_said_to_be_gone(client, tuesday):
    keep(client, tuesday)
    tuesday.delete()
    shown = page(client).content.decode()
    assert "1 of your choices is no longer shown" in shown
    assert "Quiet Steps" not in shown


def test_a_full_list_of_times_fits_into_a_cookie(client, tuesday):
    group = tuesday.service
    slots = [
        Session.objects.create(service=group, weekday=2, starts_at=time(9, n))
        for n in range(shortlist.MOST)
    ]
    client.post(reverse("directory:shortlist_add"), {"service": [one.pk for one in slots]})
    assert len(client.cookies[COOKIE].value) < 600
    with CaptureQueriesContext(connection) as asked:
        assert len(page(client).context["entries"]) == shortlist.MOST
    client.post(reverse("directory:shortlist_remove"), {"service": [one.pk for one in slots[1:]]})
    with CaptureQueriesContext(connection) as for_one:
        page(client)
    assert len(asked) == len(for_one)
