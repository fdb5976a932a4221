"""Every write of the directory."""

from directory.actions.composition import (
    add_composition,
    change_composition,
    remove_composition,
)
from directory.actions.index import index, index_organisation
from directory.actions.reference import add_reference, change_reference, remove_reference
from directory.actions.reindex import index_due, index_soon
from directory.actions.reports import (
    answer_report,
    check_report,
    forget_reports,
    tell_us,
    turn_away,
)
from directory.actions.unmet_need import record_unmet_need
from directory.actions.upsert import upsert

__all__ = [
    "add_composition",
    "add_reference",
    "answer_report",
    "change_composition",
    "change_reference",
    "check_report",
    "forget_reports",
    "index",
    "index_due",
    "index_organisation",
    "index_soon",
    "record_unmet_need",
    "remove_composition",
    "remove_reference",
    "tell_us",
    "turn_away",
    "upsert",
]
