"""Pausing: nothing is due until the day that was chosen."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from referrals import actions
from referrals.records import RECORD
from rosc.access import SYSTEM
from rosc.accounts import desk
from rosc.accounts.models import User
from rosc.people import actions as people
from tests.people.makers import make_person, make_route
from tests.referrals.makers import again, make_accepted, make_draft, make_sent
from tests.referrals.pages import audited, day, does, is_stale, page, planned, refuses

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


def says_no(referral, client, days):
    """The day is refused, and the form says which is the last."""
    data = UNTIL | day("until", TODAY + timedelta(days=days))
    words = client.post(page("pause", referral), data).content.decode()
    assert not again(referral).is_paused
    return words


def test_it_is_for_three_months_at_most(treatment, lero, keyworker, client_as):
    referral = make_accepted(treatment, lero)
    last = TODAY + timedelta(days=92)
    words = says_no(referral, client_as(keyworker), 93)
    assert f"until {last:%-d %B %Y} at most" in words
    does("pause", referral, keyworker, **UNTIL | day("until", last))


def test_what_nobody_has_answered_rests_for_two_weeks_in_all(
    treatment, lero, keyworker, lero_leader, client_as, time_machine
):
    referral = make_sent(treatment, lero)
    last = TODAY + timedelta(days=14)
    words = says_no(referral, client_as(lero_leader), 15)
    assert f"{last:%-d %B %Y} at the latest" in words
    assert "14 days at most in all" in words
    does("pause", referral, lero_leader, **UNTIL)
    later = TODAY + timedelta(days=10)
    time_machine.move_to(datetime.combine(later, time(12), UTC))
    actions.resume(referral=again(referral), by=SYSTEM, today=later)
    assert f"until {last:%-d %B %Y} at most" in says_no(referral, client_as(lero_leader), 15)
    does("pause", referral, keyworker, **UNTIL | day("until", last))
    time_machine.move_to(datetime.combine(last, time(12), UTC))
    actions.resume(referral=again(referral), by=SYSTEM, today=last)
    found = client_as(lero_leader).get(page("pause", referral)).content.decode()
    assert "cannot be paused any longer before it is answered" in found
    until = TODAY + timedelta(days=20)
    with pytest.raises(ValidationError):
        actions.pause(referral=again(referral), by=lero_leader, until=until, reason="Away")


@pytest.mark.parametrize("by", ["keyworker", "lero_leader"])
def test_the_other_side_is_told_why(by, treatment, lero, keyworker, lero_leader, client_as):
    referral = make_sent(treatment, lero, by=keyworker)
    who, other = (keyworker, lero_leader) if by == "keyworker" else (lero_leader, keyworker)
    kind = "waits" if by == "keyworker" else "changed"
    before = planned(kind, referral)
    does("pause", referral, who, **UNTIL)
    assert planned(kind, referral) == before + 1
    assert "They are away" in client_as(other).get(page("referral", referral)).content.decode()


def test_the_person_is_told_and_sees_until_when(treatment, lero, keyworker):
    person = make_person(treatment)
    make_route(person)
    people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    referral = make_sent(treatment, lero, person=person, by=keyworker)
    before = planned("news", referral)
    until = TODAY + timedelta(days=10)
    actions.pause(referral=referral, by=keyworker, until=until, reason="They are away")
    assert planned("news", referral) == before + 1
    panel = render_to_string(RECORD.own_panel, {"panel": RECORD.own_panel_context([person])})
    assert f"It is resting until {until:%A %-d %B}" in panel


def test_it_is_on_the_desk_and_in_the_list_of_both_sides(
    treatment, lero, keyworker, lero_leader, client_as
):
    referral = make_sent(treatment, lero)
    until = TODAY + timedelta(days=10)
    actions.pause(referral=referral, by=lero_leader, until=until, reason="Closed for a week")
    for user in (keyworker, lero_leader):
        items = {one.title: one for one in desk.waiting_for(User.objects.get(pk=user.pk))}
        item = items["Introductions: paused"]
        assert item.count == 1
        rows = client_as(user).get(item.url).context["rows"]
        assert [row.referral for row in rows] == [referral]


def test_a_draft_is_not_paused(treatment, lero, keyworker):
    referral = make_draft(treatment, lero, by=keyworker)
    refuses("pause", referral, keyworker, status=409)


def test_who_may_not(treatment, lero, colleague, outsider):
    referral = make_sent(treatment, lero)
    refuses("pause", referral, colleague)
    refuses("pause", referral, outsider, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero)
    until = TODAY + timedelta(days=10)
    actions.pause(referral=referral, by=lero_leader, until=until, reason="Closed for a week")
    is_stale("pause", referral, keyworker, **UNTIL)
