"""The ways a person can be reached."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.audit.actions import record
from rosc.people.actions.checks import need
from rosc.people.models import ContactRoute, Person, Purpose, RouteKind

NOT_AGREED = (
    "Write down first that they agree to it: “Ask somebody I trust to tell me to ring”, under what "
    "they agreed to."
)


@transaction.atomic
def add_route(*, person: Person, by: Actor, **facts: Any) -> ContactRoute:
    """Note a way to reach somebody. Raises PermissionDenied, and ValidationError for one through
    somebody else that the person has not agreed to."""
    need(by, Permission.PERSON_SAFETY, person)
    if facts.get("kind") == RouteKind.THROUGH and not _trusts_somebody(person):
        raise ValidationError(NOT_AGREED)
    if facts.get("is_preferred"):
        _none_preferred(person)
    route = ContactRoute.objects.create(person=person, **facts)
    _note(route, by, "person.add_route")
    return route


@transaction.atomic
def change_route(*, route: ContactRoute, by: Actor, **facts: Any) -> ContactRoute:
    """End the route as it was and note it anew, so that what was sent by it stays told.

    Raises PermissionDenied, and SomebodyGotThereFirst when it has ended already.
    """
    end_route(route=route, by=by)
    return add_route(person=route.person, by=by, **facts)


@transaction.atomic
def confirm_route(*, route: ContactRoute, on: date, by: Actor) -> None:
    """The person said, `on` that day, that it is still right. Raises PermissionDenied."""
    need(by, Permission.ROUTE_CONFIRM, route.person)
    route.confirmed_on = on
    route.save(update_fields=["confirmed_on", "updated_at"])
    _note(route, by, "person.confirm_route")


@transaction.atomic
def end_route(*, route: ContactRoute, by: Actor) -> None:
    """Use it no more; what was planned by it is skipped. Raises PermissionDenied and
    SomebodyGotThereFirst."""
    need(by, Permission.PERSON_SAFETY, route.person)
    now = timezone.now()
    current = ContactRoute.objects.current().filter(pk=route.pk)
    if not current.update(ended_at=now, is_preferred=False, updated_at=now):
        raise SomebodyGotThereFirst
    _note(route, by, "person.end_route")


@transaction.atomic
def reach_me_by(*, people: Iterable[Person], by: Actor, is_only: bool, **facts: Any) -> None:
    """The person says on their own page how to reach them, at each organisation that knows them;
    with `is_only` the ways noted before end. Raises PermissionDenied."""
    for person in people:
        for route in person.routes.current() if is_only else ():
            end_route(route=route, by=by)
        add_route(person=person, by=by, **facts)


def _trusts_somebody(person: Person) -> bool:
    standing = person.consents.standing(timezone.localdate())
    return standing.filter(purpose=Purpose.TRUSTED).exists()


def _none_preferred(person: Person) -> None:
    person.routes.current().filter(is_preferred=True).update(is_preferred=False)


def _note(route: ContactRoute, by: Actor, verb: str) -> None:
    details = {"route": route.pk, "kind": route.kind}
    where = route.person.organisation
    record(by=by, verb=verb, subject=route.person, organisation=where, details=details)
