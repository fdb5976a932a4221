"""Trying to reach somebody. The door stays open, however often it does not work."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.models import CheckUp
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.people import actions as people
from tests.checkups.makers import again, checkups_of, first_of, make_plan, make_tries, planned
from tests.conftest import signed_in
from tests.people.makers import make_person, make_route

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_after_three_tries_the_plan_goes_on(plan, keyworker):
    checkup = first_of(plan)
    make_tries(checkup, by=keyworker)
    actions.could_not_reach(checkup=checkup, by=keyworker)
    assert again(checkup).status == "not-reached"
    assert again(plan).is_active
    assert planned(plan)
    actions.hold(checkup=again(checkup), by=keyworker)  # they ring back
    assert again(checkup).status == "held"


def test_not_before_enough_was_tried(plan, keyworker):
    checkup = first_of(plan)
    with pytest.raises(ValidationError):
        actions.could_not_reach(checkup=checkup, by=keyworker)
    make_tries(checkup, by=keyworker, routes=("phone", "phone", "phone"))
    with pytest.raises(ValidationError):
        actions.could_not_reach(checkup=checkup, by=keyworker)
    make_tries(checkup, by=keyworker, routes=("text",))
    actions.could_not_reach(checkup=checkup, by=keyworker)


def test_one_way_is_enough_where_only_one_is_safe(treatment, keyworker):
    checkup = first_of(make_plan(treatment, keyworker))
    make_tries(checkup, by=keyworker, routes=("phone", "phone", "phone"))
    actions.could_not_reach(checkup=checkup, by=keyworker)
    assert again(checkup).status == "not-reached"


def test_once_the_time_is_over_one_try_is_enough(plan, keyworker):
    checkup = first_of(plan)
    make_tries(checkup, by=keyworker, routes=("phone",))
    late = checkup.due_on + timedelta(days=14)
    actions.could_not_reach(checkup=checkup, by=SYSTEM, today=late)
    assert again(checkup).status == "not-reached"


def test_how_often_and_for_how_long_are_settings(plan, treatment, keyworker, settings):
    settings.CHECK_UP_TRIES, settings.CHECK_UP_TRY_DAYS = 2, 3
    checkup = first_of(plan)
    url = reverse("checkups:could_not_reach", args=[checkup.pk])
    assert "Try two times" in signed_in(keyworker).get(url).content.decode()
    make_tries(checkup, by=keyworker, routes=("phone", "text"))
    actions.could_not_reach(checkup=checkup, by=keyworker)
    other = first_of(make_plan(treatment, keyworker, person=make_person(treatment, "Sam")))
    make_tries(other, by=keyworker, routes=("phone",))
    late = other.due_on + timedelta(days=3)
    with pytest.raises(ValidationError):
        actions.could_not_reach(checkup=other, by=SYSTEM, today=late - timedelta(days=1))
    actions.could_not_reach(checkup=other, by=SYSTEM, today=late)


def test_far_from_the_next_one_more_is_tried(treatment, keyworker):
    plan = make_plan(treatment, keyworker, schedule="quarterly2")
    checkup = first_of(plan)
    make_tries(checkup, by=keyworker)
    actions.could_not_reach(checkup=checkup, by=keyworker)
    extra = planned(plan)[0]
    assert extra.scheduled_on is None
    assert TODAY + timedelta(days=14) <= extra.due_on <= TODAY + timedelta(days=20)


def test_twice_in_a_row_is_a_reason_to_offer_more(plan, keyworker):
    for one in planned(plan)[:2]:
        make_tries(one, by=keyworker)
        actions.could_not_reach(checkup=again(one), by=keyworker)
    assert [one.prompts for one in checkups_of(plan)][:2] == [[], ["not-reached"]]


def test_no_try_that_is_still_to_come(plan, keyworker):
    at = timezone.now() + timedelta(hours=1)
    facts = {"checkup": first_of(plan), "by": keyworker, "result": "no-answer"}
    with pytest.raises(ValidationError):
        actions.record_attempt(at=at, **facts)
    actions.end(plan=plan, reason="complete", by=keyworker)
    with pytest.raises(SomebodyGotThereFirst):
        actions.record_attempt(at=timezone.now(), **{**facts, "checkup": checkups_of(plan)[0]})


def tries_at(checkup, hour, by):
    for days in (1, 2, 3):
        at = timezone.make_aware(datetime.combine(TODAY - timedelta(days=days), time(hour)))
        tried = {"at": at, "result": "no-answer", "route": "phone"}
        actions.record_attempt(checkup=checkup, by=by, **tried)
    return actions.tried(checkup, TODAY).count


def test_a_try_at_a_time_that_is_not_safe_does_not_count(treatment, keyworker):
    person = make_person(treatment, "Wren")
    make_route(person, kind="phone", safe_from=time(18), safe_until=time(20))
    checkup = first_of(make_plan(treatment, keyworker, person=person))
    assert tries_at(checkup, 9, keyworker) == 0
    assert tries_at(checkup, 19, keyworker) == 3


def test_somebody_they_trust_is_asked_only_once_they_were_tried_themselves(plan, keyworker, robin):
    basis = {"purpose": "trusted", "method": "together", "details": ()}
    people.agree(person=robin, by=SYSTEM, **basis)
    make_route(robin, kind="through", value="Mum, 07700 900777", is_preferred=False)
    checkup = first_of(plan)
    asked = {"at": timezone.now(), "result": "left-word", "route": "through"}

    def ask_them():
        actions.record_attempt(checkup=checkup, by=keyworker, is_through_trusted=True, **asked)

    with pytest.raises(ValidationError, match="Try them themselves first"):
        ask_them()
    make_tries(checkup, by=keyworker)
    ask_them()
    assert checkup.attempts.filter(is_through_trusted=True).count() == 1
    assert actions.tried(checkup, TODAY).count == 3


def test_the_one_more_try_is_on_a_working_day_and_asks_whether_to_carry_on(
    treatment, keyworker, time_machine
):
    time_machine.move_to("2026-12-12T11:00:00Z")  # two weeks on is Boxing Day, a Saturday
    person = make_person(treatment, "Wren")
    checkup = first_of(make_plan(treatment, keyworker, person=person, schedule="quarterly2"))
    CheckUp.objects.unscoped_for("test").filter(pk=checkup.pk).update(is_review=True)
    make_tries(checkup, by=keyworker)
    actions.could_not_reach(checkup=again(checkup), by=keyworker)
    extra = planned(checkup.plan)[0]
    assert (extra.due_on.isoformat(), extra.is_review) == ("2026-12-29", True)
