"""For those who work with people: what somebody asked for, told us on their phone, or needs now."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from checkups import actions, worker_reading
from checkups.forms.answering import AnswerFormForm, AnswerRequestForm
from checkups.models import CallRequest, CheckUp, SelfCompletion, UrgentFlag
from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, form_page

P = Permission


@require(P.CHECK_UP_HOLD)
def answer_request(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = CallRequest.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows, pk=pk)
    _may(request, found.organisation)
    actions.open_request(request=found, by=request.user)
    return form_page(
        request,
        AnswerRequestForm(request.POST or None),
        "checkups/answer_request.html",
        act=lambda data: actions.answer_request(request=found, by=request.user, **data),
        done="It is noted. Thank you.",
        to="accounts:desk",
        **worker_reading.page_of_request(found, request.user),
    )


@require(P.CHECK_UP_HOLD)
def answer_form(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = SelfCompletion.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows, pk=pk, finished_at__isnull=False)
    _may(request, found.organisation)
    actions.read_form(form=found, by=request.user)
    return form_page(
        request,
        AnswerFormForm(request.POST or None),
        "checkups/answer_form.html",
        act=lambda data: actions.answer_form(form=found, by=request.user, **data),
        done="It is noted. It does not count as a check-up held.",
        to="accounts:desk",
        **worker_reading.page_of_form(found, request.user),
    )


@require(P.CHECK_UP_HOLD)
def urgent_flag(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Opening it is what was asked for by its time: from then on it climbs no further."""
    rows = UrgentFlag.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows, pk=pk)
    _may(request, found.organisation)
    if request.method == "GET":
        actions.open_urgent(flag=found, by=request.user)
    context = worker_reading.page_of_flag(found, request.user)
    return render(request, "checkups/urgent_flag.html", context)


@require(P.CHECK_UP_HOLD)
def pass_on_urgent(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = UrgentFlag.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows, pk=pk)
    _may(request, found.organisation)
    return confirm_page(
        request,
        "checkups/pass_on_urgent.html",
        "Tell the next person now",
        act=lambda: actions.pass_on_urgent(flag=found, by=request.user),
        done="The next ones are told. Thank you for saying so.",
        to="accounts:desk",
        person=found.person,
    )


@require(P.CHECK_UP_HOLD)
def send_form(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = CheckUp.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows, pk=pk)
    _may(request, found.organisation)
    worker_reading.opened(found.plan.person, request.user)
    back = reverse("people:person", args=[found.plan.person_id])
    if request.method == "POST":
        if actions.send_form(checkup=found, by=request.user):
            messages.success(request, "It is on its way, by the way they said is safe.")
        else:
            messages.error(request, "There is no safe way to send it. Ring them instead.")
        return redirect(back)
    context = worker_reading.page_of_sending(found)
    return render(request, "checkups/send_form.html", {**context, "back_url": back})


def _may(request: SignedInRequest, organisation: object) -> None:
    if not request.user.may(P.CHECK_UP_HOLD, organisation):
        raise PermissionDenied(P.CHECK_UP_HOLD)
