"""The administrators' pages of the vocabulary: look, change, add, remove."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from directory import actions
from directory.actions.reference import differing, version_of
from directory.reference.filters import ReferenceFilter
from directory.reference.forms import ReferenceForm, RemoveForm, form_of
from directory.reference.tables import TABLES, Table
from rosc.access import Permission, SomebodyGotThereFirst, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page

PER_PAGE = 50


@require(Permission.REFERENCE_CHANGE)
def reference(request: SignedInRequest) -> HttpResponse:
    tables = [(table, table.rows().count()) for table in TABLES.values()]
    return render(request, "directory/reference.html", {"tables": tables})


@require(Permission.REFERENCE_CHANGE)
def reference_table(request: SignedInRequest, table: str) -> HttpResponse:
    shown = _table(table)
    narrowed = ReferenceFilter(request.GET, table=shown)
    page = Paginator(narrowed.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "table": shown,
        "filter": narrowed,
        "page": page,
        "rows": [(row, [fact for fact in shown.facts(row) if fact]) for row in page],
    }
    return render(request, "directory/reference_table.html", context)


@require(Permission.REFERENCE_CHANGE)
def reference_change(request: SignedInRequest, table: str, key: str) -> HttpResponse:
    shown = _table(table, to_change=True)
    row = _row(shown, key)
    form = form_of(shown)(request.POST or None, instance=row)
    try:
        return form_page(
            request,
            form,
            "directory/reference_change.html",
            act=lambda data: actions.change_reference(
                row=row, seen=data["seen"], values=form.values(), by=request.user
            ),
            done="It is saved.",
            to=_list(shown),
            **_about(shown, row),
        )
    except SomebodyGotThereFirst:
        return _ask_again(request, shown, key, form.values())


@require(Permission.REFERENCE_CHANGE)
def reference_add(request: SignedInRequest, table: str) -> HttpResponse:
    shown = _table(table, to_change=True)
    form = form_of(shown)(request.POST or None)
    return form_page(
        request,
        form,
        "directory/reference_add.html",
        act=lambda data: actions.add_reference(
            model=shown.model, values=form.values(), by=request.user
        ),
        done="It is added.",
        to=_list(shown),
        table=shown,
    )


@require(Permission.REFERENCE_CHANGE)
def reference_remove(request: SignedInRequest, table: str, key: str) -> HttpResponse:
    shown = _table(table, to_change=True)
    if not shown.is_removable:
        raise Http404
    row = _row(shown, key)
    form = RemoveForm(request.POST or None, initial={"seen": version_of(row)})
    return form_page(
        request,
        form,
        "directory/reference_remove.html",
        act=lambda data: actions.remove_reference(row=row, seen=data["seen"], by=request.user),
        done=f"“{row}” is removed.",
        to=_list(shown),
        **_about(shown, row),
    )


def _ask_again(
    request: SignedInRequest, table: Table, key: str, values: dict[str, Any]
) -> HttpResponse:
    """Somebody else was first: what was typed, and beside it what the row says now. Sent once
    more, it is saved."""
    now = _row(table, key)
    names = differing(now, values)
    typed = request.POST.copy()
    typed["seen"] = version_of(now)
    form: ReferenceForm = form_of(table)(typed, instance=now)
    context = {**_about(table, now), "form": form, "theirs": form.as_it_is(names)}
    return render(request, "directory/reference_change.html", context, status=409)


def _about(table: Table, row: Model) -> dict[str, Any]:
    """What the pages of one row show beside their form."""
    uses = row.services.count() if hasattr(row, "services") else None
    return {"table": table, "row": row, "name": str(row), "uses": uses, "theirs": None}


def _table(slug: str, *, to_change: bool = False) -> Table:
    table = TABLES.get(slug)
    if table is None or (to_change and table.is_read_only):
        raise Http404
    return table


def _row(table: Table, key: str) -> Any:
    if "\0" in key:
        raise Http404
    return get_object_or_404(table.rows(), pk=key)


def _list(table: Table) -> str:
    return reverse("directory:reference_table", args=[table.slug])
