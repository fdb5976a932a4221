"""Asking something first: it is the sending side's move then."""

import pytest

from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import audited, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db


def test_it_works(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero, by=keyworker)
    does("ask", referral, lero_leader, text="Would mornings do?")
    found = again(referral)
    assert (found.status, found.whose_move) == ("asked", "sender")
    assert found.notes.get().text == "Would mornings do?"
    assert audited("ask", referral) == 1
    assert planned("changed", referral) == 1


def test_nothing_asked_is_said_in_the_form(treatment, lero, lero_leader, client_as):
    referral = make_sent(treatment, lero)
    response = client_as(lero_leader).post(page("ask", referral), {"text": "  "})
    assert response.status_code == 200
    assert again(referral).status == "sent"


def test_who_may_not(treatment, lero, colleague, keyworker, outsider):
    referral = make_sent(treatment, lero)
    refuses("ask", referral, colleague, keyworker)
    refuses("ask", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    is_stale("ask", referral, lero_leader, text="When?")
