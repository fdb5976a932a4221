"""Every write of the directory."""

from directory.actions.agreements import withdraw_agreement
from directory.actions.capacity import say_capacity
from directory.actions.checking import ask_to_check, confirm
from directory.actions.composition import (
    add_composition,
    change_composition,
    remove_composition,
)
from directory.actions.entry_changes import (
    add_entry,
    answer,
    approve,
    drop,
    restore,
    send_back,
    submit,
    take_back,
)
from directory.actions.entry_status import close, pause, reopen, resume, resume_due
from directory.actions.index import index, index_organisation
from directory.actions.keeping import set_areas, set_rhythm, trust
from directory.actions.reference import add_reference, change_reference, remove_reference
from directory.actions.reindex import index_due, index_soon
from directory.actions.reports import (
    answer_report,
    check_report,
    forget_reports,
    tell_us,
    turn_away,
)
from directory.actions.shortlists import (
    forget_shared_shortlists,
    mail_shortlist,
    share_shortlist,
)
from directory.actions.unmet_need import record_unmet_need
from directory.actions.upsert import upsert

__all__ = [
    "add_composition",
    "add_entry",
    "add_reference",
    "answer",
    "answer_report",
    "approve",
    "ask_to_check",
    "change_composition",
    "change_reference",
    "check_report",
    "close",
    "confirm",
    "drop",
    "forget_reports",
    "forget_shared_shortlists",
    "index",
    "index_due",
    "index_organisation",
    "index_soon",
    "mail_shortlist",
    "pause",
    "record_unmet_need",
    "remove_composition",
    "remove_reference",
    "reopen",
    "restore",
    "resume",
    "resume_due",
    "say_capacity",
    "send_back",
    "set_areas",
    "set_rhythm",
    "share_shortlist",
    "submit",
    "take_back",
    "tell_us",
    "trust",
    "turn_away",
    "upsert",
    "withdraw_agreement",
]
