"""Check-ups: a Plan and its CheckUps are closed; what hangs on them is reached through them."""

from checkups.models.asking import CallRequest, OnCall, SelfCompletion, UrgentFlag
from checkups.models.checkups import (
    AgreedAction,
    Attempt,
    CheckUp,
    CheckUpAnswers,
    CheckUpHistory,
)
from checkups.models.choices import (
    ANCHORS,
    FORMS,
    WHEN_ENDING,
    EndReason,
    How,
    MoveReason,
    Offer,
    Pace,
    PauseReason,
    Prompt,
    Resource,
    Step,
    WantedCall,
    Whose,
)
from checkups.models.plans import Plan, PlanHistory, ScheduleCopy
from checkups.models.strengths import OutsideScore, Rating, StrengthsCheck
from checkups.workflow import PlanStatus, Status

__all__ = [
    "ANCHORS",
    "FORMS",
    "WHEN_ENDING",
    "AgreedAction",
    "Attempt",
    "CallRequest",
    "CheckUp",
    "CheckUpAnswers",
    "CheckUpHistory",
    "EndReason",
    "How",
    "MoveReason",
    "Offer",
    "OnCall",
    "OutsideScore",
    "Pace",
    "PauseReason",
    "Plan",
    "PlanHistory",
    "PlanStatus",
    "Prompt",
    "Rating",
    "Resource",
    "ScheduleCopy",
    "SelfCompletion",
    "Status",
    "Step",
    "StrengthsCheck",
    "UrgentFlag",
    "WantedCall",
    "Whose",
]
