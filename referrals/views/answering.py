"""The receiving side's answers."""

from uuid import UUID

from django.http import HttpResponse

from directory.models import Service
from referrals import actions
from referrals.actions import receiving
from referrals.forms.moves import AcceptForm, AskForm, DeclineForm, RedirectForm, WaitForm
from referrals.models.choices import BY_THEMSELVES
from referrals.views.pages import ANSWERS, find_own, looked_for, need, verb_page
from rosc.access import require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest

MOST_FOUND = 20


@require(ANSWERS)
def ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, ANSWERS)
    return verb_page(
        request,
        found,
        AskForm(request.POST or None),
        "ask",
        act=lambda data: actions.ask(referral=found, by=request.user, **data),
        done="They are asked. It is their move now.",
    )


@require(ANSWERS)
def wait(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, ANSWERS)
    return verb_page(
        request,
        found,
        WaitForm(request.POST or None),
        "wait",
        act=lambda data: actions.wait(referral=found, by=request.user, **data),
        done="They are on your list, and those who introduced them know.",
    )


@require(ANSWERS)
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, ANSWERS)
    form = AcceptForm(
        request.POST or None,
        may_hold=receiving.can_hold(found.receiver),
        may_be_brought=found.origin not in BY_THEMSELVES,
    )
    return verb_page(
        request,
        found,
        form,
        "accept",
        act=lambda data: actions.accept(referral=found, by=request.user, **data),
        done="You said yes. Those who introduced them know.",
    )


@require(ANSWERS)
def undo_accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, ANSWERS)
    need(receiving.is_of_today(found), found)
    need(receiving.may_undo(found), found, receiving.SOMETHING_NOTED)
    return verb_page(
        request,
        found,
        ConfirmForm(request.POST or None, label="Take the yes back"),
        "undo_accept",
        act=lambda data: actions.undo_accept(referral=found, by=request.user),
        done="It is as it was before.",
    )


@require(ANSWERS)
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, ANSWERS)
    return verb_page(
        request,
        found,
        DeclineForm(request.POST or None),
        "decline",
        act=lambda data: actions.decline(referral=found, by=request.user, **data),
        done="It is said, with what follows.",
    )


@require(ANSWERS)
def redirect(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, ANSWERS)
    q = looked_for(request)
    services = Service.objects.taking_introductions().called(q) if q else Service.objects.none()
    services = services.exclude(pk=found.service_id)
    form = RedirectForm(request.POST or None, found=services)
    return verb_page(
        request,
        found,
        form,
        "redirect",
        act=lambda data: actions.redirect(referral=found, by=request.user, **data),
        done="It is proposed. Nothing moves until the person agrees.",
        q=q,
        services=services[:MOST_FOUND],
    )
