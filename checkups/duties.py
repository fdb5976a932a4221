"""What check-ups put on the desk of whoever supports people."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from checkups.models import CheckUp, Plan
from checkups.models.checkups import CheckUpQuerySet
from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskRow
from rosc.accounts.models import User

P = Permission
WEEK = timedelta(days=7)


def waiting(user: User) -> Iterator[DeskItem]:
    """What is due in one's own plans, and those that nobody keeps up."""
    if not user.may(P.CHECK_UP_READ):
        return
    today = timezone.localdate()
    url = reverse("checkups:people_i_support")
    plans = Plan.objects.visible_to(user).standing()
    mine = plans.filter(Q(worker=user) | Q(worker=None, team__memberships__user=user))
    rows = CheckUp.objects.unscoped_for("plan").at_home_of(user).filter(plan__in=mine.values("pk"))
    late = rows.overdue(today).order_by("due_on", "pk")
    yield _item("Check-ups that are overdue", late, url, "They can still be held.")
    due = rows.planned().filter(due_on=today).order_by("due_at", "pk")
    yield _item("Check-ups today", due, url, "Somebody expects to hear from us.")
    find = rows.planned().filter(needs_somebody=True, due_on__gte=today, due_on__lte=today + WEEK)
    why = "They fall on days when few work, and cannot wait."
    yield _item("Find somebody who works that day", find.order_by("due_on", "pk"), url, why)
    yield from _left_over(user, plans, url, today)


def _left_over(user: User, plans: Any, url: str, today: Any) -> Iterator[DeskItem]:
    """For who leads: nobody keeps in touch any more, or somebody is in prison for longer."""
    if not user.may(P.PERSON_GIVE):
        return
    led = [one.pk for one in user.organisations_with(P.PERSON_GIVE)]
    there = plans.filter(organisation__in=led)
    yield DeskItem(
        "People nobody keeps in touch with",
        there.filter(team=None).without_a_worker().count(),
        f"{url}?show=all",
        "Whoever did does not work here any more.",
    )
    asked = there.to_ask_again(today).order_by("paused_until", "pk")
    yield DeskItem(
        "People in prison to look again for",
        asked.count(),
        url,
        "Their check-ups wait until somebody knows the day of release.",
        rows=lambda most: [_of_plan(one) for one in asked[:most]],
    )


def _item(title: str, rows: CheckUpQuerySet, url: str, why: str) -> DeskItem:
    def first(most: int) -> list[DeskRow]:
        return [DeskRow("A check-up", one.get_absolute_url(), one.starts_at) for one in rows[:most]]

    return DeskItem(title, rows.count(), url, why, rows=first)


def _of_plan(plan: Plan) -> DeskRow:
    return DeskRow("A plan of check-ups", plan.get_absolute_url(), plan.updated_at)


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(P.CHECK_UP_READ):
        url = reverse("checkups:people_i_support")
        yield DeskAction("People I support", url, "Check-ups: today, this week, and overdue.")
