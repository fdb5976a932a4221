"""Agreeing a plan, and what may change in it while it goes on."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkups import notifications
from checkups.actions.booking import book, book_anew, lock
from checkups.actions.checks import asks_about_use, may_be_asked, may_do_it, need
from checkups.models import Pace, Plan
from checkups.schedule import Anchor, AnchorKind, Pattern, gap_at, is_waking, more_often
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Team, User
from rosc.audit.actions import record
from rosc.audit.models import AuditEvent
from rosc.people import actions as people
from rosc.people.models import ContactRoute, Detail, Person, Purpose

AS_SCHEDULED = 0  # as a pace: back to what the schedule says
WHAT_IS_AGREED: dict[str, Any] = {
    "purpose": Purpose.CHECK_UP,
    "details": (Detail.NAME, Detail.CONTACT),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A schedule as it was chosen: shipped, a copy, joined by light contacts, or all their own."""

    slug: str
    name: str
    pattern: Pattern


@transaction.atomic
def agree(
    *,
    person: Person,
    by: Actor,
    schedule: Chosen,
    anchor: Anchor,
    method: str,
    worker: User | None = None,
    team: Team | None = None,
    **wishes: Any,
) -> Plan:
    """Agree a plan with the person, who consents to it today; its first days are booked.

    `wishes`: as in `change_plan`; referral and follows_from. Raises PermissionDenied,
    SomebodyGotThereFirst (they have a plan already) and ValidationError.
    """
    if not by.may(Permission.CHECK_UP_AGREE, person.organisation):
        raise PermissionDenied(Permission.CHECK_UP_AGREE)
    may_be_asked(person)
    may_do_it(person, worker, team)
    _makes_sense(person, schedule.pattern, wishes)
    wishes.setdefault("asks_about_use", asks_about_use(person.organisation))
    consent = people.agree(person=person, method=method, by=by, **WHAT_IS_AGREED)
    who = {"person": person, "organisation": person.organisation, "worker": worker, "team": team}
    plan = Plan(consent=consent, **who, **wishes)
    _count_by(plan, schedule, anchor)
    _keep(plan)
    note(plan, by, "plan.agree", schedule=schedule.slug, anchor=anchor.kind, method=method)
    book(plan, timezone.localdate())
    return plan


def _count_by(plan: Plan, schedule: Chosen, anchor: Anchor) -> None:
    pattern = schedule.pattern
    plan.schedule, plan.schedule_name, plan.days = schedule.slug, schedule.name, list(pattern.days)
    plan.step, plan.review_every = pattern.step, pattern.review_every
    plan.anchor_kind, plan.anchor_on = anchor.kind.value, anchor.on


COUNTED_BY = (
    *("schedule", "schedule_name", "days", "step", "review_every"),
    *("anchor_kind", "anchor_on"),
)


def _keep(plan: Plan) -> None:
    plan.booked_to, plan.book_more_on = date.min, timezone.localdate()
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as error:
        if "plan_once" in str(error):
            raise SomebodyGotThereFirst from error
        raise


def _makes_sense(person: Person, pattern: Pattern, wishes: dict[str, Any]) -> None:
    if problems := pattern.problems():
        raise ValidationError({"days": problems})
    at: time = wishes.get("at") or time(10)
    if not is_waking(at):
        raise ValidationError({"at": "Enter a time from 8 in the morning to before 8 at night"})
    _is_safe(person, wishes.get("route"))


def _is_safe(person: Person, route: ContactRoute | None) -> None:
    """Reminders take no route that the person did not say is safe."""
    if route is not None and not person.routes.safe().filter(pk=route.pk).exists():
        raise ValidationError({"route": "Choose a way that they said is safe"})


@transaction.atomic
def change_plan(*, plan: Plan, by: Actor, **wishes: Any) -> Plan:
    """Change how and when it is done: weekday, at, any_day, how, route, reminders, offers_form,
    shows_strengths, asks_about_use. Days that were booked move along.
    Raises PermissionDenied, ValidationError and SomebodyGotThereFirst (it is over)."""
    need(by, Permission.CHECK_UP_AGREE, plan)
    goes_on(plan)
    _makes_sense(plan.person, plan.pattern, {"at": plan.at, **wishes})
    before = plan.wishes
    for name, value in wishes.items():
        setattr(plan, name, value)
    plan.save(update_fields=[*wishes, "updated_at"])
    note(plan, by, "plan.change_plan", changed=sorted(wishes))
    if plan.is_active and plan.wishes != before:
        today = timezone.localdate()
        book_anew(plan, today, by=by, since=today)
    notifications.renew(plan)
    return plan


@transaction.atomic
def change_pace(*, plan: Plan, pace: int, by: Actor) -> str:
    """Ask more often or less often from today; AS_SCHEDULED goes back to the schedule.

    Gives back whether that is a step up, down or neither. Raises PermissionDenied,
    SomebodyGotThereFirst (it is not going on) and ValidationError.
    """
    need(by, Permission.CHECK_UP_HOLD, plan)
    if pace != AS_SCHEDULED and pace not in Pace.values:
        raise ValidationError({"pace": "Choose how often"})
    lock(plan)
    if not plan.is_active:
        raise SomebodyGotThereFirst
    today, step = timezone.localdate(), step_to(plan, pace)
    plan.pace, plan.pace_since = (pace, today) if pace else (None, None)
    plan.save(update_fields=["pace", "pace_since", "updated_at"])
    note(plan, by, "plan.change_pace", pace=pace, step=step)
    book_anew(plan, today, by=by, since=today)
    return step


def step_to(plan: Plan, pace: int | None) -> str:
    """Whether this pace would be a step up, down, or neither."""
    if pace is None:
        return ""
    today = timezone.localdate()
    now = gap_at(plan.pattern, plan.anchor, plan.its_pace, today)
    return more_often(now, pace or gap_at(plan.pattern, plan.anchor, None, today))


@transaction.atomic
def change_schedule(*, plan: Plan, schedule: Chosen, by: Actor) -> Plan:
    """Carry on with another schedule, counted from today; of somebody who is in prison still, from
    the day they are released. Raises PermissionDenied, SomebodyGotThereFirst (it is not going on)
    and ValidationError."""
    need(by, Permission.CHECK_UP_AGREE, plan)
    lock(plan)
    if not plan.is_active:
        raise SomebodyGotThereFirst
    _makes_sense(plan.person, schedule.pattern, {"at": plan.at})
    now = timezone.now()
    today = timezone.localdate(now)
    is_inside = plan.keeps_phone_silent(now)
    anchor = plan.anchor if is_inside else Anchor(AnchorKind.AGREEMENT, today)
    _count_by(plan, schedule, anchor)
    plan.pace = plan.pace_since = None
    plan.save(update_fields=[*COUNTED_BY, "pace", "pace_since", "updated_at"])
    note(plan, by, "plan.change_schedule", schedule=schedule.slug)
    book_anew(plan, today, by=by, since=today)
    return plan


@transaction.atomic
def hand_over(
    *, plan: Plan, by: Actor, worker: User | None = None, team: Team | None = None, method: str
) -> Plan:
    """Somebody else in the organisation keeps in touch from now on; the person agreed to it.

    `method` says how that was heard. Raises PermissionDenied, SomebodyGotThereFirst (it is over)
    and ValidationError.
    """
    need(by, Permission.CHECK_UP_AGREE, plan)
    goes_on(plan)
    may_do_it(plan.person, worker, team)
    before = plan.worker_id
    plan.worker, plan.team = worker, team
    plan.save(update_fields=["worker", "team", "updated_at"])
    to = {"worker": worker and worker.pk, "team": team and team.pk}
    event = note(plan, by, "plan.hand_over", before=before, method=method, **to)
    notifications.tell_handed_over(plan, event.pk, by)
    notifications.tell_anew(plan)
    return plan


def goes_on(plan: Plan) -> None:
    """As it stands now, held until the transaction ends: somebody may have ended it meanwhile."""
    lock(plan)
    if not plan.is_standing:
        raise SomebodyGotThereFirst


def note(plan: Plan, by: Actor, verb: str, **details: Any) -> AuditEvent:
    """What was done, in the audit: codes and ids."""
    return record(by=by, verb=verb, subject=plan, organisation=plan.organisation, details=details)
