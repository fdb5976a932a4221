"""Whoever works with somebody is told at once when contact is stopped, or allowed again. The
message says that something has changed; what, and for whom, stands on the page alone."""

from django.conf import settings
from django.template.loader import render_to_string

from rosc.access import Actor
from rosc.accounts.models import User
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage
from rosc.people import unreached
from rosc.people.models import Person


def tell(person: Person, event: str, by: Actor) -> None:
    """Everybody who works with them, but whoever did it. `event` is the row of the audit."""
    for user_id in sorted(unreached.workers_of(person) - {by.actor_id}):
        plan(
            key=keys.event(f"{LOOK_FIRST.slug}.{event}", user_id, Channel.EMAIL),
            kind=LOOK_FIRST.slug,
            subject_id=person.pk,
            route_id=user_id,
        )


def prepare_look_first(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    rows = Person.objects.unscoped_for("message").select_related("organisation")
    person = rows.filter(pk__in=[message.subject_id]).first()
    page = unreached.page_of(person, user) if person and user else ""
    if user is None or not page:
        return Skip("no_longer_theirs")
    context = {"portal_name": settings.PORTAL_NAME, "name": user.name}
    context["link"] = f"{settings.PORTAL_URL}{page}"
    text = render_to_string("messages/people/look_first.txt", context)
    return Prepared(user.email, "Please look first", text)


LOOK_FIRST = Kind("people.look_first", "Please look first", prepare_look_first)
