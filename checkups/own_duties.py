"""What people's own words put on the desk: what cannot wait first."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from checkups import returning
from checkups.models import CallRequest, Plan, SelfCompletion, UrgentFlag
from rosc.access import Permission
from rosc.accounts.desk import DeskItem, DeskRow
from rosc.accounts.models import User

P = Permission


def waiting(user: User) -> Iterator[DeskItem]:
    if not user.may(P.CHECK_UP_HOLD):
        return
    flags = UrgentFlag.objects.unopened().visible_to(user)
    urgent = _item("Cannot wait: open now", flags, "urgent_flag", "raised_at", "Open it first.")
    yield replace(urgent, is_urgent=True)
    calls = CallRequest.objects.open().visible_to(user).filter(_of_mine(user, "", "answer_by"))
    calls = calls.distinct().order_by("answer_by", "asked_at", "pk")
    why = "They were told when they hear from you."
    yield _item("Would like to hear from you", calls, "answer_request", "asked_at", why)
    forms = SelfCompletion.objects.to_answer().visible_to(user)
    forms = forms.filter(_of_mine(user, "checkup__", "reply_by")).distinct()
    forms = forms.order_by("reply_by", "pk")
    why = "A human replies by the next working day."
    yield _item("Told us how they are", forms, "answer_form", "finished_at", why)
    yield DeskItem(
        "It may be time to offer a way back",
        returning.to_offer(user).count(),
        reverse("checkups:way_back"),
        "Look at why, and talk with them.",
    )


def _of_mine(user: User, path: str, by: str) -> Q:
    """What is theirs to answer: of their own plans and teams, and where they were named as who
    rings; for whoever leads also what nobody has, and what is late."""
    found = Q(**{f"{path}plan__worker": user})
    found |= Q(**{f"{path}plan__worker": None, f"{path}plan__team__memberships__user": user})
    if not path:
        found |= Q(caller=user)
    led = [one.pk for one in user.organisations_with(P.PERSON_GIVE)]
    if led:
        there = f"{path}plan__organisation__in" if path else "person__organisation__in"
        late = Q(**{f"{by}__lt": timezone.localdate()})
        if not path:
            late |= CallRequest.objects.is_late(timezone.now())
        left = Plan.objects.visible_to(user).filter(organisation__in=led).without_a_worker()
        nobodys = Q(**{f"{path}plan": None}) | Q(**{f"{path}plan__in": left.values("pk")})
        found |= Q(**{there: led}) & (late | nobodys)
    return found


def _item(title: str, rows: Any, page: str, since: str, why: str) -> DeskItem:
    """It leads to the one that waits longest; the next stands here again once that is done."""
    first = rows.values_list("pk", flat=True).first()
    url = reverse(f"checkups:{page}", args=[first]) if first else reverse("checkups:way_back")

    def some(most: int) -> list[DeskRow]:
        return [
            DeskRow(title, reverse(f"checkups:{page}", args=[one.pk]), getattr(one, since))
            for one in rows[:most]
        ]

    return DeskItem(title, rows.count(), url, why, rows=some)
