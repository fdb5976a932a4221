"""Words to the other side, and notes that stay at home."""

import pytest

from rosc.access import SYSTEM
from rosc.people import actions as people
from tests.referrals.makers import make_accepted, make_sent
from tests.referrals.pages import audited, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    referral = make_accepted(treatment, lero)
    does("say", referral, keyworker, text="They like a <b>quiet</b> corner")
    read = client_as(lero_leader).get(page("referral", referral)).content.decode()
    assert "They like a &lt;b&gt;quiet&lt;/b&gt; corner" in read
    assert audited("say", referral) == 1
    assert planned("waits", referral) >= 1


def test_an_own_note_never_leaves(treatment, lero, keyworker, lero_leader, client_as):
    referral = make_accepted(treatment, lero)
    does("say", referral, lero_leader, text="Ask Sam to come along", is_own="yes")
    theirs = client_as(keyworker).get(page("referral", referral)).content.decode()
    ours = client_as(lero_leader).get(page("referral", referral)).content.decode()
    assert "Ask Sam" not in theirs
    assert "Ask Sam" in ours


def test_who_may_not(treatment, lero, colleague, outsider):
    referral = make_sent(treatment, lero)
    refuses("say", referral, colleague)
    refuses("say", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker, lero_leader):
    referral = make_accepted(treatment, lero)
    people.withdraw(consent=referral.consent, by=SYSTEM)
    is_stale("say", referral, keyworker, text="Hello")
