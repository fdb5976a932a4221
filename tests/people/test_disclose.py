"""Sharing without consent takes a reason and two people, and is listed for the person."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from rosc.access import SomebodyGotThereFirst
from rosc.people import actions
from rosc.people.models import Disclosure
from rosc.people.records import exported
from tests.conftest import member
from tests.people.conftest import waits

pytestmark = pytest.mark.django_db
ASKED = {"told_whom": "The police", "what": "Where he sleeps", "why": "He is in danger"}


@pytest.fixture
def disclosure(person, keyworker):
    return actions.disclose(person=person, by=keyworker, **ASKED)


def listed(person):
    return exported(person)["What was shared without asking me"]


def test_asked_and_approved_by_another(send, look, person, keyworker, coordinator):
    assert send(keyworker, "disclose", person.pk, **ASKED).status_code == 302
    disclosure = Disclosure.objects.get()
    assert listed(person) == []
    page = look(coordinator, "approve_disclosure", disclosure.pk).content.decode()
    assert "Where he sleeps" in page
    assert send(coordinator, "approve_disclosure", disclosure.pk, answer="yes").status_code == 302
    [told] = listed(person)
    assert (told["to"], told["why"]) == ("The police", "He is in danger")
    assert told["approved by somebody else"] is not None


def test_the_lead_may_approve(send, disclosure, lead):
    assert send(lead, "approve_disclosure", disclosure.pk, answer="yes").status_code == 302
    disclosure.refresh_from_db()
    assert disclosure.approved_by == lead


def test_nobody_approves_what_they_asked_for(send, person, coordinator):
    own = actions.disclose(person=person, by=coordinator, **ASKED)
    assert send(coordinator, "approve_disclosure", own.pk, answer="yes").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.refuse_disclosure(disclosure=own, by=coordinator)
    assert waits(coordinator) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=own.pk).update(approved_by=coordinator)


def test_what_is_refused_is_not_listed(send, person, disclosure, coordinator):
    send(coordinator, "approve_disclosure", disclosure.pk, answer="no")
    disclosure.refresh_from_db()
    assert disclosure.refused_at is not None
    assert listed(person) == []


def test_decided_once(send, disclosure, coordinator, second):
    actions.approve_disclosure(disclosure=disclosure, by=coordinator)
    assert send(second, "approve_disclosure", disclosure.pk, answer="no").status_code == 409
    with pytest.raises(SomebodyGotThereFirst):
        actions.refuse_disclosure(disclosure=disclosure, by=second)


def test_unless_knowing_adds_to_the_danger(person, keyworker, coordinator):
    kept = actions.disclose(person=person, by=keyworker, is_kept_from_person=True, **ASKED)
    actions.approve_disclosure(disclosure=kept, by=coordinator)
    assert listed(person) == []


def test_who_may_not(refuses, disclosure, keyworker, colleague, outsider, administrator, peer):
    refuses(403, keyworker, "approve_disclosure", disclosure.pk, answer="yes")
    refuses(403, colleague, "approve_disclosure", disclosure.pk, answer="yes")
    refuses(403, administrator, "approve_disclosure", disclosure.pk, answer="yes")
    refuses(404, outsider, "approve_disclosure", disclosure.pk, answer="yes")
    refuses(404, outsider, "disclose", disclosure.person.pk, **ASKED)
    refuses(403, peer, "disclose", disclosure.person.pk, **ASKED)


def test_who_is_kept_from_somebody_decides_nothing(look, disclosure, coordinator):
    disclosure.person.kept_from.add(coordinator)
    assert look(coordinator, "approve_disclosure", disclosure.pk).status_code == 404
    assert "Robin" not in look(coordinator, "disclosures").content.decode()
    with pytest.raises(PermissionDenied):
        actions.approve_disclosure(disclosure=disclosure, by=coordinator)


@pytest.mark.parametrize("left_out", ASKED)
def test_nothing_is_left_out(send, person, keyworker, left_out):
    answer = send(keyworker, "disclose", person.pk, **{**ASKED, left_out: " "})
    assert answer.status_code == 200
    assert not Disclosure.objects.exists()


def test_it_waits_on_the_desk(look, disclosure, coordinator, lead, keyworker):
    for user in (coordinator, lead):
        assert waits(user) == ["Sharing without consent, to decide"]
        assert "Robin" in look(user, "disclosures").content.decode()
    assert waits(keyworker) == []
    assert waits(member("No Body", ("administrator", None))) == []
