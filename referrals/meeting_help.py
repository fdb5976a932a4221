"""What the pages about help getting to a meeting show."""

from typing import Any

from referrals.models import MeetingHelp
from rosc.access import Permission
from rosc.accounts.models import User
from rosc.people.models import Person

# In the order in which they mostly come; each a column, and what the worker notes with one press.
STEPS = (
    ("told_on", "Told them about it"),
    ("encouraged_on", "Encouraged them"),
    ("goes_along_on", "Somebody goes along"),
    ("asked_on", "Asked how it went"),
)


def steps_of(found: MeetingHelp) -> list[tuple[str, str, Any]]:
    """Each step: its column, its words, and the day, where it was noted."""
    return [(column, words, getattr(found, column)) for column, words in STEPS]


def panel_of(person: Person, user: User) -> dict[str, Any]:
    rows = person.meeting_help.for_list()
    return {
        "help": [(one, [step for step in steps_of(one) if step[2]]) for one in rows],
        "may_help": user.may(Permission.PERSON_CHANGE, person.organisation)
        and person.died_on is None,
    }


def own_panel(people: list[Person]) -> dict[str, Any]:
    """The meetings they were told about, on their own page."""
    return {"help": MeetingHelp.objects.of(people).for_list()}
