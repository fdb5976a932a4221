"""Worries about somebody's safety: a record of its own, closed to everybody but two."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people import notifications
from rosc.people.actions.checks import need
from rosc.people.models import Person, SafeguardingConcern


@transaction.atomic
def raise_concern(*, person: Person, what: str, by: User) -> SafeguardingConcern:
    """Write down a worry about somebody's safety; the safeguarding lead is told at once.

    Raises PermissionDenied, and ValidationError where nothing is said.
    """
    need(by, Permission.SAFEGUARDING_RAISE, person)
    _said(what, "Say what you are worried about.")
    concern = SafeguardingConcern.objects.create(person=person, raised_by=by, what=what)
    _note(concern, by, "concern.raise")
    notifications.tell_concern_raised(concern)
    return concern


def read_concern(*, concern: SafeguardingConcern, by: Actor) -> None:
    """`by` was shown it: written against the concern, so that the person's own list of who looked
    does not say that there is one."""
    _note(concern, by, "concern.open")


@transaction.atomic
def pass_on_concern(*, concern: SafeguardingConcern, to_whom: str, by: User) -> None:
    """Say to whom it was passed on; a second time adds a line.

    Raises PermissionDenied, ValidationError, and SomebodyGotThereFirst once it is closed.
    """
    locked = _locked(concern, by)
    _said(to_whom, "Say to whom you passed it on.")
    locked.passed_to = "\n".join(filter(None, [locked.passed_to, to_whom]))
    locked.passed_on_at = locked.passed_on_at or timezone.now()
    locked.save(update_fields=["passed_to", "passed_on_at", "updated_at"])
    _note(locked, by, "concern.pass_on")


@transaction.atomic
def close_concern(*, concern: SafeguardingConcern, outcome: str, by: User) -> None:
    """Say what came of it. Raises PermissionDenied, ValidationError and SomebodyGotThereFirst."""
    locked = _locked(concern, by)
    _said(outcome, "Say what came of it.")
    locked.outcome, locked.closed_at = outcome, timezone.now()
    locked.save(update_fields=["outcome", "closed_at", "updated_at"])
    _note(locked, by, "concern.close")


def _locked(concern: SafeguardingConcern, by: User) -> SafeguardingConcern:
    """The row as it is now, nobody else's meanwhile."""
    person = concern.person
    need(by, Permission.SAFEGUARDING_READ, person)
    if person.kept_from.filter(pk=by.pk).exists():
        raise PermissionDenied(Permission.SAFEGUARDING_READ)
    rows = SafeguardingConcern.objects.select_for_update(of=("self",))
    locked = rows.filter(pk=concern.pk).first()
    if locked is None or locked.closed_at is not None:
        raise SomebodyGotThereFirst
    return locked


def _said(words: str, otherwise: str) -> None:
    if not words.strip():
        raise ValidationError(otherwise, code="nothing_said")


def _note(concern: SafeguardingConcern, by: Actor, verb: str) -> None:
    record(by=by, verb=verb, subject=concern, organisation=concern.person.organisation)
