"""Introductions: each is a Referral; what hangs on it is reached through it alone."""

from referrals.models.answering import AnswerLink, AskedItem, Reception
from referrals.models.answers import Answers
from referrals.models.buddies import Pairing, PeerWorker
from referrals.models.choices import (
    AgeBand,
    Handling,
    Origin,
    Outcome,
    Reason,
    ReferralType,
    SafetyPoint,
    Source,
    Tier,
    Timing,
    Whose,
)
from referrals.models.contact import Confirmation, ContactAttempt, Question, Reached, Support
from referrals.models.fallbacks import AreaFallback
from referrals.models.handing_over import HandOver, Said
from referrals.models.let_alone import AddressKey, WrittenTo
from referrals.models.meetings import MeetingHelp
from referrals.models.notes import Goal, Note, NoteKind, Snapshot
from referrals.models.origins import Referrer, RelativeRequest, WorkAddress
from referrals.models.pathways import AgreedPathway
from referrals.models.referral import Referral, ReferralHistory
from referrals.workflow import Side, Status

__all__ = [
    "AddressKey",
    "AgeBand",
    "AgreedPathway",
    "AnswerLink",
    "Answers",
    "AreaFallback",
    "AskedItem",
    "Confirmation",
    "ContactAttempt",
    "Goal",
    "HandOver",
    "Handling",
    "MeetingHelp",
    "Note",
    "NoteKind",
    "Origin",
    "Outcome",
    "Pairing",
    "PeerWorker",
    "Question",
    "Reached",
    "Reason",
    "Reception",
    "Referral",
    "ReferralHistory",
    "ReferralType",
    "Referrer",
    "RelativeRequest",
    "SafetyPoint",
    "Said",
    "Side",
    "Snapshot",
    "Source",
    "Status",
    "Support",
    "Tier",
    "Timing",
    "Whose",
    "WorkAddress",
    "WrittenTo",
]
