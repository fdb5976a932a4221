"""What ids and verbs of the standards are called in the audit."""

from collections.abc import Iterable
from uuid import UUID

VERBS = {
    "answer.save": "Answered a LERO standard",
    "answer.settle": "Settled on one answer to a LERO standard",
    "answer.confirm": "Said that an answer is still true",
    "standards.choose": "Chose how to go about the LERO standards",
    "standards.move_on": "Went over to a new version of the LERO standards",
    "evidence.add": "Added evidence",
    "evidence.change": "Changed evidence",
    "evidence.remove": "Removed evidence",
    "evidence.take_fact": "Took a fact of the portal as evidence",
    "plannedaction.add": "Planned something",
    "plannedaction.change": "Changed something planned",
    "snapshot.take": "Took a snapshot of the LERO standards",
    "snapshot.copy": "Brought the answers of a snapshot back",
    "grant.share": "Shared answers to the LERO standards",
    "grant.withdraw": "Stopped sharing answers to the LERO standards",
    "grant.look": "Looked at shared answers to the LERO standards",
    "remark.write": "Said what they saw at another LERO",
    "remark.reply": "Answered what a reviewer saw",
}


def snapshots(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Whose they are is in the row of the audit; what they say is nowhere but in them."""
    return dict.fromkeys(ids, "A snapshot")


def grants(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict.fromkeys(ids, "Shared answers")
