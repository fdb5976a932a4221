"""Proposing somewhere else: a draft at the sender, and nothing moves."""

import pytest

from referrals import actions
from referrals.models import Referral
from tests.conftest import signed_in
from tests.directory.makers import make_meeting, make_service
from tests.factories import OrganisationFactory
from tests.referrals.makers import again, make_consent, make_draft, make_sent
from tests.referrals.pages import audited, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db


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
