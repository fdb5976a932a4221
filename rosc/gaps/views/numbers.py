"""Introductions in numbers: of an area, and of one organisation; as a page and as a file."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from directory.exports.table import table_of
from rosc.access import Permission, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find
from rosc.figures.disclosure import Rule
from rosc.figures.quarters import Quarter, settled
from rosc.gaps import pathways, shown
from rosc.gaps.areas import areas_for
from rosc.gaps.forms import ChooseForm


def _chosen(request: SignedInRequest, areas: Any = ()) -> ChooseForm:
    return ChooseForm(request.GET, areas=areas, quarters=settled(timezone.localdate()))


def _context(scope: pathways.Scope, quarter: Quarter) -> dict[str, Any]:
    """All numbers of a scope in a quarter, with when they were taken."""
    answer = pathways.introductions(scope, quarter)
    tables = shown.tables_of(answer)
    if scope.authority:
        tables.append(shown.table_of_needs(pathways.unmet_need(scope, quarter)))
    return {
        "name": scope.name,
        "quarter": quarter,
        "taken_at": answer.created_at,
        "tables": tables,
        "reading": _reading(),
    }


def _reading() -> str:
    few = Rule.of_this_portal().hidden_up_to
    return (
        f"A star stands for 1 to {few} people, or for a number that would give such a number away. "
        "0 is nobody. All other numbers go to the nearest 5, so parts may not add up to a total."
    )


def _file(context: dict[str, Any]) -> HttpResponse:
    name = f"numbers-{context['quarter'].slug}.csv"
    return table_of(shown.COLUMNS, shown.cells_of(context["tables"]), name)


@require(Permission.GAPS_READ)
def summary(request: SignedInRequest) -> HttpResponse:
    form = _chosen(request, areas_for(request.user))
    context: dict[str, Any] = {"filter": {"form": form}, "is_of_area": True}
    if form.chosen_area:
        context |= _context(pathways.of_area(form.chosen_area), form.chosen_quarter)
        query = f"?area={form.chosen_area.pk}&period={form.chosen_quarter.slug}"
        context["file_url"] = reverse("gaps:summary_table") + query
    return render(request, "gaps/summary.html", context)


@require(Permission.GAPS_READ)
def summary_table(request: SignedInRequest) -> HttpResponse:
    """The same numbers; the headings alone where no area is known."""
    form = _chosen(request, areas_for(request.user))
    if form.chosen_area is None:
        return _file({"quarter": form.chosen_quarter, "tables": []})
    return _file(_context(pathways.of_area(form.chosen_area), form.chosen_quarter))


def _own(request: SignedInRequest, pk: UUID) -> Organisation:
    return find(request, Organisation.objects.approved(), pk, Permission.FIGURES_READ)


@require(Permission.FIGURES_READ)
def own_summary(request: SignedInRequest, pk: UUID) -> HttpResponse:
    organisation, form = _own(request, pk), _chosen(request)
    context = _context(pathways.of_organisation(organisation), form.chosen_quarter)
    context["filter"] = {"form": form}
    context["back_url"] = reverse("accounts:organisation", args=[pk])
    url = reverse("gaps:own_table", args=[pk])
    context["file_url"] = f"{url}?period={form.chosen_quarter.slug}"
    return render(request, "gaps/own_summary.html", context)


@require(Permission.FIGURES_READ)
def own_table(request: SignedInRequest, pk: UUID) -> HttpResponse:
    organisation, form = _own(request, pk), _chosen(request)
    return _file(_context(pathways.of_organisation(organisation), form.chosen_quarter))
