"""Every write of the directory."""

from directory.actions.index import index, index_organisation
from directory.actions.unmet_need import record_unmet_need
from directory.actions.upsert import upsert

__all__ = ["index", "index_organisation", "record_unmet_need", "upsert"]
