"""Every status by every verb by every actor, through the real actions; for a plan and for a
check-up."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from checkups import actions
from checkups.models import CheckUp, Plan, PlanStatus, Status
from checkups.workflow import CHECK_UP_TRANSITIONS, PLAN_TRANSITIONS
from rosc.access import SYSTEM, Oneself, SomebodyGotThereFirst
from rosc.workflow import TransitionNotAllowed, advance, allowed
from tests.checkups.makers import again, chosen, first_of, make_plan, make_tries, planned
from tests.conftest import member
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=20)

WORK, OWN, PORTAL, NOBODY = "work", "own", "portal", "nobody"
ACTORS = {
    "keyworker": WORK,
    "coordinator": WORK,
    "person": OWN,
    "system": PORTAL,
    "another worker": WORK,
    "somebody else": NOBODY,
    "peer": NOBODY,
    "colleague": NOBODY,
    "lero_leader": NOBODY,
    "outsider": NOBODY,
    "commissioner": NOBODY,
    "administrator": NOBODY,
}
# verb: (the statuses it starts from, who may). Written by hand from the issue.
STANDING = {"active", "paused"}
BY_PERSON, BY_WORK = {WORK, OWN, PORTAL}, {WORK, PORTAL}
PLAN = {
    "pause": ({"active"}, BY_PERSON),
    "resume": ({"paused"}, BY_PERSON),
    "end": (STANDING, BY_PERSON),
    "hand_over": (STANDING, BY_WORK),
    "reanchor": (STANDING, BY_WORK),
    "recall": (STANDING, BY_WORK),
    "change_plan": (STANDING, BY_WORK),
    "change_pace": ({"active"}, BY_WORK),
    "change_schedule": ({"active"}, BY_WORK),
}
CHECK_UP = {
    "hold": ({"planned", "not-reached"}, BY_WORK),
    "could_not_reach": ({"planned"}, BY_WORK),
    "move": ({"planned"}, BY_PERSON),
    "record_attempt": ({"planned", "not-reached"}, BY_WORK),
    "remind_again": ({"planned"}, BY_WORK),
    "cancel": ({"planned"}, {PORTAL}),
}


def actor(who, plan, request):
    own, organisation = plan.person_id, plan.organisation_id
    return {
        "person": lambda: Oneself(own, frozenset([own]), frozenset([organisation])),
        "somebody else": lambda: Oneself(
            plan.pk,
            frozenset([make_person(plan.organisation, "Sam").pk]),
            frozenset([organisation]),
        ),
        "another worker": lambda: member("Ann Other", ("keyworker", plan.organisation)),
        "system": lambda: SYSTEM,
    }.get(who, lambda: request.getfixturevalue(who))()


PLAN_VERBS = {
    "pause": lambda plan, by: actions.pause(plan=plan, until=SOON, by=by),
    "resume": lambda plan, by: actions.resume(plan=plan, by=by),
    "end": lambda plan, by: actions.end(plan=plan, reason="complete", by=by),
    "hand_over": lambda plan, by: actions.hand_over(
        plan=plan, worker=plan.worker, method="phone", by=by
    ),
    "reanchor": lambda plan, by: actions.reanchor(plan=plan, anchor_on=SOON, by=by),
    "recall": lambda plan, by: actions.recall(plan=plan, by=by),
    "change_plan": lambda plan, by: actions.change_plan(plan=plan, reminders=2, by=by),
    "change_pace": lambda plan, by: actions.change_pace(plan=plan, pace=30, by=by),
    "change_schedule": lambda plan, by: actions.change_schedule(
        plan=plan, schedule=chosen("quarterly2"), by=by
    ),
}
CHECK_UP_VERBS = {
    "hold": lambda one, by: actions.hold(checkup=one, by=by),
    "could_not_reach": lambda one, by: actions.could_not_reach(checkup=one, by=by),
    "move": lambda one, by: actions.move(checkup=one, on=TODAY + timedelta(days=2), by=by),
    "record_attempt": lambda one, by: actions.record_attempt(
        checkup=one, at=timezone.now(), result="no-answer", by=by
    ),
    "remind_again": lambda one, by: actions.remind_again(checkup=one, by=by),
    "cancel": lambda one, by: advance(one, "cancel", by=by),
}
REFUSED = (PermissionDenied, TransitionNotAllowed, SomebodyGotThereFirst)


def test_the_tables_name_every_verb_of_the_workflow():
    assert set(PLAN_TRANSITIONS) <= set(PLAN) == set(PLAN_VERBS)
    assert set(CHECK_UP_TRANSITIONS) <= set(CHECK_UP) == set(CHECK_UP_VERBS)
    for table, transitions in ((PLAN, PLAN_TRANSITIONS), (CHECK_UP, CHECK_UP_TRANSITIONS)):
        for name, step in transitions.items():
            assert table[name][0] == set(step.sources), name


def plan_in(status, plan):
    """A plan of that status, as it came there."""
    if status == "paused":
        actions.pause(plan=plan, until=SOON, by=SYSTEM)
    elif status == "ended":
        actions.end(plan=plan, reason="complete", by=SYSTEM)
    return again(plan)


def checkup_in(status, plan):
    first = first_of(plan)
    make_tries(first)
    by_status = {
        "held": lambda: actions.hold(checkup=first, by=SYSTEM),
        "not-reached": lambda: actions.could_not_reach(checkup=first, by=SYSTEM),
        "moved": lambda: actions.move(checkup=first, on=TODAY + timedelta(days=1), by=SYSTEM),
        "cancelled": lambda: actions.pause(plan=plan, until=SOON, by=SYSTEM),
    }
    by_status.get(status, lambda: None)()
    if status == "cancelled":
        actions.resume(plan=again(plan), by=SYSTEM)
    return again(first)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("status", PlanStatus.values)
def test_a_plan(status, who, plan, request):
    """324 combinations."""
    plan, by = plan_in(status, plan), actor(who, plan, request)
    assert plan.status == status
    for verb, (sources, may) in PLAN.items():
        with tried_out():
            tell(plan, verb, PLAN_VERBS[verb], by, status in sources and ACTORS[who] in may)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("status", Status.values)
def test_a_check_up(status, who, plan, request):
    """360 combinations."""
    one, by = checkup_in(status, plan), actor(who, plan, request)
    assert one.status == status
    for verb, (sources, may) in CHECK_UP.items():
        with tried_out():
            tell(one, verb, CHECK_UP_VERBS[verb], by, status in sources and ACTORS[who] in may)


@contextmanager
def tried_out():
    """Whatever it did is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tell(row, verb, act, by, expected):
    before, history = row.status, row.history.count()
    is_somebody_else = isinstance(by, Oneself) and plan_of(row).person_id not in by.person_ids
    if verb in row.TRANSITIONS and not is_somebody_else:  # the action asks whose records these are
        assert allowed(row, verb, by) == expected, verb
    if expected:
        act(again(row), by)
        if verb in row.TRANSITIONS:
            assert again(row).status == row.TRANSITIONS[verb].target
            assert row.history.last().actor_kind == by.actor_kind
        return
    with pytest.raises(REFUSED):
        act(again(row), by)
    assert (again(row).status, row.history.count()) == (before, history)


def plan_of(row):
    return row if isinstance(row, Plan) else row.plan


# --- Who does it themselves -----------------------------------------------------------------------
def test_a_peer_worker_may_what_is_theirs_and_agrees_nothing(lero, lero_leader, peer, given):
    plan = make_plan(lero, peer, person=given, by=lero_leader)
    for verb in ("pause", "resume"):
        PLAN_VERBS[verb](again(plan), peer)
    for verb in ("hold", "record_attempt"):
        CHECK_UP_VERBS[verb](again(first_of(plan)), peer)
    for verb in ("change_plan", "hand_over", "reanchor", "recall", "change_schedule"):
        with pytest.raises(PermissionDenied):
            PLAN_VERBS[verb](again(plan), peer)


def test_a_peer_worker_may_nothing_with_the_plans_of_others(lero, lero_leader, peer, given):
    plan = make_plan(lero, lero_leader, person=given, by=lero_leader)
    assert not Plan.objects.visible_to(peer).exists()
    assert not CheckUp.objects.visible_to(peer).exists()
    for act in PLAN_VERBS.values():
        with pytest.raises(REFUSED):
            act(again(plan), peer)
    for act in CHECK_UP_VERBS.values():
        with pytest.raises(REFUSED):
            act(planned(plan)[0], peer)
