"""Taking a yes back on the same day, while nothing hangs on it."""

import pytest
from django.utils import timezone

from referrals import actions
from tests.referrals.makers import again, make_accepted
from tests.referrals.pages import audited, does, is_stale, planned, refuses

pytestmark = pytest.mark.django_db


def test_it_works(treatment, lero, keyworker, lero_leader):
    referral = make_accepted(treatment, lero, by=keyworker)
    response = does("undo_accept", referral, lero_leader)
    assert "Robin" not in response.content.decode()
    found = again(referral)
    assert (found.status, found.received_person) == ("sent", None)
    assert audited("undo_accept", referral) == 1
    assert planned("changed", referral) == 2


def test_who_may_not(treatment, lero, colleague, keyworker, outsider):
    referral = make_accepted(treatment, lero)
    refuses("undo_accept", referral, colleague, keyworker)
    refuses("undo_accept", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    actions.record_contact(referral=referral, by=lero_leader, at=timezone.now(), result="no-answer")
    is_stale("undo_accept", referral, lero_leader)
