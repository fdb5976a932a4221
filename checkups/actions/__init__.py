"""Every write to plans and check-ups, one function a verb."""

from checkups.actions.agreeing import (
    AS_SCHEDULED,
    Chosen,
    agree,
    change_pace,
    change_plan,
    change_schedule,
    hand_over,
)
from checkups.actions.answering import (
    answer_form,
    begin_form,
    may_have_form,
    open_form,
    read_form,
    save_answers,
    send_form,
    turn_form_away,
)
from checkups.actions.asking import answer_request, ask_for_help, open_request
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
from checkups.actions.on_call import call_off, put_all_on_call, put_on_call
from checkups.actions.own import hide_strengths, move_mine, pause_mine, resume_mine, stop_mine
from checkups.actions.pausing import end, look_again, pause, reanchor, recall, resume
from checkups.actions.returning import draft_return, offer_way_back
from checkups.actions.reviewing import hold_and_carry_on
from checkups.actions.schedules import change_copy, copy_schedule, end_copy
from checkups.actions.strengths import add_outside_score, rate_strengths
from checkups.actions.urgent import climb, open_urgent, pass_on_urgent, raise_urgent

__all__ = [
    "AS_SCHEDULED",
    "Action",
    "Chosen",
    "add_outside_score",
    "agree",
    "answer_form",
    "answer_request",
    "ask_for_help",
    "begin_form",
    "book",
    "call_off",
    "change_copy",
    "change_pace",
    "change_plan",
    "change_schedule",
    "climb",
    "copy_schedule",
    "could_not_reach",
    "draft_return",
    "end",
    "end_copy",
    "hand_over",
    "hide_strengths",
    "hold",
    "hold_and_carry_on",
    "look_again",
    "may_have_form",
    "move",
    "move_mine",
    "offer_way_back",
    "open_form",
    "open_request",
    "open_urgent",
    "pass_on_urgent",
    "pause",
    "pause_mine",
    "prompts_for",
    "put_all_on_call",
    "put_on_call",
    "raise_urgent",
    "rate_strengths",
    "read_form",
    "reanchor",
    "recall",
    "record_attempt",
    "remind_again",
    "resume",
    "resume_mine",
    "save_answers",
    "send_form",
    "settle_action",
    "stop_mine",
    "tried",
    "turn_form_away",
]
