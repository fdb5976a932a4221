"""Loading people from a file: sent, looked at, confirmed."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from rosc.access import Permission, SomebodyGotThereFirst, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import recently_proved
from rosc.people import actions
from rosc.people.forms.caseload import CheckCaseloadForm, ImportCaseloadForm
from rosc.people.imports import COLUMNS
from rosc.people.models import CaseloadUpload

SHOWN = 100  # rows of each kind; how many there are is said


@require(Permission.PERSON_CHANGE)
@recently_proved
def import_caseload(request: SignedInRequest) -> HttpResponse:
    form = ImportCaseloadForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        where = form.cleaned_data["organisation"]
        try:
            upload = actions.upload_caseload(organisation=where, content=content, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("people:check_caseload", upload.pk)
    context = {"form": form, "columns": COLUMNS, "back_url": reverse("accounts:desk")}
    return render(request, "people/import_caseload.html", context)


@require(Permission.PERSON_CHANGE)
@recently_proved
def check_caseload(request: SignedInRequest, pk: UUID) -> HttpResponse:
    upload = _find_upload(request, pk)
    caseload, plan = actions.planned(upload, request.user)
    form = CheckCaseloadForm(request.POST or None, has_alike=bool(plan.alike))
    back = reverse("people:import_caseload")
    if request.method == "POST" and form.is_valid():
        made = _import(request, upload, back, form.cleaned_data.get("with_alike", False))
        messages.success(request, f"Records started: {made}.")
        return redirect("accounts:desk")
    context = {"form": form, "upload": upload, "caseload": caseload, "plan": plan, "shown": SHOWN}
    return render(request, "people/check_caseload.html", {**context, "back_url": back})


def _find_upload(request: SignedInRequest, pk: UUID) -> CaseloadUpload:
    """One's own file; of a form sent a second time or too late, the page that says so."""
    rows = CaseloadUpload.objects.visible_to(request.user).kept(timezone.now())
    return get_object_or_404(rows.select_related("organisation"), pk=pk)


def _import(request: SignedInRequest, upload: CaseloadUpload, back: str, with_alike: bool) -> int:
    try:
        return actions.import_caseload(upload=upload, by=request.user, with_alike=with_alike)
    except SomebodyGotThereFirst as error:
        error.back_url = back
        raise
