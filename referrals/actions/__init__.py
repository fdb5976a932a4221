"""Every write to introductions, one function a verb."""

from referrals.actions.answering import accept, ask, decline, redirect, undo_accept, wait
from referrals.actions.closing import end, expire, settle, withdraw
from referrals.actions.contact import confirm, confirm_meeting, record_contact
from referrals.actions.drafting import (
    agree_and_send,
    answers_of,
    begin,
    begin_with_new,
    choose_details,
    reopen,
    tell,
)
from referrals.actions.items import set_asked_items
from referrals.actions.looking import exported, listed, opened
from referrals.actions.sending import answer, change, send, start
from referrals.actions.telling import pause, resume, say

__all__ = [
    "accept",
    "agree_and_send",
    "answer",
    "answers_of",
    "ask",
    "begin",
    "begin_with_new",
    "change",
    "choose_details",
    "confirm",
    "confirm_meeting",
    "decline",
    "end",
    "expire",
    "exported",
    "listed",
    "opened",
    "pause",
    "record_contact",
    "redirect",
    "reopen",
    "resume",
    "say",
    "send",
    "set_asked_items",
    "settle",
    "start",
    "tell",
    "undo_accept",
    "wait",
    "withdraw",
]
