"""Every write to what a LERO keeps of the standards."""

from lero_standards.actions.answering import (
    APART,
    ColleagueChangedIt,
    answer,
    choose,
    confirm,
    settle,
    type_in,
)
from lero_standards.actions.evidence import (
    add_evidence,
    change_evidence,
    remove_evidence,
    take_fact,
)
from lero_standards.actions.planning import add_action, change_action
from lero_standards.actions.reviewing import remark, reply
from lero_standards.actions.sharing import look, share, withdraw
from lero_standards.actions.snapshots import copy_snapshot, move_on, take_snapshot

__all__ = [
    "APART",
    "ColleagueChangedIt",
    "add_action",
    "add_evidence",
    "answer",
    "change_action",
    "change_evidence",
    "choose",
    "confirm",
    "copy_snapshot",
    "look",
    "move_on",
    "remark",
    "remove_evidence",
    "reply",
    "settle",
    "share",
    "take_fact",
    "take_snapshot",
    "type_in",
    "withdraw",
]
