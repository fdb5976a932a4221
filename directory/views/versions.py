"""What an entry has said before, and putting it back; taking a private contact out."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from directory import actions, reading
from directory.forms.upkeep import SubmitForm
from directory.views.entries import CHANGE, find_entry
from rosc.access import require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, form_page, page_of


@require(CHANGE)
def versions(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_entry(request, pk)
    page = page_of(request, found.versions.defer("says"))
    context = {"service": found, "page": page, "rows": reading.told_by(page)}
    return render(request, "directory/versions.html", context)


@require(CHANGE)
def version(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    found = find_entry(request, pk)
    shown = get_object_or_404(found.versions, number=number)
    lines, differences = reading.version_of(found, shown)
    context = {
        "service": found,
        "version": shown,
        "who": reading.told_by([shown])[0][1],
        "lines": lines,
        "differences": differences,
    }
    return render(request, "directory/version.html", context)


@require(CHANGE)
def restore(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    found = find_entry(request, pk)
    shown = get_object_or_404(found.versions, number=number)
    form = SubmitForm(request.POST or None, label="Put it back", initial={"seen": found.version})
    return form_page(
        request,
        form,
        "directory/restore.html",
        act=lambda data: actions.restore(service=found, number=number, by=request.user, **data),
        done="It says what it said then, or will once an administrator has looked at it.",
        to=reverse("directory:entry", args=[pk]),
        service=found,
        version=shown,
        differences=reading.version_of(found, shown)[1],
    )


@require(CHANGE)
def withdraw_agreement(request: SignedInRequest, pk: UUID, agreement: UUID) -> HttpResponse:
    found = find_entry(request, pk)
    shown = get_object_or_404(found.agreements, pk=agreement)
    return confirm_page(
        request,
        "directory/withdraw_agreement.html",
        "Take it out now",
        act=lambda: actions.withdraw_agreement(agreement=shown, by=request.user),
        done="It is gone from the page, the search and everything the portal hands on.",
        to=reverse("directory:entry", args=[pk]),
        service=found,
        agreement=shown,
    )
