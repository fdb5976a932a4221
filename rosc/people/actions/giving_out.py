"""Giving a person all that is held about them."""

from typing import Any

from django.db import transaction

from rosc.access import Permission
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people.actions.checks import need
from rosc.people.given_out import held_about
from rosc.people.models import Person


@transaction.atomic
def export(*, person: Person, form: str, by: User) -> dict[str, list[dict[str, Any]]]:
    """All that is held, for the person to have; `form` (a code) goes to the audit with it.

    Raises PermissionDenied.
    """
    need(by, Permission.PERSON_ERASE, person)
    where, details = person.organisation, {"form": form}
    record(by=by, verb="person.export", subject=person, organisation=where, details=details)
    return held_about(person, by)
