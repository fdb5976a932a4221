"""The schedules that come with the portal, and an organisation's own."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from checkups import actions, choosing
from checkups.forms.schedules import ScheduleForm
from checkups.models import ScheduleCopy
from checkups.schedule import Pattern
from checkups.shipped import all_shipped
from rosc.access import Permission, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, find, form_page

P = Permission
EMPTY = Pattern((7, 14, 28))


@require(P.CHECK_UP_READ)
def schedules(request: SignedInRequest) -> HttpResponse:
    """Those shipped with their source, and what each of one's organisations made of them."""
    own = [
        {
            "organisation": one,
            "copies": list(ScheduleCopy.objects.visible_to(request.user).current().of(one)),
            "shown": [offered.name for offered in choosing.shown_at(one)],
            "may_change": request.user.may(P.SCHEDULE_CHANGE, one),
        }
        for one in request.user.organisations_with(P.CHECK_UP_READ)
    ]
    context = {"shipped": list(all_shipped().values()), "own": own}
    return render(request, "checkups/schedules.html", context)


@require(P.SCHEDULE_CHANGE)
def copy_schedule(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """From a shipped one named in the address, or anew."""
    organisation = find(request, Organisation.objects.all(), pk, P.SCHEDULE_CHANGE)
    slug = request.GET.get("from", "")
    base = all_shipped().get(slug)
    if slug and base is None:
        raise Http404
    initial = {"name": base.name, "about": base.about, "is_shown": True} if base else {}
    form = ScheduleForm(
        request.POST or None, pattern=base.pattern if base else EMPTY, initial=initial
    )
    based_on = base.slug if base else ""
    return form_page(
        request,
        form,
        "checkups/copy_schedule.html",
        act=lambda data: actions.copy_schedule(
            organisation=organisation, by=request.user, based_on=based_on, **data
        ),
        done="It is yours now.",
        to=reverse("checkups:schedules"),
        organisation=organisation,
        base=base,
    )


@require(P.SCHEDULE_CHANGE)
def change_copy(request: SignedInRequest, pk: UUID) -> HttpResponse:
    copy = _find(request, pk)
    initial: dict[str, Any] = {n: getattr(copy, n) for n in ("name", "about", "is_shown")}
    return form_page(
        request,
        ScheduleForm(request.POST or None, pattern=copy.pattern, initial=initial),
        "checkups/change_copy.html",
        act=lambda data: actions.change_copy(copy=copy, by=request.user, **data),
        done="It is saved. Plans that were agreed stay as they are.",
        to=reverse("checkups:schedules"),
        copy=copy,
    )


@require(P.SCHEDULE_CHANGE)
def end_copy(request: SignedInRequest, pk: UUID) -> HttpResponse:
    copy = _find(request, pk)
    return confirm_page(
        request,
        "checkups/end_copy.html",
        "Stop using it",
        act=lambda: actions.end_copy(copy=copy, by=request.user),
        done="It is not offered any more. Plans that were agreed stay as they are.",
        to=reverse("checkups:schedules"),
        copy=copy,
    )


def _find(request: SignedInRequest, pk: UUID) -> ScheduleCopy:
    """One in use; of a form sent too late, also one that is not, which the action says."""
    rows = ScheduleCopy.objects.select_related("organisation")
    rows = rows if request.method == "POST" else rows.current()
    copy: ScheduleCopy = find(request, rows, pk, P.SCHEDULE_CHANGE)
    return copy
