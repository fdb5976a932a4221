"""They met: the receiving side says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import audited, day, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    referral = make_accepted(treatment, lero, by=keyworker)
    does("confirm_meeting", referral, lero_leader, **day("on", TODAY))
    found = again(referral)
    assert (found.status, found.met_on) == ("met", TODAY)
    assert audited("confirm_meeting", referral) == 1
    assert planned("changed", referral) == 2
    assert (
        "said that they met"
        in client_as(keyworker).get(page("referral", referral)).content.decode()
    )


def test_a_day_to_come_is_refused(treatment, lero, lero_leader, client_as):
    referral = make_accepted(treatment, lero)
    data = day("on", TODAY + timedelta(days=1))
    response = client_as(lero_leader).post(page("confirm_meeting", referral), data)
    assert "still to come" in response.content.decode()


def test_who_may_not(treatment, lero, colleague, keyworker, outsider):
    referral = make_accepted(treatment, lero)
    refuses("confirm_meeting", referral, colleague, keyworker)
    refuses("confirm_meeting", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    is_stale("confirm_meeting", make_sent(treatment, lero), lero_leader, **day("on", TODAY))
