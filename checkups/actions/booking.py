"""Booking the days of a plan: always the next one, and whatever lies within four weeks."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import takewhile
from typing import Any

from django.utils import timezone

from checkups import day_messages, notifications
from checkups.models import CheckUp, Plan, Status
from checkups.schedule import Planned, dates_for
from rosc.access import SYSTEM, Actor
from rosc.workflow import advance
from rosc.working_days import DAY

AHEAD = timedelta(days=28)


def coming(plan: Plan, today: date) -> Iterator[Planned]:
    """What the schedule has after what is booked already, without end."""
    rows = dates_for(plan.pattern, plan.anchor, plan.wishes, pace=plan.its_pace, taken=taken(plan))
    after = (one for one in rows if one.scheduled > plan.booked_to and one.on >= today)
    stands = set(moved(plan).values_list("scheduled_on", flat=True))
    return (one for one in after if one.scheduled not in stands)


def moved(plan: Plan) -> Any:
    """What somebody has moved to a day of their choice."""
    return of(plan).planned().filter(moved_from__isnull=False)


def taken(plan: Plan) -> set[date]:
    """The days on which something is planned or was held."""
    rows = of(plan).filter(status__in=[Status.PLANNED, Status.HELD])
    return set(rows.values_list("due_on", flat=True))


def of(plan: Plan) -> Any:
    """All its check-ups: the plan was found through a scope."""
    return CheckUp.objects.unscoped_for("plan").filter(plan=plan)


def next_of(plan: Plan, after: date) -> CheckUp | None:
    """The first that is planned after a day."""
    found: CheckUp | None = of(plan).planned().filter(due_on__gt=after).order_by("due_on").first()
    return found


def book(plan: Plan, today: date) -> list[CheckUp]:
    """Book what lies within four weeks, and at least one; the plan knows when more is due.

    Its row is locked, so that of two sweeps one finds nothing left. Does nothing for a plan that
    is paused or over.
    """
    lock(plan)
    if not plan.is_active:
        return []
    days = coming(plan, today)
    wanted = list(takewhile(lambda one: one.on <= today + AHEAD, days))
    has_next = bool(wanted) or next_of(plan, today - DAY) is not None
    rest = coming(plan, today)
    first_after = next(one for one in rest if one.on > today + AHEAD)
    if not has_next:
        wanted, first_after = [first_after], next(rest)
    made = [_checkup(plan, one) for one in wanted]
    CheckUp.objects.unscoped_for("plan").bulk_create(made)
    _note_booked(plan, wanted, first_after, today)
    return made


def lock(plan: Plan) -> None:
    """Read it again under a lock: what was loaded before may be older than a hand-over or an end.

    Whatever changes a check-up takes the lock of its plan first: so two at once wait for each
    other in one order, and nothing is booked or moved in a plan that somebody ends meanwhile.
    """
    rows = Plan.objects.unscoped_for("plan").select_for_update(no_key=True)
    fresh = rows.get(pk=plan.pk)
    for field in plan._meta.concrete_fields:
        setattr(plan, field.attname, getattr(fresh, field.attname))


def _note_booked(plan: Plan, wanted: list[Planned], after: Planned, today: date) -> None:
    """More is booked once the next day comes within four weeks, or the last one booked is over."""
    if wanted:
        plan.booked_to = max(plan.booked_to, wanted[-1].scheduled)
    last = of(plan).planned().order_by("-due_on").values_list("due_on", flat=True).first()
    runs_out = (last or today) + DAY
    plan.book_more_on = max(min(after.on - AHEAD, runs_out), today + DAY)
    plan.save(update_fields=["booked_to", "book_more_on", "updated_at"])


def _checkup(plan: Plan, one: Planned) -> CheckUp:
    now = timezone.now()
    return CheckUp(
        plan=plan,
        organisation_id=plan.organisation_id,
        scheduled_on=one.scheduled,
        due_on=one.on,
        due_at=one.at,
        is_review=one.is_review,
        needs_somebody=one.needs_somebody,
        created_at=now,
        updated_at=now,
    )


def cancel_all(
    plan: Plan,
    *,
    after: date | None = None,
    before: date | None = None,
    but: Iterable[CheckUp] = (),
) -> list[CheckUp]:
    """Cancel what is planned, or what is planned between two days, with its reminders; those of
    which the person knew: they are told what counts instead (`day_messages.tell_changed`)."""
    rows = of(plan).planned().select_related("organisation")
    if after is not None:
        rows = rows.filter(due_on__gt=after)
    if before is not None:
        rows = rows.filter(due_on__lt=before)
    rows = rows.exclude(pk__in=[one.pk for one in but])
    found = list(rows.select_for_update(of=("self",)))
    known = day_messages.known_to_them(found)
    for checkup in found:
        advance(checkup, "cancel", by=SYSTEM)
    notifications.call_off(found)
    return known


def book_anew(plan: Plan, today: date, *, by: Actor, since: date | None = None) -> list[CheckUp]:
    """Cancel what is still to come and book it again, after the plan has changed; tell the person
    where they knew of a day. With `since`, what somebody moved to a day of their choice stays."""
    known = cancel_all(plan, after=since, but=moved(plan) if since else ())
    plan.booked_to = today - DAY if since is None else since
    plan.save(update_fields=["booked_to", "updated_at"])
    made = book(plan, today)
    day_messages.tell_changed(plan, known, by)
    return made
