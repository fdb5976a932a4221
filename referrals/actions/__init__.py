"""Every write to introductions, one function a verb."""

from referrals.actions.answering import accept, ask, decline, redirect, undo_accept, wait
from referrals.actions.arriving import (
    answer_myself,
    ask_for_myself,
    ask_for_somebody,
    ask_for_work_address,
    can_be_asked,
    forget_unconfirmed,
    introduce,
    say_no_thanks,
)
from referrals.actions.by_link import (
    accepted_by_link,
    ask_for_link,
    begin_identity,
    may_show_identity,
    say_who,
    show_identity,
    turn_away,
)
from referrals.actions.closing import end, expire, settle, withdraw
from referrals.actions.contact import (
    confirm,
    confirm_meeting,
    may_confirm,
    record_contact,
    say_how_it_went,
)
from referrals.actions.drafting import (
    agree_and_send,
    answers_of,
    begin,
    begin_with_new,
    choose_details,
    let_rest,
    reopen,
    tell,
    try_elsewhere,
)
from referrals.actions.fallbacks import set_fallback
from referrals.actions.handing_over import answer_hand_over, hand_over
from referrals.actions.items import set_asked_items
from referrals.actions.looking import exported, listed, opened
from referrals.actions.meetings import note_meeting_help, say_went, start_meeting_help
from referrals.actions.pairing import end_pairing, hand_back, met_together, pair
from referrals.actions.passing_on import elsewhere_for, erase_unanswered, go_elsewhere, pass_on
from referrals.actions.pathways import (
    agree_pathway,
    change_pathway,
    end_pathway,
    propose_pathway,
    review_pathway,
)
from referrals.actions.peers import come_back, prepare_peer, take_break
from referrals.actions.reception import confirm_reception, set_reception
from referrals.actions.sending import answer, change, send, start
from referrals.actions.telling import pause, resume, say

__all__ = [
    "accept",
    "accepted_by_link",
    "agree_and_send",
    "agree_pathway",
    "answer",
    "answer_hand_over",
    "answer_myself",
    "answers_of",
    "ask",
    "ask_for_link",
    "ask_for_myself",
    "ask_for_somebody",
    "ask_for_work_address",
    "begin",
    "begin_identity",
    "begin_with_new",
    "can_be_asked",
    "change",
    "change_pathway",
    "choose_details",
    "come_back",
    "confirm",
    "confirm_meeting",
    "confirm_reception",
    "decline",
    "elsewhere_for",
    "end",
    "end_pathway",
    "end_pairing",
    "erase_unanswered",
    "expire",
    "exported",
    "forget_unconfirmed",
    "go_elsewhere",
    "hand_over",
    "hand_back",
    "introduce",
    "let_rest",
    "listed",
    "may_confirm",
    "may_show_identity",
    "met_together",
    "note_meeting_help",
    "opened",
    "pair",
    "pass_on",
    "pause",
    "prepare_peer",
    "record_contact",
    "propose_pathway",
    "redirect",
    "reopen",
    "resume",
    "review_pathway",
    "say",
    "say_how_it_went",
    "say_no_thanks",
    "say_who",
    "say_went",
    "send",
    "set_asked_items",
    "set_fallback",
    "set_reception",
    "settle",
    "show_identity",
    "start",
    "start_meeting_help",
    "take_break",
    "tell",
    "try_elsewhere",
    "turn_away",
    "undo_accept",
    "wait",
    "withdraw",
]
