"""Changing entries: question by question into a draft, then to the public or to an administrator.

A draft belongs to the entry, not to whoever began it: everybody in the organisation goes on in the
same one. Whoever answers a question that somebody else has answered meanwhile is told.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from directory import notifications
from directory.actions.agreements import check_contacts, settle_contacts
from directory.actions.entry_facts import Unfit
from directory.actions.entry_says import Says, as_json, facts_of, from_kept, says_of
from directory.actions.entry_versions import keep_found, keep_version, read_service
from directory.actions.entry_writing import Writer
from directory.actions.index import index
from directory.models import EntryChange, EntryVersion, Service
from directory.models.choices import Mode, ServiceStatus
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.workflow import TransitionRecord, advance

NEEDED = {"name": "name", "kinds": "kind", "description": "about", "modes": "where"}


def check_may_change(by: Actor, organisation: Organisation) -> None:
    """Raises PermissionDenied."""
    if not by.may(Permission.SERVICE_CHANGE, organisation):
        raise PermissionDenied(Permission.SERVICE_CHANGE)


def needs_approval(organisation: Organisation, by: Actor) -> bool:
    """Whether an administrator looks at it first; not if `by` is one, or it is trusted."""
    profile = getattr(organisation, "profile", None)
    is_trusted = profile is not None and profile.is_trusted
    return not (is_trusted or by.may(Permission.ORGANISATION_APPROVE))


def seen_of(service: Service, change: EntryChange | None, question: str) -> str:
    """What tells whether a question is still as a page showed it: a version number."""
    if change is None:
        return f"v{service.version}"
    return f"{change.pk}.{change.revisions.get(question, 0)}"


def missing_in(says: Says) -> list[str]:
    """The questions that must be answered before anybody can find it, by name."""
    missing = [question for name, question in NEEDED.items() if not says.get(name)]
    if Mode.IN_PERSON in says.get("modes", []) and not says.get("locations"):
        missing.append("where")
    return list(dict.fromkeys(missing))


# --- Writing it --------------------------------------------------------------------------------
@transaction.atomic
def add_entry(*, organisation: Organisation, name: str, by: Actor) -> EntryChange:
    """Begin an entry that nobody sees until it is published."""
    check_may_change(by, organisation)
    service = Service.objects.create(
        organisation=organisation, name=name, status=ServiceStatus.DRAFT
    )
    _record("add", service, by)
    return EntryChange.objects.create(
        service=service, says={"name": name}, answered=["name"], revisions={"name": 1}
    )


@transaction.atomic
def answer(*, service: Service, question: str, seen: str, values: Says, by: Actor) -> EntryChange:
    """Write the answer to one question into the draft, which begins with it if there is none.

    `seen` is `seen_of` the question as the page showed it. Raises PermissionDenied, and
    SomebodyGotThereFirst when it was answered since, or the change waits for an administrator.
    """
    check_may_change(by, service.organisation)
    now = read_service(service.pk, to_write=True)
    change = now.unsettled_change
    if seen != seen_of(now, change, question) or (change and not change.is_worked_on):
        raise SomebodyGotThereFirst
    change = change or _begin(now)
    said = {**change.says, **as_json(values)}
    change.says = {name: value for name, value in said.items() if value not in ("", [], {}, None)}
    change.answered = list(dict.fromkeys([*change.answered, question]))
    touched = {question, *({"when"} if "sessions" in values else ())}
    counts = {one: change.revisions.get(one, 0) + 1 for one in touched}
    change.revisions = {**change.revisions, **counts}
    change.save(update_fields=["says", "answered", "revisions", "updated_at"])
    _record("answer", now, by, question=question)
    return change


def _begin(service: Service, **fields: Any) -> EntryChange:
    is_new = service.status == ServiceStatus.DRAFT
    if not is_new:
        keep_found(service)
    says = {"name": service.name} if is_new else says_of(service)
    return EntryChange.objects.create(
        service=service, base=service.version, **{"says": says, **fields}
    )


@transaction.atomic
def submit(*, change: EntryChange, seen: int, by: Actor) -> EntryChange:
    """Publish the change, or send it to the administrators; what came of it is its status.

    `seen` is the version of the entry that the page showed: what has changed in it since the draft
    began is kept, except where both changed the same. Raises PermissionDenied,
    SomebodyGotThereFirst, and ValidationError while something is missing.
    """
    now, service = _locked(change)
    check_may_change(by, service.organisation)
    if not now.is_worked_on or service.version != seen:
        raise SomebodyGotThereFirst
    says = merged(now, service)
    if missing_in(says):
        raise ValidationError("Some questions have no answer yet.", code="missing")
    check_contacts(service, says)
    if needs_approval(service.organisation, by):
        sender = by if isinstance(by, User) else None
        changes = {"says": says, "base": service.version, "reason": ""}
        changes |= {"sent_by": sender, "sent_at": timezone.now()}
        _check_fit(says, service)
        advance(now, "send", by=by, changes=changes)
    else:
        advance(now, "publish", by=by, changes={"says": {}, "reason": ""})
        _apply(now, service, says, by, EntryVersion.Verb.PUBLISH)
    return now


@transaction.atomic
def take_back(*, change: EntryChange, by: Actor) -> EntryChange:
    """Go on with what was sent. Raises PermissionDenied and SomebodyGotThereFirst."""
    now, _ = _locked(change)
    advance(now, "take_back", by=by)
    return now


@transaction.atomic
def drop(*, change: EntryChange, by: Actor) -> EntryChange:
    """Throw a change away; the entry stays as it is. Raises as `take_back` does."""
    now, _ = _locked(change)
    advance(now, "drop", by=by, changes={"says": {}})
    return now


@transaction.atomic
def restore(*, service: Service, number: int, seen: int, by: Actor) -> EntryChange:
    """Have the entry say once more what it said in version `number`, as a new version.

    Raises as `submit` does, and ValidationError while a change is not settled.
    """
    check_may_change(by, service.organisation)
    now = read_service(service.pk, to_write=True)
    if now.unsettled_change:
        raise ValidationError("Finish the change that somebody has begun first, or throw it away.")
    if now.version != seen:
        raise SomebodyGotThereFirst
    version = EntryVersion.objects.get(service=now, number=number)
    change = _begin(now, says=from_kept(now, version.says), restores=number)
    return submit(change=change, seen=now.version, by=by)


# --- Looking at it -----------------------------------------------------------------------------
def seen_in_review(change: EntryChange) -> str:
    """What tells whether a change is still as an administrator's page showed it."""
    return f"{change.sent_at and change.sent_at.isoformat()} {change.service.version}"


@transaction.atomic
def approve(*, change: EntryChange, seen: str, by: Actor) -> EntryChange:
    """Publish a change that waits, and tell whoever sent it.

    Raises PermissionDenied, and SomebodyGotThereFirst when it is not as the page showed it.
    """
    now, service = _locked(change)
    if now.is_waiting and seen_in_review(now) != seen:
        raise SomebodyGotThereFirst
    says = merged(now, service)
    history = advance(now, "approve", by=by, changes={"says": {}})
    _apply(now, service, says, by, EntryVersion.Verb.APPROVE)
    _tell(now, history)
    return now


@transaction.atomic
def send_back(*, change: EntryChange, seen: str, reason: str, by: Actor) -> EntryChange:
    """Send a change back with a reason, and tell whoever sent it. Raises as `approve` does."""
    now, _ = _locked(change)
    if now.is_waiting and seen_in_review(now) != seen:
        raise SomebodyGotThereFirst
    history = advance(now, "send_back", by=by, changes={"reason": reason})
    _tell(now, history)
    return now


def _tell(change: EntryChange, history: TransitionRecord) -> None:
    for user in _owners(change):
        notifications.tell_looked_at(change, history, user)


def _owners(change: EntryChange) -> Iterable[User]:
    """Whoever sent it; everybody who may change it, where they no longer may."""
    sender, organisation = change.sent_by, change.organisation
    if sender and sender.may(Permission.SERVICE_CHANGE, organisation):
        return [sender]
    return notifications.owners_of(organisation)


# --- Both --------------------------------------------------------------------------------------
def merged(change: EntryChange, service: Service) -> Says:
    """What the change says, with what has changed in the entry since in all it leaves alone."""
    if change.base == service.version:
        return dict(change.says)
    base = _says_at(service, change.base)
    theirs = says_of(service)
    names = {*base, *theirs, *change.says}
    said = {
        name: theirs.get(name) if change.says.get(name) == base.get(name) else change.says.get(name)
        for name in names
    }
    return {name: value for name, value in said.items() if value is not None}


def moved_since(change: EntryChange, service: Service) -> tuple[Says, Says]:
    """What the entry said when the change was begun, and what it says now."""
    return _says_at(service, change.base), says_of(service)


def _says_at(service: Service, number: int) -> Says:
    version = EntryVersion.objects.filter(service=service, number=number).first()
    return from_kept(service, version.says) if version else {}


def _locked(change: EntryChange) -> tuple[EntryChange, Service]:
    """The change and its entry as they are now, held until the transaction ends."""
    service = read_service(change.service_id, to_write=True)
    now = EntryChange.objects.select_for_update().get(pk=change.pk)
    now.service = service
    return now, service


def _check_fit(says: Says, service: Service) -> None:
    try:
        facts_of(says, service)
    except Unfit as error:
        raise ValidationError(str(error)) from error


def _apply(change: EntryChange, service: Service, says: Says, by: Actor, verb: str) -> None:
    """Put what the change says into the tables, as a new version, and into the search."""
    try:
        facts = facts_of(says, service)
    except Unfit as error:
        raise ValidationError(str(error)) from error
    writer = Writer()
    service.wellbeing = says.get("wellbeing") or writer.usual_ways(says["kinds"])
    if service.status == ServiceStatus.DRAFT:
        service.status = ServiceStatus.PUBLISHED
    service.checked_on = timezone.localdate()
    service.checked_by = service.organisation.name
    writer.rewrite(service, facts)
    settle_contacts(service, says, by)
    is_back = change.restores is not None
    kept = EntryVersion.Verb.RESTORE if is_back else verb
    keep_version(read_service(service.pk), verb=kept, by=by)
    index(services=[service.pk])


def _record(verb: str, service: Service, by: Actor, **details: Any) -> None:
    record(
        by=by,
        verb=f"service.{verb}",
        subject=service,
        organisation=service.organisation,
        details=details,
    )
