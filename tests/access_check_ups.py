"""Who gets in at the pages of check-ups: the part of the tables of `test_access` about them."""

from checkups.models.asking import (
    CallRequestQuerySet,
    OnCallQuerySet,
    SelfCompletionQuerySet,
    UrgentFlagQuerySet,
)
from checkups.models.checkups import CheckUpQuerySet
from checkups.models.plans import PlanQuerySet, ScheduleCopyQuerySet

# Public, but only for somebody who has come in by their link and the second thing.
ON_ONES_OWN_PAGE = {
    *("checkups:say_how_it_is", "checkups:start_how_it_is"),
    *("checkups:slipped", "checkups:slipped_done"),
    *("checkups:move_mine", "checkups:pause_mine", "checkups:resume_mine", "checkups:stop_mine"),
}
LEADS_PEOPLE = {"coordinator", "lero_leader"}
WRITES_OF_PEOPLE = LEADS_PEOPLE | {"keyworker"}
READS_OF_PEOPLE = WRITES_OF_PEOPLE | {"peer_worker"}
ROLES_OF = {
    "checkups:people_i_support": (READS_OF_PEOPLE, None),
    "checkups:schedules": (READS_OF_PEOPLE, None),
    "checkups:copy_schedule": (LEADS_PEOPLE, "organisation"),
    "checkups:change_copy": (LEADS_PEOPLE, "schedule_copy"),
    "checkups:end_copy": (LEADS_PEOPLE, "schedule_copy"),
    "checkups:agree": (WRITES_OF_PEOPLE, "record"),
    "checkups:plan": (READS_OF_PEOPLE, "plan"),
    "checkups:change_plan": (WRITES_OF_PEOPLE, "plan"),
    "checkups:change_pace": (READS_OF_PEOPLE, "plan"),
    "checkups:pause": (READS_OF_PEOPLE, "plan"),
    "checkups:resume": (READS_OF_PEOPLE, "paused_plan"),
    "checkups:end": (READS_OF_PEOPLE, "plan"),
    "checkups:hand_over": (WRITES_OF_PEOPLE, "plan"),
    "checkups:reanchor": (WRITES_OF_PEOPLE, "plan"),
    "checkups:recall": (WRITES_OF_PEOPLE, "plan"),
    "checkups:rate_strengths": (READS_OF_PEOPLE, "plan"),
    "checkups:trend": (READS_OF_PEOPLE, "plan"),
    "checkups:add_outside_score": (READS_OF_PEOPLE, "plan"),
    "checkups:checkup": (READS_OF_PEOPLE, "checkup"),
    "checkups:hold": (READS_OF_PEOPLE, "checkup"),
    "checkups:record_attempt": (READS_OF_PEOPLE, "checkup"),
    "checkups:could_not_reach": (READS_OF_PEOPLE, "checkup"),
    "checkups:move": (READS_OF_PEOPLE, "checkup"),
    "checkups:settle_action": (READS_OF_PEOPLE, "agreed_action"),
    "checkups:on_call": (READS_OF_PEOPLE, None),
    "checkups:call_off": (READS_OF_PEOPLE, "hours_on_call"),
    "checkups:urgent_flag": (READS_OF_PEOPLE, "urgent_flag"),
    "checkups:pass_on_urgent": (READS_OF_PEOPLE, "urgent_flag"),
    "checkups:answer_request": (READS_OF_PEOPLE, "call_request"),
    "checkups:answer_form": (READS_OF_PEOPLE, "phone_form"),
    "checkups:send_form": (READS_OF_PEOPLE, "checkup"),
    "checkups:way_back": (READS_OF_PEOPLE, None),
    "checkups:offer_way_back": (READS_OF_PEOPLE, "checkup"),
}
# To one's own and one's teams, or to places where one works: so nothing shows.
NARROWED_AGAIN = {
    *("checkups:people_i_support", "checkups:schedules"),
    *("checkups:on_call", "checkups:call_off"),
}
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
SCOPES = (
    *(PlanQuerySet, CheckUpQuerySet, ScheduleCopyQuerySet),
    *(UrgentFlagQuerySet, CallRequestQuerySet, SelfCompletionQuerySet),
)
