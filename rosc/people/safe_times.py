"""When a message may reach somebody: at the times they said are safe, and never unasked at night.

The hours that somebody named themselves go before the quiet hours of everybody: who says "from nine
in the evening" means it.
"""

from datetime import UTC, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from rosc.outbox import kinds
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OPEN_STATES, OutboundMessage
from rosc.outbox.moments import Until
from rosc.people import records
from rosc.people.models import ContactRoute

ASKED_LASTS = timedelta(minutes=30)  # so long somebody is there to read what they asked for
LONGEST_WAIT = timedelta(days=14)  # safe days come round weekly; this is for what went wrong then
DAYS_LOOKED_AT = 9  # a whole week from any hour of it, a night when the clocks change included
HOURS = tuple(time(hour) for hour in range(24))  # clocks change, and quiet hours end, on an hour


def next_moment(route: ContactRoute, now: datetime, *, is_unasked: bool) -> datetime | None:
    """The first moment from `now` on that is safe by this route; None when no time of the week is.

    `is_unasked` keeps the quiet hours too, where the person named no hours of their own.
    """
    keeps_quiet = is_unasked and route.safe_from is None

    def is_right(moment: datetime) -> bool:
        is_quiet = keeps_quiet and kinds.quiet_until(moment) is not None
        return route.is_safe_at(moment) and not is_quiet

    if is_right(now):
        return now
    return next((one for one in _beginnings(route, now) if is_right(one)), None)


def _beginnings(route: ContactRoute, now: datetime) -> list[datetime]:
    """Every moment to come at which a safe time can begin, in order; an hour that the clocks repeat
    counts twice."""
    zone, day = timezone.get_current_timezone(), timezone.localdate(now)
    times = {*HOURS, *([route.safe_from] if route.safe_from else [])}
    found = {
        datetime.combine(day + timedelta(days=number), at.replace(fold=fold), zone).astimezone(UTC)
        for number in range(DAYS_LOOKED_AT)
        for at in times
        for fold in (0, 1)
    }
    return sorted(moment for moment in found if moment > now)


def wait(message: OutboundMessage, now: datetime) -> Until:
    """Until when a message to a person waits; why it cannot go by this route at any time."""
    routes = ContactRoute.objects.current().select_related("person")
    route = routes.filter(pk__in=[message.route_id]).first()
    if route is None:
        return None  # what prepares it says why it does not go
    if records.keeps_silent(route.person, now):
        return Skip("inside")
    if message.is_asked_for and now < message.created_at + ASKED_LASTS:
        return None
    if _newer_than(message, now).exists():
        return Skip("newer_waits")
    kind = kinds.get(message.kind)
    moment = next_moment(route, now, is_unasked=kind.is_unsolicited)
    if moment is None:
        return Skip("no_safe_moment")
    if moment > message.created_at + LONGEST_WAIT:
        return Skip("moment_passed")
    return None if moment == now else moment


def _newer_than(message: OutboundMessage, now: datetime) -> QuerySet[OutboundMessage]:
    """What says the same, was planned later and is due as well: after a long wait one is enough."""
    same = {name: getattr(message, name) for name in ("kind", "subject_id", "route_id")}
    rows = OutboundMessage.objects.filter(**same, state__in=OPEN_STATES, due_at__lte=now)
    return rows.filter(created_at__gt=message.created_at)
