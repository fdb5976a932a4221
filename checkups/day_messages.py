"""A day of which the person was told, and that somebody else has moved or called off since: they
hear what counts now, by their safe route. Nothing names what it is about."""

from collections.abc import Iterable
from datetime import date, time

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from checkups.models import CheckUp, How, PauseReason, Plan, Status
from checkups.notifications import HAS_GONE, REMINDER, plan_by, route_of
from checkups.reminding import EXAMPLE
from rosc.access import Actor, Oneself
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import OutboundMessage, State
from rosc.people.notifications import own_page_of, to_person
from rosc.ui.templatetags.ui import clock

CHANGED_TEXT = "messages/checkups/day_changed.txt"
IN_HAND = (State.PLANNED, State.CLAIMED)


def known_to_them(checkups: Iterable[CheckUp]) -> list[CheckUp]:
    """Those still to come of which a reminder has gone, or is being prepared, or that a message of
    ours said counts instead of another. Asked before their messages are called off."""
    now = timezone.now()
    rows = {one.pk: one for one in checkups if one.starts_at > now}
    gone = Q(kind=REMINDER.slug) & (HAS_GONE | Q(state=State.CLAIMED))
    gone |= Q(kind=DAY_CHANGED.slug) & (HAS_GONE | Q(state__in=IN_HAND))
    messages = OutboundMessage.objects.filter(gone, subject_id__in=rows) if rows else ()
    known = {one.subject_id for one in messages}
    return [one for pk, one in rows.items() if pk in known]


def tell_changed(
    plan: Plan, known: list[CheckUp], by: Actor, instead: CheckUp | None = None
) -> int:
    """Tell them what counts now instead of these days, where they did not do it themselves: the
    check-up `instead`, else their next; else that nothing is on those days. How many that plans."""
    if not known or isinstance(by, Oneself) or _is_silent(plan):
        return 0
    coming = instead or _next_of(plan)
    if coming is not None and any(_is_same(coming, one) for one in known):
        return 0
    told = [coming] if coming else known
    route, was = route_of(plan), min(known, key=lambda one: one.starts_at)
    if route is None:
        return 0
    return sum(plan_by(route, DAY_CHANGED, one.pk, f"{was.pk}.{one.pk}") for one in told)


def _is_silent(plan: Plan) -> bool:
    """Whether nothing goes to them: they took it back, or are inside."""
    now = timezone.now()
    is_inside = plan.keeps_phone_silent(now) or plan.pause_reason == PauseReason.INSIDE
    return is_inside or not plan.consent.stands(timezone.localdate(now))


def _next_of(plan: Plan) -> CheckUp | None:
    """What they have next, as it stands now."""
    rows = CheckUp.objects.unscoped_for("plan").planned().filter(plan=plan)
    rows = rows.filter(due_on__gte=timezone.localdate()).select_related("plan__person")
    now = timezone.now()
    return next((one for one in rows.order_by("due_on") if one.starts_at > now), None)


def _is_same(one: CheckUp, other: CheckUp) -> bool:
    return (one.due_on, one.due_at) == (other.due_on, other.due_at)


def prepare_day_changed(message: OutboundMessage) -> Prepared | Skip:
    """In the words that are true as it goes."""
    rows = CheckUp.objects.unscoped_for("message").select_related("plan__person", "plan__consent")
    checkup = rows.filter(pk__in=[message.subject_id]).first()
    if checkup is None or checkup.status not in (Status.PLANNED, Status.CANCELLED):
        return Skip("moved_on")
    plan, now = checkup.plan, timezone.now()
    if _is_silent(plan):
        return Skip("inside" if plan.keeps_phone_silent(now) else "plan_not_going_on")
    is_on = checkup.status == Status.PLANNED
    coming = checkup if is_on else _next_of(plan)
    if coming is not None and not is_on and _is_same(coming, checkup):
        return Skip("moved_on")
    if now >= (coming or checkup).starts_at:
        return Skip("moment_passed", is_flagged=True)
    link = own_page_of(plan.person, now) if plan.person.second_factor else ""
    said = {
        name: _words(coming or checkup, link, is_on=coming is not None, is_frank=name == "frank")
        for name in ("neutral", "frank")
    }
    return to_person(message, **said)


def _words(checkup: CheckUp, link: str, *, is_on: bool, is_frank: bool) -> str:
    how = checkup.plan.how
    return _text(how, checkup.due_on, checkup.due_at, link, is_on=is_on, is_frank=is_frank)


def _text(how: str, on: date, at: time, link: str, *, is_on: bool, is_frank: bool) -> str:
    context = {
        "portal_name": settings.PORTAL_NAME,
        "how": how,
        "day": date_format(on, "l j F"),
        "at": clock(at),
        "link": link,
        "is_on": is_on,
        "is_frank": is_frank,
    }
    return render_to_string(CHANGED_TEXT, context)


def sample_day_changed(is_frank: bool) -> str:
    """As it would go, of a call on an ordinary day."""
    link, on = f"{settings.PORTAL_URL}/...", date(2026, 3, 3)
    return _text(How.PHONE, on, EXAMPLE, link, is_on=True, is_frank=is_frank)


DAY_CHANGED = Kind(
    "checkups.day_changed",
    "A day they were reminded of has changed",
    prepare_day_changed,
    is_unsolicited=True,
    sample=sample_day_changed,
)
KINDS = (DAY_CHANGED,)
