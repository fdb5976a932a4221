"""The list of people: of one's own organisation, by name or reference, each look on record."""

import pytest
from django.urls import reverse

from rosc.audit.models import AuditEvent
from rosc.people import actions
from tests.conftest import signed_in
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db


def test_one_sees_those_of_ones_own_organisation(see, keyworker, treatment, elsewhere):
    make_person(treatment, "Robin")
    make_person(elsewhere, "Osprey")
    page = see(keyworker, "people")
    assert "Robin" in page
    assert "Osprey" not in page


def test_a_peer_worker_sees_only_who_was_given_to_them(see, peer, lero_leader, lero):
    given, other = make_person(lero, "Robin"), make_person(lero, "Wren")
    actions.give(person=given, user=peer, by=lero_leader)
    page = see(peer, "people")
    assert "Robin" in page
    assert other.preferred_name not in page


@pytest.mark.parametrize("words", ["robin", "AB-17", "ab-17", "Rowan Tree"])
def test_it_is_searched_by_name_and_reference(see, keyworker, treatment, words):
    make_person(treatment, "Robin", own_reference="AB-17", full_name="Rowan Tree")
    make_person(treatment, "Wren", own_reference="AB-18")
    page = see(keyworker, "people", q=words)
    assert "Robin" in page
    assert "Wren" not in page
    assert f'value="{words}"' in page


def test_a_reference_is_found_whole_only(see, keyworker, treatment):
    make_person(treatment, "Robin", own_reference="AB-17")
    assert "Robin" not in see(keyworker, "people", q="AB-1")


def test_filters_stay_in_the_address(see, keyworker, treatment):
    for number in range(51):
        make_person(treatment, f"Robin {number}")
    stopped = make_person(treatment, "Wren")
    actions.stop_contact(person=stopped, why="asked", by=keyworker)
    assert "?q=robin&amp;page=2" in see(keyworker, "people", q="robin")
    only = see(keyworker, "people", standing="stopped")
    assert "Wren" in only
    assert "Robin" not in only


@pytest.mark.parametrize("standing", ["current", "ended", "died"])
def test_people_are_narrowed_by_where_they_stand(see, keyworker, treatment, standing):
    made = {
        "current": make_person(treatment, "Robin"),
        "ended": make_person(treatment, "Wren", ended_on="2026-01-05"),
        "died": make_person(treatment, "Finch"),
    }
    actions.record_death(person=made["died"], on="2026-01-05", by=keyworker)
    page = see(keyworker, "people", standing=standing)
    assert {n: p.preferred_name in page for n, p in made.items()} == {
        name: name == standing for name in made
    }


def test_the_list_is_one_audit_row_with_all_ids(see, keyworker, treatment):
    shown = {make_person(treatment, f"Robin {number}").pk for number in range(3)}
    make_person(treatment, "Wren")
    see(keyworker, "people", q="robin")
    event = AuditEvent.objects.get(verb="person.list")
    assert set(event.subject_ids) == shown
    assert event.details == {"filters": ["q"]}
    assert event.actor_id == keyworker.pk


def test_nobody_shown_is_no_row(see, keyworker):
    assert "Nobody fits" in see(keyworker, "people")
    assert not AuditEvent.objects.filter(verb="person.list").exists()


def test_500_people_take_as_many_queries_as_one(
    keyworker, treatment, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = signed_in(keyworker), reverse("people:people")
    make_person(treatment, "Robin 0")
    client.get(url)
    with django_assert_max_num_queries(30) as counted:
        client.get(url)
    for number in range(1, 500):
        make_person(treatment, f"Robin {number}")
    with django_assert_num_queries(len(counted)):
        page = client.get(url)
    assert page.content.decode().count("summary-list__row") == 50


def test_a_name_is_shown_as_it_is_typed_and_nothing_more(see, keyworker, treatment):
    person = make_person(treatment, "<script>alert(1)</script>", notes="<img src=x onerror=y>")
    for page in (see(keyworker, "people"), see(keyworker, "person", person.pk)):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_whoever_works_with_nobody_is_refused(refuses, colleague, commissioner, administrator):
    for user in (colleague, commissioner, administrator):
        refuses(403, user, "people")
