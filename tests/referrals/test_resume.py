"""Going on after a pause."""

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals import actions
from tests.referrals.makers import again, make_sent
from tests.referrals.pages import audited, does, is_stale, refuses

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def paused(sender, receiver, by):
    referral = make_sent(sender, receiver)
    until = TODAY + timedelta(days=10)
    return actions.pause(referral=referral, by=by, until=until, reason="They are away")


def test_it_works(treatment, lero, keyworker):
    referral = paused(treatment, lero, keyworker)
    does("resume", referral, keyworker)
    found = again(referral)
    assert found.due_on is not None
    assert not found.is_paused
    assert audited("resume", referral) == 1


def test_who_may_not(treatment, lero, keyworker, colleague, outsider):
    referral = paused(treatment, lero, keyworker)
    refuses("resume", referral, colleague)
    refuses("resume", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker, lero_leader):
    referral = paused(treatment, lero, keyworker)
    actions.resume(referral=referral, by=lero_leader, today=TODAY)
    is_stale("resume", referral, keyworker)
