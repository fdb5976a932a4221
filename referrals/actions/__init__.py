"""Every write to introductions, one function a verb."""

from referrals.actions.answering import accept, ask, decline, redirect, undo_accept, wait
from referrals.actions.closing import end, expire, settle, withdraw
from referrals.actions.contact import confirm, confirm_meeting, record_contact
from referrals.actions.sending import answer, change, send, start
from referrals.actions.telling import pause, resume, say

__all__ = [
    "accept",
    "answer",
    "ask",
    "change",
    "confirm",
    "confirm_meeting",
    "decline",
    "end",
    "expire",
    "pause",
    "record_contact",
    "redirect",
    "resume",
    "say",
    "send",
    "settle",
    "start",
    "undo_accept",
    "wait",
    "withdraw",
]
