"""Street Support's records in our words."""

import json

import pytest

from directory.imports import streetsupport
from directory.imports.payload import LocationPayload

RECORD = {
    "id": "57bd",
    "info": "Tea &amp; advice.",
    "tags": ["over 16", "homeless"],
    "location": {
        "description": "Larch Hall&#10;",
        "streetLine1": "Ground Floor",
        "streetLine2": "",
        "streetLine3": "1 Larch Row ",
        "streetLine4": None,
        "city": "Leeds ",
        "postcode": "LS2 7de ",
        "latitude": 53.8,
        "longitude": -1.5,
    },
    "openingTimes": [
        {"startTime": "10:00", "endTime": "12:30", "day": "Monday"},
        {"startTime": "13:30", "endTime": "16:00", "day": "Monday"},
        {"startTime": "00:00", "endTime": "23:59", "day": "Sunday"},
    ],
    "serviceProviderId": "larch",
    "serviceProviderName": "Larch &amp; Rowan",
    "telephone": None,
    "isPublished": True,
    "subCategories": [
        {"id": "housing", "name": "Housing support"},
        {"id": "lgbt", "name": "LGBT support"},
    ],
    "isOpen247": False,
    "isTelephoneService": False,
    "isAppointmentOnly": False,
}


@pytest.fixture
def payloads(tmp_path):
    def read(*records):
        path = tmp_path / "list.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        return streetsupport.read(path).payloads

    return read


def slots(payload):
    return [(s.weekday, f"{s.starts_at:%H:%M}", f"{s.ends_at:%H:%M}") for s in payload.sessions]


def test_a_record(payloads):
    [payload] = payloads(RECORD)
    assert (payload.key, payload.row) == ("57bd", 1)
    assert payload.organisation.name == "Larch & Rowan"
    assert payload.name == "Larch & Rowan: Housing support, LGBT support"
    assert (payload.kinds, payload.audiences) == (("housing-support",), ("lgbtq",))
    assert payload.fields == {
        "description": "Tea & advice.\n\nWho it is for: over 16, homeless",
        "modes": ["in-person"],
    }
    assert payload.locations == (
        LocationPayload(
            key="place",
            name="Larch Hall",
            address="Ground Floor, 1 Larch Row",
            town="Leeds",
            postcode="LS2 7de",
            latitude=53.8,
            longitude=-1.5,
        ),
    )
    whole_day = (6, "00:00", "00:00")
    assert slots(payload) == [(0, "10:00", "12:30"), (0, "13:30", "16:00"), whole_day]
    assert payload.problems == ()


def test_a_street_that_is_a_web_address_is_an_online_service(payloads):
    place = {**RECORD["location"], "streetLine1": "https://larch.example/join", "streetLine3": ""}
    [payload] = payloads({**RECORD, "location": place})
    assert payload.locations == ()
    assert payload.fields["modes"] == ["online"]
    assert payload.fields["website"] == "https://larch.example/join"


def test_what_is_said_by_flags(payloads):
    always, by_appointment, by_phone = payloads(
        {**RECORD, "isOpen247": True},
        {**RECORD, "isAppointmentOnly": True},
        {**RECORD, "isTelephoneService": True, "telephone": "0113 496 0101"},
    )
    assert slots(always) == [(day, "00:00", "00:00") for day in range(7)]
    assert by_appointment.sessions == ()
    assert by_appointment.fields["opening_text"].startswith("By appointment only\nMonday 10:00-12")
    assert by_phone.fields["modes"] == ["in-person", "phone"]
    assert by_phone.fields["phone"] == "0113 496 0101"


def test_what_has_no_word_or_no_meaning_is_said(payloads):
    [payload] = payloads(
        {
            **RECORD,
            "telephone": "test tel",
            "subCategories": [{"id": "fishing", "name": "Fishing"}],
            "openingTimes": [{"startTime": "00:08", "endTime": "00:11", "day": "Friday"}],
        }
    )
    assert payload.problems == (
        "We have no word for its category “fishing”.",
        "Of its telephone, this was not understood: “test tel”.",
    )
    assert payload.kinds == ("social-care-welfare",)
    assert payload.sessions == ()
    assert payload.fields["opening_text"] == "Friday 00:08-00:11"


def test_what_is_not_published_is_not_listed(payloads):
    assert payloads({**RECORD, "isPublished": False}) == []
