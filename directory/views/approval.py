"""The administrators' pages: what waits to be looked at, and whose changes need it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from directory import actions, reading
from directory.actions.entry_changes import seen_in_review
from directory.filters import WaitingFilter
from directory.forms.upkeep import AreasForm, ReviewForm, SendBackForm, TrustForm
from directory.models import EntryChange
from directory.views.entries import find_entry
from rosc.access import Permission, SomebodyGotThereFirst, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, page_of

APPROVE = Permission.ORGANISATION_APPROVE


@require(APPROVE)
def waiting(request: SignedInRequest) -> HttpResponse:
    rows = EntryChange.objects.waiting().select_related("service__organisation", "sent_by")
    narrowed = WaitingFilter(request.GET, queryset=rows)
    context = {"filter": narrowed, "page": page_of(request, narrowed.qs)}
    return render(request, "directory/waiting.html", context)


@require(APPROVE)
def approve(request: SignedInRequest, pk: UUID) -> HttpResponse:
    change, context = _under_review(request, pk)
    return form_page(
        request,
        ReviewForm(request.POST or None, initial={"seen": seen_in_review(change)}),
        "directory/approve.html",
        act=lambda data: actions.approve(change=change, by=request.user, **data),
        done="It is published, and whoever sent it is told.",
        to="directory:waiting",
        **context,
    )


@require(APPROVE)
def send_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    change, context = _under_review(request, pk)
    return form_page(
        request,
        SendBackForm(request.POST or None, initial={"seen": seen_in_review(change)}),
        "directory/send_back.html",
        act=lambda data: actions.send_back(change=change, by=request.user, **data),
        done="It is sent back, and whoever sent it is told.",
        to="directory:waiting",
        **context,
    )


def _under_review(request: SignedInRequest, pk: UUID) -> tuple[EntryChange, dict[str, Any]]:
    """The change that waits. Raises SomebodyGotThereFirst where none does."""
    change = find_entry(request, pk, APPROVE).unsettled_change
    if change is None or not change.is_waiting:
        raise SomebodyGotThereFirst
    draft, differences = reading.review_of(change)
    context = {
        "service": draft.service,
        "draft": draft,
        "change": draft.change,
        "differences": differences,
    }
    return draft.change or change, context


@require(APPROVE)
def set_areas(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, APPROVE)
    profile = getattr(found, "profile", None)
    held = list(profile.areas.values_list("pk", flat=True)) if profile else []
    return form_page(
        request,
        AreasForm(request.POST or None, held=held),
        "directory/set_areas.html",
        act=lambda data: actions.set_areas(organisation=found, by=request.user, **data),
        done="It is saved.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
    )


@require(APPROVE)
def trust(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, APPROVE)
    profile = getattr(found, "profile", None)
    initial = {"is_trusted": str(profile is not None and profile.is_trusted)}
    return form_page(
        request,
        TrustForm(request.POST or None, initial=initial),
        "directory/trust.html",
        act=lambda data: actions.trust(organisation=found, by=request.user, **data),
        done="It is saved.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
    )
