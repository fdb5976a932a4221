"""Every write of the directory."""

from directory.actions.index import index
from directory.actions.unmet_need import record_unmet_need
from directory.actions.upsert import upsert

__all__ = ["index", "record_unmet_need", "upsert"]
