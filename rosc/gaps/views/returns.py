"""The hand-over file of a treatment service: looked at first, then taken; and its codes."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from directory.exports.table import table_of
from rosc.access import Permission, require
from rosc.accounts.models import Organisation, OrganisationKind
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, recently_proved
from rosc.gaps import actions
from rosc.gaps import codes as known
from rosc.gaps import hand_over as files
from rosc.gaps.forms import MonthForm, SetCodeForm, TakeHandOverForm
from rosc.gaps.periods import Month, to_choose

MOST_SHOWN = 20


def _provider(request: SignedInRequest, pk: UUID) -> Organisation:
    """A treatment service: no other has a return to fill in."""
    rows = Organisation.objects.approved().of_kind(OrganisationKind.TREATMENT)
    return find(request, rows, pk, Permission.PERSON_EXPORT)


def _month(request: SignedInRequest) -> Month:
    return Month.read(request.GET.get("month", ""), timezone.localdate())


@require(Permission.PERSON_EXPORT)
def hand_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What the file would hold."""
    provider, month = _provider(request, pk), _month(request)
    found = actions.preview_hand_over(provider=provider, month=month, by=request.user)
    context = {
        "provider": provider,
        "month": month,
        "found": found,
        "filter": {"form": MonthForm(month=month, months=to_choose(timezone.localdate()))},
        "version": known.shipped()[0],
        "lines": files.preview(found.lines[:MOST_SHOWN]),
        "take_url": f"{reverse('gaps:take_hand_over', args=[pk])}?month={month.slug}",
    }
    return render(request, "gaps/hand_over.html", context)


@require(Permission.PERSON_EXPORT)
@recently_proved
def take_hand_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    provider, month = _provider(request, pk), _month(request)
    form = TakeHandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = actions.take_hand_over(
            provider=provider, month=month, why=form.cleaned_data["why"], by=request.user
        )
        return table_of(files.columns(), found.lines, f"hand-over-{month.slug}.csv")
    back = f"{reverse('gaps:hand_over', args=[pk])}?month={month.slug}"
    context = {"form": form, "month": month, "provider": provider, "back_url": back}
    return render(request, "gaps/take_hand_over.html", context)


@require(Permission.REFERENCE_CHANGE)
def codes(request: SignedInRequest) -> HttpResponse:
    context = {"items": known.items().values(), "version": known.shipped()[0]}
    return render(request, "gaps/codes.html", context)


@require(Permission.REFERENCE_CHANGE)
def set_code(request: SignedInRequest, item: str) -> HttpResponse:
    found = known.items().get(item)
    if found is None:
        raise Http404
    shown = {"code": found.code, "is_verified": found.is_verified, "seen": found.seen}
    return form_page(
        request,
        SetCodeForm(request.POST or None, initial=shown),
        "gaps/set_code.html",
        act=lambda data: actions.set_code(item=item, by=request.user, **data),
        done="It is saved.",
        to="gaps:codes",
        item=found,
        version=known.shipped()[0],
    )
