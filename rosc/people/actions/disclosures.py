"""Telling others something without the person's agreement: asked by one, approved by another."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people.actions.checks import need
from rosc.people.models import Disclosure, Person


@transaction.atomic
def disclose(
    *,
    person: Person,
    told_whom: str,
    what: str,
    why: str,
    by: User,
    is_kept_from_person: bool = False,
) -> Disclosure:
    """Ask for somebody else's approval to tell `told_whom` this. Raises PermissionDenied."""
    need(by, Permission.PERSON_CHANGE, person)
    disclosure = Disclosure.objects.create(
        person=person,
        told_whom=told_whom,
        what=what,
        why=why,
        asked_by=by,
        is_kept_from_person=is_kept_from_person,
    )
    _note(disclosure, by, "disclosure.ask")
    return disclosure


def read_disclosure(*, disclosure: Disclosure, by: Actor) -> None:
    """`by` was shown it."""
    _note(disclosure, by, "disclosure.open")


@transaction.atomic
def approve_disclosure(*, disclosure: Disclosure, by: User) -> None:
    """Agree that it is told. Raises PermissionDenied and SomebodyGotThereFirst."""
    now = timezone.now()
    _decide(disclosure, by, "disclosure.approve", approved_at=now)


@transaction.atomic
def refuse_disclosure(*, disclosure: Disclosure, by: User) -> None:
    """It is not to be told. Raises PermissionDenied and SomebodyGotThereFirst."""
    _decide(disclosure, by, "disclosure.refuse", refused_at=timezone.now())


def _decide(disclosure: Disclosure, by: User, verb: str, **when: datetime) -> None:
    person = disclosure.person
    need(by, Permission.DISCLOSURE_APPROVE, person)
    if by.pk == disclosure.asked_by_id or person.kept_from.filter(pk=by.pk).exists():
        raise PermissionDenied(Permission.DISCLOSURE_APPROVE)
    rows = Disclosure.objects.undecided().filter(pk=disclosure.pk)
    if not rows.update(approved_by=by, updated_at=timezone.now(), **when):
        raise SomebodyGotThereFirst
    _note(disclosure, by, verb)


def _note(disclosure: Disclosure, by: Actor, verb: str) -> None:
    where = disclosure.person.organisation
    record(by=by, verb=verb, subject=disclosure, organisation=where)
