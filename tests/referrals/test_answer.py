"""Answering: it is the receiver's move again."""

import pytest

from referrals import actions
from tests.referrals.makers import again, make_sent
from tests.referrals.pages import audited, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db


def asked(sender, receiver, by):
    referral = make_sent(sender, receiver)
    return actions.ask(referral=referral, by=by, text="Would mornings do?")


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    referral = asked(treatment, lero, lero_leader)
    form = client_as(keyworker).get(page("answer", referral)).content.decode()
    assert "Would mornings do?" in form
    does("answer", referral, keyworker, text="Yes, after nine")
    found = again(referral)
    assert (found.status, found.whose_move) == ("sent", "receiver")
    assert audited("answer", referral) == 1
    assert planned("waits", referral) >= 2


def test_who_may_not(treatment, lero, colleague, lero_leader, outsider):
    referral = asked(treatment, lero, lero_leader)
    refuses("answer", referral, colleague, lero_leader)
    refuses("answer", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker):
    referral = make_sent(treatment, lero)
    is_stale("answer", referral, keyworker, text="Yes")
