"""Who is there for somebody at a moment, and what may be promised: never more than is true."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from checkups.models import CallRequest, OnCall, Plan
from referrals.models import PeerWorker
from referrals.models.buddies import PEER_ROLES
from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.people.models import Grant, Person
from rosc.ui.templatetags.ui import clock
from rosc.working_days import DAY, after, is_working_day

READ_FROM, READ_UNTIL = time(9), time(17)  # when somebody is at a desk, on working days
HOLDS = [r.slug for r in ROLES.values() if Permission.CHECK_UP_HOLD in r.permissions]
SEES = [r.slug for r in ROLES.values() if Permission.PERSON_READ in r.permissions]
SEES_ALL = [r.slug for r in ROLES.values() if Permission.PERSON_READ_ALL in r.permissions]
LEADS = [r.slug for r in ROLES.values() if Permission.PERSON_GIVE in r.permissions]


# --- When answers are read --------------------------------------------------------------------
def next_desk_time(now: datetime) -> datetime | None:
    """When somebody is at a desk again; None while somebody is."""
    local = timezone.localtime(now)
    on, at = local.date(), local.time()
    if is_working_day(on) and READ_FROM <= at < READ_UNTIL:
        return None
    on = on if is_working_day(on) and at < READ_FROM else after(on, 1)
    return timezone.make_aware(datetime.combine(on, READ_FROM))


@dataclass(frozen=True, slots=True)
class Reading:
    """What is said of when answers are read: not before `opens` (None: it is a working hour now),
    with a human reply by the end of `reply_by`."""

    opens: datetime | None
    reply_by: date


def reading_of(now: datetime) -> Reading:
    return Reading(next_desk_time(now), after(timezone.localdate(now), 1))


# --- Who can ring -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Promise:
    """Who rings, and when: a `caller` who is on call now, until `until`; or from the first time
    `at` which somebody can, where it rests on their `hours` with them as `caller`."""

    caller: User | None
    at: datetime
    until: datetime | None = None
    hours: OnCall | None = None

    @property
    def is_now(self) -> bool:
        return self.until is not None


def promise_for(person: Person, plan: Plan | None, now: datetime) -> Promise:
    """A call today only while somebody who may ring them has put themselves down; otherwise the
    day and the time of the first."""
    if there := promise_now(person, plan, now):
        return there
    here = person.organisation
    desk = next_desk_time(now) or _tomorrows_desk(now)
    coming = OnCall.objects.from_now(here, now).filter(starts_at__lte=desk).select_related("user")
    row = next((one for one in coming if may_ring(person, one.user)), None)
    return Promise(row.user, row.starts_at, hours=row) if row else Promise(None, desk)


def promise_now(
    person: Person, plan: Plan | None, now: datetime, but: UUID | None = None
) -> Promise | None:
    """A call by somebody who is on call at this moment, and is not `but`; None without one."""
    here = person.organisation
    rows = OnCall.objects.at(here, now).select_related("user").order_by("-ends_at", "pk")
    able = [one for one in rows if one.user_id != but and may_ring(person, one.user)]
    if not able:
        return None
    first = min(able, key=lambda one: _preference(one.user, here, plan))
    return Promise(first.user, now, first.ends_at, first)


def _tomorrows_desk(now: datetime) -> datetime:
    """Nobody is on call, so that nobody has promised anything for today."""
    on = after(timezone.localdate(now), 1)
    return timezone.make_aware(datetime.combine(on, READ_FROM))


def _preference(user: User, here: Organisation, plan: Plan | None) -> tuple[bool, bool, str]:
    is_own = plan is not None and plan.worker_id == user.pk
    return (not is_own, not is_peer_only(user, here), user.name)


def may_ring(person: Person, user: User) -> bool:
    """Whether they may be named to the person as who rings: they can open the record, or are ready
    for people to be given to them; never somebody who is kept from it."""
    fresh = User.objects.get(pk=user.pk)  # memberships are read once for each user object
    if not fresh.may(Permission.ON_CALL, person.organisation):
        return False
    if person.kept_from.filter(pk=user.pk).exists():
        return False
    if Person.objects.visible_to(fresh).filter(pk=person.pk).exists():
        return True
    ready = PeerWorker.objects.filter(user=user, organisation=person.organisation_id).ready()
    return not person.is_closed and not person.is_hidden and ready.exists()


def is_peer_only(user: User, here: Organisation) -> bool:
    """Whether they support people there and hold no other role with people: they may be a
    volunteer, and are never the only one who is told of something urgent."""
    held = Membership.objects.active().filter(user=user, organisation=here, role__in=HOLDS)
    roles = set(held.values_list("role", flat=True))
    return bool(roles) and roles <= set(PEER_ROLES)


# --- In words ------------------------------------------------------------------------------------
def call_in_words(promise: Promise) -> str:
    """ "Sam Rivers rings you today, before 8pm" (over midnight: "tonight, before 2am"); "we ring
    you on Monday 30 November, from 9am"."""
    at = timezone.localtime(promise.at)
    if promise.caller is None or promise.until is None:
        return f"we ring you on {_day(at.date())}, from {clock(at.time())}"
    until = timezone.localtime(promise.until)
    day = "today" if until.date() == at.date() else "tonight"
    return f"{promise.caller.name} rings you {day}, before {clock(until.time())}"


def promised_in_words(request: CallRequest) -> str:
    """The same of one that was asked for; nothing where no call was wanted."""
    if request.promised_on is None or request.promised_at is None:
        return ""
    at = clock(request.promised_at)
    if request.caller is not None and not request.is_from:
        is_same_day = request.promised_on == timezone.localdate(request.asked_at)
        day = "" if is_same_day else f" on {_day(request.promised_on)}"
        return f"{request.caller.name} rings you before {at}{day}"
    return f"We ring you on {_day(request.promised_on)}, from {at}"


def _day(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B}"


# --- Whom to tell -----------------------------------------------------------------------------
def workers_of(person: Person, plan: Plan | None) -> list[User]:
    """Who does the check-ups: the worker, or without one their team; those that still work there
    and may open the record. Without a plan, whoever leads."""
    if plan is None:
        return leads_of(person)
    rows = _members(person, HOLDS)
    own = _each(rows.filter(user=plan.worker_id)) if plan.worker_id else []
    return own or _team(rows, plan) or leads_of(person)


def _team(rows: QuerySet[Membership], plan: Plan) -> list[User]:
    return _each(rows.filter(teams=plan.team_id)) if plan.team_id else []


def leads_of(person: Person) -> list[User]:
    return _each(_members(person, LEADS))


def everybody_of(person: Person) -> list[User]:
    """All who work there with everybody."""
    return _each(_members(person, SEES_ALL))


def supervisors_of(person: Person, users: list[User]) -> list[User]:
    """Who supervises those of them who are peer workers there."""
    rows = PeerWorker.objects.filter(
        user__in=[one.pk for one in users], organisation=person.organisation_id
    )
    members = _members(person, [*SEES, *SEES_ALL])
    return _each(members.filter(user__in=rows.values("supervisor")))


def on_call_for(person: Person, now: datetime) -> list[User]:
    rows = OnCall.objects.at(person.organisation, now).select_related("user")
    found = {one.user_id: one.user for one in rows}
    return [one for one in found.values() if may_ring(person, one)]


def _members(person: Person, roles: list[str]) -> QuerySet[Membership]:
    """Who works there in one of these roles and may open the record."""
    rows = Membership.objects.active().filter(organisation=person.organisation_id, role__in=roles)
    return rows.filter(_opens(person)).select_related("user").order_by("user__name", "pk")


def _opens(person: Person) -> Q:
    """What `Person.visible_to` says of one user, said of all members in one query: so nightly
    sweeps ask no more than once for each check-up."""
    same = {"user": OuterRef("user"), "organisation": OuterRef("organisation")}
    there = Membership.objects.active().filter(**same)
    record = Person.objects.unscoped_for("message").filter(
        pk=person.pk, is_hidden=False, erased_on=None
    )
    given = Grant.objects.standing(timezone.now()).filter(person=person.pk, user=OuterRef("user"))
    kept = Person.kept_from.through.objects.filter(person=person.pk, user=OuterRef("user"))
    wide = Exists(there.filter(role__in=SEES_ALL)) & Exists(record.filter(is_closed=False))
    own = Exists(there.filter(role__in=SEES)) & Exists(given) & Exists(record)
    return Q(wide | own) & ~Q(Exists(kept))


def _each(rows: QuerySet[Membership]) -> list[User]:
    """Each once, by name."""
    return list({one.user_id: one.user for one in rows}.values())


def hours_without_anybody(organisation: Organisation, now: datetime, days: int = 7) -> list[date]:
    """The days of the coming week on which nobody has put themselves down at all."""
    today = timezone.localdate(now)
    rows = OnCall.objects.from_now(organisation, now)
    spans = [(timezone.localdate(one.starts_at), timezone.localdate(one.ends_at)) for one in rows]
    week = [today + DAY * number for number in range(days)]
    return [day for day in week if not any(start <= day <= end for start, end in spans)]
