"""What a LERO keeps of the standards, and whom it lets see what."""

from lero_standards.models.answers import Answer, Assessment
from lero_standards.models.evidence import Evidence, PlannedAction
from lero_standards.models.sharing import Grant, Look, Remark
from lero_standards.models.snapshots import Snapshot

__all__ = [
    "Answer",
    "Assessment",
    "Evidence",
    "Grant",
    "Look",
    "PlannedAction",
    "Remark",
    "Snapshot",
]
