"""All that is held about one person, in words they can read: for an access request, and for who
reads a record behind broken glass."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from rosc.access import Permission
from rosc.accounts.models import Membership, User
from rosc.audit.models import AuditEvent
from rosc.people import records
from rosc.people.models import Person

ANSWERED_BY_LEAD = (
    "Worries about somebody's safety are kept apart from every record, whether or not there are "
    "any. Ask the safeguarding lead of this organisation."
)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and under it a list of things, each a list of what it is and what it says."""

    heading: str
    things: list[list[tuple[str, str]]]


def held_about(person: Person, by: User) -> records.Exported:
    """Everything, by heading, with who looked. Safeguarding concerns only where `by` leads the
    organisation's safeguarding; in any other case a sentence stands there that gives nothing away.
    """
    found = records.exported(person)
    worries = "Worries about my safety"
    if by.may(Permission.SAFEGUARDING_READ, person.organisation):
        found[worries] = [_concern(concern) for concern in person.concerns.order_by("created_at")]
    else:
        found[worries] = [{"where": ANSWERED_BY_LEAD}]
    found["Who looked, and what was done"] = who_looked(person)
    return found


def _concern(concern: Any) -> dict[str, Any]:
    return {
        "what was written": concern.what,
        "on": concern.created_at,
        "passed on to": concern.passed_to,
        "passed on": concern.passed_on_at,
        "what came of it": concern.outcome,
        "closed": concern.closed_at,
    }


def who_looked(person: Person) -> list[dict[str, Any]]:
    """Day, organisation, role and what, the newest first; nobody who works there is named."""
    is_about = Q(subject_id=person.pk) | Q(subject_ids__contains=[person.pk])
    events = list(AuditEvent.objects.filter(is_about))
    roles = _roles({event.actor_id for event in events if event.actor_kind == "user"})
    return [
        {
            "on": timezone.localtime(event.at),
            "who": _who(event, person, roles),
            "what": event.verb_label,
        }
        for event in events
    ]


def _roles(users: Iterable[Any]) -> dict[Any, list[Membership]]:
    held: dict[Any, list[Membership]] = {}
    rows = Membership.objects.filter(user__in=list(users)).select_related("organisation")
    for membership in rows:
        held.setdefault(membership.user_id, []).append(membership)
    return held


def _who(event: AuditEvent, person: Person, roles: dict[Any, list[Membership]]) -> str:
    """The role in which somebody looked: the one they had then, where the record is held."""
    if event.actor_kind != "user":
        return event.actor_label
    then = [
        one
        for one in roles.get(event.actor_id, [])
        if one.created_at <= event.at and (one.ended_at is None or one.ended_at >= event.at)
    ]
    here = [one for one in then if one.organisation_id == person.organisation_id] or then
    if not here:
        return event.actor_label
    place = here[0].organisation.name if here[0].organisation else "the portal"
    return f"{here[0].get_role_display()}, {place}"


def parts_of(held: records.Exported) -> list[Part]:
    """The same for a page: words alone, and nothing that is empty."""
    return [
        Part(
            heading,
            [thing for thing in ([*_said(one)] for one in things) if thing],
        )
        for heading, things in held.items()
    ]


def _said(thing: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in thing.items():
        words = in_words(value)
        if words:
            yield name.replace("_", " ").capitalize(), words


def in_words(value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{local:%-d %B %Y}, {local:%H:%M}"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {in_words(one)}" for name, one in value.items() if in_words(one))
    if isinstance(value, list | tuple | set):
        return "; ".join(filter(None, map(in_words, value)))
    return str(value)
