"""Somebody is in prison: what is booked, and what waits."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from checkups import actions, timers
from rosc.access import SYSTEM, SomebodyGotThereFirst
from tests.checkups.makers import again, chosen, first_of, make_plan, planned
from tests.checkups.own import oneself
from tests.checkups.pages import day, does, page, says
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)  # a Monday
OUT = TODAY + timedelta(days=20)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-30T10:00:00Z")


def move(plan, user, on, kind="release"):
    return does("reanchor", plan, user, anchor_kind=kind, **day("anchor_on", on))


# --- The day of release is known ------------------------------------------------------------------
def test_with_a_day_of_release_it_goes_on(plan, keyworker):
    actions.recall(plan=plan, by=keyworker)
    response = move(plan, keyworker, OUT)
    assert "Everything still to come has moved along" in response.content.decode()
    plan = again(plan)
    assert (plan.is_active, plan.is_inside, plan.anchor_on) == (True, False, OUT)
    assert plan.keeps_phone_silent(timezone.now())
    assert [one.due_on for one in planned(plan)] == [OUT + timedelta(days=4)]  # before Christmas


def test_it_is_the_same_however_it_is_said(treatment, keyworker):
    """The day alone, or that they are in prison until then."""
    one, other = (make_plan(treatment, keyworker) for _ in range(2))
    for plan in (one, other):
        actions.recall(plan=plan, by=keyworker)
    actions.reanchor(plan=one, anchor_on=OUT, by=keyworker)
    actions.recall(plan=other, release_on=OUT, by=keyworker)
    states = [
        (p.status, p.is_inside, p.anchor, [c.due_on for c in planned(p)]) for p in (one, other)
    ]
    assert states[0] == states[1]


def test_another_kind_of_day_does_not_let_them_out(plan, keyworker):
    actions.recall(plan=plan, by=keyworker)
    data = {"anchor_kind": "treatment", **day("anchor_on", TODAY)}
    response = signed_in(keyworker).post(page("reanchor", plan), data)
    assert "Enter the day they leave it" in response.content.decode()
    assert again(plan).is_inside


def test_a_first_day_that_changes_goes_by_the_schedule_again(plan, keyworker):
    actions.change_pace(plan=plan, pace=30, by=keyworker)
    actions.reanchor(plan=again(plan), anchor_on=TODAY, by=keyworker)
    plan = again(plan)
    assert (plan.pace, plan.pace_since) == (None, None)
    days = [(one.scheduled_on - TODAY).days for one in planned(plan)]
    assert days[:3] == [7, 14, 21]


def test_a_day_on_which_few_work_asks_for_somebody(treatment, keyworker):
    """Out on a Friday: the day after it is a Saturday, and is neither earlier nor later."""
    friday = date(2026, 12, 11)
    facts = {"schedule": "leaving_prison", "anchor_kind": "release", "anchor_on": friday}
    plan = make_plan(treatment, keyworker, **facts)
    needs = {one.due_on: one.needs_somebody for one in planned(plan)}
    assert (needs[friday], needs[friday + timedelta(days=1)]) == (False, True)
    assert "Find somebody who works that day" in says("plan", plan, keyworker)


# --- Their own pause ------------------------------------------------------------------------------
@pytest.mark.parametrize("is_known", [True, False])
def test_their_own_pause_stands(plan, robin, keyworker, is_known):
    """Whether the day was known at once or later."""
    until = TODAY + timedelta(days=60)
    actions.pause_mine(plan=plan, until=until, by=oneself(robin))
    if not is_known:
        actions.recall(plan=again(plan), by=keyworker)
        assert "The pause until 29 January 2027" in says("plan", plan, keyworker)
    actions.recall(plan=again(plan), release_on=OUT, by=keyworker)
    plan = again(plan)
    state = (plan.status, plan.paused_until, plan.pause_reason, plan.is_inside)
    assert state == ("paused", until, "asked", False)
    assert not planned(plan)
    actions.resume(plan=plan, by=SYSTEM, today=until)
    plan = again(plan)
    assert (plan.anchor_on, plan.break_until) == (OUT, None)
    assert planned(plan)[0].due_on >= until


def test_a_release_after_their_pause_is_waited_for(plan, robin, keyworker, time_machine):
    until = TODAY + timedelta(days=5)
    actions.pause_mine(plan=plan, until=until, by=oneself(robin))
    response = move(again(plan), keyworker, OUT)
    assert "once the pause is over" in response.content.decode()
    assert again(plan).paused_until == until
    time_machine.move_to(until)
    timers.sweep(until)
    assert again(plan).is_active
    assert planned(plan)[0].due_on > OUT


def test_a_pause_that_is_over_meanwhile_holds_nothing_up(plan, robin, keyworker, time_machine):
    actions.pause_mine(plan=plan, until=TODAY + timedelta(days=5), by=oneself(robin))
    actions.recall(plan=again(plan), by=keyworker)
    time_machine.move_to(TODAY + timedelta(days=10))
    actions.reanchor(plan=again(plan), anchor_on=OUT, by=keyworker)
    assert again(plan).is_active
    assert planned(plan)


# --- Another schedule, and two at once ------------------------------------------------------------
def test_another_schedule_forgets_no_prison(inside, keyworker):
    checkup = first_of(inside)
    actions.hold_and_carry_on(checkup=checkup, by=keyworker, carry_on=chosen("phone12"))
    plan = again(inside)
    assert (plan.schedule, plan.anchor_kind, plan.anchor_on) == ("phone12", "release", OUT)
    assert plan.keeps_phone_silent(timezone.now())
    assert min(one.due_on for one in planned(plan)) > OUT


def test_once_they_are_out_another_schedule_counts_from_today(inside, keyworker, time_machine):
    time_machine.move_to(OUT + timedelta(days=2))
    actions.change_schedule(plan=inside, schedule=chosen("phone12"), by=keyworker)
    assert again(inside).anchor_kind == "agreement"


def test_who_comes_second_is_told(plan, keyworker):
    actions.pause(plan=plan, until=OUT, by=keyworker)
    stale = again(plan)
    actions.end(plan=again(plan), reason="complete", by=keyworker)
    for day_out in (None, OUT):
        with pytest.raises(SomebodyGotThereFirst):
            actions.recall(plan=stale, release_on=day_out, by=keyworker)


def test_a_sweep_does_not_let_out_who_was_recalled_meanwhile(plan, keyworker):
    actions.pause(plan=plan, until=OUT, by=keyworker)
    stale = again(plan)
    actions.recall(plan=again(plan), by=keyworker)
    with pytest.raises(SomebodyGotThereFirst):
        actions.resume(plan=stale, by=SYSTEM)
    assert again(plan).is_inside
