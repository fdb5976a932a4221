"""Writing down that somebody looked, in the transaction that shows them the page."""

from collections.abc import Iterable

from rosc.access import Actor
from rosc.audit.actions import record
from rosc.audit.models import AuditEvent
from rosc.people.models import Person


def opened(*, person: Person, by: Actor, what: str = "record") -> AuditEvent:
    """`by` opened one person's record, or a part of it (a code)."""
    return record(
        by=by,
        verb="person.open",
        subject=person,
        organisation=person.organisation,
        details={"what": what},
    )


def searched(*, people: Iterable[Person], by: Actor, filters: Iterable[str] = ()) -> None:
    """`by` was shown these people in a list: one row with all ids, and which filters were used."""
    shown = list(people)
    if shown:
        record(by=by, verb="person.list", subjects=shown, details={"filters": sorted(filters)})
