"""Every write to plans and check-ups, one function a verb."""

from checkups.actions.agreeing import (
    AS_SCHEDULED,
    Chosen,
    agree,
    change_pace,
    change_plan,
    change_schedule,
    hand_over,
    reanchor,
)
from checkups.actions.booking import book
from checkups.actions.holding import (
    Action,
    could_not_reach,
    hold,
    prompts_for,
    record_attempt,
    remind_again,
    settle_action,
    tried,
)
from checkups.actions.moving import move
from checkups.actions.pausing import end, look_again, pause, recall, resume
from checkups.actions.reviewing import hold_and_carry_on
from checkups.actions.schedules import change_copy, copy_schedule, end_copy
from checkups.actions.strengths import add_outside_score, rate_strengths

__all__ = [
    "AS_SCHEDULED",
    "Action",
    "Chosen",
    "add_outside_score",
    "agree",
    "book",
    "change_copy",
    "change_pace",
    "change_plan",
    "change_schedule",
    "copy_schedule",
    "could_not_reach",
    "end",
    "end_copy",
    "hand_over",
    "hold",
    "hold_and_carry_on",
    "look_again",
    "move",
    "pause",
    "prompts_for",
    "rate_strengths",
    "reanchor",
    "recall",
    "record_attempt",
    "remind_again",
    "resume",
    "settle_action",
    "tried",
]
