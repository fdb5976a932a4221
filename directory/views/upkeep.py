"""Keeping entries true: room, still right or not, how often we ask, and the link that asks."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from directory import actions, notifications
from directory.actions.checking import asked_about
from directory.forms.upkeep import CapacityForm, RhythmForm, StillRightForm, WhoSaysForm
from directory.models import CheckRequest
from directory.views.entries import CHANGE, find_entry
from rosc.access import Link, SomebodyGotThereFirst, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, find, form_page


def _back(request: SignedInRequest, pk: UUID) -> str:
    """The page on which the button was pressed, by its name."""
    pages = {
        "desk": reverse("accounts:desk"),
        "ours": reverse("directory:ours"),
        "service": reverse("directory:service", args=[pk]),
    }
    return pages.get(request.POST.get("from", ""), reverse("directory:entry", args=[pk]))


@require(CHANGE)
def say_capacity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One press from another page, or this page with the weeks as well."""
    found = find_entry(request, pk)
    return form_page(
        request,
        CapacityForm(request.POST or None, service=found),
        "directory/say_capacity.html",
        act=lambda data: actions.say_capacity(
            service=found, now=timezone.now(), by=request.user, **data
        ),
        done=f"Thank you. It is noted for {found.name}.",
        to=_back(request, pk),
        service=found,
    )


@require(CHANGE)
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_entry(request, pk)
    return confirm_page(
        request,
        "directory/confirm.html",
        "All still right",
        is_warning=False,
        act=lambda: actions.confirm(services=[found], by=request.user),
        done=f"Thank you. {found.name} says that it was checked today.",
        to=_back(request, pk),
        service=found,
    )


@require(CHANGE)
def rhythm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, CHANGE)
    months = notifications.months_of(found)
    return form_page(
        request,
        RhythmForm(request.POST or None, initial={"months": months}),
        "directory/rhythm.html",
        act=lambda data: actions.set_rhythm(organisation=found, by=request.user, **data),
        done="It is saved.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
    )


@login_not_required
@never_cache
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """Look, say who you are, send: opening the link changes nothing, nor does sending it once."""
    found = notifications.request_of(token)
    if found is None or not found.is_open(timezone.localdate()):
        return render(request, "directory/still_right_over.html", {"asked": found}, status=410)
    services = asked_about(found)
    context = {"asked": found, "services": services, "now": timezone.now()}
    is_second = "is_sent" in request.POST
    if request.method != "POST" or not services:
        form: Any = StillRightForm(services=services)
        return render(request, "directory/still_right.html", {**context, "form": form})
    form = (WhoSaysForm if is_second else StillRightForm)(request.POST, services=services)
    if not form.is_valid():
        return render(request, "directory/still_right.html", {**context, "form": form})
    chosen = [one for one in services if str(one.pk) in form.cleaned_data["services"]]
    if not is_second:
        form = WhoSaysForm(services=chosen)
        return render(
            request, "directory/still_right.html", {**context, "form": form, "chosen": chosen}
        )
    return _note(request, found, chosen, form.cleaned_data)


def _note(request: HttpRequest, asked: CheckRequest, chosen: list, data: dict) -> HttpResponse:
    link = Link(asked.pk, CHANGE, asked.organisation_id)
    said = {"name": data["name"], "role": data["role"]}
    try:
        actions.confirm(services=chosen, by=link, request=asked, **said)
    except SomebodyGotThereFirst:
        return render(request, "directory/still_right_over.html", {"asked": asked}, status=409)
    return render(request, "directory/still_right_done.html", {"asked": asked, "chosen": chosen})
