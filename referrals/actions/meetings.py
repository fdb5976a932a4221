"""Help getting to a meeting: the worker's own record. The group hears nothing and is asked nothing;
who was there is never written down, nor a sponsor."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from directory.models import Service
from referrals.meeting_help import STEPS
from referrals.models import MeetingHelp
from rosc.access import Actor, Oneself, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people.models import Person

COLUMNS = dict(STEPS)


@transaction.atomic
def start_meeting_help(*, person: Person, service: Service, by: Actor) -> MeetingHelp:
    """Begin to help somebody get to a meeting; told about it today. What was begun goes on.

    Raises PermissionDenied, and ValidationError for what is no mutual aid group or somebody whom
    it would not help.
    """
    _need(person, by)
    if not service.is_mutual_aid:
        raise ValidationError("That is not a mutual aid group. Introduce them instead.")
    if person.died_on is not None or person.is_restricted:
        raise ValidationError("This record is set aside. Nothing is noted in it.", code="aside")
    user = by if isinstance(by, User) else None
    first = {"told_on": timezone.localdate(), "started_by": user}
    found, is_new = MeetingHelp.objects.get_or_create(
        person=person, service=service, defaults=first
    )
    if is_new:
        _note(found, by, "person.start_meeting_help", "told_on")
    return found


@transaction.atomic
def note_meeting_help(*, found: MeetingHelp, step: str, is_done: bool, by: Actor) -> MeetingHelp:
    """Note a step as done today, or take it back. Raises PermissionDenied, ValidationError for a
    step there is not, and SomebodyGotThereFirst where it stands so already."""
    _need(found.person, by)
    if step not in COLUMNS:
        raise ValidationError("Choose what was done.")
    value = timezone.localdate() if is_done else None
    rows = MeetingHelp.objects.filter(pk=found.pk, **{f"{step}__isnull": is_done})
    if not rows.update(**{step: value}, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    setattr(found, step, value)
    _note(found, by, "person.note_meeting_help", step)
    return found


@transaction.atomic
def say_went(*, found: MeetingHelp, went: str, by: Oneself) -> MeetingHelp:
    """The person says how it was, if they wish, and may say otherwise on any day.

    Raises PermissionDenied for anybody else, and ValidationError.
    """
    if not isinstance(by, Oneself) or found.person_id not in by.person_ids:
        raise PermissionDenied
    if went not in MeetingHelp.Went.values:
        raise ValidationError("Choose one of them.")
    found.went = went
    found.save(update_fields=["went", "updated_at"])
    where = found.person.organisation
    record(by=by, verb="person.say_went", subject=found.person, organisation=where)
    return found


def _need(person: Person, by: Actor) -> None:
    if not by.may(Permission.PERSON_CHANGE, person.organisation):
        raise PermissionDenied(Permission.PERSON_CHANGE)


def _note(found: MeetingHelp, by: Actor, verb: str, step: str) -> None:
    where, details = found.person.organisation, {"help": found.pk, "step": step}
    record(by=by, verb=verb, subject=found.person, organisation=where, details=details)
