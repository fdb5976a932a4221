"""A pause, going on after it, prison, and the end: each takes with it everything still to come."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from checkups import day_messages, notifications
from checkups.actions.agreeing import goes_on, note
from checkups.actions.booking import book, book_anew, cancel_all, lock
from checkups.actions.checks import need
from checkups.models import WHEN_ENDING, EndReason, PauseReason, Plan
from checkups.schedule import AnchorKind
from rosc.access import SYSTEM, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.people import actions as people
from rosc.workflow import advance
from rosc.working_days import DAY

LONGEST_PAUSE = timedelta(days=366)
ASK_AGAIN = timedelta(days=28)  # where somebody is inside, and nobody knows until when
NO_BREAK = {"break_until": None, "break_reason": ""}
NO_PAUSE = {"paused_on": None, "paused_until": None, "pause_reason": "", **NO_BREAK}
NO_MORE = {"book_more_on": None}


@transaction.atomic
def pause(*, plan: Plan, until: date, by: Actor, reason: str = PauseReason.ASKED) -> Plan:
    """Ask nothing until a day. What was planned is cancelled. The person gives no reason.

    Raises PermissionDenied, TransitionNotAllowed and ValidationError.
    """
    need(by, Permission.CHECK_UP_MOVE, plan)
    today = timezone.localdate()
    if not today < until <= today + LONGEST_PAUSE:
        raise ValidationError({"until": "Enter a day after today, within a year"})
    changes = {"paused_on": today, "paused_until": until, "pause_reason": reason}
    advance(plan, "pause", by=by, changes={**changes, **NO_MORE}, reason=reason)
    day_messages.tell_changed(plan, cancel_all(plan), by)
    return plan


@transaction.atomic
def resume(*, plan: Plan, by: Actor, today: date | None = None) -> Plan:
    """Go on, with the days that the schedule has from now; of somebody who was in prison, counted
    from today, once a worker says that they are out: whoever holds their phone does not.

    Raises PermissionDenied, TransitionNotAllowed and SomebodyGotThereFirst (they are inside)."""
    need(by, Permission.CHECK_UP_MOVE, plan)
    lock(plan)
    if plan.is_inside and not isinstance(by, User):
        raise SomebodyGotThereFirst
    today = today or timezone.localdate()
    changes: dict[str, Any] = {"book_more_on": today, "booked_to": today - DAY}
    if plan.is_inside:
        changes |= {"is_inside": False, "anchor_on": today}
    advance(plan, "resume", by=by, changes={**changes, **NO_PAUSE})
    book(plan, today)
    return plan


@transaction.atomic
def reanchor(*, plan: Plan, anchor_on: date, by: Actor, anchor_kind: str = "") -> Plan:
    """The day it counts from has changed (a release put off, or early): everything still to come
    moves along in one step. A plan that is paused takes the new day when it goes on; one that was
    paused for prison goes on with the day of release.

    Raises PermissionDenied, SomebodyGotThereFirst (it is over) and ValidationError (of somebody in
    prison, a day that is none of release).
    """
    need(by, Permission.CHECK_UP_AGREE, plan)
    goes_on(plan)
    kind = anchor_kind or plan.anchor_kind
    if plan.is_inside and kind != AnchorKind.RELEASE:
        words = "They are in prison. Enter the day they leave it; until you know it, nothing moves."
        raise ValidationError({"anchor_kind": words})
    plan.anchor_on, plan.anchor_kind = anchor_on, kind
    plan.is_inside, plan.pace, plan.pace_since = False, None, None
    fields = ["anchor_on", "anchor_kind", "is_inside", "pace", "pace_since", "updated_at"]
    plan.save(update_fields=fields)
    note(plan, by, "plan.reanchor", anchor=kind)
    today = timezone.localdate()
    if plan.pause_reason == PauseReason.INSIDE:
        _after_prison(plan, by, today)
    elif plan.is_active:
        book_anew(plan, today, by=by)
    return plan


def _after_prison(plan: Plan, by: Actor, today: date) -> None:
    """It goes on, unless they had asked for a pause that is not over yet: that one stands."""
    if plan.break_until is None or plan.break_until <= today:
        resume(plan=plan, by=by, today=today)
        return
    plan.paused_until, plan.pause_reason = plan.break_until, plan.break_reason
    plan.break_until, plan.break_reason = None, ""
    plan.save(update_fields=["paused_until", "pause_reason", *NO_BREAK, "updated_at"])


@transaction.atomic
def recall(*, plan: Plan, by: Actor, release_on: date | None = None) -> Plan:
    """They are in prison, again or for the first time. Nothing goes to a phone any more.

    With a day of release the plan counts from it, and its contacts are met inside or at the gate
    until then; without one it is paused, and looked at again in four weeks. A pause of their own
    stands beside it. Raises PermissionDenied and SomebodyGotThereFirst (it is over).
    """
    kind = AnchorKind.RELEASE.value
    if release_on is not None:
        return reanchor(plan=plan, anchor_on=release_on, anchor_kind=kind, by=by)
    need(by, Permission.CHECK_UP_AGREE, plan)
    goes_on(plan)
    until = timezone.localdate() + ASK_AGAIN
    if plan.is_active:
        pause(plan=plan, until=until, reason=PauseReason.INSIDE, by=by)
    elif plan.pause_reason != PauseReason.INSIDE:
        plan.break_until, plan.break_reason = plan.paused_until, plan.pause_reason
    plan.paused_until = min(plan.paused_until or until, until)
    plan.pause_reason = PauseReason.INSIDE
    plan.is_inside, plan.anchor_kind = True, kind
    fields = ["paused_until", "pause_reason", "is_inside", "anchor_kind", *NO_BREAK, "updated_at"]
    plan.save(update_fields=fields)
    return plan


@transaction.atomic
def look_again(*, plan: Plan, by: Actor, today: date) -> Plan:
    """They are inside, and the four weeks are over: whoever keeps in touch is asked once more, and
    again in four. Raises PermissionDenied and SomebodyGotThereFirst (it was changed meanwhile)."""
    need(by, Permission.CHECK_UP_AGREE, plan)
    until = today + ASK_AGAIN
    rows = Plan.objects.unscoped_for("timer").to_ask_again(today).filter(pk=plan.pk)
    if not rows.update(paused_until=until, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    plan.paused_until = until
    note(plan, by, "plan.look_again")
    notifications.tell_still_inside(plan, today)
    return plan


@transaction.atomic
def end(*, plan: Plan, reason: str, by: Actor) -> Plan:
    """End it, and with it everything that was due, at once. Whoever asked us to stop has taken
    their agreement back, and it says so. Raises PermissionDenied and TransitionNotAllowed."""
    need(by, Permission.CHECK_UP_MOVE, plan)
    if reason not in EndReason.values:
        raise ValidationError({"reason": "Choose why it ends"})
    changes = {"ended_at": timezone.now(), "end_reason": reason}
    advance(plan, "end", by=by, changes={**changes, **NO_PAUSE, **NO_MORE}, reason=reason)
    known = cancel_all(plan)
    if reason == EndReason.ASKED and plan.consent.withdrawn_at is None:
        people.withdraw(consent=plan.consent, by=SYSTEM)
    if reason in WHEN_ENDING and reason != EndReason.ASKED:
        day_messages.tell_changed(plan, known, by)
    return plan
