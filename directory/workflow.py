"""How a change to an entry gets to the public: statuses and moves, data only."""

from django.db.models import TextChoices

from rosc.access import Permission
from rosc.workflow import Transition


class ChangeStatus(TextChoices):
    DRAFT = "draft", "Being written"
    WAITING = "waiting", "Waiting for an administrator"
    RETURNED = "returned", "Sent back with a question"
    PUBLISHED = "published", "Published"
    DROPPED = "dropped", "Thrown away"


# What somebody may still work on, and what is not settled; at most one of these an entry.
WORKED_ON = (ChangeStatus.DRAFT, ChangeStatus.RETURNED)
OPEN = (*WORKED_ON, ChangeStatus.WAITING)

_S, _P = ChangeStatus, Permission
_WHERE = "service.organisation"
TRANSITIONS = {
    "send": Transition(WORKED_ON, _S.WAITING, _P.SERVICE_CHANGE, _WHERE),
    # Only where `actions.entry_changes.needs_approval` says that nobody has to look first.
    "publish": Transition(WORKED_ON, _S.PUBLISHED, _P.SERVICE_CHANGE, _WHERE),
    "take_back": Transition((_S.WAITING,), _S.DRAFT, _P.SERVICE_CHANGE, _WHERE),
    "approve": Transition((_S.WAITING,), _S.PUBLISHED, _P.ORGANISATION_APPROVE, _WHERE),
    "send_back": Transition((_S.WAITING,), _S.RETURNED, _P.ORGANISATION_APPROVE, _WHERE),
    "drop": Transition(OPEN, _S.DROPPED, _P.SERVICE_CHANGE, _WHERE),
}
