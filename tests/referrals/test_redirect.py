"""Proposing somewhere else: a draft at the sender, and nothing moves."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals import actions, timers
from referrals.models import Referral
from rosc.access import SYSTEM
from rosc.people.actions import choose_second_factor
from rosc.people.models import Person
from tests.conftest import signed_in
from tests.directory.makers import make_meeting, make_service
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis, make_person, make_route
from tests.people.pages import visit
from tests.referrals.links import ask_for_myself
from tests.referrals.makers import again, make_consent, make_draft, make_sent
from tests.referrals.pages import audited, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db
YES = {"sent": "yes"}


def elsewhere_service():
    return make_service("Moorland Walks", organisation=OrganisationFactory(name="Moor Group"))


def test_it_works(treatment, lero, keyworker, lero_leader):
    referral = make_draft(treatment, lero, by=keyworker)
    actions.change(referral=referral, by=keyworker, goals=["Sleep"])
    actions.send(referral=referral, consent=make_consent(referral), by=keyworker)
    other = elsewhere_service()
    client = signed_in(lero_leader)
    url = page("redirect", referral) + "?q=moor"
    assert "Moorland Walks" in client.get(url).content.decode()
    response = client.post(url, {"service": other.pk, "note": "They walk on Sundays"})
    assert response.status_code == 302
    draft = Referral.objects.visible_to(keyworker).get(follows_from=referral)
    assert (draft.status, draft.service) == ("draft", other)
    assert [goal.text for goal in draft.goals.all()] == ["Sleep"]
    assert again(referral).status == "redirected"
    assert audited("redirect", referral) == 1
    assert planned("changed", referral) == 1
    assert "It goes on" in signed_in(keyworker).get(page("referral", referral)).content.decode()


@pytest.fixture
def proposed(treatment, lero, lero_leader):
    """A service in whose favour `lero` declines, and that may hold people."""
    found = elsewhere_service()
    make_basis(found.organisation)
    return found


def redirected(referral, by, service):
    actions.redirect(referral=referral, by=by, service=service)
    return again(referral)


def of_a_worker(treatment, lero, keyworker, lero_leader, service):
    person = make_person(treatment, "Robin")
    make_route(person)
    choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    referral = make_sent(treatment, lero, by=keyworker, person=person)
    return redirected(referral, lero_leader, service)


def draft_of(referral):
    return Referral.objects.unscoped_for("test").filter(follows_from=referral).first()


def test_who_came_by_themselves_gets_no_draft_that_nobody_could_open(
    lero, lero_leader, proposed, time_machine
):
    time_machine.move_to("2026-11-30T10:00:00Z")
    make_basis(lero)
    referral = redirected(ask_for_myself(lero), lero_leader, proposed)
    assert draft_of(referral) is None
    time_machine.move_to("2027-01-30T10:00:00Z")
    timers.sweep(timezone.localdate())
    assert Person.objects.unscoped_for("test").get().erased_on


def test_they_say_yes_to_it_on_their_own_page(lero, lero_leader, proposed):
    make_basis(lero)
    before = ask_for_myself(lero, goals=["A reason to get up"])
    referral = redirected(before, lero_leader, proposed)
    me = visit(referral.person)
    page_of_it = reverse("referrals:go_elsewhere", args=[referral.pk])
    assert page_of_it in me.get("/people/mine/").content.decode()
    looked = me.get(page_of_it).content.decode()
    assert proposed.organisation.name in looked
    assert "07700" not in looked
    assert draft_of(referral) is None  # looking is not saying yes
    assert me.post(page_of_it, YES).status_code == 302
    after = draft_of(referral)
    assert (after.status, after.service, after.held_by) == ("sent", proposed, proposed.organisation)
    assert after.person.organisation == proposed.organisation
    assert after.consent.details == referral.consent.details
    assert after.snapshot.identity == {
        **before.snapshot.identity,
        "goals": ["A reason to get up"],
    }
    assert again(referral).is_cut_off
    assert not Person.objects.visible_to(lero_leader).exists()
    assert page_of_it not in me.get("/people/mine/").content.decode()
    assert me.post(page_of_it, YES).status_code == 409


def test_whoever_has_a_worker_may_say_yes_by_themselves_too(
    treatment, lero, keyworker, lero_leader, proposed
):
    referral = of_a_worker(treatment, lero, keyworker, lero_leader, proposed)
    me = visit(referral.person)
    assert me.post(reverse("referrals:go_elsewhere", args=[referral.pk]), YES).status_code == 302
    after = draft_of(referral)
    assert (after.status, after.held_by, after.origin) == ("sent", treatment, "worker")
    assert (after.consent.taken_by_kind, after.consent.recipient) == (
        "person",
        proposed.organisation,
    )
    assert after.history.get(name="send").actor_kind == "person"
    assert planned("changed", after) == 1  # their worker hears of it


def test_what_was_said_about_court_is_not_agreed_to_on_that_page(
    treatment, lero, keyworker, lero_leader, proposed
):
    referral = of_a_worker(treatment, lero, keyworker, lero_leader, proposed)
    answers = actions.answers_of(draft_of(referral))
    answers.details = [*answers.details, "offences"]
    answers.save()
    visit(referral.person).post(reverse("referrals:go_elsewhere", args=[referral.pk]), YES)
    assert "offences" not in draft_of(referral).consent.details


def test_once_their_worker_has_moved_there_is_nothing_to_say_yes_to(
    treatment, lero, keyworker, lero_leader, proposed
):
    referral = of_a_worker(treatment, lero, keyworker, lero_leader, proposed)
    me = visit(referral.person)
    draft = draft_of(referral)
    actions.send(referral=draft, consent=make_consent(draft), by=keyworker)
    late = me.post(reverse("referrals:go_elsewhere", args=[referral.pk]), YES)
    assert (late.status_code, late.templates[0].name) == (409, "neutral_error.html")
    assert draft_of(referral).consent.taken_by_kind != "person"


def test_nobody_says_yes_for_another(treatment, lero, keyworker, lero_leader, proposed):
    referral = of_a_worker(treatment, lero, keyworker, lero_leader, proposed)
    other = make_person(treatment, "Sam")
    choose_second_factor(person=other, kind="word", word="lantern", by=SYSTEM)
    url = reverse("referrals:go_elsewhere", args=[referral.pk])
    assert visit(other).post(url, YES).status_code == 404
    assert Client().post(url, YES).status_code == 410
    assert draft_of(referral).status == "draft"


def test_a_place_that_may_hold_nobody_is_named_and_cannot_be_chosen(lero, lero_leader):
    make_basis(lero)
    service = elsewhere_service()
    referral = redirected(ask_for_myself(lero), lero_leader, service)
    me = visit(referral.person)
    words = me.get("/people/mine/").content.decode()
    assert service.get_absolute_url() in words
    url = reverse("referrals:go_elsewhere", args=[referral.pk])
    assert url not in words
    assert me.post(url, YES).status_code == 409


def test_a_mutual_aid_group_is_never_found(treatment, lero, lero_leader):
    make_meeting(0, "19:00", name="Moor Street AA")
    referral = make_sent(treatment, lero)
    found = signed_in(lero_leader).get(page("redirect", referral) + "?q=moor")
    assert "Moor Street" not in found.content.decode()


def test_who_may_not(treatment, lero, colleague, keyworker, outsider):
    referral = make_sent(treatment, lero)
    refuses("redirect", referral, colleague, keyworker)
    refuses("redirect", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    actions.decline(referral=referral, by=lero_leader, reason="no-room", follows="wait")
    is_stale("redirect", referral, lero_leader, service=elsewhere_service().pk)
