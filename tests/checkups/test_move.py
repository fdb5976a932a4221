"""Moving one check-up, by a worker or by the person themselves."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from checkups import actions
from rosc.access import Oneself
from rosc.workflow import TransitionNotAllowed
from tests.checkups.makers import again, first_of, make_plan, planned
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def oneself(person):
    return Oneself(person.pk, frozenset([person.pk]), frozenset([person.organisation_id]))


def test_move(plan, keyworker):
    checkup = first_of(plan)
    on = TODAY + timedelta(days=2)
    made = actions.move(checkup=checkup, on=on, at=time(15), by=keyworker, why="not-free")
    assert (made.due_on, made.due_at, made.scheduled_on) == (on, time(15), checkup.scheduled_on)
    checkup = again(checkup)
    assert (checkup.status, checkup.moved_why, checkup.latest) == ("moved", "not-free", made)
    assert planned(plan)[0] == made


def test_back_again_is_a_new_row(plan, keyworker):
    """A reminder for the first day is a new one, too."""
    first = first_of(plan)
    day = first.due_on
    other = actions.move(checkup=first, on=day + timedelta(days=1), by=keyworker)
    back = actions.move(checkup=again(other), on=day, by=keyworker)
    assert back.pk != first.pk
    assert again(first).latest == back


def test_the_person_moves_their_own(plan, robin, treatment):
    on = TODAY + timedelta(days=2)
    with pytest.raises(PermissionDenied):
        actions.move(checkup=first_of(plan), on=on, by=oneself(make_person(treatment, "Sam")))
    actions.move(checkup=first_of(plan), on=on, by=oneself(robin), why="by-link")
    assert planned(plan)[0].due_on == on


def test_not_to_a_day_that_is_past_or_taken(plan, keyworker):
    first, second, *_ = planned(plan)
    for on, at in (
        (TODAY - timedelta(days=1), None),
        (TODAY + timedelta(days=367), None),
        (second.due_on, None),
        (TODAY, time(20)),
    ):
        with pytest.raises(ValidationError):
            actions.move(checkup=again(first), on=on, at=at, by=keyworker)
        assert again(first).status == "planned" or on == second.due_on


def test_refuses_and_tells_a_stale_page(plan, keyworker, colleague, outsider):
    checkup = first_of(plan)
    on = TODAY + timedelta(days=2)
    for user in (colleague, outsider):
        with pytest.raises(PermissionDenied):
            actions.move(checkup=checkup, on=on, by=user)
    stale = again(checkup)
    actions.move(checkup=checkup, on=on, by=keyworker)
    with pytest.raises(TransitionNotAllowed):
        actions.move(checkup=stale, on=on, by=keyworker)


def test_the_last_one_brought_forward_leaves_a_plan_with_a_next_date(treatment, keyworker, robin):
    plan = make_plan(treatment, keyworker, person=robin, schedule="quarterly2")
    last = planned(plan)[-1]
    for one in planned(plan)[:-1]:
        actions.hold(checkup=one, by=keyworker)
    on = TODAY + timedelta(days=3)
    actions.move(checkup=again(last), on=on, by=keyworker)
    assert again(plan).book_more_on <= on + timedelta(days=1)
