"""What cannot wait: told at once to whoever does the check-ups and who is on call, and climbing
until somebody has opened it. Somebody who may be a volunteer is never the only one told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from checkups import own_messages
from checkups.models import CheckUp, Plan, UrgentFlag
from checkups.reaching import (
    everybody_of,
    is_peer_only,
    leads_of,
    on_call_for,
    supervisors_of,
    workers_of,
)
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people import actions as people
from rosc.people.models import Person

TWICE = timedelta(minutes=5)  # so soon after each other, the same is one
AGAIN = timedelta(hours=1)  # once all were told, they are told once more, until it is opened


@transaction.atomic
def raise_urgent(
    *, person: Person, plan: Plan | None, checkup: CheckUp | None, why: Iterable[str], by: Actor
) -> UrgentFlag:
    """Put it before a human, with a time to open it by. Sent twice, it is told once."""
    now, why = timezone.now(), list(why)
    same = UrgentFlag.objects.unopened().filter(person=person, checkup=checkup, why=why)
    if sent := same.filter(raised_at__gt=now - TWICE).first():
        return sent
    flag = UrgentFlag(
        person=person,
        plan=plan,
        checkup=checkup,
        why=why,
        raised_at=now,
        climbs_at=now + timedelta(minutes=settings.URGENT_OPEN_MINUTES),
    )
    first = _first_told(flag, now)
    flag.told = [one.pk for one in first]
    flag.save(force_insert=True)
    _note(flag, by, "urgent.raise", people=len(first))
    own_messages.tell_urgent(flag, first)
    return flag


def _first_told(flag: UrgentFlag, now: datetime) -> list[User]:
    own, there = workers_of(flag.person, flag.plan), on_call_for(flag.person, now)
    first = [*own, *there]
    if all(is_peer_only(one, flag.person.organisation) for one in first):
        first += [*supervisors_of(flag.person, first), *leads_of(flag.person)]
    return list({one.pk: one for one in first}.values())


def _told_at(flag: UrgentFlag, level: int, now: datetime) -> list[User]:
    """Who is told at a level of the chain: first who leads, then all who work there."""
    if level == 1:
        before = list(User.objects.filter(pk__in=flag.told))
        found = [*supervisors_of(flag.person, before), *leads_of(flag.person)]
    else:
        found = [*on_call_for(flag.person, now), *everybody_of(flag.person)]
    return list({one.pk: one for one in found}.values())


@transaction.atomic
def climb(*, flag: UrgentFlag, now: datetime) -> bool:
    """Nobody opened it in time: the next in the chain is told, and then all of them, each hour.

    Raises SomebodyGotThereFirst where it was opened meanwhile, or has climbed.
    """
    level = flag.level + 1
    wait = timedelta(minutes=settings.URGENT_OPEN_MINUTES) if level == 1 else AGAIN
    rows = UrgentFlag.objects.to_climb(now).filter(pk=flag.pk, level=flag.level)
    told = _told_at(flag, level, now)
    all_told = list(dict.fromkeys([*flag.told, *(one.pk for one in told)]))
    changes = {"level": level, "climbs_at": now + wait, "told": all_told, "updated_at": now}
    if not rows.update(**changes):
        raise SomebodyGotThereFirst
    flag.level, flag.told = level, all_told
    own_messages.tell_urgent(flag, told)
    return True


@transaction.atomic
def open_urgent(*, flag: UrgentFlag, by: User) -> None:
    """Somebody has it before them: it climbs no further. Raises PermissionDenied."""
    if not by.may(Permission.CHECK_UP_HOLD, flag.person.organisation):
        raise PermissionDenied(Permission.CHECK_UP_HOLD)
    people.opened(person=flag.person, by=by, what="urgent")
    now = timezone.now()
    rows = UrgentFlag.objects.unopened().filter(pk=flag.pk)
    if rows.update(opened_at=now, opened_by=by, climbs_at=None, updated_at=now):
        flag.opened_at, flag.opened_by = now, by
        _note(flag, by, "urgent.take")


@transaction.atomic
def pass_on_urgent(*, flag: UrgentFlag, by: User) -> None:
    """Whoever opened it cannot do it now: the next in the chain is told at once.

    Raises PermissionDenied, and SomebodyGotThereFirst where somebody else has it.
    """
    if not by.may(Permission.CHECK_UP_HOLD, flag.person.organisation):
        raise PermissionDenied(Permission.CHECK_UP_HOLD)
    now = timezone.now()
    rows = UrgentFlag.objects.filter(pk=flag.pk, opened_by=by)
    if not rows.update(opened_at=None, opened_by=None, climbs_at=now, updated_at=now):
        raise SomebodyGotThereFirst
    flag.opened_at, flag.opened_by = None, None
    _note(flag, by, "urgent.pass_on")
    climb(flag=flag, now=now)


def _note(flag: UrgentFlag, by: Actor, verb: str, **details: object) -> None:
    where = flag.person.organisation
    record(by=by, verb=verb, subject=flag.person, organisation=where, details=details)
