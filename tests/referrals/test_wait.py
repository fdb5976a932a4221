"""Putting somebody on the list, with the week they may expect."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import signed_in
from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import audited, day, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_it_works(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero, by=keyworker)
    week = TODAY + timedelta(days=21)
    response = does("wait", referral, lero_leader, note="Three weeks", **day("expected_on", week))
    assert f"{week:%-d %B}" in response.content.decode()
    found = again(referral)
    assert (found.status, found.expected_on) == ("waiting", week)
    assert audited("wait", referral) == 1
    assert planned("changed", referral) == 1


def test_without_a_week_it_is_looked_at_again(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    does("wait", referral, lero_leader)
    assert again(referral).review_on > TODAY


def test_who_may_not(treatment, lero, colleague, keyworker, outsider):
    referral = make_sent(treatment, lero)
    refuses("wait", referral, colleague, keyworker)
    refuses("wait", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    is_stale("wait", make_accepted(treatment, lero), lero_leader)


def test_a_week_in_thousands_of_years_is_a_slip(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    far = TODAY.replace(year=9999, day=1)
    said = {"note": "Soon", "submit": "yes", **day("expected_on", far)}
    response = signed_in(lero_leader).post(page("wait", referral), said)
    assert "Enter a day in the next two years" in response.content.decode()
    assert again(referral).status == "sent"
