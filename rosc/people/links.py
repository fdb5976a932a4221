"""Links to a person's own page. Each leads to a page that asks for a second thing first."""

import secrets
from datetime import datetime, timedelta

from rosc.access import Oneself
from rosc.accounts.models import hash_of
from rosc.people import records
from rosc.people.models import Person, PersonLink, PersonVisit
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


def find_visit(key: str, now: datetime, *, late: timedelta = timedelta(0)) -> PersonVisit | None:
    """The visit that goes on, or has been over for no longer than `late`, of whoever shows this
    key, while the link behind it is open."""
    rows = PersonVisit.objects.going_on(now - late).select_related("link__person__organisation")
    visit = rows.filter(key_hash=hash_of(key)).first()
    return visit if visit and not visit.link.why_shut(now) else None


def people_of(link: PersonLink) -> list[Person]:
    """Every record of the person whose link it is; the link's own is the first."""
    return [link.person, *(one for one in records.linked(link.person) if not one.is_hidden)]


def oneself(people: list[Person]) -> Oneself:
    """The person themselves, with their record at each organisation; the first is the link's."""
    return Oneself(
        people[0].pk,
        frozenset(person.pk for person in people),
        frozenset(person.organisation_id for person in people),
    )
