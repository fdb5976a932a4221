"""What ids and verbs of check-ups are called in the audit."""

from collections.abc import Iterable
from uuid import UUID

from checkups.models import ScheduleCopy

VERBS = {
    "plan.agree": "Agreed a plan of check-ups",
    "plan.change_plan": "Changed how check-ups are held",
    "plan.change_pace": "Changed how often there are check-ups",
    "plan.change_schedule": "Carried on with another schedule of check-ups",
    "plan.reanchor": "Moved check-ups to another first day",
    "plan.hand_over": "Handed check-ups over to somebody else",
    "plan.pause": "Paused check-ups",
    "plan.resume": "Went on with check-ups",
    "plan.end": "Ended a plan of check-ups",
    "plan.rate_strengths": "Wrote down how strengths are rated",
    "plan.hide_strengths": "Took their strengths off their own page",
    "plan.add_outside_score": "Kept a score from elsewhere",
    "schedule.copy_schedule": "Made a schedule of check-ups",
    "schedule.change_copy": "Changed a schedule of check-ups",
    "schedule.end_copy": "Uses a schedule of check-ups no more",
    "checkup.hold": "Held a check-up",
    "checkup.could_not_reach": "Said that somebody could not be reached yet",
    "checkup.move": "Moved a check-up",
    "checkup.cancel": "A check-up was not needed any more",
    "checkup.record_attempt": "Noted a try to reach somebody",
    "checkup.remind_again": "Planned reminders of a check-up once more",
    "plan.look_again": "Asked again about somebody in prison",
    "checkup.settle_action": "Settled what was agreed to be done",
}


def plans(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Nobody is named in the audit."""
    return dict.fromkeys(ids, "A plan of check-ups")


def schedules(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What they are called, which is nobody's name."""
    return {one.pk: one.name for one in ScheduleCopy.objects.filter(pk__in=ids)}


def checkups(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict.fromkeys(ids, "A check-up")
