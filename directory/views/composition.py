"""Who makes up a LERO: totals that only the LERO sees."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from directory import actions
from directory.forms.composition import CompositionForm, RemoveCompositionForm
from directory.models import LeroComposition
from rosc.access import Permission, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page


@require(Permission.STANDARDS_ANSWER)
def composition(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = _lero(request, pk)
    context = {"organisation": lero, "rows": lero.compositions.all()}
    return render(request, "directory/composition.html", context)


@require(Permission.STANDARDS_ANSWER)
def add_composition(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = _lero(request, pk)
    form = CompositionForm(request.POST or None)
    return form_page(
        request,
        form,
        "directory/add_composition.html",
        act=lambda _: actions.add_composition(
            organisation=lero, values=form.values(), by=request.user
        ),
        done="Your numbers are saved.",
        to=reverse("directory:composition", args=[pk]),
        organisation=lero,
    )


@require(Permission.STANDARDS_ANSWER)
def change_composition(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    form = CompositionForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        "directory/change_composition.html",
        act=lambda data: actions.change_composition(
            row=row, seen=data["seen"], values=form.values(), by=request.user
        ),
        done="Your numbers are changed.",
        to=reverse("directory:composition", args=[row.organisation_id]),
        organisation=row.organisation,
    )


@require(Permission.STANDARDS_ANSWER)
def remove_composition(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    form = RemoveCompositionForm(request.POST or None, initial={"seen": row.updated_at.isoformat()})
    return form_page(
        request,
        form,
        "directory/remove_composition.html",
        act=lambda data: actions.remove_composition(row=row, seen=data["seen"], by=request.user),
        done="The numbers of that day are gone.",
        to=reverse("directory:composition", args=[row.organisation_id]),
        row=row,
    )


def _lero(request: SignedInRequest, pk: UUID) -> Organisation:
    """The LERO, for those who may answer its standards there; nothing for any other group."""
    found = find(request, Organisation.objects.all(), pk, Permission.STANDARDS_ANSWER)
    if not found.is_lero:
        raise Http404
    return found


def _row(request: SignedInRequest, pk: UUID) -> LeroComposition:
    rows = LeroComposition.objects.select_related("organisation")
    return find(request, rows, pk, Permission.STANDARDS_ANSWER)
