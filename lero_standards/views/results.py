"""What comes of the answers: the result, snapshots, comparing, paper and files."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from directory.exports.table import table_of
from lero_standards import actions, content, exports, framework, reading, timeline
from lero_standards import counts as counted
from lero_standards.forms.keeping import NOW, CompareForm, SnapshotForm
from lero_standards.models import Snapshot
from lero_standards.views.pages import ANSWERS, at, find_lero, find_own
from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, form_page, page_of


@require(ANSWERS)
def result(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Strengths first."""
    lero = find_lero(request, pk)
    found = Snapshot.objects.visible_to(request.user).of(lero)
    context = {
        "lero": lero,
        "reading": reading.of(content.of(lero)),
        "timeline": timeline.of(found[: timeline.MOST]),
        "today": timezone.localdate(),
    }
    return render(request, "lero_standards/result.html", context)


@require(ANSWERS)
def table(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everything as it stands now, as a file."""
    found = reading.of(content.of(find_lero(request, pk)))
    name = f"statements-{timezone.localdate().isoformat()}.csv"
    return table_of(exports.columns(found), [*found.lines, *found.closed], name)


@require(ANSWERS)
def paper(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """To print, talk about and write on; `type_in` takes it back."""
    lero = find_lero(request, pk)
    context = {
        "lero": lero,
        "reading": reading.of(content.of(lero)),
        "paper": {"is_large": request.GET.get("size") == "large"},
    }
    return render(request, "lero_standards/paper.html", context)


@require(ANSWERS)
def snapshots(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = find_lero(request, pk)
    rows = Snapshot.objects.visible_to(request.user).of(lero).for_list()
    context = {"lero": lero, "page": page_of(request, rows)}
    return render(request, "lero_standards/snapshots.html", context)


@require(ANSWERS)
def take_snapshot(request: SignedInRequest, pk: UUID) -> HttpResponse:
    lero = find_lero(request, pk)
    return form_page(
        request,
        SnapshotForm(request.POST or None),
        "lero_standards/take_snapshot.html",
        act=lambda data: actions.take_snapshot(
            organisation=lero, label=data["label"], by=request.user
        ),
        done="The snapshot is taken. It will never change.",
        to=at("snapshots", lero),
        lero=lero,
    )


@require(ANSWERS)
def snapshot(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = find_own(request, Snapshot.objects.all(), pk)
    context = {"lero": row.organisation, "row": row, "reading": reading.of(row.content)}
    return render(request, "lero_standards/snapshot.html", context)


@require(ANSWERS)
def snapshot_table(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = find_own(request, Snapshot.objects.all(), pk)
    found = reading.of(row.content)
    name = f"statements-{row.taken_on.isoformat()}.csv"
    return table_of(exports.columns(found), [*found.lines, *found.closed], name)


@require(ANSWERS)
def copy_snapshot(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Start again from what was said then, and confirm it a statement at a time."""
    row = find_own(request, Snapshot.objects.all(), pk)
    return confirm_page(
        request,
        "lero_standards/copy_snapshot.html",
        "Start again from it",
        act=lambda: actions.copy_snapshot(snapshot=row, by=request.user),
        is_warning=False,
        done="Your answers are copied. Say of each if it is still true.",
        to=at("assessment", row.organisation),
        row=row,
    )


@require(ANSWERS)
def compare(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Any two side by side; of two versions of the standards, the newer one second."""
    lero = find_lero(request, pk)
    form = CompareForm(request.GET, snapshots=Snapshot.objects.visible_to(request.user).of(lero))
    before = form.snapshots.get(form.chosen_before)
    after = form.snapshots.get(form.chosen_after)
    name = after.name if after else NOW.capitalize()
    sides = [(before.name, before.content)] if before else []
    sides += [(name, after.content if after else content.of(lero))]
    if framework.is_newer(sides[0][1]["version"], sides[-1][1]["version"]):
        sides.reverse()
    context = {
        "lero": lero,
        "filter": {"form": form},
        "before": sides[0][0] if before else "",
        "after": sides[-1][0],
        "pairs": reading.beside(sides[0][1], sides[1][1]) if before else [],
    }
    return render(request, "lero_standards/compare.html", context)


@require(Permission.ORGANISATION_READ)
def counts(request: SignedInRequest) -> HttpResponse:
    """How all that are counted see themselves, from eight on; nobody is named or told apart."""
    context = {"told": counted.told(timezone.localdate()), "fewest": counted.FEWEST}
    return render(request, "lero_standards/counts.html", context)
