"""Noting a try: a fact beside the status, by either side."""

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals import actions
from tests.referrals.makers import again, make_accepted
from tests.referrals.pages import audited, day, does, is_stale, page, refuses

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def noted(**more):
    now = timezone.localtime()
    return {"result": "reached", "time": "00:00", **day("on", now.date()), **more}


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    referral = make_accepted(treatment, lero, by=keyworker)
    support = ["peer-support", "housing"]
    does("record_contact", referral, lero_leader, **noted(route="phone", support=support))
    attempt = referral.attempts.get()
    assert (attempt.side, attempt.support) == ("receiver", ["housing", "peer-support"])
    assert again(referral).status == "accepted"
    assert again(referral).reached_at
    assert audited("record_contact", referral) == 1
    told = client_as(keyworker).get(page("referral", referral)).content.decode()
    assert "In touch since" in told
    assert "We spoke or met" not in told  # what the receiver noted stays there


def test_a_time_to_come_is_refused(treatment, lero, lero_leader, client_as):
    referral = make_accepted(treatment, lero)
    data = noted() | day("on", TODAY + timedelta(days=2))
    response = client_as(lero_leader).post(page("record_contact", referral), data)
    assert "That is still to come" in response.content.decode()
    assert not referral.attempts.exists()


def test_who_may_not(treatment, lero, colleague, peer, outsider):
    referral = make_accepted(treatment, lero)
    refuses("record_contact", referral, colleague, peer)
    refuses("record_contact", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.withdraw(referral=referral, by=keyworker, reason="changed-mind")
    is_stale("record_contact", referral, lero_leader, **noted())
