"""What the circle of support keeps about people, as `people.records` asks for it."""

from typing import Any

from rosc.access import Actor, Permission
from rosc.accounts.models import User
from rosc.people.actions.circle import end_for
from rosc.people.models import CircleEntry, Consent, Person
from rosc.people.records import Exported, PersonRecord


def export(person: Person) -> Exported:
    rows = person.circle.select_related("consent")
    return {"Who is around me": [_entry(entry) for entry in rows]}


def _entry(entry: CircleEntry) -> dict[str, Any]:
    return {
        "who": entry.who,
        "what they are to me": entry.get_kind_display(),
        "what we do together": entry.helps_with,
        "from": entry.consent.starts_on,
        "until": entry.ended_at or entry.consent.until,
    }


def anonymise(person: Person) -> None:
    person.circle.all().delete()


def on_consent_withdrawn(consent: Consent, by: Actor) -> None:
    end_for(consent.pk, by)


def panel(person: Person, user: User) -> dict[str, Any]:
    """Who is around them, for those who work with them."""
    may = user.may(Permission.PERSON_SAFETY, person.organisation)
    return {
        "person": person,
        "entries": person.circle.standing().select_related("consent"),
        "may_change": may and person.died_on is None,
    }


def own_panel(people: list[Person]) -> dict[str, Any]:
    """The person's own entries, at each organisation that knows them."""
    rows = CircleEntry.objects.of(people).standing()
    return {
        "entries": rows.select_related("consent", "person__organisation"),
        "is_of_several": len(people) > 1,
    }


RECORD = PersonRecord(
    "circle",
    ("people.CircleEntry",),
    export=export,
    anonymise=anonymise,
    on_consent_withdrawn=on_consent_withdrawn,
    panel="people/_circle.html",
    panel_context=panel,
    own_panel="people/_own_circle.html",
    own_panel_context=own_panel,
)
