"""A pause, going on, prison, and the end."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from checkups import actions
from checkups.models import Plan
from rosc.access import SYSTEM
from rosc.people import actions as people
from rosc.workflow import TransitionNotAllowed
from tests.checkups.makers import again, checkups_of, chosen, first_of, make_plan, planned
from tests.checkups.test_move import oneself

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=21)


def test_a_pause_cancels_what_was_due(plan, keyworker):
    count = len(planned(plan))
    actions.pause(plan=plan, until=SOON, by=keyworker, reason="away")
    plan = again(plan)
    assert (plan.status, plan.paused_until, plan.book_more_on) == ("paused", SOON, None)
    assert [one.status for one in checkups_of(plan)] == ["cancelled"] * count
    assert actions.book(plan, TODAY) == []


def test_it_goes_on(plan, keyworker):
    actions.pause(plan=plan, until=SOON, by=keyworker)
    rows = Plan.objects.unscoped_for("test")
    assert not rows.to_resume(TODAY).exists()
    assert rows.to_resume(SOON).get() == plan
    actions.resume(plan=again(plan), by=SYSTEM, today=SOON)
    assert again(plan).is_active
    assert again(plan).paused_until is None
    assert planned(plan)[0].due_on >= SOON


def test_the_person_pauses_and_stops_without_a_reason(plan, robin):
    actions.pause(plan=plan, until=SOON, by=oneself(robin))
    actions.resume(plan=again(plan), by=oneself(robin))
    actions.end(plan=again(plan), reason="asked", by=oneself(robin))
    plan = again(plan)
    assert plan.status == "ended"
    assert plan.consent.withdrawn_at is not None
    assert not planned(plan)


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_pause_has_an_end(plan, keyworker, days):
    with pytest.raises(ValidationError):
        actions.pause(plan=plan, until=TODAY + timedelta(days=days), by=keyworker)


def test_refuses_and_tells_a_stale_page(plan, keyworker, colleague, outsider):
    for user in (colleague, outsider):
        with pytest.raises(PermissionDenied):
            actions.pause(plan=plan, until=SOON, by=user)
        with pytest.raises(PermissionDenied):
            actions.end(plan=plan, reason="complete", by=user)
    stale = again(plan)
    actions.end(plan=plan, reason="complete", by=keyworker)
    for name in ("pause", "end"):
        more = {"until": SOON} if name == "pause" else {"reason": "complete"}
        with pytest.raises(TransitionNotAllowed):
            getattr(actions, name)(plan=stale, by=keyworker, **more)


# --- Another first day, and prison ----------------------------------------------------------------
def test_a_release_that_is_put_off(treatment, keyworker):
    out = TODAY + timedelta(days=20)
    plan = make_plan(
        treatment, keyworker, schedule="leaving_prison", anchor_kind="release", anchor_on=out
    )
    later = out + timedelta(days=10)
    actions.reanchor(plan=plan, anchor_on=later, by=keyworker)
    days = [one.scheduled_on for one in planned(plan)]
    assert days[0] == later - timedelta(days=14)
    assert all(one in {later + timedelta(days=n) for n in (-14, 0, 1, 3)} for one in days)


def test_released_early(treatment, keyworker):
    plan = make_plan(
        treatment,
        keyworker,
        schedule="leaving_prison",
        anchor_kind="release",
        anchor_on=TODAY + timedelta(days=20),
    )
    actions.reanchor(plan=plan, anchor_on=TODAY, by=keyworker)
    days = [(one.scheduled_on - TODAY).days for one in planned(plan)]
    assert days[:5] == [0, 1, 3, 7, 14]


def test_recalled_without_a_date(plan, keyworker):
    actions.recall(plan=plan, by=keyworker)
    plan = again(plan)
    assert (plan.status, plan.pause_reason, plan.is_inside) == ("paused", "inside", True)
    assert plan.keeps_phone_silent(timezone.now())
    rows = Plan.objects.unscoped_for("test")
    assert not rows.to_resume(TODAY + timedelta(days=60)).exists()
    assert rows.to_ask_again(TODAY + timedelta(days=60)).exists()
    actions.resume(plan=plan, by=keyworker)
    plan = again(plan)
    assert (plan.is_inside, plan.anchor_on, plan.is_active) == (False, TODAY, True)


def test_recalled_with_a_date(plan, keyworker):
    out = TODAY + timedelta(days=30)
    actions.recall(plan=plan, by=keyworker, release_on=out)
    plan = again(plan)
    assert plan.is_active
    assert plan.keeps_phone_silent(timezone.now())
    assert planned(plan)[0].scheduled_on > out


# --- What ends it ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("how", "reason"),
    [("stop", "stopped"), ("died", "died"), ("restrict", "set-aside"), ("consent", "consent")],
)
def test_it_ends_at_once(plan, robin, how, reason):
    if how == "stop":
        people.stop_contact(person=robin, why="asked", by=SYSTEM)
    elif how == "died":
        people.record_death(person=robin, on=TODAY, by=SYSTEM)
    elif how == "restrict":
        people.restrict(person=robin, by=SYSTEM)
    else:
        people.withdraw(consent=plan.consent, by=SYSTEM)
    plan = again(plan)
    assert (plan.status, plan.end_reason) == ("ended", reason)
    assert not planned(plan)


def test_handing_over(plan, keyworker, coordinator, outsider, colleague):
    with pytest.raises(PermissionDenied):
        actions.hand_over(plan=plan, worker=coordinator, by=colleague, method="phone")
    for user in (outsider, colleague):
        with pytest.raises(ValidationError):
            actions.hand_over(plan=plan, worker=user, by=keyworker, method="phone")
    actions.hand_over(plan=plan, worker=coordinator, by=keyworker, method="phone")
    assert again(plan).worker == coordinator
    assert first_of(plan)


def test_carrying_on_with_another(plan, keyworker):
    actions.change_schedule(plan=plan, schedule=chosen("stepdown_open"), by=keyworker)
    plan = again(plan)
    assert (plan.schedule, plan.anchor_on, plan.step) == ("stepdown_open", TODAY, 30)
    assert planned(plan)[0].due_on > TODAY


def test_another_weekday_moves_what_is_booked(plan, keyworker):
    actions.change_plan(plan=plan, weekday=2, by=keyworker)
    later = [one for one in planned(plan) if (one.scheduled_on - TODAY).days > 14]
    assert later
    assert {one.due_on.weekday() for one in later} <= {2, 3, 4}
