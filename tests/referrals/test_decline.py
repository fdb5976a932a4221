"""Not possible there: why, whose reason that is, and what follows."""

import pytest
from django.utils import timezone

from directory.models import UnmetNeed
from referrals import actions
from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import audited, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db


def test_it_works(treatment, lero, keyworker, lero_leader, client_as):
    referral = make_sent(treatment, lero, by=keyworker)
    form = client_as(lero_leader).get(page("decline", referral)).content.decode()
    assert "This is the service&#x27;s reason." in form
    assert "This is the person&#x27;s own reason." in form
    does("decline", referral, lero_leader, reason="no-room", follows="wait", note="From May")
    found = again(referral)
    assert (found.status, found.whose_reason, found.what_follows) == ("declined", "service", "wait")
    assert audited("decline", referral) == 1
    assert planned("changed", referral) == 1
    told = client_as(keyworker).get(page("referral", referral)).content.decode()
    assert "What follows: Wait" in told
    assert "From May" in told


def test_why_is_asked(treatment, lero, lero_leader, client_as):
    referral = make_sent(treatment, lero)
    assert client_as(lero_leader).post(page("decline", referral), {}).status_code == 200
    assert again(referral).status == "sent"


def test_each_of_many_in_one_hour_counts(treatment, lero, lero_leader, time_machine):
    """Of searches one an hour does; whoever was declined is somebody each time."""
    time_machine.move_to("2026-11-30T10:15:00Z")
    for _ in range(3):
        referral = make_sent(treatment, lero)
        actions.decline(referral=referral, by=lero_leader, reason="no-room", follows="wait")
    for _ in range(2):
        actions.expire(referral=make_sent(treatment, lero))
    origins = UnmetNeed.objects.values_list("origin", flat=True)
    assert sorted(origins) == ["declined"] * 3 + ["expired"] * 2
    hours = {timezone.localtime(need.hour) for need in UnmetNeed.objects.all()}
    assert [f"{hour:%d %H:%M}" for hour in hours] == ["01 00:00"]  # nothing of when it was


def test_where_the_area_is_not_known_it_counts_all_the_same(treatment, lero, lero_leader):
    referral = make_sent(treatment, lero, area=None)
    actions.decline(referral=referral, by=lero_leader, reason="no-room", follows="wait")
    assert UnmetNeed.objects.get().authority is None


def test_who_may_not(treatment, lero, colleague, keyworker, outsider):
    referral = make_sent(treatment, lero)
    refuses("decline", referral, colleague, keyworker)
    refuses("decline", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, lero_leader):
    referral = make_accepted(treatment, lero)
    is_stale("decline", referral, lero_leader, reason="no-room", follows="wait")
