"""Somebody says that things have slipped, or wants to be rung: kept, promised truthfully, told to
whoever can act on it, and open until a human has answered."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from checkups import own_messages
from checkups.actions.promising import promised
from checkups.actions.returning import draft_return
from checkups.actions.urgent import TWICE, raise_urgent
from checkups.models import CallRequest, Plan, WantedCall
from checkups.reaching import promise_for
from rosc.access import Actor, Oneself, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people import actions as people
from rosc.people.models import Person
from rosc.working_days import after

WITHOUT_A_CALL = {WantedCall.ONLY_TO_SAY}
CAME_OF_IT = ("spoke", "tried")


@transaction.atomic
def ask_for_help(
    *, person: Person, plan: Plan | None, by: Oneself, what: str, words: str = "", unsafe: bool
) -> CallRequest:
    """From one's own page: what would help, with a call today only while somebody is on call.

    Whoever may not be safe is in front of a human as fast as there is one. Raises
    PermissionDenied for somebody else's record, and ValidationError while contact is stopped.
    """
    if person.pk not in by.person_ids:
        raise PermissionDenied(Permission.CHECK_UP_MOVE)
    if person.is_stopped:
        raise ValidationError("You have stopped all contact. Say first that we may ring you.")
    _lock(person)
    if unsafe:
        raise_urgent(person=person, plan=plan, checkup=None, why=["unsafe"], by=by)
    return ask(person=person, plan=plan, what=what, words=words, by=by)


@transaction.atomic
def ask(*, person: Person, plan: Plan | None, what: str, words: str = "", by: Actor) -> CallRequest:
    """Keep it and tell whoever rings. Help with getting into treatment is drafted at once, where
    there is a place to write to. Sent twice, it is asked for once."""
    now = timezone.now()
    _lock(person)
    if sent := sent_just_now(person, what, words, now):
        return sent
    request = CallRequest(
        person=person,
        plan=plan,
        what=what,
        words=words.strip() or None,
        asked_at=now,
        answer_by=after(timezone.localdate(now), 1),
    )
    if what not in WITHOUT_A_CALL:
        for name, value in promised(promise_for(person, plan, now), now).items():
            setattr(request, name, value)
    if what == WantedCall.TREATMENT:
        request.led_to = draft_return(person=person, plan=plan)
    request.save(force_insert=True)
    _note(request, by, "call.ask", what=what, has_draft=request.led_to_id is not None)
    own_messages.tell_call_wanted(request)
    return request


def _lock(person: Person) -> None:
    """Two presses at once wait for each other."""
    rows = Person.objects.unscoped_for("change").select_for_update(no_key=True)
    rows.filter(pk=person.pk).first()


def sent_just_now(person: Person, what: str, words: str, now: datetime) -> CallRequest | None:
    """The same, asked for a moment ago: a button that was pressed twice."""
    rows = CallRequest.objects.open().filter(person=person, what=what, asked_at__gt=now - TWICE)
    same = (one for one in rows.order_by("-asked_at") if (one.words or "") == words.strip())
    return next(same, None)


@transaction.atomic
def open_request(*, request: CallRequest, by: User) -> None:
    """They read what somebody asked for: it is an opening of the record."""
    people.opened(person=request.person, by=by, what="call")


@transaction.atomic
def answer_request(*, request: CallRequest, by: User, result: str) -> None:
    """They have spoken; or were not reached yet, which leaves it open.

    Raises PermissionDenied and SomebodyGotThereFirst.
    """
    if not by.may(Permission.CHECK_UP_HOLD, request.person.organisation):
        raise PermissionDenied(Permission.CHECK_UP_HOLD)
    now = timezone.now()
    changed = {"done_at": now, "done_by": by} if result == "spoke" else {}
    rows = CallRequest.objects.open().filter(pk=request.pk)
    if result not in CAME_OF_IT or not rows.update(**changed, updated_at=now):
        raise SomebodyGotThereFirst
    _note(request, by, "call.answer", result=result)


def _note(request: CallRequest, by: Actor, verb: str, **details: Any) -> None:
    where = request.person.organisation
    record(by=by, verb=verb, subject=request.person, organisation=where, details=details)
