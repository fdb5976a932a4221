"""Agreeing a plan: with consent, with somebody who can do it, and with the next date booked."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkups import actions
from checkups.models import CheckUp, Plan
from checkups.shipped import shipped
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.accounts.models import Team
from rosc.audit.models import AuditEvent
from rosc.people import actions as people
from rosc.people.models import Consent
from tests.checkups.makers import again, checkups_of, make_plan, planned
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_agreeing_books_four_weeks(treatment, keyworker, robin):
    plan = make_plan(treatment, keyworker, person=robin, by=keyworker)
    days = [one.scheduled_on for one in planned(plan)]
    assert days[:3] == [TODAY + timedelta(days=7 * one) for one in (1, 2, 3)]
    assert 3 <= len(days) <= 4
    assert plan.booked_to == days[-1]
    assert TODAY < plan.book_more_on <= TODAY + timedelta(days=14)
    consent = Consent.objects.get(purpose="check-up")
    assert (plan.consent, consent.person) == (consent, robin)
    assert AuditEvent.objects.get(verb="plan.agree").subject_id == plan.pk


def test_one_is_booked_however_far_it_is(treatment, keyworker):
    plan = make_plan(treatment, keyworker, schedule="quarterly2")
    assert [one.scheduled_on for one in planned(plan)] == [TODAY + timedelta(days=91)]


def test_who_began_long_ago_starts_now(treatment, keyworker):
    """Nothing is booked on a day that is past."""
    on = TODAY - timedelta(days=40)
    plan = make_plan(treatment, keyworker, anchor_on=on, anchor_kind="treatment")
    assert all(one.due_on >= TODAY for one in planned(plan))
    assert planned(plan)[0].scheduled_on <= TODAY + timedelta(days=7)


def test_refuses_whoever_may_not(treatment, keyworker, colleague, outsider, robin):
    for user in (colleague, outsider):
        with pytest.raises(PermissionDenied):
            make_plan(treatment, keyworker, person=robin, by=user)
    assert not Plan.objects.unscoped_for("test").exists()


def test_one_plan_at_a_time(treatment, keyworker, robin, plan):
    with pytest.raises(SomebodyGotThereFirst):
        make_plan(treatment, keyworker, person=robin)
    actions.end(plan=plan, reason="complete", by=keyworker)
    assert make_plan(treatment, keyworker, person=robin).is_active


@pytest.mark.parametrize("how", ["stop", "died", "restrict"])
def test_not_of_somebody_who_is_not_to_be_contacted(treatment, keyworker, robin, how):
    if how == "stop":
        people.stop_contact(person=robin, why="asked", by=SYSTEM)
    elif how == "died":
        people.record_death(person=robin, on=TODAY, by=SYSTEM)
    else:
        people.restrict(person=robin, by=SYSTEM)
    with pytest.raises(ValidationError):
        make_plan(treatment, keyworker, person=robin)


def test_a_peer_worker_needs_to_be_given_the_person(lero, peer, given):
    other = make_person(lero, "Not given")
    with pytest.raises(ValidationError, match="cannot open this record"):
        make_plan(lero, peer, person=other)
    assert make_plan(lero, peer, person=given).worker == peer


def test_somebody_does_it(treatment, lero, robin):
    with pytest.raises(ValidationError):
        make_plan(treatment, None, person=robin)
    with pytest.raises(ValidationError):
        make_plan(
            treatment,
            None,
            person=robin,
            team=Team.objects.create(organisation=lero, name="Others"),
        )
    team = Team.objects.create(organisation=treatment, name="Afterwards")
    assert make_plan(treatment, None, person=robin, team=team).team == team


@pytest.mark.parametrize("wishes", [{"at": time(21)}, {"at": time(7, 30)}])
def test_never_in_the_quiet_hours(treatment, keyworker, wishes):
    with pytest.raises(ValidationError):
        make_plan(treatment, keyworker, **wishes)


def test_the_database_holds_to_it(plan):
    """Whatever code comes: what must never be cannot be stored."""
    for changes in (
        {"at": time(20)},
        {"reminders": 3},
        {"book_more_on": None},
        {"status": "gone"},
        {"worker": None},
        {"pace": 7},
        {"status": "paused", "book_more_on": None},
        {"status": "ended", "book_more_on": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.unscoped_for("test").filter(pk=plan.pk).update(**changes)
    first, second, *_ = planned(plan)
    rows = CheckUp.objects.unscoped_for("test")
    for changes in ({"due_on": second.due_on}, {"due_at": time(22)}, {"status": "held"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=first.pk).update(**changes)


def test_only_a_safe_route(treatment, keyworker, robin):
    route = robin.routes.first()
    people.end_route(route=route, by=SYSTEM)
    with pytest.raises(ValidationError):
        make_plan(treatment, keyworker, person=robin, route=route)


def test_booking_again_books_nothing_twice(plan):
    assert actions.book(again(plan), TODAY) == []
    more = actions.book(again(plan), TODAY + timedelta(days=10))
    assert len(more) in (1, 2)
    days = [one.due_on for one in checkups_of(plan)]
    assert len(set(days)) == len(days)


def test_after_a_long_outage_it_goes_on_from_today(plan):
    """Nobody is rung for what lies months back."""
    late = TODAY + timedelta(days=200)
    made = actions.book(again(plan), late)
    assert made
    assert all(one.due_on >= late for one in made)
    assert again(plan).book_more_on > late


def test_before_a_release_no_phone(treatment, keyworker):
    plan = make_plan(
        treatment,
        keyworker,
        schedule="leaving_prison",
        anchor_kind="release",
        anchor_on=TODAY + timedelta(days=20),
    )
    now = timezone.now()
    assert plan.keeps_phone_silent(now)
    assert not plan.keeps_phone_silent(now + timedelta(days=21))
    assert planned(plan)[0].due_on <= TODAY + timedelta(days=6)


def test_what_was_agreed_stays_when_a_template_changes(plan):
    assert plan.pattern == shipped("phone12").pattern
    assert plan.days == list(range(7, 85, 7))
    assert date.min < plan.booked_to
