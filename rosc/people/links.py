"""Links to a person's own page. Each leads to a page that asks for a second thing first."""

import secrets
from datetime import datetime

from rosc.access import Oneself
from rosc.accounts.models import hash_of
from rosc.people.models import Person, PersonLink
from rosc.people.models.links import LINK_LASTS


def make(person: Person, now: datetime) -> str:
    """A new link; what it ends in. The earlier ones go on working until their time is over."""
    token = secrets.token_urlsafe(32)
    PersonLink.objects.create(person=person, token_hash=hash_of(token), expires_at=now + LINK_LASTS)
    return token


def find(token: str) -> PersonLink | None:
    """The link that `token` belongs to, whether or not it still opens anything."""
    rows = PersonLink.objects.select_related("person__organisation")
    return rows.filter(token_hash=hash_of(token)).first()


def oneself(people: list[Person]) -> Oneself:
    """The person themselves, with their record at each organisation; the first is the link's."""
    return Oneself(
        people[0].pk,
        frozenset(person.pk for person in people),
        frozenset(person.organisation_id for person in people),
    )
