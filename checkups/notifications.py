"""Reminders of check-ups, to the person and to whoever holds them. Nothing names what it is about.

A person is reminded as often as they agreed to; a worker hears once a day. All are planned ahead,
and asked anew whether they are right just before they go.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from checkups import reminding
from checkups.models import CheckUp, How, Plan, Status
from checkups.models.checkups import CheckUpQuerySet
from checkups.reaching import LEADS, leads_of, workers_of
from rosc.access import Actor
from rosc.accounts.models import Membership, User
from rosc.outbox import actions as outbox
from rosc.outbox import keys
from rosc.outbox.kinds import Kind, Later, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage, State
from rosc.people.models import ContactRoute
from rosc.people.notifications import CHANNELS, own_page_of, route_for, to_person, why_closed
from rosc.ui.templatetags.ui import clock

REMINDER_TEXT = "messages/checkups/reminder.txt"
# It went, or may have: what failed, or was let be, did not.
HAS_GONE = Q(state__in=(State.SENDING, State.SENT, State.DELIVERED, State.UNKNOWN))
HAS_GONE |= Q(state__in=(State.PLANNED, State.CLAIMED), may_have_gone=True)


# --- To the person --------------------------------------------------------------------------------
def remind(checkup: CheckUp) -> int:
    """Plan the reminders the person agreed to, and call off those they do not want any more; how
    many are planned. None for a moment at which they are in prison. Safe to call again after
    anything has changed."""
    route = route_of(checkup.plan)
    moments = reminding.moments(checkup, checkup.plan.reminders, route) if route else []
    done = _days_reminded(checkup) if checkup.reminded_at else set()
    wanted = [
        one
        for one in moments
        if one > checkup.created_at and timezone.localdate(one) not in done
        if not checkup.plan.keeps_phone_silent(one)
    ]
    kept = [_plan_reminder(checkup, route, at) for at in wanted if route]
    if checkup.reminded_at:
        outbox.call_off(subject_ids=[checkup.pk], reason="no_longer_wanted", keep=kept)
    return len(kept)


def _days_reminded(checkup: CheckUp) -> set[date]:
    """The days for which one has gone, or may have, by a way that they still use: on these none
    goes by another. What went to a number that was put right since reached nobody."""
    rows = OutboundMessage.objects.filter(HAS_GONE, kind=REMINDER.slug, subject_id=checkup.pk)
    used = ContactRoute.objects.filter(ended_at=None).values("pk")
    return {
        keys.day_of(key) for key in rows.filter(route_id__in=used).values_list("key", flat=True)
    }


def _plan_reminder(checkup: CheckUp, route: ContactRoute, at: datetime) -> str:
    channel, day = CHANNELS[route.kind], timezone.localdate(at)
    key = keys.scheduled(REMINDER.slug, checkup.pk, day, channel, route.pk)
    if not outbox.plan(
        key=key,
        kind=REMINDER.slug,
        subject_id=checkup.pk,
        route_id=route.pk,
        channel=channel,
        not_before=at,
    ):
        outbox.put_off(key=key, not_before=at)
    return key


def route_of(plan: Plan) -> ContactRoute | None:
    """The way they chose for it while that is safe, else the safe way they prefer."""
    chosen = plan.route
    if chosen is not None and why_closed(chosen) is None:
        return chosen
    return route_for(plan.person)


def plan_by(route: ContactRoute, kind: Kind, subject_id: UUID, reason: str) -> bool:
    """A message to the person by this way, once for a `reason`: something that happened."""
    channel = CHANNELS[route.kind]
    return outbox.plan(
        key=keys.event(f"{kind.slug}.{reason}", route.pk, channel),
        kind=kind.slug,
        subject_id=subject_id,
        route_id=route.pk,
        channel=channel,
    )


def call_off(checkups: Iterable[CheckUp], reason: str = "called_off") -> int:
    """Let go of every reminder of these that is still to go, in the caller's transaction."""
    return outbox.call_off(subject_ids=[one.pk for one in checkups], reason=reason)


def renew(plan: Plan) -> None:
    """How or how often they are reminded has changed: what is planned already follows."""
    rows = CheckUp.objects.unscoped_for("plan").planned().filter(plan=plan)
    for checkup in rows.exclude(reminded_at=None):
        checkup.plan = plan
        remind(checkup)


def reminders_of(plan: Plan) -> list[OutboundMessage]:
    """Every reminder to the person about this plan, the next one first."""
    ids = CheckUp.objects.unscoped_for("plan").filter(plan=plan).values("pk")
    rows = OutboundMessage.objects.filter(kind=REMINDER.slug, subject_id__in=ids)
    return list(rows.without_text().order_by("-due_at", "pk"))


def prepare_reminder(message: OutboundMessage) -> Prepared | Skip | Later:
    now = timezone.now()
    rows = CheckUp.objects.unscoped_for("message").select_related("plan__person", "plan__consent")
    checkup = rows.filter(pk__in=[message.subject_id]).first()
    refused = _not_now(checkup, now) if checkup else Skip("moved_on")
    if refused or checkup is None:
        return refused or Skip("moved_on")
    routes = ContactRoute.objects.select_related("person__organisation")
    route = routes.filter(pk__in=[message.route_id]).first()
    if route is None or why_closed(route) or not _is_the_way(checkup.plan, route):
        return _another_way(checkup, message, route)
    later = reminding.when_safe(route, now, checkup.starts_at)
    if later != now:
        return Later(later) if later else Skip("moment_passed", is_flagged=True)
    return _as_agreed(checkup, message, route, now)


def _not_now(checkup: CheckUp, now: datetime) -> Skip | None:
    """What has changed about the check-up, its plan or what they agreed to."""
    plan = checkup.plan
    if checkup.status != Status.PLANNED:
        return Skip("moved_on")
    if not plan.is_active or not plan.consent.stands(timezone.localdate(now)):
        return Skip("plan_not_going_on")
    if plan.keeps_phone_silent(now):
        return Skip("inside")
    if now >= checkup.starts_at:
        return Skip("moment_passed", is_flagged=True)
    return None


def _is_the_way(plan: Plan, route: ContactRoute) -> bool:
    wanted = route_of(plan)
    return wanted is not None and wanted.pk == route.pk


def _another_way(checkup: CheckUp, message: OutboundMessage, route: ContactRoute | None) -> Skip:
    """The way has ended or another one was chosen since: it goes that way, under its own key."""
    refused = why_closed(route)
    instead = route_of(checkup.plan)
    if instead is None:
        return refused or Skip("route_ended")
    _plan_reminder(checkup, instead, message.due_at)
    return Skip("another_way")


def _as_agreed(
    checkup: CheckUp, message: OutboundMessage, route: ContactRoute, now: datetime
) -> Prepared | Skip:
    """It goes, if it is one of those they want and the next is not due already."""
    moments = reminding.moments(checkup, checkup.plan.reminders, route)
    chosen = {timezone.localdate(one): one for one in moments}
    own = chosen.get(keys.day_of(message.key))
    if own is None:
        return Skip("no_longer_wanted")
    if any(own < one <= now for one in moments):
        return Skip("next_one_due")
    person = checkup.plan.person
    link = own_page_of(person, now) if person.second_factor else ""
    said = {
        name: _words(checkup.plan.how, checkup.due_on, checkup.due_at, link, name == "frank")
        for name in ("neutral", "frank")
    }
    return to_person(message, **said)


def _words(how: str, on: date, at: time, link: str, is_frank: bool) -> str:
    context = {
        "portal_name": settings.PORTAL_NAME,
        "how": how,
        "when": f"{date_format(on, 'l j F')} at {clock(at)}",
        "link": link,
        "is_frank": is_frank,
    }
    return render_to_string(REMINDER_TEXT, context)


def sample_reminder(is_frank: bool) -> str:
    """A reminder as it would go, of a call on an ordinary day."""
    link = f"{settings.PORTAL_URL}/..."
    return _words(How.PHONE, date(2026, 3, 3), reminding.EXAMPLE, link, is_frank)


REMINDER = Kind(
    "checkups.reminder",
    "A reminder of a check-up",
    prepare_reminder,
    is_unsolicited=True,
    give_up_after=reminding.LAST,
    sample=sample_reminder,
)


# --- To whoever holds them ------------------------------------------------------------------------
def tell_today(user_id: UUID, day: date) -> bool:
    """What is due today for somebody who works here, once a day; whether that is new."""
    key = keys.scheduled(TODAY.slug, user_id, day, Channel.EMAIL, user_id)
    at = reminding.morning(day)
    return outbox.plan(
        key=key, kind=TODAY.slug, subject_id=user_id, route_id=user_id, not_before=at
    )


def tell_also_today(checkup: CheckUp, user_id: UUID) -> bool:
    """One that came to be due today after the morning's word had gone."""
    return _once(ALSO_TODAY, checkup.pk, checkup.due_on, user_id)


def tell_handed_over(plan: Plan, event_id: object, by: Actor) -> None:
    """Whoever keeps in touch from now on, but for who did it themselves."""
    for user_id in whose(plan):
        if user_id != by.actor_id:
            outbox.plan(
                key=keys.event(f"{HANDED_OVER.slug}.{event_id}", user_id, Channel.EMAIL),
                kind=HANDED_OVER.slug,
                subject_id=plan.pk,
                route_id=user_id,
            )


def tell_anew(plan: Plan) -> None:
    """Somebody else is to hear of what is due today: the next sweep tells them."""
    CheckUp.objects.unscoped_for("plan").planned().filter(plan=plan).update(told_on=None)


def tell_find_somebody(checkup: CheckUp) -> bool:
    """It falls where few work and cannot wait: whoever does it and who leads find somebody, on the
    working day before."""
    told = [
        _once(FIND_SOMEBODY, checkup.pk, checkup.due_on, user_id, timezone.localdate())
        for user_id in _finders(checkup)
    ]
    return any(told)


def _finders(checkup: CheckUp) -> list[UUID]:
    leads = [one.pk for one in leads_of(checkup.plan.person)]
    return list(dict.fromkeys([*whose(checkup.plan), *leads]))


def tell_still_inside(plan: Plan, day: date) -> None:
    """Nobody knows when they come out: whoever keeps in touch looks again."""
    for user_id in whose(plan):
        _once(STILL_INSIDE, plan.pk, day, user_id)


def _once(
    kind: Kind, subject_id: UUID, day: date, user_id: UUID, morning: date | None = None
) -> bool:
    """Once for each day it is about: at once, or on a `morning`."""
    key = keys.scheduled(kind.slug, subject_id, day, Channel.EMAIL, user_id)
    at = reminding.morning(morning) if morning else None
    return outbox.plan(
        key=key, kind=kind.slug, subject_id=subject_id, route_id=user_id, not_before=at
    )


def whose(plan: Plan) -> list[UUID]:
    """Who is told about a plan: its worker while they work there and may open the record; else its
    team, else who leads."""
    return [one.pk for one in workers_of(plan.person, plan)]


def was_told(user_id: UUID, day: date) -> bool:
    """Whether the morning's word has left our hands."""
    key = keys.scheduled(TODAY.slug, user_id, day, Channel.EMAIL, user_id)
    return OutboundMessage.objects.filter(key=key, tries__gt=0).exists()


def _around(user: User, day: date) -> Iterator[tuple[CheckUp, bool]]:
    """What is due that day in their own plans and teams and where they lead, in order, with whether
    they are who is told of it."""
    own = Membership.objects.active().filter(user=user)
    theirs = Q(plan__worker=user) | Q(plan__team__in=own.values("teams"))
    theirs |= Q(organisation__in=own.filter(role__in=LEADS).values("organisation"))
    rows = _due(day).filter(theirs).select_related("plan__person")
    for checkup in rows.distinct().order_by("due_at", "pk"):
        if checkup.plan.is_active:
            yield checkup, user.pk in whose(checkup.plan)


def _due(day: date) -> CheckUpQuerySet:
    return CheckUp.objects.unscoped_for("message").planned().filter(due_on=day)


def _pass_on(rows: Iterable[CheckUp], user_id: UUID | None) -> None:
    """Their worker is not to hear of these any more: the next sweep tells who is instead."""
    left = [one.pk for one in rows if one.plan.worker_id == user_id]
    if left:
        CheckUp.objects.unscoped_for("message").filter(pk__in=left).update(told_on=None)


def prepare_today(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    day = timezone.localdate(message.due_at)
    if day != timezone.localdate():
        return Skip("moment_passed", is_flagged=user is not None)
    if user is None:
        rows = _due(day).filter(plan__worker=message.route_id).select_related("plan")
        _pass_on(rows, message.route_id)
        return Skip("no_longer_theirs")
    around = list(_around(user, day))
    _pass_on((one for one, is_theirs in around if not is_theirs), user.pk)
    times = [clock(one.due_at) for one, is_theirs in around if is_theirs]
    if not times:
        return Skip("moved_on")
    return _mail(user, "today", "Your day", {"times": times})


def prepare_also_today(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    rows = CheckUp.objects.unscoped_for("message").planned().select_related("plan__person")
    checkup = rows.filter(pk__in=[message.subject_id]).first()
    if user is None or checkup is None or user.pk not in whose(checkup.plan):
        return Skip("no_longer_theirs")
    if checkup.due_on != timezone.localdate() or not checkup.plan.is_active:
        return Skip("moved_on")
    at = clock(checkup.due_at)
    return _mail(user, "also_today", "One more today", {"at": at})


def prepare_find_somebody(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    rows = CheckUp.objects.unscoped_for("message").planned().select_related("plan__person")
    checkup = rows.filter(pk__in=[message.subject_id]).first()
    if user is None or checkup is None or not checkup.plan.is_active:
        return Skip("moved_on")
    if user.pk not in _finders(checkup):
        return Skip("no_longer_theirs")
    if timezone.now() >= checkup.starts_at:
        return Skip("moment_passed", is_flagged=True)
    day, at = date_format(checkup.due_on, "l j F"), clock(checkup.due_at)
    link = f"{settings.PORTAL_URL}{checkup.get_absolute_url()}"
    return _mail(
        user, "find_somebody", f"Who works on {day}?", {"day": day, "at": at, "link": link}
    )


def prepare_handed_over(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    rows = Plan.objects.unscoped_for("message").standing().select_related("person")
    plan = rows.filter(pk__in=[message.subject_id]).first()
    if user is None or plan is None or user.pk not in whose(plan):
        return Skip("no_longer_theirs")
    link = f"{settings.PORTAL_URL}{plan.get_absolute_url()}"
    return _mail(user, "handed_over", "Somebody is yours to keep in touch with", {"link": link})


def prepare_still_inside(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    plan = Plan.objects.unscoped_for("message").filter(pk__in=[message.subject_id]).first()
    if user is None or plan is None or not (plan.is_standing and plan.is_inside):
        return Skip("moved_on")
    return _mail(user, "still_inside", "Please look again", {})


def _mail(user: User, template: str, subject: str, context: dict[str, Any]) -> Prepared:
    told = {
        "portal_name": settings.PORTAL_NAME,
        "name": user.name,
        "link": f"{settings.PORTAL_URL}/check-ups/",
        **context,
    }
    text = render_to_string(f"messages/checkups/{template}.txt", told)
    return Prepared(user.email, subject, text)


TODAY = Kind("checkups.today", "What is due today", prepare_today)
ALSO_TODAY = Kind("checkups.also_today", "One more that is due today", prepare_also_today)
STILL_INSIDE = Kind("checkups.still_inside", "Somebody is still in prison", prepare_still_inside)
HANDED_OVER = Kind("checkups.handed_over", "A plan that was handed over", prepare_handed_over)
FIND_SOMEBODY = Kind(
    "checkups.find_somebody", "Somebody to find for a day when few work", prepare_find_somebody
)
KINDS = (REMINDER, TODAY, ALSO_TODAY, FIND_SOMEBODY, HANDED_OVER, STILL_INSIDE)
