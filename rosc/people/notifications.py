"""What is said to people, and what their organisation is told. Nothing names what it is about.

`to_person` is the one door to a person: whatever kind of message an app has, it prepares it there,
so that a stop, a death or a route that ended since holds for all of them.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, User
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage
from rosc.people import links, records
from rosc.people.addresses import plain
from rosc.people.models import (
    ContactRoute,
    Grant,
    Person,
    RouteKind,
    SafeguardingConcern,
    Wording,
)

CHANNELS: dict[str, str] = {RouteKind.EMAIL: Channel.EMAIL, RouteKind.TEXT: Channel.TEXT}


def route_for(person: Person) -> ContactRoute | None:
    """The route a message of ours may take: safe, and one that can carry it; preferred first."""
    safe = person.routes.safe().filter(kind__in=CHANNELS)
    return safe.order_by("-is_preferred", "created_at", "pk").first()


def why_closed(route: ContactRoute | None) -> Skip | None:
    """Why this route may not be used at all; None when it may."""
    if route is None or route.ended_at is not None:
        return Skip("route_ended")
    person = route.person
    if person.died_on is not None:
        return Skip("died")
    if person.is_stopped:
        return Skip("contact_stopped")
    if person.is_restricted:
        return Skip("restricted")
    if not route.is_safe or route.kind not in CHANNELS or not route.value:
        return Skip("route_not_safe")
    return None


def may_reach(route: ContactRoute | None) -> Skip | None:
    """Why nothing may go by this route now; None when it may. Asked just before a message goes,
    also one that was asked for: while they are in prison, somebody else holds the phone."""
    refused = why_closed(route)
    if refused or route is None:
        return refused
    return Skip("inside") if records.keeps_silent(route.person, timezone.now()) else None


def is_stopped_at(kind: str, value: str) -> bool:
    """Whether somebody who is not to be contacted, for whatever reason, is reached there.

    Asked where an app would write to somebody of whom nothing but an address is known. Addresses
    are sealed, so they are read one by one; only of those who are stopped.
    """
    kinds = [RouteKind.EMAIL] if kind == RouteKind.EMAIL else [RouteKind.PHONE, RouteKind.TEXT]
    rows = ContactRoute.objects.filter(kind__in=kinds, person__contact_stopped_at__isnull=False)
    wanted = plain(value)
    return any(plain(str(one.value or "")) == wanted for one in rows.iterator())


def to_person(message: OutboundMessage, *, neutral: str, frank: str = "") -> Prepared | Skip:
    """The message by the route it was planned for, in the words that are safe on that route.

    `frank` says what it is about, and is used only where the person said that this is fine.
    """
    routes = ContactRoute.objects.select_related("person__organisation")
    route = routes.filter(pk__in=[message.route_id]).first()
    refused = may_reach(route)
    if refused or route is None:
        return refused or Skip("route_ended")
    text = frank if frank and route.wording == Wording.OPEN else neutral
    return Prepared(str(route.value), settings.PORTAL_NAME, text)


def text_of(template: str, link: str, *, is_frank: bool) -> str:
    """A message to a person, in neutral words or in those that say what it is about."""
    context = {"portal_name": settings.PORTAL_NAME, "link": link, "is_frank": is_frank}
    return render_to_string(template, context)


def sample_of(template: str) -> Callable[[bool], str]:
    """What a kind with this template would send, for `Kind.sample`; its link leads nowhere yet."""
    return lambda is_frank: text_of(template, f"{settings.PORTAL_URL}/...", is_frank=is_frank)


def ask_to_ring(person: Person) -> str:
    """All that is ever said to somebody the person trusts."""
    return f"Please ask {person.preferred_name} to ring us."


def own_page_of(person: Person, now: datetime) -> str:
    """The address of a new link to the person's own page."""
    token = links.make(person, now)
    return f"{settings.PORTAL_URL}{reverse('people:own_page', args=[token])}"


OWN_PAGE_TEXT = "messages/people/own_page.txt"


def plan_own_page(person: Person, reason: str, *, is_asked_for: bool = False) -> bool:
    """A link to their own page, by the route that is safe; False where there is none.

    `reason` says why this once: the same one plans no second message. `is_asked_for`: they asked
    for it just now, and are there to read it.
    """
    route = route_for(person)
    if route is None:
        return False
    channel = CHANNELS[route.kind]
    plan(
        key=keys.event(f"{OWN_PAGE.slug}.{reason}", route.pk, channel),
        kind=OWN_PAGE.slug,
        subject_id=person.pk,
        route_id=route.pk,
        channel=channel,
        is_asked_for=is_asked_for,
    )
    return True


def prepare_own_page(message: OutboundMessage) -> Prepared | Skip:
    rows = Person.objects.unscoped_for("message").filter(pk__in=[message.subject_id])
    person = rows.first()
    if person is None or not person.second_factor:
        return Skip("no_own_page")
    link = own_page_of(person, timezone.now())
    said = {
        words: text_of(OWN_PAGE_TEXT, link, is_frank=words == "frank")
        for words in ("neutral", "frank")
    }
    return to_person(message, **said)


OWN_PAGE = Kind(
    "people.own_page", "A link to their own page", prepare_own_page, sample=sample_of(OWN_PAGE_TEXT)
)


# --- To those who work with people ----------------------------------------------------------------
LEADS_SAFEGUARDING = [
    r.slug for r in ROLES.values() if Permission.SAFEGUARDING_READ in r.permissions
]
LOOKS_OVER = [r.slug for r in ROLES.values() if Permission.PERSON_ERASE in r.permissions]


def tell_glass_broken(grant: Grant) -> None:
    """Everybody who leads the organisation that holds the record, at once."""
    members = Membership.objects.active().filter(
        organisation=grant.person.organisation_id, role__in=LOOKS_OVER
    )
    for user_id in members.values_list("user_id", flat=True).distinct():
        plan(
            key=keys.event(f"{GLASS_BROKEN.slug}.{grant.pk}", user_id, Channel.EMAIL),
            kind=GLASS_BROKEN.slug,
            subject_id=grant.pk,
            route_id=user_id,
        )


def prepare_glass_broken(message: OutboundMessage) -> Prepared | Skip:
    grant = Grant.objects.filter(pk__in=[message.subject_id]).first()
    user = User.objects.reader_of(message)
    if grant is None or user is None:
        return Skip("no_longer_theirs")
    link = f"{settings.PORTAL_URL}{reverse('people:glass', args=[grant.pk])}"
    context = {"portal_name": settings.PORTAL_NAME, "name": user.name, "link": link}
    text = render_to_string("messages/people/glass_broken.txt", context)
    return Prepared(user.email, "A record was opened", text)


GLASS_BROKEN = Kind("people.glass_broken", "Somebody broke the glass", prepare_glass_broken)


def tell_concern_raised(concern: SafeguardingConcern) -> None:
    """Whoever leads the organisation's safeguarding, at once; never somebody kept from the record.

    What the worry is stands on the page alone.
    """
    leads = leads_of_safeguarding(concern.person)
    for user_id in leads.values_list("user_id", flat=True).distinct():
        plan(
            key=keys.event(f"{CONCERN_RAISED.slug}.{concern.pk}", user_id, Channel.EMAIL),
            kind=CONCERN_RAISED.slug,
            subject_id=concern.pk,
            route_id=user_id,
        )


def leads_of_safeguarding(person: Person) -> QuerySet[Membership]:
    """Who may read a concern about them by their role."""
    members = Membership.objects.active().filter(
        organisation=person.organisation_id, role__in=LEADS_SAFEGUARDING
    )
    return members.exclude(user__kept_from=person.pk)


def prepare_concern_raised(message: OutboundMessage) -> Prepared | Skip:
    rows = SafeguardingConcern.objects.open().select_related("person__organisation")
    concern = rows.filter(pk__in=[message.subject_id]).first()
    if concern is None:
        return Skip("no_longer_theirs")
    lead = leads_of_safeguarding(concern.person).filter(user__in=[message.route_id]).first()
    if lead is None:
        return Skip("no_longer_theirs")
    link = f"{settings.PORTAL_URL}{reverse('people:concern', args=[concern.pk])}"
    context = {"portal_name": settings.PORTAL_NAME, "name": lead.user.name, "link": link}
    text = render_to_string("messages/people/concern_raised.txt", context)
    return Prepared(lead.user.email, "Something to read today", text)


CONCERN_RAISED = Kind(
    "people.concern_raised", "A safeguarding concern was raised", prepare_concern_raised
)
