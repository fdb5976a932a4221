"""Whatever hangs on a person is known to `rosc.people.records`, and no row is read past a scope
but for a reason that stands here."""

import ast

from django.apps import apps
from django.conf import settings

from rosc.people import records
from rosc.people.models import Person

# Each reason for which the portal itself reads past a scope, and why it may.
REASONS = {
    "own_page": "where the introductions of whoever is on their own page stand",
    "identity": "an introduction is locked while the page that shows once who it is is begun",
    "change": "The row in hand, found through a scope, is locked or set by its key.",
    "stop": "The same, to stop contact once.",
    "pause": "The same, to pause or go on once.",
    "settle": "The same, to settle once.",
    "confirm": "The same: once both have said that they met, the move goes back.",
    "message": "A message that was planned for a row is prepared; its reader is checked there.",
    "consent": "What was sent by an agreement that is taken back is closed.",
    "person": "All introductions of one person, for their own page, export and erasure.",
    "reopen": "The draft that follows from the row in hand, at the same sender.",
    "pathway": "How many went along a pathway, or to whom none is agreed: counts, and no row.",
    "load": "How many come to a group in a week, and how soon it answers: counts and moments.",
    "examples": "Invented people of the demo are made, once.",
    "glass": "An administrator names exactly one person, to break the glass for.",
    "caseload": "Which of the records just made by their keys are there.",
    "review": "Whose time is over: their keys alone, for people to decide.",
    "erase": "The row in hand is locked and marked; after a restore, found by its hash.",
    "figures": "They are counted, and leave through the one rule for figures.",
    "return": "Days of check-ups of those who agreed that their treatment service counts them.",
    "plan": "The check-ups of the plan in hand, found through a scope; its row is locked.",
    "withdraw": "The grant in hand, found through a scope, is taken back once.",
    "timer": "The sweeps act as the portal itself.",
}


def test_every_table_about_people_is_known():
    """A foreign key to Person without a record would be forgotten by export and erasure."""
    named = {label for record in records.registered() for label in record.tables}
    found = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields(include_hidden=True)
        if field.concrete and field.related_model is Person and not model._meta.auto_created
    }
    assert len(found) >= 10
    assert found == named


def test_every_reason_to_read_past_a_scope_is_listed():
    said = set()
    for folder in ("rosc", "directory", "referrals", "checkups", "lero_standards"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                if is_call and node.func.attr == "unscoped_for":
                    assert isinstance(node.args[0], ast.Constant), path
                    said.add(node.args[0].value)
    assert said == set(REASONS)
