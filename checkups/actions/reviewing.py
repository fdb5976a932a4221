"""The last check-up of a schedule: held, and what follows, in one step."""

from typing import Any

from django.db import transaction

from checkups.actions.agreeing import Chosen, change_schedule
from checkups.actions.holding import hold
from checkups.actions.pausing import end
from checkups.models import CheckUp, EndReason
from rosc.access import Actor


@transaction.atomic
def hold_and_carry_on(
    *, checkup: CheckUp, by: Actor, carry_on: Chosen | None, ends: bool = False, **held: Any
) -> CheckUp:
    """Hold it, and begin another schedule, or end the plan; with neither it goes on lightly.

    Raises what `hold`, `change_schedule` and `end` raise.
    """
    hold(checkup=checkup, by=by, **held)
    if ends:
        end(plan=checkup.plan, reason=EndReason.COMPLETE, by=by)
    elif carry_on is not None:
        change_schedule(plan=checkup.plan, schedule=carry_on, by=by)
    return checkup
