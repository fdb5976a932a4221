"""Pausing: nothing is due until the day that was chosen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals import actions
from tests.referrals.makers import again, make_sent
from tests.referrals.pages import audited, day, does, is_stale, page, refuses

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


UNTIL = {**day("until", TODAY + timedelta(days=10)), "reason": "They are away"}


def test_it_works(treatment, lero, keyworker):
    referral = make_sent(treatment, lero)
    response = does("pause", referral, keyworker, **UNTIL)
    assert "Paused until" in response.content.decode()
    found = again(referral)
    assert (found.due_on, found.paused_on) == (None, TODAY)
    assert audited("pause", referral) == 1


def test_it_is_for_three_months_at_most(treatment, lero, keyworker, client_as):
    referral = make_sent(treatment, lero)
    data = UNTIL | day("until", TODAY + timedelta(days=200))
    response = client_as(keyworker).post(page("pause", referral), data)
    assert "within the next three months" in response.content.decode()


def test_who_may_not(treatment, lero, colleague, outsider):
    referral = make_sent(treatment, lero)
    refuses("pause", referral, colleague)
    refuses("pause", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero)
    until = TODAY + timedelta(days=10)
    actions.pause(referral=referral, by=lero_leader, until=until, reason="Closed for a week")
    is_stale("pause", referral, keyworker, **UNTIL)
