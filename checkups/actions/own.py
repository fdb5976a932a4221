"""What the person does with their own check-ups, from a reminder: no reason is asked for."""

from datetime import date, time

from django.db import transaction
from django.utils import timezone

from checkups import own_messages
from checkups.actions.agreeing import note
from checkups.actions.checks import need
from checkups.actions.moving import move
from checkups.actions.pausing import end, pause, resume
from checkups.models import CheckUp, EndReason, MoveReason, Plan
from rosc.access import Oneself, Permission, SomebodyGotThereFirst


@transaction.atomic
def move_mine(*, checkup: CheckUp, on: date, at: time | None, by: Oneself) -> CheckUp:
    """Raises what `move` raises."""
    made = move(checkup=checkup, on=on, at=at, by=by, why=MoveReason.BY_LINK)
    own_messages.tell_own_change(checkup.plan, made.pk)
    return made


@transaction.atomic
def pause_mine(*, plan: Plan, until: date, by: Oneself) -> Plan:
    """Raises what `pause` raises."""
    pause(plan=plan, until=until, by=by)
    own_messages.tell_own_change(plan, f"pause.{until.isoformat()}")
    return plan


@transaction.atomic
def resume_mine(*, plan: Plan, by: Oneself) -> Plan:
    """Raises what `resume` raises."""
    resume(plan=plan, by=by)
    own_messages.tell_own_change(plan, f"resume.{plan.updated_at.isoformat()}")
    return plan


@transaction.atomic
def stop_mine(*, plan: Plan, by: Oneself) -> Plan:
    """All that was due is cancelled at once, and they have taken their agreement back. Raises what
    `end` raises."""
    end(plan=plan, reason=EndReason.ASKED, by=by)
    own_messages.tell_own_change(plan, "stop")
    return plan


@transaction.atomic
def hide_strengths(*, plan: Plan, by: Oneself) -> Plan:
    """Their strengths are not shown on their own page any more; what they rated stays.

    Raises PermissionDenied and SomebodyGotThereFirst (they are not shown already).
    """
    need(by, Permission.CHECK_UP_MOVE, plan)
    shown = Plan.objects.unscoped_for("plan").filter(pk=plan.pk, shows_strengths=True)
    if not shown.update(shows_strengths=False, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    plan.shows_strengths = False
    note(plan, by, "plan.hide_strengths")
    return plan
