"""Holding a check-up: what is said is kept sealed, and the next date is there before it closes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from checkups import actions
from checkups.models import CheckUpAnswers
from directory.models import UnmetNeed
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.workflow import TransitionNotAllowed
from tests.checkups.makers import again, checkups_of, first_of, make_plan, planned

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_hold(plan, keyworker):
    checkup = first_of(plan)
    agreed = [actions.Action("Ring the college", "person", TODAY + timedelta(days=3))]
    said = {"how": 6, "good": "Singing again", "use": "no", "people": ""}
    actions.hold(checkup=checkup, by=keyworker, said=said, agreed=agreed, minutes=20)
    checkup = again(checkup)
    assert (checkup.status, checkup.held_by, checkup.how) == ("held", keyworker, "phone")
    assert checkup.answers.said == {"how": 6, "good": "Singing again", "use": "no"}
    assert [one.what for one in checkup.agreed_actions.all()] == ["Ring the college"]
    assert (checkup.prompts, checkup.step) == ([], "")
    assert planned(plan)[0].due_on > TODAY
    event = AuditEvent.objects.get(verb="checkup.hold")
    assert "Singing" not in str(event.details)


def test_words_are_sealed(plan, keyworker):
    actions.hold(checkup=first_of(plan), by=keyworker, said={"good": "Zanzibar"})
    assert CheckUpAnswers.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM checkups_checkupanswers")
        assert "Zanzibar" not in cursor.fetchone()[0]


def test_refuses(plan, lero, colleague, outsider, peer, given):
    checkup = first_of(plan)
    for user in (colleague, outsider, peer):
        with pytest.raises(PermissionDenied):
            actions.hold(checkup=checkup, by=user)
    with pytest.raises(ValueError, match="Nobody asks"):
        actions.hold(checkup=checkup, by=SYSTEM, said={"star-sign": "Leo"})


def test_a_peer_worker_holds_their_own_only(lero, peer, lero_leader, given):
    mine = make_plan(lero, peer, person=given)
    theirs = make_plan(lero, lero_leader)
    actions.hold(checkup=first_of(mine), by=peer)
    with pytest.raises(PermissionDenied):
        actions.hold(checkup=first_of(theirs), by=peer)


def test_twice(plan, keyworker):
    checkup = first_of(plan)
    stale = again(checkup)
    actions.hold(checkup=checkup, by=keyworker)
    with pytest.raises(TransitionNotAllowed):
        actions.hold(checkup=stale, by=keyworker)


def test_late_is_still_held(plan, keyworker, time_machine):
    checkup = first_of(plan)
    time_machine.move_to(timezone.now() + timedelta(days=20))
    actions.hold(checkup=again(checkup), by=keyworker)
    assert again(checkup).days_late >= 10
    assert any(one.due_on > timezone.localdate() for one in planned(plan))


def test_the_last_one_too_is_followed_by_another(treatment, keyworker):
    """A template that is used up goes on lightly: silence is not a no."""
    on = TODAY - timedelta(days=83)
    plan = make_plan(treatment, keyworker, anchor_on=on)
    last = planned(plan)[0]
    assert last.is_review
    actions.hold(checkup=last, by=keyworker)
    [coming] = planned(plan)
    assert coming.scheduled_on == on + timedelta(days=84 + 91)


def test_the_next_day_that_was_agreed(plan, keyworker):
    first, second, *_ = planned(plan)
    on = second.due_on + timedelta(days=2)
    actions.hold(checkup=first, by=keyworker, next_on=on)
    assert on in [one.due_on for one in planned(plan)]
    assert again(second).status == "moved"
    assert again(second).latest.due_on == on


def test_the_next_day_is_not_today(plan, keyworker):
    with pytest.raises(ValidationError):
        actions.hold(checkup=first_of(plan), by=keyworker, next_on=TODAY)


def test_pace(plan, keyworker):
    first = first_of(plan)
    actions.hold(checkup=first, by=keyworker, pace=3)
    assert again(first).step == "up"
    days = [one.scheduled_on for one in planned(plan)]
    assert (days[1] - days[0]).days == 3
    assert len(days) >= 8
    assert actions.change_pace(plan=again(plan), pace=14, by=keyworker) == "down"
    assert actions.change_pace(plan=again(plan), pace=actions.AS_SCHEDULED, by=keyworker) == "up"
    assert again(plan).its_pace is None


def test_prompts(plan, keyworker):
    said = {"use": "a-little", "risk": ["nowhere"], "next": ["treatment"]}
    first, second, third, *_ = planned(plan)
    actions.hold(checkup=first, by=keyworker, said=said, pace=3)
    assert set(again(first).prompts) == {"asked", "use", "risk"}
    following = planned(plan)[0]
    actions.hold(checkup=following, by=keyworker, said={"risk": ["none"]})
    assert again(following).prompts == []


def test_two_step_ups_in_a_row(treatment, keyworker):
    plan = make_plan(treatment, keyworker, schedule="stepdown_open")
    actions.change_pace(plan=plan, pace=30, by=keyworker)
    for pace in (14, 7):
        actions.hold(checkup=first_of(plan), by=keyworker, pace=pace)
    held = [one for one in checkups_of(plan) if one.status == "held"]
    assert [one.prompts for one in sorted(held, key=lambda one: one.held_at)] == [[], ["step-ups"]]


def test_asked_for_and_not_there(plan, keyworker):
    actions.hold(checkup=first_of(plan), by=keyworker, missing=["peer-support"])
    assert UnmetNeed.objects.get(origin="check-up").kind_id == "peer-support"


def test_settle_an_action(plan, keyworker):
    agreed = [actions.Action("Ring the college")]
    actions.hold(checkup=first_of(plan), by=keyworker, agreed=agreed)
    held = next(one for one in checkups_of(plan) if one.status == "held")
    action = held.agreed_actions.get()
    actions.settle_action(action=action, by=keyworker, is_done=True)
    assert held.agreed_actions.get().done_on == TODAY
