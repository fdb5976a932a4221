"""Holding a check-up, and trying to reach somebody. No missed call ends anything."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from checkups import notifications
from checkups.actions.agreeing import change_pace, step_to
from checkups.actions.booking import book, cancel_all, lock, next_of, of
from checkups.actions.checks import day_and_time, need
from checkups.actions.moving import move
from checkups.actions.settling import settle_forms
from checkups.actions.urgent import raise_urgent
from checkups.form_pages import urgent_in
from checkups.models import (
    AgreedAction,
    Attempt,
    CheckUp,
    CheckUpAnswers,
    How,
    MoveReason,
    Plan,
    Prompt,
    Status,
    Step,
    Whose,
)
from checkups.questions import BY_SLUG
from checkups.reaching import is_peer_only
from checkups.returning import area_of
from directory.actions import record_unmet_need
from referrals.models import Reached
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people.models import ContactRoute, RouteKind
from rosc.workflow import advance
from rosc.working_days import is_working_day

APART = timedelta(hours=2)  # tries that are nearer to each other are one
FAR = timedelta(days=28)  # where the next lies further than this, one more try is booked
ONE_MORE = timedelta(days=14)
WORRIES = {"a-little", "yes"}


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody said they would do."""

    what: str
    whose: str = Whose.TOGETHER
    by_on: date | None = None


@transaction.atomic
def hold(
    *,
    checkup: CheckUp,
    by: Actor,
    how: str = How.PHONE,
    said: Mapping[str, Any] | None = None,
    agreed: Iterable[Action] = (),
    pace: int | None = None,
    next_on: date | None = None,
    next_at: time | None = None,
    minutes: int | None = None,
    missing: Iterable[str] = (),
) -> CheckUp:
    """It was held, on its day, early or late. The next date is booked before it closes.

    `pace`: None leaves it, `AS_SCHEDULED` or a Pace changes it. `next_on`: the day agreed for the
    next. `missing`: kinds of help that are not there; noted without a trace of the person. Raises
    PermissionDenied, TransitionNotAllowed, SomebodyGotThereFirst (it is over) and ValidationError.
    """
    plan = checkup.plan
    _may_hold(plan, by)
    said = _known(said or {})
    changes = _held(checkup, said, pace, by) | {"how": how, "minutes": minutes}
    _close(checkup, "hold", by, changes, how=how, step=changes["step"])
    _keep(checkup, said, agreed)
    settle_forms(checkup, by, timezone.now())
    _tell(checkup, said, missing, by)
    if pace is not None:
        change_pace(plan=plan, pace=pace, by=by)
    _book_next(plan, next_on, next_at, by)
    return checkup


def _close(
    checkup: CheckUp, verb: str, by: Actor, changes: Mapping[str, Any], **details: Any
) -> None:
    """It is over: nobody is reminded of it any more."""
    advance(checkup, verb, by=by, changes=changes, **details)
    notifications.call_off([checkup])


def _may_hold(plan: Plan, by: Actor) -> None:
    need(by, Permission.CHECK_UP_HOLD, plan)
    lock(plan)
    if not plan.is_standing:
        raise SomebodyGotThereFirst


def _held(checkup: CheckUp, said: Mapping[str, Any], pace: int | None, by: Actor) -> dict[str, Any]:
    """What a check-up is once it was held."""
    step = step_to(checkup.plan, pace)
    prompts = _with_those_before(checkup, prompts_for(checkup.plan, checkup, said, step))
    return {
        "held_at": timezone.now(),
        "held_by": by if isinstance(by, User) else None,
        "step": step,
        "prompts": prompts,
        "prompted_on": (checkup.prompted_on or timezone.localdate()) if prompts else None,
    }


def _with_those_before(checkup: CheckUp, prompts: list[str]) -> list[str]:
    """What they said on their phone beforehand still counts, until a way back was offered."""
    return sorted({*checkup.prompts, *prompts})


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered. Raises ValueError for a question nobody asks."""
    if unknown := set(said) - set(BY_SLUG):
        raise ValueError(f"Nobody asks {sorted(unknown)}")
    return {slug: answer for slug, answer in said.items() if answer not in ("", None, [])}


def _keep(checkup: CheckUp, said: dict[str, Any], agreed: Iterable[Action]) -> None:
    if said:
        answers = CheckUpAnswers(checkup=checkup, sealed=json.dumps(said))
        answers.save(force_insert=True)
    for one in agreed:
        action = AgreedAction(
            checkup=checkup, what=one.what.strip(), whose=one.whose, by_on=one.by_on
        )
        action.save(force_insert=True)


def _tell(checkup: CheckUp, said: Mapping[str, Any], missing: Iterable[str], by: Actor) -> None:
    _tell_urgent(checkup, said, by)
    _note_missing(checkup.plan, missing)


def _tell_urgent(checkup: CheckUp, said: Mapping[str, Any], by: Actor) -> None:
    """The worker of the plan hears it from whoever else held it; and somebody who may be a
    volunteer is never the only one who knows."""
    plan = checkup.plan
    is_own = isinstance(by, User) and by.pk == plan.worker_id
    knows = is_own and not is_peer_only(by, plan.organisation)  # type: ignore[arg-type]
    if (why := urgent_in(said)) and not knows:
        raise_urgent(person=plan.person, plan=plan, checkup=checkup, why=sorted(why), by=by)


def _note_missing(plan: Plan, missing: Iterable[str]) -> None:
    kinds = list(missing)
    if not kinds:
        return
    area = area_of(plan.person, plan)
    code = area.code if area else ""
    record_unmet_need(kinds=kinds, authority_code=code, now=timezone.now(), origin="check-up")


def _book_next(plan: Plan, on: date | None, at: time | None, by: Actor) -> CheckUp | None:
    """Make sure of a next date, and bring it to the day that was agreed: nothing comes before it.
    A plan that is paused has none until it goes on."""
    today = timezone.localdate()
    if not plan.is_active:
        return None
    book(plan, today)
    coming = next_of(plan, today)
    if coming is None or (on in (None, coming.due_on) and at in (None, coming.due_at)):
        return coming
    if on in (None, coming.due_on):
        return _at_another_time(coming, at or coming.due_at, today)
    if on == today:
        raise ValidationError({"next_on": "Enter a day after today"})
    if _planned_on(plan, on):
        cancel_all(plan, after=today, before=on)
        return None
    cancel_all(plan, after=today, before=on, but=[coming])
    moved = move(checkup=coming, on=on, at=at, by=by, why=MoveReason.WORKER)
    book(plan, today)
    return moved


def _at_another_time(coming: CheckUp, at: time, today: date) -> CheckUp:
    day_and_time(coming.due_on, at, today)
    coming.due_at = at
    coming.save(update_fields=["due_at", "updated_at"])
    if coming.reminded_at:
        notifications.remind(coming)
    return coming


def _planned_on(plan: Plan, on: date | None) -> bool:
    found: bool = of(plan).planned().filter(due_on=on).exists()
    return found


# --- Why it may be time to offer a way back -------------------------------------------------------
def prompts_for(plan: Plan, checkup: CheckUp, said: Mapping[str, Any], step: str) -> list[str]:
    """Reasons to offer it, for a human to weigh. Nothing follows by itself."""
    reasons = {
        Prompt.ASKED: "treatment" in said.get("next", ()),
        Prompt.USE: said.get("use") in WORRIES,
        Prompt.RISK: any(one != "none" for one in said.get("risk", ())),
        Prompt.STEP_UPS: step == Step.UP and _last(plan, checkup, Status.HELD, step=Step.UP),
    }
    return [reason.value for reason, is_so in reasons.items() if is_so]


def _last(plan: Plan, checkup: CheckUp, status: str, **facts: Any) -> bool:
    """Whether the one that was over before this was of this kind."""
    rows = of(plan).filter(status__in=[Status.HELD, Status.NOT_REACHED]).exclude(pk=checkup.pk)
    before = rows.order_by(Coalesce("held_at", "not_reached_at").desc()).first()
    is_so = before is not None and before.status == status
    return is_so and all(getattr(before, name) == value for name, value in facts.items())


# --- Reminding them once more ---------------------------------------------------------------------
@transaction.atomic
def remind_again(*, checkup: CheckUp, by: Actor) -> int:
    """Plan its reminders by the way that is safe now: the number was put right, or is new.

    How many there are to come; one that has gone by a way does not go that way again. Raises
    PermissionDenied and SomebodyGotThereFirst (it is over).
    """
    need(by, Permission.CHECK_UP_HOLD, checkup.plan)
    if checkup.status != Status.PLANNED or not checkup.plan.is_active:
        raise SomebodyGotThereFirst
    count = notifications.remind(checkup)
    _note(checkup, by, "checkup.remind_again", count=count)
    return count


# --- Trying to reach somebody ---------------------------------------------------------------------
@transaction.atomic
def record_attempt(
    *,
    checkup: CheckUp,
    by: Actor,
    at: datetime,
    result: str,
    route: str = "",
    is_through_trusted: bool = False,
) -> Attempt:
    """Note one try, or one time it worked. Raises PermissionDenied, SomebodyGotThereFirst (it is
    over) and ValidationError (a time to come, or through somebody whom nobody may ask)."""
    need(by, Permission.CHECK_UP_HOLD, checkup.plan)
    if not checkup.can_be_held:
        raise SomebodyGotThereFirst
    if at > timezone.now():
        raise ValidationError({"at": "That is still to come. Note it once it has happened."})
    if is_through_trusted:
        _may_ask_trusted(checkup)
    made = Attempt.objects.create(
        checkup=checkup,
        at=at,
        route=route,
        result=result,
        is_through_trusted=is_through_trusted,
        by_kind=by.actor_kind,
        by_id=by.actor_id,
    )
    _note(checkup, by, "checkup.record_attempt", result=result, route=route)
    return made


def _may_ask_trusted(checkup: CheckUp) -> None:
    """Raises ValidationError without their consent, and while they can be tried themselves."""
    safe = checkup.plan.person.routes.safe()
    if not safe.filter(kind=RouteKind.THROUGH).exists():
        raise ValidationError("They have not agreed that somebody they trust asks them to ring.")
    has_way = safe.exclude(kind=RouteKind.THROUGH).exists()
    if has_way and not tried(checkup, timezone.localdate()).is_enough:
        raise ValidationError("Try them themselves first, at different times and by each safe way.")


@dataclass(frozen=True, slots=True)
class Tried:
    """How far trying has come. `is_enough`: it may be said that they could not be reached yet."""

    count: int
    wanted: int
    routes: int
    routes_wanted: int
    is_over: bool

    @property
    def is_enough(self) -> bool:
        tries = self.count >= self.wanted and self.routes >= self.routes_wanted
        return tries or (self.is_over and self.count > 0)


def tried(checkup: CheckUp, today: date) -> Tried:
    """The tries that count: at different times that are safe for them, none through others.
    `CHECK_UP_TRIES` are wanted, by two routes where two are safe, within `CHECK_UP_TRY_DAYS` or
    until the next check-up."""
    rows = checkup.attempts.filter(result__in=[Reached.LEFT_WORD, Reached.NO_ANSWER])
    safe = list(checkup.plan.person.routes.safe().exclude(kind=RouteKind.THROUGH))
    own = [one for one in rows.filter(is_through_trusted=False) if _was_safe(one, safe)]
    coming = next_of(checkup.plan, checkup.due_on)
    last = checkup.due_on + timedelta(days=settings.CHECK_UP_TRY_DAYS)
    return Tried(
        count=_times_apart(own),
        wanted=settings.CHECK_UP_TRIES,
        routes=len({one.route for one in own}),
        routes_wanted=min(2, len({one.kind for one in safe})),
        is_over=today >= last or (coming is not None and today >= coming.due_on),
    )


def _was_safe(attempt: Attempt, routes: list[ContactRoute]) -> bool:
    """Whether it was at a time that is safe by that way; a way that is not noted has none."""
    same = [one for one in routes if one.kind == attempt.route]
    return not same or any(one.is_safe_at(attempt.at) for one in same)


def _times_apart(attempts: Iterable[Attempt]) -> int:
    """How many of them were at different times: hours apart, not minutes."""
    times: list[datetime] = []
    for at in sorted(one.at for one in attempts):
        if not times or at - times[-1] >= APART:
            times.append(at)
    return len(times)


@transaction.atomic
def could_not_reach(*, checkup: CheckUp, by: Actor, today: date | None = None) -> CheckUp:
    """Say that they could not be reached yet. The plan goes on; where the next date lies more than
    four weeks off, one more try is booked in two.

    Raises PermissionDenied, TransitionNotAllowed, and ValidationError before enough was tried.
    """
    _may_hold(checkup.plan, by)
    today = today or timezone.localdate()
    so_far = tried(checkup, today)
    if not so_far.is_enough:
        times = f"Try {apnumber(so_far.wanted)} times, at different times"
        raise ValidationError(f"{times} and by two ways where two are safe.", code="try_again")
    is_second = _last(checkup.plan, checkup, Status.NOT_REACHED)
    fresh = [Prompt.NOT_REACHED.value] if is_second else []
    prompts = _with_those_before(checkup, fresh)
    changes: dict[str, Any] = {"prompts": prompts, "not_reached_at": timezone.now()}
    changes["prompted_on"] = (checkup.prompted_on or today) if prompts else None
    _close(checkup, "could_not_reach", by, changes)
    if checkup.plan.is_active:
        book(checkup.plan, today)
        _one_more(checkup.plan, today, is_review=checkup.is_review)
    return checkup


def _one_more(plan: Plan, today: date, *, is_review: bool) -> None:
    """One more try where the next lies far off. Whether to carry on is asked at the one that comes
    next, where it could not be asked."""
    coming = next_of(plan, today)
    if coming is not None and coming.due_on <= today + FAR:
        if is_review and not coming.is_review:
            coming.is_review = True
            coming.save(update_fields=["is_review", "updated_at"])
        return
    on = today + ONE_MORE
    while not (plan.any_day or is_working_day(on)):
        on += timedelta(days=1)
    extra = CheckUp(plan=plan, organisation_id=plan.organisation_id, due_on=on, due_at=plan.at)
    extra.is_review = is_review
    extra.save(force_insert=True)


@transaction.atomic
def settle_action(*, action: AgreedAction, by: Actor, is_done: bool) -> None:
    """It is done, or not needed any more. Raises PermissionDenied and SomebodyGotThereFirst."""
    need(by, Permission.CHECK_UP_HOLD, action.checkup.plan)
    column = "done_on" if is_done else "dropped_on"
    rows = AgreedAction.objects.open().filter(pk=action.pk)
    if not rows.update(**{column: timezone.localdate(), "updated_at": timezone.now()}):
        raise SomebodyGotThereFirst
    _note(action.checkup, by, "checkup.settle_action", is_done=is_done)


def _note(checkup: CheckUp, by: Actor, verb: str, **details: Any) -> None:
    where = checkup.organisation
    record(by=by, verb=verb, subject=checkup, organisation=where, details=details)
