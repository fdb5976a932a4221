"""The person says on their own page whether they met, and whether they got help."""

import pytest
from django.test import Client
from django.urls import reverse

from referrals import actions
from rosc.access import SYSTEM
from rosc.people import actions as people
from tests.people.makers import make_person, make_route
from tests.people.pages import visit
from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import audited, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(treatment):
    found = make_person(treatment, "Robin")
    make_route(found)
    people.choose_second_factor(person=found, kind="word", word="lantern", by=SYSTEM)
    return found


@pytest.fixture
def referral(treatment, lero, keyworker, person):
    return make_accepted(treatment, lero, person=person, by=keyworker)


def url(referral):
    return reverse("referrals:say_how_it_went", args=[referral.pk])


def test_it_is_asked_on_their_own_page_and_kept(referral, person):
    me = visit(person)
    assert url(referral) in me.get("/people/mine/").text
    assert me.post(url(referral), {"met": "yes", "got_help": "yes"}).url == "/people/mine/"
    said = referral.confirmations.values_list("question", "side", "is_yes", "by_kind")
    assert set(said) == {("met", "person", True, "person"), ("got-help", "person", True, "person")}
    assert audited("confirm", referral) == 2
    assert "You said: <strong>yes</strong>" in me.get("/people/mine/").text
    assert planned("changed", referral) == 1  # that it was accepted: a yes calls nobody


def test_a_no_calls_both_sides_and_differs_from_what_they_said(
    referral, person, lero_leader, keyworker, client_as
):
    actions.confirm(referral=referral, question="got-help", is_yes=True, by=lero_leader)
    before = planned("changed", referral), planned("waits", referral)
    visit(person).post(url(referral), {"met": "", "got_help": "no"})
    assert again(referral).needs_check
    assert (planned("changed", referral), planned("waits", referral)) == tuple(
        count + 1 for count in before
    )
    for worker in (keyworker, lero_leader):
        page = client_as(worker).get(referral.get_absolute_url()).text
        assert "Please check" in page


def test_they_may_say_otherwise(referral, person):
    me = visit(person)
    me.post(url(referral), {"met": "no"})
    me.post(url(referral), {"met": "yes"})
    assert [one.is_yes for one in referral.confirmations.order_by("at")] == [False, True]
    assert not again(referral).needs_check


def test_nothing_chosen_is_said_and_nothing_kept(referral, person):
    answer = visit(person).post(url(referral), {"met": "", "got_help": ""})
    assert "Choose at least one answer" in answer.text
    assert not referral.confirmations.exists()


def test_not_before_anybody_said_yes_nor_once_it_was_taken_back(treatment, lero, person, referral):
    me = visit(person)
    other = make_sent(treatment, lero, person=person)
    assert me.post(url(other), {"met": "yes"}).status_code == 404
    people.withdraw(consent=referral.consent, by=SYSTEM)
    assert me.post(url(referral), {"met": "yes"}).status_code == 404
    assert not referral.confirmations.exists()


def test_nobody_says_it_for_another(treatment, referral):
    other = make_person(treatment, "Sam")
    people.choose_second_factor(person=other, kind="word", word="lantern", by=SYSTEM)
    assert visit(other).post(url(referral), {"met": "yes"}).status_code == 404
    assert Client().post(url(referral), {"met": "yes"}).status_code == 410
