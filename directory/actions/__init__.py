"""Every write of the directory."""

from directory.actions.index import index, index_organisation
from directory.actions.reference import add_reference, change_reference, remove_reference
from directory.actions.reindex import index_due, index_soon
from directory.actions.shortlists import (
    forget_shared_shortlists,
    mail_shortlist,
    share_shortlist,
)
from directory.actions.unmet_need import record_unmet_need
from directory.actions.upsert import upsert

__all__ = [
    "add_reference",
    "change_reference",
    "forget_shared_shortlists",
    "index",
    "index_due",
    "index_organisation",
    "index_soon",
    "mail_shortlist",
    "record_unmet_need",
    "remove_reference",
    "share_shortlist",
    "upsert",
]
