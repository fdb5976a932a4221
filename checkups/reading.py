"""What the pages of check-ups show, and to whom."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from checkups import notifications
from checkups.actions.booking import coming
from checkups.actions.holding import Tried, tried
from checkups.models import (
    AgreedAction,
    CallRequest,
    CheckUp,
    Plan,
    Prompt,
    SelfCompletion,
    Status,
    StrengthsCheck,
)
from checkups.models.checkups import CheckUpQuerySet
from checkups.questions import QUESTIONS, in_words
from checkups.schedule import Planned
from checkups.shipped import all_shipped
from rosc.access import Permission
from rosc.accounts.models import User
from rosc.outbox.models import OutboundMessage
from rosc.people.models import Person

REMINDERS = 6  # the next ones, and some that were
OFFER_STRENGTHS = timedelta(days=91)
MOST = 50  # rows of a list on the day's page; it says how many more there are
SHOWN = {"mine": "Mine", "team": "My teams", "all": "Everybody's"}
TONES = {
    Status.PLANNED: "wait",
    Status.HELD: "good",
    Status.NOT_REACHED: "quiet",
    Status.MOVED: "quiet",
    Status.CANCELLED: "quiet",
}
P = Permission


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the day: its first rows, and how many there are."""

    title: str
    slug: str
    rows: list[Any]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Day:
    """What waits for somebody who supports people."""

    show: str
    lists: list[Rows]
    calls: list[CallRequest]
    forms: list[SelfCompletion]
    failed: list[tuple[OutboundMessage, CheckUp]]
    without_worker: list[Plan]
    shares: list[dict[str, Any]] = field(default_factory=list)

    @property
    def people(self) -> list[Person]:
        """Everybody who is named on the page."""
        named = [one.plan.person for rows in self.lists for one in rows.rows]
        named += [one.person for one in self.calls] + [one.person for one in self.without_worker]
        named += [one.checkup.plan.person for one in self.forms]
        return list(dict.fromkeys(named + [checkup.plan.person for _, checkup in self.failed]))

    @property
    def is_empty(self) -> bool:
        return not self.people


def day_of(user: User, today: date, show: str = "mine") -> Day:
    """Today, this week, overdue, could not be reached yet; who wants a call; which messages did
    not go. `show`: one's own, one's teams', or all that one may see."""
    plans = _whose(Plan.objects.visible_to(user).standing(), user, show)
    rows = CheckUp.objects.unscoped_for("plan").at_home_of(user).filter(plan__in=plans).for_list()
    week = today + timedelta(days=7)
    lists = [
        _list("Overdue", "overdue", rows.overdue(today)),
        _list("Today", "today", rows.planned().filter(due_on=today)),
        _list(
            "In the next seven days",
            "week",
            rows.planned().filter(due_on__gt=today, due_on__lte=week),
        ),
        _list("Could not be reached yet", "not-reached", rows.not_reached_yet()),
    ]
    return Day(
        show=show,
        lists=lists,
        calls=_calls(user, plans, show),
        forms=_forms(rows),
        failed=failed_of(rows.due_by(week)),
        without_worker=_without_worker(user),
        shares=_shares(plans, week) if show != "mine" else [],
    )


def _whose(plans: Any, user: User, show: str) -> Any:
    if show == "all":
        return plans
    teams = [one for m in user.active_memberships for one in m.teams.all()]
    if show == "team":
        return plans.filter(team__in=teams)
    return plans.filter(Q(worker=user) | Q(worker=None, team__in=teams))


def _list(title: str, slug: str, rows: CheckUpQuerySet) -> Rows:
    found = list(rows[:MOST])
    count = len(found) if len(found) < MOST else rows.count()
    return Rows(title, slug, found, count)


def _calls(user: User, plans: Any, show: str) -> list[CallRequest]:
    """Of those one supports; in the list of all, also of people without a plan."""
    about = Q(plan__in=plans)
    if show == "all":
        about |= Q(person__in=Person.objects.visible_to(user))
    rows = CallRequest.objects.open().filter(about)
    return list(rows.select_related("person__organisation", "plan__worker")[:MOST])


def _forms(rows: CheckUpQuerySet) -> list[SelfCompletion]:
    found = SelfCompletion.objects.to_answer().filter(checkup__in=rows.order_by().values("pk"))
    return list(found.select_related("checkup__plan__person").defer("raw")[:MOST])


def failed_of(rows: CheckUpQuerySet) -> list[tuple[OutboundMessage, CheckUp]]:
    """Messages about these check-ups that did not go, or may not have."""
    messages = (
        OutboundMessage.objects.without_text()
        .needing_somebody()
        .filter(kind__startswith="checkups.", subject_id__in=rows.order_by().values("pk"))
    )
    found = list(messages.order_by("due_at")[:MOST])
    ids = [one.subject_id for one in found]
    by_id = {one.pk: one for one in rows.filter(pk__in=ids)}
    return [(one, by_id[one.subject_id]) for one in found if one.subject_id in by_id]


def _without_worker(user: User) -> list[Plan]:
    """Those whose worker has left, for whoever may hand them over."""
    led = [one.pk for one in user.organisations_with(P.PERSON_GIVE)]
    if not led:
        return []
    rows = Plan.objects.visible_to(user).filter(organisation__in=led, team=None)
    return list(rows.without_a_worker().for_list().order_by("created_at", "pk")[:MOST])


def _shares(plans: Any, week: date) -> list[dict[str, Any]]:
    """How the work is shared: for each worker how many people, and how many are due this week."""
    due = Q(checkups__status=Status.PLANNED, checkups__due_on__lte=week)
    rows = (
        plans.order_by()
        .values("worker", "worker__name")
        .annotate(
            people=Count("pk", distinct=True), due=Count("checkups", filter=due, distinct=True)
        )
    )
    return list(rows.order_by("-people", "worker__name", "worker")[:MOST])


# --- A plan ---------------------------------------------------------------------------------------
def days_ahead(plan: Plan, count: int = 6) -> list[Planned]:
    """The next days that are not booked yet."""
    return list(islice(coming(plan, timezone.localdate()), count)) if plan.is_active else []


def checkups_of(plan: Plan) -> list[CheckUp]:
    """Those to come, then those that were, the latest first; cancelled and moved ones left out."""
    rows = CheckUp.objects.unscoped_for("plan").filter(plan=plan)
    rows = rows.exclude(status__in=[Status.MOVED, Status.CANCELLED]).select_related("held_by")
    return list(rows)


def strengths_due(plan: Plan) -> bool:
    """Whether nobody has rated strengths with the person for three months: time to offer it."""
    since = timezone.localdate() - OFFER_STRENGTHS
    rated = StrengthsCheck.objects.filter(plan__person=plan.person_id, on__gt=since)
    return plan.is_standing and not rated.exists()


def is_joined(plan: Plan) -> bool:
    """Whether light-touch contacts were put beside the days of a shipped schedule."""
    found = all_shipped().get(plan.schedule)
    own = set(found.pattern.days) if found else set(plan.days)
    return found is not None and found.name == plan.schedule_name and own < set(plan.days)


def open_actions(plan: Plan) -> list[AgreedAction]:
    rows = AgreedAction.objects.open().filter(checkup__plan=plan)
    return list(rows.select_related("checkup"))


def prompts_of(checkups: Iterable[CheckUp]) -> list[str]:
    """Why it may be time to offer more: of the last one that was held or tried, unless something
    was offered since."""
    over = [one for one in checkups if one.status in (Status.HELD, Status.NOT_REACHED)]
    last = max(over, key=over_at, default=None)
    if last is None or last.offered_on:
        return []
    return [str(Prompt(one).label) for one in last.prompts]


def over_at(checkup: CheckUp) -> datetime:
    """When it was held, or given up for now."""
    return checkup.held_at or checkup.not_reached_at or checkup.created_at


def page_of_plan(plan: Plan, user: User) -> dict[str, Any]:
    """All that the page of a plan shows."""
    checkups = checkups_of(plan)
    planned = [one for one in checkups if one.status == Status.PLANNED]
    past = [one for one in checkups if one.status != Status.PLANNED]
    return {
        "plan": plan,
        "planned": planned,
        "past": sorted(past, key=lambda one: one.due_on, reverse=True),
        "ahead": days_ahead(plan),
        "is_joined": is_joined(plan),
        "strengths_due": strengths_due(plan),
        "agreed": open_actions(plan),
        "prompts": prompts_of(past),
        "reminders": notifications.reminders_of(plan)[:REMINDERS],
        "may": may(plan, user),
        "today": timezone.localdate(),
    }


def may(plan: Plan, user: User) -> dict[str, bool]:
    """What `user` may do with it now."""
    rights = {
        "hold": P.CHECK_UP_HOLD,
        "move": P.CHECK_UP_MOVE,
        "agree": P.CHECK_UP_AGREE,
        "give": P.PERSON_GIVE,
    }
    return {
        name: plan.is_standing and user.may(right, plan.organisation)
        for name, right in rights.items()
    }


# --- A check-up -----------------------------------------------------------------------------------
def page_of_checkup(checkup: CheckUp, user: User) -> dict[str, Any]:
    """All that the page of a check-up shows."""
    answers = getattr(checkup, "answers", None)
    today = timezone.localdate()
    return {
        "checkup": checkup,
        "plan": checkup.plan,
        "person": checkup.plan.person,
        "tone": TONES[Status(checkup.status)],
        "said": said_of(answers.said) if answers else [],
        "agreed": list(checkup.agreed_actions.all()),
        "attempts": list(checkup.attempts.all()),
        "tried": tried(checkup, today) if checkup.status == Status.PLANNED else None,
        "routes": list(checkup.plan.person.routes.safe()),
        "prompts": [str(Prompt(one).label) for one in checkup.prompts],
        "may": may(checkup.plan, user),
        "strengths_due": strengths_due(checkup.plan),
        "today": today,
        "latest": checkup.latest if checkup.status == Status.MOVED else None,
    }


def next_after(checkup: CheckUp) -> CheckUp | None:
    """The one that comes after this, if there is one already or would be: its day is proposed."""
    plan, today = checkup.plan, timezone.localdate()
    rows = CheckUp.objects.unscoped_for("plan").filter(plan=plan).planned().exclude(pk=checkup.pk)
    found: CheckUp | None = rows.filter(due_on__gt=today).order_by("due_on").first()
    if found is None and plan.is_active:
        after = next(one for one in coming(plan, today) if one.on > today)
        return CheckUp(plan=plan, due_on=after.on, due_at=after.at)
    return found


def begun_by_themselves(checkup: CheckUp) -> dict[str, Any]:
    """What the person answered on their phone, to go on from."""
    rows = checkup.self_completions.filter(ended_at=None, raw__isnull=False).order_by("-saved_at")
    form = rows.first()
    answers = json.loads(form.raw) if form and form.raw else {}
    return {f"q_{slug}": answer for slug, answer in answers.items()}


def said_of(answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Each question with its answer in words, in the order in which they are asked."""
    return [
        (one.asked, in_words(one.slug, answers[one.slug]))
        for one in QUESTIONS
        if one.slug in answers
    ]


def enough(found: Tried | None) -> bool:
    return found is not None and found.is_enough


# --- On the page of a person ----------------------------------------------------------------------
def panel_of(person: Person, user: User) -> dict[str, Any]:
    """The plan that stands and its next day, or that there is none."""
    rows = Plan.objects.visible_to(user).filter(person=person).for_list()
    plans = list(rows)
    plan = next((one for one in plans if one.is_standing), None)
    may_agree = user.may(P.CHECK_UP_AGREE, person.organisation) and not person.is_stopped
    return {
        "person": person,
        "plan": plan,
        "earlier": [one for one in plans if not one.is_standing],
        "next": _next(plan),
        "may_agree": may_agree and plan is None and not person.is_restricted,
        "may_see": user.may(P.CHECK_UP_READ, person.organisation),
    }


def _next(plan: Plan | None) -> CheckUp | None:
    if plan is None:
        return None
    rows = CheckUp.objects.unscoped_for("plan").filter(plan=plan).planned()
    coming = rows.filter(due_on__gte=timezone.localdate()).order_by("due_on")
    found: CheckUp | None = coming.first()
    return found
