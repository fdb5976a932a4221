"""Check-ups, for the tables of `test_access`: who gets in, and what each page is about."""

from checkups import actions
from checkups.models import Plan
from checkups.models.asking import (
    CallRequestQuerySet,
    OnCallQuerySet,
    SelfCompletionQuerySet,
    UrgentFlagQuerySet,
)
from checkups.models.checkups import CheckUpQuerySet
from checkups.models.plans import PlanQuerySet, ScheduleCopyQuerySet
from rosc.access import SYSTEM
from rosc.people import actions as people

WRITES = {"keyworker", "coordinator", "lero_leader"}
READS = WRITES | {"peer_worker"}
LEADS = {"coordinator", "lero_leader"}

ROLES_OF = {
    "checkups:people_i_support": (READS, None),
    "checkups:schedules": (READS, None),
    "checkups:copy_schedule": (LEADS, "organisation"),
    "checkups:change_copy": (LEADS, "schedule_copy"),
    "checkups:end_copy": (LEADS, "schedule_copy"),
    "checkups:agree": (WRITES, "record"),
    "checkups:plan": (READS, "plan"),
    "checkups:change_plan": (WRITES, "plan"),
    "checkups:change_pace": (READS, "plan"),
    "checkups:pause": (READS, "plan"),
    "checkups:resume": (READS, "paused_plan"),
    "checkups:end": (READS, "plan"),
    "checkups:hand_over": (WRITES, "plan"),
    "checkups:reanchor": (WRITES, "plan"),
    "checkups:recall": (WRITES, "plan"),
    "checkups:rate_strengths": (READS, "plan"),
    "checkups:trend": (READS, "plan"),
    "checkups:add_outside_score": (READS, "plan"),
    "checkups:checkup": (READS, "checkup"),
    "checkups:hold": (READS, "checkup"),
    "checkups:record_attempt": (READS, "checkup"),
    "checkups:could_not_reach": (READS, "checkup"),
    "checkups:move": (READS, "checkup"),
    "checkups:remind_again": (READS, "checkup"),
    "checkups:settle_action": (READS, "agreed_action"),
    "checkups:on_call": (READS, None),
    "checkups:call_off": (READS, "hours_on_call"),
    "checkups:urgent_flag": (READS, "urgent_flag"),
    "checkups:pass_on_urgent": (READS, "urgent_flag"),
    "checkups:answer_request": (READS, "call_request"),
    "checkups:answer_form": (READS, "phone_form"),
    "checkups:send_form": (READS, "checkup"),
    "checkups:way_back": (READS, None),
    "checkups:offer_way_back": (READS, "checkup"),
}
# Public, but only for somebody who has come in by their link and the second thing.
ON_ONES_OWN_PAGE = {
    *("checkups:say_how_it_is", "checkups:start_how_it_is"),
    *("checkups:slipped", "checkups:slipped_done"),
    *("checkups:move_mine", "checkups:pause_mine", "checkups:resume_mine", "checkups:stop_mine"),
    "checkups:strengths_mine",
}
NARROWED_AGAIN = {
    *("checkups:people_i_support", "checkups:schedules"),
    *("checkups:on_call", "checkups:call_off"),
}
FINDS = {"hours_on_call": LEADS}  # and whose they are
SCOPED_BY = {
    **dict.fromkeys(("checkups:people_i_support", "plan", "paused_plan"), PlanQuerySet),
    **dict.fromkeys(("checkup", "agreed_action"), CheckUpQuerySet),
    **dict.fromkeys(("checkups:schedules", "schedule_copy"), ScheduleCopyQuerySet),
    **dict.fromkeys(("checkups:on_call", "hours_on_call"), OnCallQuerySet),
    "checkups:way_back": PlanQuerySet,
    "urgent_flag": UrgentFlagQuerySet,
    "call_request": CallRequestQuerySet,
    "phone_form": SelfCompletionQuerySet,
}
QUERY_SETS = (
    *(PlanQuerySet, CheckUpQuerySet, ScheduleCopyQuerySet),
    *(UrgentFlagQuerySet, CallRequestQuerySet, SelfCompletionQuerySet),
)


def give_to(peer, things) -> None:
    """The plans of a place become a peer worker's, who is given the people."""
    for thing in ("plan", "paused_plan"):
        plan = Plan.objects.unscoped_for("test").get(pk=things[thing][0])
        people.give(person=plan.person, user=peer, by=SYSTEM)
        actions.hand_over(plan=plan, by=SYSTEM, worker=peer, method="phone")
