"""Tables (CSV): safe in a spreadsheet, told column by column, with nothing private in them."""

import csv
import io
from datetime import time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import actions
from directory.exports.table import MEETING_COLUMNS, SERVICE_COLUMNS, safe
from directory.models import Service, Session
from directory.search.meeting_search import PAGE as MEETINGS
from directory.search.service_search import PAGE as SERVICES
from directory.search.whole import MOST
from tests.directory.makers import make_fellowship, make_meeting, make_service, make_session

HEADINGS = {
    "services_table": [column.name for column in SERVICE_COLUMNS],
    "meetings_table": [column.name for column in MEETING_COLUMNS],
}


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False):
        yield


def rows(client, name, **query):
    response = client.get(reverse(f"directory:{name}"), {"postcode": "M1 1AE", **query})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[0] == HEADINGS[name]
    return list(csv.DictReader(io.StringIO(text)))


@settings(deadline=None)
@given(st.text())
def test_no_cell_starts_as_a_formula_does(text):
    cell = safe(text)
    assert not cell.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert "\0" not in cell
    assert cell.removeprefix("'") == text.replace("\0", "") or cell == text


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠") + [" =", "\0="])
def test_what_looks_like_a_formula_gets_an_apostrophe(start):
    assert safe(f"{start}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.django_db
def test_services_with_what_the_page_says(client, postcodes):
    service = make_service("=HYPERLINK(0)", phone="0161 496 0101", cost="free")
    make_session(service, 1, "19:00", "20:30")
    make_session(service, 2, "19:00", "20:30")
    (row,) = rows(client, "services_table")
    assert row["name"] == "'=HYPERLINK(0)"
    assert row["phone"] == "0161 496 0101"
    assert row["when"] == "Tuesdays and Wednesdays, 7pm to 8:30pm"
    assert row["miles"] == "0.6"
    assert row["page"].endswith(service.get_absolute_url())


@pytest.mark.django_db
def test_meetings_at_their_next_time(client, postcodes):
    make_meeting(1, "19:00", "20:30", name="Quiet Steps", visitors_welcome="yes")
    (row,) = rows(client, "meetings_table")
    assert (row["name"], row["visitors"]) == ("Quiet Steps", "yes")
    assert (row["starts"], row["ends"]) == ("2026-12-01 19:00", "2026-12-01 20:30")


@pytest.mark.django_db
def test_a_withheld_address_is_only_its_town(client, postcodes):
    session = make_meeting(1, "19:00")
    for place in (session.location, make_service("House").locations.get()):
        place.address, place.postcode, place.is_withheld = "9 Secret Street", "M1 9ZZ", True
        place.save()
    for name in HEADINGS:
        assert {row["where"] for row in rows(client, name)} == {"Ancoats"}


@pytest.mark.django_db
def test_all_pages_of_a_list_are_in_it(client, postcodes):
    for number in range(30):
        make_service(f"Walk {number}")
    assert len(rows(client, "services_table")) == 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "make", "many"),
    [
        ("services_table", lambda n: make_service(f"Walk {n}"), 2 * SERVICES + 1),
        (
            "services_calendar",
            lambda n: make_session(make_service(f"W {n}"), 1, "19:00"),
            2 * SERVICES + 1,
        ),
        ("meetings_table", lambda n: make_meeting(1, "19:00", name=f"Lamp {n}"), MEETINGS + 1),
        ("meetings_calendar", lambda n: make_meeting(1, "19:00", name=f"Lamp {n}"), MEETINGS + 1),
        ("meetings_week", lambda n: make_meeting(1, "19:00", name=f"Lamp {n}"), MEETINGS + 1),
    ],
)
def test_as_many_queries_for_one_row_as_for_several_pages(client, postcodes, name, make, many):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"directory:{name}"), {"postcode": "M1 1AE"})
        return len(asked)

    make(0)
    for_one = queries()
    for number in range(1, many):
        make(number)
    assert queries() == for_one


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["services_table", "meetings_table"])
def test_it_ends_where_it_says_and_holds_nothing_twice(client, postcodes, name):
    group = make_fellowship()
    for number in range(MOST + 5):
        service = make_service(f"Lamp {number:03}", fellowship=group, is_indexed=False)
        Session.objects.create(
            service=service,
            location=service.locations.get(),
            weekday=number % 7,
            starts_at=time(12, number % 60),
        )
    actions.index(services=list(Service.objects.values_list("pk", flat=True)))
    found = [row["name"] for row in rows(client, name)]
    assert len(found) == len(set(found)) == MOST
    page = client.get(reverse(f"directory:{name.replace('_table', '')}"), {"postcode": "M1 1AE"})
    shown = [
        getattr(hit, "service", None) or hit.occurrence.session.service
        for hit in page.context["found"].hits
    ]
    assert found[: len(shown)] == [service.name for service in shown]


@pytest.mark.django_db
def test_the_page_about_the_files_names_every_column(client):
    page = client.get(reverse("directory:files")).content.decode()
    for name in {name for names in HEADINGS.values() for name in names}:
        assert f"<code>{name}</code>" in page
