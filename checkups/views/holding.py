"""One check-up: holding it, trying to reach somebody, another day."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from checkups import actions, reading
from checkups.forms.checkups import END, AttemptForm, HoldForm, MoveForm
from checkups.models import AgreedAction, CheckUp, How, Status
from checkups.views.pages import find_checkup, home_of, need, page_of
from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page
from rosc.people import actions as people

P = Permission


@require(P.CHECK_UP_READ)
def checkup(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_checkup(request, pk, P.CHECK_UP_READ)
    return render(request, "checkups/checkup.html", reading.page_of_checkup(found, request.user))


@require(P.CHECK_UP_HOLD)
def hold(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """By phone, in person or online: `how` in the address is another way than the usual."""
    found = find_checkup(request, pk, P.CHECK_UP_HOLD)
    need(found.can_be_held, page_of(found))
    how = request.GET.get("how", "")
    how = how if how in How.values else found.plan.how
    coming = reading.next_after(found)
    said = reading.begun_by_themselves(found)
    may_agree = request.user.may(P.CHECK_UP_AGREE, found.organisation)
    about: dict[str, Any] = {
        "checkup": found,
        "how": how,
        "coming": coming,
        "may_agree": may_agree,
    }
    form = HoldForm(request.POST or None, initial=said, **about)
    return form_page(
        request,
        form,
        "checkups/hold.html",
        act=lambda _: _hold(request, found, form),
        done="It is saved. The next day is booked.",
        to=page_of(found),
        how=how,
        ways=How.choices,
        has_begun=bool(said),
        earlier=reading.open_actions(found.plan),
        **_about(found),
    )


def _hold(request: SignedInRequest, found: CheckUp, form: HoldForm) -> None:
    told, carry_on = form.held(), form.carry_on()
    more: dict[str, Any] = {"ends": True} if carry_on == END else {"carry_on": carry_on}
    actions.hold_and_carry_on(
        checkup=found, by=request.user, how=form.how, **{"carry_on": None, **more}, **told
    )
    if form.cleaned_data.get("is_still_right"):
        for route in found.plan.person.routes.current():
            people.confirm_route(route=route, on=timezone.localdate(), by=request.user)


@require(P.CHECK_UP_HOLD)
def record_attempt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_checkup(request, pk, P.CHECK_UP_HOLD)
    need(found.can_be_held, page_of(found))
    return form_page(
        request,
        AttemptForm(request.POST or None),
        "checkups/record_attempt.html",
        act=lambda data: actions.record_attempt(checkup=found, by=request.user, **data),
        done="It is noted. Every try counts.",
        to=page_of(found),
        routes=list(found.plan.person.routes.safe()),
        wanted=settings.CHECK_UP_TRIES,
        **_about(found),
    )


@require(P.CHECK_UP_HOLD)
def could_not_reach(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_checkup(request, pk, P.CHECK_UP_HOLD)
    need(found.status == Status.PLANNED, page_of(found))
    label = "They could not be reached yet"
    return form_page(
        request,
        ConfirmForm(request.POST or None, label=label, is_warning=False),
        "checkups/could_not_reach.html",
        act=lambda _: actions.could_not_reach(checkup=found, by=request.user),
        done="It is noted. The plan goes on, and the next day is booked.",
        to=page_of(found),
        tried=actions.tried(found, timezone.localdate()),
        **_about(found),
    )


@require(P.CHECK_UP_MOVE)
def move(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_checkup(request, pk, P.CHECK_UP_MOVE)
    need(found.status == Status.PLANNED, page_of(found))
    why = request.GET.get("why", "")
    return form_page(
        request,
        MoveForm(request.POST or None, checkup=found, why=why),
        "checkups/move.html",
        act=lambda data: actions.move(checkup=found, by=request.user, **data),
        done="It is moved. Nothing was missed.",
        to=home_of(found.plan),
        is_not_free=why == "not-free",
        **_about(found),
    )


@require(P.CHECK_UP_HOLD)
def settle_action(request: SignedInRequest, pk: UUID, action: UUID) -> HttpResponse:
    """Done, or not needed any more: `dropped` in the address."""
    found = find_checkup(request, pk, P.CHECK_UP_HOLD)
    agreed: AgreedAction = get_object_or_404(found.agreed_actions.all(), pk=action)
    is_open = agreed.done_on is None and agreed.dropped_on is None
    need(is_open or request.method == "POST", home_of(found.plan))
    is_done = "dropped" not in request.GET
    label = "It is done" if is_done else "It is not needed any more"
    return form_page(
        request,
        ConfirmForm(request.POST or None, label=label, is_warning=False),
        "checkups/settle_action.html",
        act=lambda _: actions.settle_action(action=agreed, by=request.user, is_done=is_done),
        done="It is noted.",
        to=home_of(found.plan),
        agreed=agreed,
        is_done=is_done,
        **_about(found),
    )


def _about(found: CheckUp) -> dict[str, Any]:
    return {"checkup": found, "plan": found.plan, "person": found.plan.person}
