"""Evidence, facts that the portal knows, and the plan."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lero_standards import actions
from lero_standards import facts as known
from lero_standards.forms.keeping import EvidenceForm, PlanForm, UseForm
from lero_standards.models import Evidence, PlannedAction
from lero_standards.views.pages import ANSWERS, at, find_lero, find_own, statements_for
from rosc.access import require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, form_page, page_of
from rosc.ui.forms import Form


@require(ANSWERS)
def evidence(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = find_lero(request, pk)
    rows = Evidence.objects.visible_to(request.user).at(lero)
    context = {"lero": lero, "page": page_of(request, rows), "today": timezone.localdate()}
    return render(request, "lero_standards/evidence.html", context)


@require(ANSWERS)
def add_evidence(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = find_lero(request, pk)
    form = EvidenceForm(
        request.POST or None,
        statements=statements_for(lero),
        chosen=request.GET.get("for", ""),
    )
    return form_page(
        request,
        form,
        "lero_standards/add_evidence.html",
        act=lambda _: actions.add_evidence(
            organisation=lero, values=form.values(), by=request.user
        ),
        done="It is kept.",
        to=at("evidence", lero),
        lero=lero,
    )


@require(ANSWERS)
def change_evidence(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = find_own(request, Evidence.objects.all(), pk)
    kind: type[UseForm] = UseForm if row.is_fact else EvidenceForm
    form = kind(request.POST or None, statements=statements_for(row.organisation), row=row)
    return form_page(
        request,
        form,
        "lero_standards/change_evidence.html",
        act=lambda data: actions.change_evidence(
            evidence=row, values=form.values(), seen=data["seen"], by=request.user
        ),
        done="It is changed.",
        to=at("evidence", row.organisation),
        row=row,
    )


@require(ANSWERS)
def remove_evidence(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = find_own(request, Evidence.objects.all(), pk)
    return confirm_page(
        request,
        "lero_standards/remove_evidence.html",
        "Remove it",
        act=lambda: actions.remove_evidence(evidence=row, seen=row.updated_at, by=request.user),
        done="It is gone. Snapshots you have taken still show it.",
        to=at("evidence", row.organisation),
        row=row,
    )


@require(ANSWERS)
def facts(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What the portal knows of them already."""
    lero = find_lero(request, pk)
    offered = known.offered(lero, timezone.localdate())
    return render(request, "lero_standards/facts.html", {"lero": lero, "facts": offered})


@require(ANSWERS)
def take_fact(request: SignedInRequest, pk: UUID, fact: str) -> HttpResponse:
    lero = find_lero(request, pk)
    found = known.of(lero, fact, timezone.localdate())
    if found is None:
        raise Http404
    form: Form = ConfirmForm(request.POST or None, label="Keep it as evidence", is_warning=False)
    return form_page(
        request,
        form,
        "lero_standards/take_fact.html",
        act=lambda _: actions.take_fact(
            organisation=lero, slug=fact, words=found.words, by=request.user
        ),
        done="It is kept, with today’s date. It will not change.",
        to=at("evidence", lero),
        fact=found,
    )


@require(ANSWERS)
def plan(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = find_lero(request, pk)
    rows = PlannedAction.objects.visible_to(request.user).at(lero)
    texts = {one.id: one.text for one in statements_for(lero)}
    context = {
        "lero": lero,
        "page": page_of(request, rows),
        "texts": texts,
        "today": timezone.localdate(),
    }
    return render(request, "lero_standards/plan.html", context)


@require(ANSWERS)
def add_action(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = find_lero(request, pk)
    form = PlanForm(
        request.POST or None,
        statements=statements_for(lero),
        chosen=request.GET.get("for", ""),
    )
    return form_page(
        request,
        form,
        "lero_standards/add_action.html",
        act=lambda _: actions.add_action(organisation=lero, values=form.values(), by=request.user),
        done="It is planned.",
        to=at("plan", lero),
        lero=lero,
    )


@require(ANSWERS)
def change_action(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = find_own(request, PlannedAction.objects.all(), pk)
    form = PlanForm(request.POST or None, statements=statements_for(row.organisation), row=row)
    return form_page(
        request,
        form,
        "lero_standards/change_action.html",
        act=lambda data: actions.change_action(
            action=row, values=form.values(), seen=data["seen"], by=request.user
        ),
        done="It is changed.",
        to=at("plan", row.organisation),
        row=row,
    )
