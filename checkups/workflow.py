"""Where a plan and a check-up stand, and what moves them. Data only.

No missed call and no lapse ends a plan: only whoever agreed to it, what they want next, or death.
"""

from django.db.models import TextChoices

from rosc.access import Permission
from rosc.workflow import Transition

__all__ = ["CHECK_UP_TRANSITIONS", "PLAN_TRANSITIONS", "PlanStatus", "Status"]


class PlanStatus(TextChoices):
    ACTIVE = "active", "Going on"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"


class Status(TextChoices):
    PLANNED = "planned", "To come"
    HELD = "held", "Held"
    NOT_REACHED = "not-reached", "Could not be reached yet"
    MOVED = "moved", "Moved to another day"
    CANCELLED = "cancelled", "Not needed any more"


STANDING = (PlanStatus.ACTIVE, PlanStatus.PAUSED)
# Somebody who could not be reached can still ring back: that one is held late.
CAN_BE_HELD = (Status.PLANNED, Status.NOT_REACHED)

_P = Permission

PLAN_TRANSITIONS = {
    "pause": Transition((PlanStatus.ACTIVE,), PlanStatus.PAUSED, _P.CHECK_UP_MOVE),
    "resume": Transition((PlanStatus.PAUSED,), PlanStatus.ACTIVE, _P.CHECK_UP_MOVE),
    "end": Transition(STANDING, PlanStatus.ENDED, _P.CHECK_UP_MOVE),
}

CHECK_UP_TRANSITIONS = {
    "hold": Transition(CAN_BE_HELD, Status.HELD, _P.CHECK_UP_HOLD),
    "could_not_reach": Transition((Status.PLANNED,), Status.NOT_REACHED, _P.CHECK_UP_HOLD),
    "move": Transition((Status.PLANNED,), Status.MOVED, _P.CHECK_UP_MOVE),
    "cancel": Transition((Status.PLANNED,), Status.CANCELLED, None),
}
