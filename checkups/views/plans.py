"""A plan: agreeing it, seeing it, changing it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from checkups import actions, choosing, reading
from checkups.forms.plans import (
    AgreeForm,
    ChangePlanForm,
    EndForm,
    HandOverForm,
    PaceForm,
    PauseForm,
    ReanchorForm,
    RecallForm,
)
from checkups.models import PlanStatus
from checkups.schedule import Anchor, AnchorKind
from checkups.views.pages import find_plan, need, plan_page
from referrals.models import Referral, Status
from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page
from rosc.people.models import Person
from rosc.people.views.pages import find_person
from rosc.people.views.pages import home_of as home_of_person

P = Permission
ONCE_IT_GOES_ON = "It is saved. The days are booked once the pause is over."
KINDS = {"leaving-prison": AnchorKind.RELEASE, "leaving-hospital": AnchorKind.HOSPITAL}


@require(P.CHECK_UP_AGREE)
def agree(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, P.CHECK_UP_AGREE, what="plan")
    panel = reading.panel_of(person, request.user)
    need(panel["plan"] is None or request.method == "POST", home_of_person(person))
    referral = _introduction(request, person)
    begins = _beginning(referral)
    form = AgreeForm(request.POST or None, person=person, by=request.user, **begins)
    return form_page(
        request,
        form,
        "checkups/agree.html",
        act=lambda _: _agree(request, person, form, referral),
        done="It is agreed. The first days are booked.",
        to=home_of_person(person),
        person=person,
        referral=referral,
        may_agree=panel["may_agree"],
    )


def _agree(
    request: SignedInRequest, person: Person, form: AgreeForm, referral: Referral | None
) -> Any:
    terms = form.terms()
    anchor = Anchor(terms.pop("kind"), terms.pop("on"))
    return actions.agree(person=person, by=request.user, anchor=anchor, referral=referral, **terms)


def _introduction(request: SignedInRequest, person: Person) -> Referral | None:
    """The introduction that led here, by the address; it was of this person."""
    pk = request.GET.get("introduction", "")
    rows = Referral.objects.visible_to(request.user).for_list()
    found: Referral | None = get_object_or_404(rows, pk=_uuid(pk)) if pk else None
    if found and person.pk not in (found.person_id, found.received_person_id):
        return None
    return found


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        return UUID(int=0)


def _beginning(referral: Referral | None) -> dict[str, Any]:
    """From what it counts by itself: the day somebody leaves, the day an introduction ended, or
    today."""
    today = timezone.localdate()
    if referral is None:
        return {"kind": AnchorKind.AGREEMENT, "on": today}
    if referral.leaves_on and referral.type in KINDS:
        return {"kind": KINDS[referral.type], "on": referral.leaves_on}
    is_over = referral.status == Status.ENDED and referral.closed_at
    on = timezone.localdate(referral.closed_at) if is_over else today
    kinds = referral.receiver.kinds
    is_treatment = is_over and "treatment" in kinds
    return {"kind": AnchorKind.TREATMENT if is_treatment else AnchorKind.AGREEMENT, "on": on}


@require(P.CHECK_UP_READ)
def plan(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_READ)
    context = reading.page_of_plan(found, request.user)
    return render(request, "checkups/plan.html", {**context, "person": found.person})


@require(P.CHECK_UP_AGREE)
def change_plan(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_AGREE)
    return plan_page(
        request,
        found,
        ChangePlanForm(request.POST or None, plan=found),
        "change_plan",
        act=lambda data: actions.change_plan(plan=found, by=request.user, **data),
        done="It is saved. The days that were booked have moved along.",
    )


@require(P.CHECK_UP_HOLD)
def change_pace(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_HOLD)
    return plan_page(
        request,
        found,
        PaceForm(request.POST or None, plan=found),
        "change_pace",
        act=lambda data: actions.change_pace(plan=found, by=request.user, **data),
        done="It is saved, and the days are booked anew.",
        is_possible=found.is_active,
    )


@require(P.CHECK_UP_MOVE)
def pause(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_MOVE)
    return plan_page(
        request,
        found,
        PauseForm(request.POST or None),
        "pause",
        act=lambda data: actions.pause(plan=found, by=request.user, **data),
        done="It is paused. It goes on by itself.",
        is_possible=found.is_active,
    )


@require(P.CHECK_UP_MOVE)
def resume(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_MOVE)
    return plan_page(
        request,
        found,
        ConfirmForm(request.POST or None, label="Go on now", is_warning=False),
        "resume",
        act=lambda _: actions.resume(plan=found, by=request.user),
        done="It goes on. The next days are booked.",
        is_possible=found.status == PlanStatus.PAUSED,
    )


@require(P.CHECK_UP_MOVE)
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_MOVE)
    return plan_page(
        request,
        found,
        EndForm(request.POST or None),
        "end",
        act=lambda data: actions.end(plan=found, by=request.user, **data),
        done="It has ended, and nothing more is due. They can come back at any time.",
    )


@require(P.CHECK_UP_AGREE)
def hand_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_AGREE)
    return plan_page(
        request,
        found,
        HandOverForm(request.POST or None, plan=found),
        "hand_over",
        act=lambda data: _hand_over(request, found, **data),
        done="It is handed over.",
    )


def _hand_over(request: SignedInRequest, found: Any, who: str, method: str) -> Any:
    to = choosing.read_who(who)
    return actions.hand_over(plan=found, by=request.user, method=method, **to)


@require(P.CHECK_UP_AGREE)
def reanchor(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_AGREE)
    return plan_page(
        request,
        found,
        ReanchorForm(request.POST or None, plan=found),
        "reanchor",
        act=lambda data: actions.reanchor(plan=found, by=request.user, **data),
        done=ONCE_IT_GOES_ON if found.is_resting else "Everything still to come has moved along.",
    )


@require(P.CHECK_UP_AGREE)
def recall(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_AGREE)
    return plan_page(
        request,
        found,
        RecallForm(request.POST or None),
        "recall",
        act=lambda data: actions.recall(plan=found, by=request.user, **data),
        done="It is noted. Nothing goes to their phone.",
    )
