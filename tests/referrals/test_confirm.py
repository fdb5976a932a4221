"""What each side says; what differs is to be checked, and nobody's answer is changed."""

import pytest
from django.urls import reverse

from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import audited, does, is_stale, refuses

pytestmark = pytest.mark.django_db


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    referral = make_accepted(treatment, lero)
    does("confirm", referral, keyworker, question="got-help", is_yes="no")
    response = does("confirm", referral, lero_leader, question="got-help", is_yes="yes")
    assert "Please check" in response.content.decode()
    assert again(referral).needs_check
    assert [one.is_yes for one in referral.confirmations.all()] == [False, True]
    assert audited("confirm", referral) == 2
    listed = client_as(keyworker).get(reverse("referrals:referrals") + "?show=check")
    assert [row.referral.pk for row in listed.context["rows"]] == [referral.pk]


def test_who_may_not(treatment, lero, colleague, outsider):
    referral = make_accepted(treatment, lero)
    refuses("confirm", referral, colleague)
    refuses("confirm", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero)
    is_stale("confirm", referral, lero_leader, question="met", is_yes="yes")
