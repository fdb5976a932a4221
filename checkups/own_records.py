"""The person's side of check-ups on their own page; and what a death settles of it."""

from django.utils import timezone

from checkups import own_reading
from checkups.models import CallRequest, UrgentFlag
from rosc.access import Actor
from rosc.people.models import Person
from rosc.people.records import PersonRecord


def on_ended(person: Person, by: Actor) -> None:
    """They have died: nobody is asked to ring them any more."""
    now = timezone.now()
    CallRequest.objects.open().filter(person=person).update(done_at=now, updated_at=now)
    flags = UrgentFlag.objects.unopened().filter(person=person)
    flags.update(opened_at=now, climbs_at=None, updated_at=now)


RECORD = PersonRecord(
    "checkups.own",
    (),
    place=0,
    on_ended=on_ended,
    own_panel="checkups/_own_panel.html",
    own_panel_context=own_reading.own_panel,
)
