"""Who is let into a record, who is kept out, and breaking the glass."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from rosc.access import ROLES, Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import Membership, User
from rosc.audit.actions import record
from rosc.people import notifications, records
from rosc.people.actions.checks import need
from rosc.people.models import Grant, GrantReason, Person

GLASS_LASTS = timedelta(hours=1)


@transaction.atomic
def give(
    *,
    person: Person,
    user: User,
    by: Actor,
    starts_at: datetime | None = None,
    until: datetime | None = None,
    reason: str = "given",
) -> Grant:
    """Let a member of the same organisation into one record, to support the person.

    Raises PermissionDenied, and ValidationError where `user` could not open it anyway, is kept
    from it, or is given nobody for a reason that another app knows.
    """
    need(by, Permission.PERSON_GIVE, person)
    if not user.may(Permission.PERSON_READ, person.organisation):
        raise ValidationError("They do not work with people there.", code="not_there")
    if person.kept_from.filter(pk=user.pk).exists():
        raise ValidationError("They may not open this record.", code="kept_from")
    records.before_given(person, user)
    now = timezone.now()
    if person.grants.standing(now).filter(user=user, reason=reason).exists():
        raise SomebodyGotThereFirst
    grant = Grant.objects.create(
        person=person, user=user, reason=reason, starts_at=starts_at or now, until=until
    )
    person.grants.wanting_a_successor().update(wants_successor=False, updated_at=now)
    _note(grant, by, "person.give")
    return grant


@transaction.atomic
def take_back(*, grant: Grant, by: Actor, wants_successor: bool = False) -> None:
    """End it; they see the record no more. Whoever hands somebody back themselves leaves them to
    those who lead. Raises PermissionDenied and SomebodyGotThereFirst."""
    if by != grant.user:
        need(by, Permission.PERSON_GIVE, grant.person)
    wants = wants_successor or by == grant.user
    now = timezone.now()
    rows = Grant.objects.filter(pk=grant.pk, ended_at=None)
    if not rows.update(ended_at=now, wants_successor=wants, updated_at=now):
        raise SomebodyGotThereFirst
    grant.ended_at, grant.wants_successor = now, wants
    _note(grant, by, "person.take_back")


@transaction.atomic
def see_to(*, person: Person, by: Actor) -> None:
    """Whoever supported them has stopped, and nobody else is needed, or somebody is found without
    a grant. Raises PermissionDenied and SomebodyGotThereFirst."""
    need(by, Permission.PERSON_GIVE, person)
    rows = person.grants.wanting_a_successor()
    if not rows.update(wants_successor=False, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    where = person.organisation
    record(by=by, verb="person.see_to", subject=person, organisation=where)


@transaction.atomic
def keep_from(*, person: Person, user: User, by: Actor) -> None:
    """Name a colleague who may not open this record (a neighbour, a relative).

    Raises PermissionDenied, SomebodyGotThereFirst when they were named already, and
    ValidationError where nobody who leads would be left.
    """
    need(by, Permission.PERSON_CHANGE, person)
    if person.kept_from.filter(pk=user.pk).exists():
        raise SomebodyGotThereFirst
    _somebody_leads(person, user)
    person.kept_from.add(user)
    for grant in person.grants.holding(timezone.now()).filter(user=user):
        Grant.objects.filter(pk=grant.pk).update(ended_at=timezone.now())
    details = {"user": user.pk}
    where = person.organisation
    record(by=by, verb="person.keep_from", subject=person, organisation=where, details=details)


def _somebody_leads(person: Person, user: User) -> None:
    """Raises ValidationError where nobody who leads would be left to look after the record."""
    leading = [r.slug for r in ROLES.values() if Permission.PERSON_GIVE in r.permissions]
    there = Membership.objects.active().filter(
        organisation=person.organisation_id, role__in=leading
    )
    if not there.filter(user=user).exists():
        return
    Person.objects.unscoped_for("change").select_for_update().get(pk=person.pk)
    if not there.exclude(user=user).exclude(user__kept_from=person.pk).exists():
        raise ValidationError(
            "Nobody who leads would be left to open this record. Invite a second person who "
            "leads first.",
            code="nobody_left",
        )


@transaction.atomic
def let_in(*, person: Person, user: User, by: Actor) -> None:
    """Take a colleague off the list of those kept out: who leads decides, never they themselves.

    Raises PermissionDenied, and SomebodyGotThereFirst when they were let in already.
    """
    need(by, Permission.PERSON_GIVE, person)
    if by == user:
        raise PermissionDenied(Permission.PERSON_GIVE)
    if not person.kept_from.filter(pk=user.pk).exists():
        raise SomebodyGotThereFirst
    person.kept_from.remove(user)
    details = {"user": user.pk}
    where = person.organisation
    record(by=by, verb="person.let_in", subject=person, organisation=where, details=details)


@transaction.atomic
def break_glass(*, person: Person, why: str, category: str = "", by: User) -> Grant:
    """Let an administrator read one record for an hour; its organisation is told at once.

    Raises PermissionDenied, and ValidationError without a reason.
    """
    if not by.may(Permission.PERSON_BREAK_GLASS):
        raise PermissionDenied(Permission.PERSON_BREAK_GLASS)
    if len(why.split()) < 3:
        raise ValidationError("Say in a sentence why you need to look.", code="why")
    now = timezone.now()
    grant = Grant.objects.create(
        person=person,
        user=by,
        reason=GrantReason.GLASS,
        starts_at=now,
        until=now + GLASS_LASTS,
        category=category,
        why=why,
    )
    _note(grant, by, "person.break_glass")
    notifications.tell_glass_broken(grant)
    return grant


@transaction.atomic
def look_over(*, grant: Grant, by: Actor) -> None:
    """The owning organisation has read why the glass was broken: never who broke it.

    Raises PermissionDenied and SomebodyGotThereFirst.
    """
    need(by, Permission.PERSON_ERASE, grant.person)
    if by == grant.user or grant.person.kept_from.filter(pk=by.actor_id).exists():
        raise PermissionDenied(Permission.PERSON_ERASE)
    now = timezone.now()
    rows = Grant.objects.filter(pk=grant.pk, looked_over_at=None)
    if not rows.update(looked_over_at=now, updated_at=now):
        raise SomebodyGotThereFirst
    _note(grant, by, "person.look_over")


def _note(grant: Grant, by: Actor, verb: str) -> None:
    details = {"grant": grant.pk, "user": grant.user_id, "reason": grant.reason}
    where = grant.person.organisation
    record(by=by, verb=verb, subject=grant.person, organisation=where, details=details)
