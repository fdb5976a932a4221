"""What differed was looked at: it is off the list, and what was said stays."""

import pytest

from referrals import actions
from tests.referrals.makers import again, make_accepted
from tests.referrals.pages import audited, does, is_stale, refuses

pytestmark = pytest.mark.django_db


def differing(sender, receiver, keyworker, lero_leader):
    referral = make_accepted(sender, receiver)
    for by, is_yes in ((keyworker, False), (lero_leader, True)):
        actions.confirm(referral=referral, question="met", is_yes=is_yes, by=by)
    return referral


def test_it_works(treatment, lero, keyworker, lero_leader):
    referral = differing(treatment, lero, keyworker, lero_leader)
    does("settle", referral, keyworker)
    assert not again(referral).needs_check
    assert referral.confirmations.count() == 2
    assert audited("settle", referral) == 1


def test_who_may_not(treatment, lero, keyworker, lero_leader, colleague, outsider):
    referral = differing(treatment, lero, keyworker, lero_leader)
    refuses("settle", referral, colleague)
    refuses("settle", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker, lero_leader):
    referral = differing(treatment, lero, keyworker, lero_leader)
    actions.settle(referral=referral, by=lero_leader)
    is_stale("settle", referral, keyworker)
