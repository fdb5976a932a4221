"""What other apps hold about people: each says what becomes of its rows.

An app registers its records in `AppConfig.ready()`; nothing here knows what they are. A test fails
for a foreign key to Person whose table no record names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from rosc.access import Actor
from rosc.accounts.models import User
from rosc.people.models import Consent, Person

Exported = dict[str, list[dict[str, Any]]]


def _nothing(*args: Any) -> None:
    """For a record that such a moment does not touch."""


def _no_rows(person: Person) -> Exported:
    return {}


def _no(*args: Any) -> bool:
    """For a record that never speaks against writing to somebody."""
    return False


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What an app keeps about people.

    `tables`: the labels of its models with a foreign key to Person. `export` gives all of it, by
    heading, for the person to read. `anonymise` takes out whatever could name them. `before_given`
    raises ValidationError where somebody may not be given to that member now.
    `on_consent_withdrawn`, `on_stopped` (nothing may be sent to them any more), `on_restricted`
    (the record is kept and used for nothing) and `on_ended` (they died) change what hangs on it at
    once; `on_contact_again` when contact is allowed again. All run for one person, inside the
    transaction of the deed. `workers`: ids of who works with them by these records, to be told what
    the person could not be; `page_for` where such a one sees to them, if anywhere. `panel` is the
    template of a part of their page for those who work with them, which reads `panel`, and
    `own_panel` one for the person themselves, by all their records. `linked` finds the records that
    others hold of the same person; `subjects` the ids of what else somebody opens when they look at
    the person. `place`: where its parts stand on a page, the lowest on top.
    `recorded_since` says whether anything was written down of the person after a moment; without
    one, any row of its tables made or changed since counts. `keeps_silent`: whether nothing may go
    to them at a moment, as their phone is not with them.
    """

    slug: str
    tables: Iterable[str]
    export: Callable[[Person], Exported] = _no_rows
    anonymise: Callable[[Person], None] = _nothing
    before_given: Callable[[Person, User], None] = _nothing
    on_consent_withdrawn: Callable[[Consent, Actor], None] = _nothing
    on_stopped: Callable[[Person, Actor], None] = _nothing
    on_contact_again: Callable[[Person, Actor], None] = _nothing
    on_restricted: Callable[[Person, Actor], None] = _nothing
    on_ended: Callable[[Person, Actor], None] = _nothing
    panel: str = ""
    panel_context: Callable[[Person, Any], dict[str, Any]] = field(default=lambda *_: {})
    place: int = 5
    own_panel: str = ""
    own_panel_context: Callable[[list[Person]], dict[str, Any]] = field(default=lambda *_: {})
    linked: Callable[[Person], list[Person]] = field(default=lambda _: [])
    subjects: Callable[[Person], list[UUID]] = field(default=lambda _: [])
    workers: Callable[[Person], list[UUID]] = field(default=lambda _: [])
    page_for: Callable[[Person, User], str] = field(default=lambda *_: "")
    recorded_since: Callable[[Person, datetime], bool] | None = None
    keeps_silent: Callable[[Person, datetime], bool] = _no


_records: dict[str, PersonRecord] = {}


def register(record: PersonRecord) -> None:
    """Make an app's record known. Raises ValueError when another has its slug."""
    if _records.setdefault(record.slug, record) != record:
        raise ValueError(f"Two records are called {record.slug}.")


def registered() -> list[PersonRecord]:
    return [_records[slug] for slug in sorted(_records)]


def exported(person: Person) -> Exported:
    """All that is held about somebody, by heading."""
    found: Exported = {}
    for record in registered():
        found |= record.export(person)
    return found


def keeps_silent(person: Person, now: datetime) -> bool:
    """Whether nothing may go to the person now, by what any app knows. Asked message by message;
    not in lists."""
    return any(record.keeps_silent(person, now) for record in registered())


def recorded_since(person: Person, since: datetime) -> bool:
    """Whether anybody wrote down anything of the person, in any app, after that moment."""
    return any(
        record.recorded_since(person, since)
        if record.recorded_since
        else rows_since(record.tables, person, since)
        for record in registered()
    )


def rows_since(tables: Iterable[str], person: Person, since: datetime) -> bool:
    """Whether a row of these tables that points to the person was made or changed since."""
    is_later = Q(created_at__gt=since) | Q(updated_at__gt=since)
    models = [apps.get_model(label) for label in tables]
    return any(
        model._base_manager.filter(is_later, **{column.name: person}).exists()
        for model in models
        for column in model._meta.get_fields()
        if column.concrete and column.related_model is Person
    )


def linked(person: Person) -> list[Person]:
    """What other organisations hold of the same person, each record once, in a steady order."""
    found = {one.pk: one for record in registered() for one in record.linked(person)}
    found.pop(person.pk, None)
    return sorted(found.values(), key=lambda one: (one.created_at, one.pk))


def subjects(person: Person) -> list[UUID]:
    """The ids by which the audit knows that somebody looked at the person."""
    return [person.pk, *(pk for record in registered() for pk in record.subjects(person))]


def panels(person: Person, user: Any) -> list[dict[str, Any]]:
    """The parts that apps draw on the page of somebody `user` works with."""
    return [
        {"template": record.panel, "context": record.panel_context(person, user)}
        for record in _in_place()
        if record.panel
    ]


def own_panels(people: list[Person]) -> list[dict[str, Any]]:
    """The parts that apps draw on a person's own page."""
    return [
        {"template": record.own_panel, "context": record.own_panel_context(people)}
        for record in _in_place()
        if record.own_panel
    ]


def _in_place() -> list[PersonRecord]:
    return sorted(registered(), key=lambda record: record.place)


def anonymised(person: Person) -> None:
    """Take out, everywhere, whatever could name them."""
    for record in registered():
        record.anonymise(person)


def before_given(person: Person, user: User) -> None:
    for record in registered():
        record.before_given(person, user)


def consent_withdrawn(consent: Consent, by: Actor) -> None:
    for record in registered():
        record.on_consent_withdrawn(consent, by)


def stopped(person: Person, by: Actor) -> None:
    for record in registered():
        record.on_stopped(person, by)


def contact_again(person: Person, by: Actor) -> None:
    for record in registered():
        record.on_contact_again(person, by)


def workers(person: Person) -> set[UUID]:
    """Who works with the person by any of these records."""
    return {pk for record in registered() for pk in record.workers(person)}


def page_for(person: Person, user: User) -> str:
    """Where `user` sees to the person beside their record; empty where nowhere."""
    pages = (record.page_for(person, user) for record in registered())
    return next((page for page in pages if page), "")


def restricted(person: Person, by: Actor) -> None:
    for record in registered():
        record.on_restricted(person, by)


def ended(person: Person, by: Actor) -> None:
    for record in registered():
        record.on_ended(person, by)
