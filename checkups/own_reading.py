"""What the pages for the person themselves show of their check-ups. No note, number or answer that
is saved: whoever holds the phone reads nothing they did not know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from checkups.actions.answering import may_have_form
from checkups.models import CallRequest, CheckUp, Plan, SelfCompletion, UrgentFlag, WantedCall
from checkups.reaching import (
    Promise,
    call_in_words,
    on_call_for,
    promise_for,
    promised_in_words,
    reading_of,
)
from checkups.returning import was_in_treatment
from directory.search.asked import Asked, MeetingHit
from directory.search.meeting_search import search_meetings
from directory.search.where import locate
from rosc.accounts.models import OrganisationKind
from rosc.people.models import Person
from rosc.working_days import DAY, is_working_day

# Where these kinds hold it, a landlord or a council may be among those who see it.
AROUND_LIFE = {
    *(OrganisationKind.SUPPORTING, OrganisationKind.PARTNERSHIP, OrganisationKind.COMMUNITY),
}
FORM_BEFORE = timedelta(days=3)  # a check-up may be done on the phone from here on
MOST_DAYS, SOONEST = 10, 1
MOST_TONIGHT = 3


# --- Plans and days -----------------------------------------------------------------------------
def every_plan_of(people: list[Person]) -> Any:
    """Their plans at each organisation, also those that are over."""
    rows = Plan.objects.unscoped_for("person").filter(person__in=people)
    return rows.select_related(
        *("person__organisation", "organisation", "worker", "team", "consent")
    ).order_by("created_at", "pk")


def plans_of(people: list[Person]) -> Any:
    """Those that go on or are paused."""
    return every_plan_of(people).standing()


def planned_of(people: list[Person]) -> Any:
    """Their check-ups that are still to come, or late."""
    return checkups_of(people).planned()


def checkups_of(people: list[Person]) -> Any:
    rows = CheckUp.objects.unscoped_for("person").filter(plan__person__in=people)
    return rows.select_related(
        *("plan__person__organisation", "plan__organisation", "plan__worker", "organisation")
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """One plan on the person's own page."""

    plan: Plan
    next: CheckUp | None
    may_start: bool
    is_late: bool = False

    @property
    def who(self) -> str:
        """With whom, and where: only somebody with an account here is named."""
        worker = self.plan.worker
        place = self.plan.organisation.name
        return f"{worker.name} at {place}" if worker else place


def own_panel(people: list[Person]) -> dict[str, Any]:
    now = timezone.now()
    rows = planned_of(people).filter(due_on__gte=timezone.localdate(now))
    coming = {one.plan_id: one for one in reversed(rows.order_by("due_on", "due_at"))}
    standings = [_standing(plan, coming.get(plan.pk), now) for plan in plans_of(people)]
    calls = CallRequest.objects.open().filter(person__in=people, promised_on__isnull=False)
    return {
        "calls": [_call(one, now) for one in calls.for_list()],
        "standings": standings,
        "is_stopped": people[0].is_stopped,
    }


def _call(request: CallRequest, now: datetime) -> str:
    """What stands of a call they asked for: the words that count now, or that it is late."""
    if request.is_over(now):
        return "We have not spoken yet. It is not forgotten: we still mean to ring you."
    return f"{promised_in_words(request)}."


def _standing(plan: Plan, checkup: CheckUp | None, now: datetime) -> Standing:
    """It can be done on the phone from a few days before, while they agreed to that."""
    if checkup is None:
        return Standing(plan, None, may_start=False)
    soon = checkup.due_on - FORM_BEFORE <= timezone.localdate(now)
    is_new = not SelfCompletion.objects.filter(checkup=checkup, finished_at__isnull=False).exists()
    may_start = soon and is_new and may_have_form(checkup, now)
    return Standing(plan, checkup, may_start, is_late=checkup.starts_at < now)


def days_for(checkup: CheckUp, today: date) -> list[date]:
    """The next days it can be moved to: those on which somebody works, and nothing is planned."""
    plan = checkup.plan
    rows = CheckUp.objects.unscoped_for("person").planned().filter(plan=plan)
    taken = set(rows.values_list("due_on", flat=True))
    found: list[date] = []
    day = today + DAY * SOONEST
    while len(found) < MOST_DAYS:
        if day not in taken and (plan.any_day or is_working_day(day)):
            found.append(day)
        day += DAY
    return found


# --- Things have slipped ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Slipped:
    """What is there for somebody at this moment."""

    person: Person
    plan: Plan | None
    promise: Promise
    is_back: bool
    tonight: list[MeetingHit]

    @property
    def call(self) -> str:
        """The call that may be promised, in words: today only while somebody is on call."""
        return f"A call: {call_in_words(self.promise)}"


def slipped_of(people: list[Person], now: datetime) -> Slipped:
    plan = plans_of(people).first()
    person = plan.person if plan else people[0]
    promise = promise_for(person, plan, now)
    is_back = was_in_treatment(people, plan)
    return Slipped(person, plan, promise, is_back, open_tonight(person, now))


def open_tonight(person: Person, now: datetime) -> list[MeetingHit]:
    """A few meetings near them that are still to come tonight; none where we do not know where."""
    if not person.postcode:
        return []
    asked = Asked(where=locate(person.postcode), now=now, day="tonight")
    found = search_meetings(asked, size=MOST_TONIGHT)
    return found.hits if not found.widened else []


def own_request(people: list[Person], pk: Any) -> Any:
    """One that they asked for themselves."""
    return CallRequest.objects.filter(person__in=people, pk=pk).for_list()


def is_anybody_on_call(person: Person, now: datetime) -> bool:
    return bool(on_call_for(person, now))


def told_of(flag: UrgentFlag | None) -> int:
    """How many people were told of what could not wait."""
    return len(flag.told) if flag else 0


def latest_flag(people: Iterable[Person], since: datetime) -> UrgentFlag | None:
    """What they said a moment ago that could not wait."""
    rows = UrgentFlag.objects.filter(person__in=list(people), raised_at__gte=since)
    return rows.order_by("-raised_at").first()


# --- A form -------------------------------------------------------------------------------------
def around_form(form: SelfCompletion, now: datetime) -> dict[str, Any]:
    """When it is read, who sees it, and whether somebody is there at this moment."""
    plan = form.checkup.plan
    return {
        "person": plan.person,
        "plan": plan,
        "reading": reading_of(now),
        "is_on_call": is_anybody_on_call(plan.person, now),
        "is_alone": not AROUND_LIFE & set(plan.organisation.kinds),
        "urgent": UrgentFlag.objects.filter(checkup=form.checkup).order_by("-raised_at").first(),
        "rings": CallRequest.objects.filter(
            plan=plan, what=WantedCall.RING_ME, asked_at__gte=form.created_at
        )
        .order_by("-asked_at")
        .first(),
    }
