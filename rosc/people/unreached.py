"""What could not be told to a person: it goes another safe way, or whoever works with them is told
that they have not heard it."""

from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, User
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage
from rosc.people import records, safe_times
from rosc.people.models import ContactRoute, Person
from rosc.people.notifications import CHANNELS, may_reach

# Why a message was let go though there is still somebody to tell.
UNTOLD = ("no_safe_moment", "moment_passed", "route_ended", "route_not_safe", "inside")
LEADS = [r.slug for r in ROLES.values() if Permission.PERSON_GIVE in r.permissions]


def not_told(message: OutboundMessage, reason: str) -> None:
    """Try another way that is safe, once for each; where there is none, tell whoever works with
    them. Nobody is told of somebody who wants no contact, or has died: that was the reason."""
    routes = ContactRoute.objects.select_related("person__organisation")
    route = routes.filter(pk__in=[message.route_id]).first()
    if reason not in UNTOLD or route is None or not _may_be_told(route.person):
        return
    other = _another_way(route)
    if other is not None and reason != "moment_passed":
        _go_by(other, message)
    else:
        tell_workers(route.person, str(message.pk))


def _may_be_told(person: Person) -> bool:
    is_over = person.is_stopped or person.is_restricted or person.erased_on
    return not is_over


def _another_way(route: ContactRoute) -> ContactRoute | None:
    """Another way of theirs that is safe and has a safe time; what they prefer first."""
    now = timezone.now()
    rows = route.person.routes.safe().filter(kind__in=CHANNELS).exclude(pk=route.pk)
    for one in rows.select_related("person").order_by("-is_preferred", "created_at", "pk"):
        if may_reach(one) is None and safe_times.next_moment(one, now, is_unasked=True):
            return one
    return None


def _go_by(route: ContactRoute, message: OutboundMessage) -> None:
    channel = CHANNELS[route.kind]
    plan(
        key=keys.event(f"{message.kind}.instead.{message.pk}", route.pk, channel),
        kind=message.kind,
        subject_id=message.subject_id,
        route_id=route.pk,
        channel=channel,
    )


def tell_workers(person: Person, reason: str) -> None:
    """Whoever works with them now, or leads where nobody does: they have not heard it from us."""
    for user_id in sorted(workers_of(person)):
        plan(
            key=keys.event(f"{UNREACHED.slug}.{reason}", user_id, Channel.EMAIL),
            kind=UNREACHED.slug,
            subject_id=person.pk,
            route_id=user_id,
        )


def workers_of(person: Person) -> set[UUID]:
    """Who works with them: to whom they are given, whose introduction is under way, or who leads
    there while nobody does."""
    given = person.grants.standing(timezone.now()).given().values_list("user", flat=True)
    found = set(given) | set(records.workers(person))
    if found:
        return found
    members = Membership.objects.active().filter(organisation=person.organisation_id)
    return set(members.filter(role__in=LEADS).values_list("user", flat=True))


def prepare_unreached(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    rows = Person.objects.unscoped_for("message").select_related("organisation")
    person = rows.filter(pk__in=[message.subject_id]).first()
    if user is None or person is None or not _may_be_told(person):
        return Skip("no_longer_theirs")
    page = page_of(person, user)
    if not page:
        return Skip("no_longer_theirs")
    context = {"portal_name": settings.PORTAL_NAME, "name": user.name}
    context["link"] = f"{settings.PORTAL_URL}{page}"
    text = render_to_string("messages/people/unreached.txt", context)
    return Prepared(user.email, "Somebody to ring", text)


def page_of(person: Person, user: User) -> str:
    """Where `user` sees to this person: their record, or what else of theirs is open to them."""
    if Person.objects.visible_to(user).filter(pk=person.pk).exists():
        return person.get_absolute_url()
    return records.page_for(person, user)


UNREACHED = Kind("people.unreached", "Somebody could not be told", prepare_unreached)
