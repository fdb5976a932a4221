"""The list, one introduction, and what can be taken along of them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from directory.exports.table import table_of
from referrals import actions, buddies, exports, handing_over, reading
from referrals import rows as listing
from referrals.filters import ReferralFilter
from referrals.forms.moves import ExportForm
from referrals.models import Referral
from referrals.views.pages import find_referral, home_of
from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import page_of, recently_proved


def _narrowed(request: SignedInRequest) -> ReferralFilter:
    rows = Referral.objects.visible_to(request.user).for_list()
    return ReferralFilter(request.GET, queryset=rows, request=request)


@require(Permission.REFERRAL_READ)
def referrals(request: SignedInRequest) -> HttpResponse:
    narrowed = _narrowed(request)
    page = page_of(request, narrowed.qs)
    rows = listing.rows_of(list(page.object_list), request.user, timezone.localdate())
    actions.listed(
        referrals=page.object_list,
        named=listing.named_in(rows),
        by=request.user,
        filters=[name for name in narrowed.form.fields if request.GET.get(name)],
    )
    context = {
        "filter": narrowed,
        "page": page,
        "rows": rows,
        "may_export": request.user.may(Permission.PERSON_EXPORT),
        "query": request.GET.urlencode(),
    }
    return render(request, "referrals/referrals.html", context)


@require(Permission.REFERRAL_READ)
def referral(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_referral(request, pk)
    seen = reading.seen_by(found, request.user, timezone.localdate())
    actions.opened(referral=found, by=request.user, side=seen.side)
    context = {
        "referral": found,
        "seen": seen,
        "alike": seen.alike,
        "along": buddies.on_introduction(found, request.user, is_receiver=seen.is_receiver),
        "closing": handing_over.closing_of(found, request.user),
    }
    return render(request, "referrals/referral.html", context)


@require(Permission.PERSON_EXPORT)
def copy(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """All that one may see of it, as plain text, so that nobody types it twice. A peer worker takes
    nothing along."""
    found = find_referral(request, pk)
    seen = reading.seen_by(found, request.user, timezone.localdate())
    if not seen.may_copy:
        raise PermissionDenied(Permission.PERSON_EXPORT)
    actions.opened(referral=found, by=request.user, side=seen.side, what="copy")
    context = {"referral": found, "text": exports.as_text(seen), "back_url": home_of(found)}
    return render(request, "referrals/copy.html", context)


@require(Permission.PERSON_EXPORT)
def table(request: SignedInRequest) -> HttpResponse:
    """Without names and contacts."""
    rows = _rows(request)
    actions.exported(referrals=[row.referral for row in rows], named=[], by=request.user)
    return table_of(exports.COLUMNS, rows)


@require(Permission.PERSON_EXPORT)
@recently_proved
def export(request: SignedInRequest) -> HttpResponse:
    """With names, once it is proved again who asks, and what for."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = _rows(request)
        actions.exported(
            referrals=[row.referral for row in rows],
            named=listing.named_in(rows),
            by=request.user,
            why=form.cleaned_data["why"],
        )
        return table_of([*exports.COLUMNS, *exports.NAMES], rows)
    return render(request, "referrals/export.html", {"form": form})


def _rows(request: SignedInRequest) -> list[Any]:
    where = [one.pk for one in request.user.organisations_with(Permission.PERSON_EXPORT)]
    rows = _narrowed(request).qs.of_sides(where)
    found = list(rows[: exports.MOST_ROWS])
    return listing.rows_of(found, request.user, timezone.localdate())
