"""The pages of those who look after entries: their list, one entry, pausing and closing it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from directory import actions, closing, reading
from directory.filters import EntryFilter
from directory.forms.upkeep import AddEntryForm, PauseForm
from directory.models import Service
from rosc.access import Permission, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, find, form_page, page_of

CHANGE = Permission.SERVICE_CHANGE


def find_entry(
    request: SignedInRequest, pk: UUID, permission: Permission = Permission.SERVICE_CHANGE
) -> Service:
    """The entry among those of the reader's organisations: else 404, or 403 without the right."""
    return find(request, Service.objects.for_owners(), pk, permission)


@require(CHANGE)
def ours(request: SignedInRequest) -> HttpResponse:
    rows = reading.entries_of(request.user)
    organisations = Organisation.objects.visible_to(request.user).order_by("name")
    narrowed = EntryFilter(request.GET, queryset=rows, organisations=organisations)
    context = {
        "filter": narrowed,
        "page": page_of(request, narrowed.qs),
        "today": timezone.localdate(),
    }
    return render(request, "directory/ours.html", context)


@require(CHANGE)
def add_entry(request: SignedInRequest) -> HttpResponse:
    organisations = reading.organisations_for(request.user)
    form = AddEntryForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        change = actions.add_entry(
            organisation=form.chosen(), name=form.cleaned_data["name"], by=request.user
        )
        return redirect("directory:answer", change.service_id, "kind")
    return render(request, "directory/add_entry.html", {"form": form})


@require(CHANGE)
def entry(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_entry(request, pk)
    draft = reading.draft_of(found)
    context = {
        "service": found,
        "draft": draft,
        "change": draft.change,
        "lines": [] if draft.is_new else reading.current_lines(found),
        "agreements": reading.agreements_of(draft.service),
        "needs_approval": draft.needs_approval(request.user),
        "can_approve": request.user.may(Permission.ORGANISATION_APPROVE),
        "now": timezone.now(),
        "hangs_on": closing.hangs_on(request.user, found) if found.status == "closed" else [],
    }
    return render(request, "directory/entry.html", context)


@require(CHANGE)
def pause(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_entry(request, pk)
    may_say_why = not reading.draft_of(found).needs_approval(request.user)
    return form_page(
        request,
        PauseForm(request.POST or None, may_say_why=may_say_why),
        "directory/pause.html",
        act=lambda data: actions.pause(service=found, by=request.user, **data),
        done="It is paused. People can still read it, and see that it is.",
        to=reverse("directory:entry", args=[pk]),
        service=found,
    )


def _asks_once_more(
    request: SignedInRequest,
    pk: UUID,
    template: str,
    label: str,
    done: str,
    act: Callable[..., Any],
    *,
    is_warning: bool = False,
) -> HttpResponse:
    found = find_entry(request, pk)
    return confirm_page(
        request,
        template,
        label,
        is_warning=is_warning,
        act=lambda: act(service=found, by=request.user),
        done=done,
        to=reverse("directory:entry", args=[pk]),
        service=found,
        hangs_on=closing.hangs_on(request.user, found),
    )


@require(CHANGE)
def resume(request: SignedInRequest, pk: UUID) -> HttpResponse:
    done, template = "It is back. People can find it again.", "directory/resume.html"
    return _asks_once_more(request, pk, template, "Bring it back", done, actions.resume)


@require(CHANGE)
def close(request: SignedInRequest, pk: UUID) -> HttpResponse:
    done, template = "It is closed. Nobody finds it any more.", "directory/close.html"
    act, label = actions.close, "Close it"
    return _asks_once_more(request, pk, template, label, done, act, is_warning=True)


@require(CHANGE)
def reopen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    done, template = "It is open again. People can find it.", "directory/reopen.html"
    return _asks_once_more(request, pk, template, "Open it again", done, actions.reopen)
