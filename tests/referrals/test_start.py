"""Starting from the page of a service: whom, and then a draft that nothing typed is lost from."""

import pytest
from django.urls import reverse

from referrals.models import Answers, AskedItem, Referral
from rosc.audit.models import AuditEvent
from tests.directory.makers import make_meeting, make_service
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db


def start_at(service):
    return reverse("referrals:start", args=[service.pk])


@pytest.fixture
def service(lero):
    return make_service("Coffee on Tuesdays", organisation=lero)


def test_somebody_known(client_as, keyworker, treatment, service):
    person = make_person(treatment)
    client = client_as(keyworker)
    assert "Introduce Robin" in client.get(start_at(service)).content.decode()
    response = client.post(start_at(service), {"person": person.pk})
    draft = Referral.objects.visible_to(keyworker).get()
    assert response.url == reverse("referrals:change", args=[draft.pk, "kind"])
    assert (draft.tier, draft.source, draft.needs) == ("short", "treatment", ["peer-support"])
    assert Answers.objects.get().details == ["name", "contact", "need", "safety"]
    assert AuditEvent.objects.filter(verb="referral.start", subject_id=draft.pk).count() == 1


def test_somebody_new(client_as, keyworker, treatment, service):
    data = {"preferred_name": "Robin", "own_reference": "B-12"}
    client_as(keyworker).post(start_at(service), data)
    draft = Referral.objects.visible_to(keyworker).select_related("person").get()
    assert (draft.person.preferred_name, draft.person.own_reference) == ("Robin", "B-12")
    assert draft.held_by == treatment


def test_a_reference_that_is_taken_is_said_in_the_form(client_as, keyworker, treatment, service):
    make_person(treatment, own_reference="B-12")
    data = {"preferred_name": "Robin", "own_reference": "b-12"}
    response = client_as(keyworker).post(start_at(service), data)
    assert "Somebody here has that reference already." in response.content.decode()


def test_treatment_and_what_a_service_asks_for_make_it_fuller(
    client_as, lero_leader, keyworker, treatment, lero, service
):
    clinic = make_service("Clinic", organisation=treatment)
    client_as(lero_leader).post(start_at(clinic), {"person": make_person(lero).pk})
    assert Referral.objects.visible_to(lero_leader).get().tier == "fuller"
    assert {"use", "health", "home", "full-name"} <= set(Answers.objects.get().details)
    AskedItem.objects.create(service=service, detail="home", reason="we visit at home")
    client_as(keyworker).post(start_at(service), {"person": make_person(treatment).pk})
    assert "home" in Answers.objects.exclude(referral__tier="fuller").get().details


def test_people_are_looked_for_among_ones_own(client_as, keyworker, treatment, lero, service):
    make_person(treatment, name="Kestrel")
    make_person(treatment, name="Robin")
    make_person(lero, name="Kestrel Elsewhere")
    page = client_as(keyworker).get(start_at(service) + "?q=kestrel").content.decode()
    assert "Kestrel" in page
    assert "Elsewhere" not in page
    assert "Introduce Robin" not in page
    assert AuditEvent.objects.filter(verb="person.list").count() == 1


def test_somebody_elses_person_is_not_there(client_as, keyworker, lero, service):
    response = client_as(keyworker).post(start_at(service), {"person": make_person(lero).pk})
    assert response.status_code == 404
    assert client_as(keyworker).post(start_at(service), {"person": "1"}).status_code == 404


def test_who_may_not(client_as, colleague, peer, service):
    for user in (colleague, peer):
        assert client_as(user).get(start_at(service)).status_code == 403


def test_the_button_is_for_whoever_may_and_never_for_mutual_aid(
    client_as, client, keyworker, peer, service, treatment
):
    meeting = make_meeting(0, "19:00").service
    shown = {
        "keyworker": client_as(keyworker).get(service.get_absolute_url()),
        "peer": client_as(peer).get(service.get_absolute_url()),
        "anybody": client.get(service.get_absolute_url()),
        "a meeting": client_as(keyworker).get(meeting.get_absolute_url()),
    }
    offers = {who for who, page in shown.items() if "Introduce somebody" in page.content.decode()}
    assert offers == {"keyworker"}
    data = {"person": make_person(treatment).pk}
    response = client_as(keyworker).post(start_at(meeting), data)
    assert response.url == reverse("referrals:start_meeting_help", args=[meeting.pk])
    assert not Referral.objects.visible_to(keyworker).exists()
