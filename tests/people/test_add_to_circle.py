"""Who is around a person: each with the person's own agreement, and taken off with it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rosc.access import SYSTEM
from rosc.people import actions
from rosc.people.models import CircleEntry, Consent
from tests.people.makers import make_person, make_route
from tests.people.test_mine import visit

pytestmark = pytest.mark.django_db
SISTER = {"kind": "family", "who": "Ana", "helps_with": "Sunday dinner", "method": "together"}


@pytest.fixture
def entry(robin, keyworker):
    return actions.add_to_circle(person=robin, by=keyworker, **SISTER)


def test_it_works(send, see, audited, keyworker, robin):
    assert "Who is around Robin" in see(keyworker, "add_to_circle", robin.pk)
    response = send(keyworker, "add_to_circle", robin.pk, **SISTER)
    assert response.url == robin.get_absolute_url()
    found = CircleEntry.objects.get()
    assert (found.who, found.helps_with, found.kind) == ("Ana", "Sunday dinner", "family")
    assert found.consent == Consent.objects.get(purpose="circle")
    assert audited("person.add_to_circle", robin).details["kind"] == "family"
    page = see(keyworker, "person", robin.pk)
    assert "Ana" in page
    assert "Sunday dinner" in page


@pytest.mark.parametrize("lacks", ["kind", "who", "method"])
def test_nobody_without_a_yes(send, keyworker, robin, lacks):
    assert send(keyworker, "add_to_circle", robin.pk, **{**SISTER, lacks: ""}).status_code == 200
    assert not CircleEntry.objects.exists()
    assert not Consent.objects.exists()


def test_it_ends_with_its_agreement(see, keyworker, robin, entry, time_machine):
    actions.withdraw(consent=entry.consent, by=keyworker)
    entry.refresh_from_db()
    assert entry.ended_at
    assert "Ana" not in see(keyworker, "person", robin.pk)
    until = timezone.localdate() + timedelta(days=2)
    actions.add_to_circle(person=robin, by=keyworker, until=until, **{**SISTER, "who": "Bea"})
    assert "Bea" in see(keyworker, "person", robin.pk)
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert not CircleEntry.objects.standing().exists()


def test_a_worker_takes_one_off(send, see, audited, keyworker, robin, entry):
    assert "Take Ana off?" in see(keyworker, "take_off", robin.pk, entry.pk)
    send(keyworker, "take_off", robin.pk, entry.pk)
    assert "Ana" not in see(keyworker, "person", robin.pk)
    audited("person.take_off", robin)
    assert Consent.objects.get().withdrawn_at
    assert send(keyworker, "take_off", robin.pk, entry.pk).status_code == 409


def test_nobody_is_added_to_somebody_who_has_died(send, see, keyworker, robin):
    actions.record_death(person=robin, on=timezone.localdate(), by=keyworker)
    page = send(keyworker, "add_to_circle", robin.pk, **SISTER)
    assert "Nobody is added any more" in page.content.decode()
    assert "Add somebody who is around" not in see(keyworker, "person", robin.pk)


def test_who_may_not(refuses, colleague, peer, outsider, robin, entry):
    for verb, more in (("add_to_circle", []), ("take_off", [entry.pk])):
        refuses(403, colleague, verb, robin.pk, *more)
        refuses(403, peer, verb, robin.pk, *more)
        refuses(404, outsider, verb, robin.pk, *more)


def test_an_entry_of_somebody_else_is_not_there(look, keyworker, treatment, robin, entry):
    other = make_person(treatment, "Wren")
    assert look(keyworker, "take_off", other.pk, entry.pk).status_code == 404


def test_the_person_sees_their_own_and_takes_one_off(lero, robin, entry, keyworker):
    actions.choose_second_factor(person=robin, kind="word", word="lantern", by=SYSTEM)
    make_route(robin)
    me = visit(robin)
    url = reverse("people:mine_take_off", args=[entry.pk])
    shown = me.get(reverse("people:mine")).content.decode()
    assert "Who is around you" in shown
    assert "Ana" in shown
    assert "We do not tell them" in me.get(url).content.decode()
    assert me.post(url, {"submit": "yes"}).url == reverse("people:mine") + "?done=taken_off"
    assert "Ana" not in me.get(reverse("people:mine")).content.decode()
    assert me.post(url, {"submit": "yes"}).status_code == 404
    theirs = actions.add_to_circle(person=make_person(lero), by=SYSTEM, **SISTER)
    other = reverse("people:mine_take_off", args=[theirs.pk])
    assert me.get(other).status_code == 404
    assert me.post(other, {"submit": "yes"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.ended_at is None
