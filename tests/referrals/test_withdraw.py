"""Taking it back from the sending side."""

import pytest

from referrals import actions
from tests.referrals.makers import again, make_draft, make_sent
from tests.referrals.pages import audited, does, is_stale, planned, refuses

pytestmark = pytest.mark.django_db


def test_it_works(treatment, lero, keyworker):
    referral = make_sent(treatment, lero)
    does("withdraw", referral, keyworker, reason="changed-mind", follows="elsewhere")
    found = again(referral)
    assert (found.status, found.whose_reason) == ("withdrawn", "person")
    assert audited("withdraw", referral) == 1


def test_a_draft_is_thrown_away_and_nobody_is_told(treatment, lero, keyworker, lero_leader):
    referral = make_draft(treatment, lero)
    does("withdraw", referral, keyworker, reason="not-now", follows="nothing")
    assert planned("waits", referral) == 0
    refuses("referral", referral, lero_leader, status=404)


def test_who_may_not(treatment, lero, colleague, lero_leader, outsider):
    referral = make_sent(treatment, lero)
    refuses("withdraw", referral, colleague, lero_leader)
    refuses("withdraw", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero)
    actions.decline(referral=referral, by=lero_leader, reason="no-room", follows="wait")
    is_stale("withdraw", referral, keyworker, reason="changed-mind", follows="nothing")
