"""One person's page, each opening of it on record, and what of it is shown to whom."""

import pytest
from django.urls import reverse

from rosc.audit.models import AuditEvent
from rosc.people import actions, records
from rosc.people.records import PersonRecord
from tests.conftest import signed_in
from tests.people.makers import make_person, make_route

pytestmark = pytest.mark.django_db


def test_safe_contact_comes_first(see, keyworker, robin):
    make_route(
        robin,
        safe_days=[0, 2],
        safe_from="09:00",
        safe_until="17:00",
        who_must_not="Her sister",
        confirmed_on="2026-11-01",
    )
    page = see(keyworker, "person", robin.pk)
    for words in ("07700 900123", "Monday, Wednesday", "9am to 5pm", "Her sister", "1 November"):
        assert page.index("How to reach Robin") < page.index(words) < page.index("Who they are")
    assert "Leave no message" in page


def test_opening_it_is_one_row(see, audited, keyworker, robin, treatment):
    see(keyworker, "person", robin.pk)
    event = audited("person.open", robin)
    assert (event.actor_id, event.organisation_id) == (keyworker.pk, treatment.pk)
    assert event.details == {"what": "record"}


def test_every_page_about_a_person_is_an_opening(coordinator, robin):
    route = make_route(robin)
    agreed = actions.agree(person=robin, purpose="trusted", method="phone", by=coordinator)
    pages = [
        *((name, []) for name in ("person", "change", "stop_contact", "record_death", "send_link")),
        *((name, []) for name in ("choose_second_factor", "add_route", "agree", "keep_from")),
        *((name, [route.pk]) for name in ("change_route", "confirm_route", "end_route")),
        *(("preview_messages", [route.pk]), ("withdraw", [agreed.pk]), ("give", [])),
    ]
    client, opened = signed_in(coordinator), AuditEvent.objects.filter(verb="person.open")
    for count, (name, more) in enumerate(pages, start=1):
        page = client.get(reverse(f"people:{name}", args=[robin.pk, *more]))
        assert page.status_code == 200, name
        assert page.headers["Cache-Control"] == "no-store", name
        assert opened.filter(subject_id=robin.pk).count() == count, name


def test_what_is_not_said_is_not_asked_about(see, keyworker, robin):
    page = see(keyworker, "person", robin.pk)
    assert "Born on" not in page
    assert "Not said yet" in page


def test_no_fixed_address_is_an_answer(see, keyworker, treatment):
    person = make_person(treatment, has_no_fixed_address=True)
    assert "No fixed address" in see(keyworker, "person", person.pk)


def test_other_parts_of_the_portal_draw_their_own(see, keyworker, robin, monkeypatch):
    monkeypatch.setattr(records, "_records", dict(records._records))
    drawn = PersonRecord(
        "example",
        (),
        panel="components/notice.html",
        panel_context=lambda person, user: {"words": f"{person.preferred_name} and {user.name}"},
    )
    records.register(drawn)
    found = records.panels(robin, keyworker)
    assert {"template": drawn.panel, "context": {"words": "Robin and Kay Worker"}} in found


def test_a_peer_worker_reads_and_changes_nothing(see, refuses, peer, lero_leader, lero):
    person = make_person(lero)
    route = make_route(person)
    refuses(404, peer, "person", person.pk)
    actions.give(person=person, user=peer, by=lero_leader)
    page = see(peer, "person", person.pk)
    assert "07700 900123" in page
    for name in ("change", "stop_contact", "add_route", "agree", "keep_from", "give"):
        refuses(403, peer, name, person.pk)
        assert reverse(f"people:{name}", args=[person.pk]) not in page
    refuses(403, peer, "end_route", person.pk, route.pk)


def test_it_refuses_the_colleague(refuses, colleague, administrator, robin):
    refuses(403, colleague, "person", robin.pk)
    refuses(403, administrator, "person", robin.pk)


def test_the_outsider_finds_nothing(refuses, outsider, robin):
    refuses(404, outsider, "person", robin.pk)


def test_a_part_of_another_persons_record_is_not_found_through_ones_own(
    keyworker, robin, elsewhere
):
    other = make_person(elsewhere)
    route = make_route(other)
    client = signed_in(keyworker)
    for name in ("change_route", "confirm_route", "end_route", "preview_messages"):
        url = reverse(f"people:{name}", args=[robin.pk, route.pk])
        assert client.get(url).status_code == client.post(url).status_code == 404
