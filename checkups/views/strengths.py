"""Strengths: rating them together, and seeing them over time."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from checkups import actions
from checkups.forms.strengths import OutsideScoreForm, RateStrengthsForm
from checkups.trend import trend_of
from checkups.views.pages import find_plan, plan_page
from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest

P = Permission


@require(P.CHECK_UP_HOLD)
def rate_strengths(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_HOLD)
    form = RateStrengthsForm(request.POST or None)
    return plan_page(
        request,
        found,
        form,
        "rate_strengths",
        act=lambda _: actions.rate_strengths(plan=found, by=request.user, **form.ratings()),
        done="It is saved. Look at it together first.",
        next_url=reverse("checkups:trend", args=[found.pk]),
    )


@require(P.CHECK_UP_READ)
def trend(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_READ)
    context = {"plan": found, "person": found.person, **trend_of(found)}
    for name, permission in (("may_hold", P.CHECK_UP_HOLD), ("may_change", P.CHECK_UP_AGREE)):
        context[name] = found.is_standing and request.user.may(permission, found.organisation)
    return render(request, "checkups/trend.html", context)


@require(P.CHECK_UP_HOLD)
def add_outside_score(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_plan(request, pk, P.CHECK_UP_HOLD)
    return plan_page(
        request,
        found,
        OutsideScoreForm(request.POST or None),
        "add_outside_score",
        act=lambda data: actions.add_outside_score(plan=found, by=request.user, **data),
        done="It is kept.",
        next_url=reverse("checkups:trend", args=[found.pk]),
    )
