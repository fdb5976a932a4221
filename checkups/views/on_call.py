"""Who can be rung, and when: as it is, so that nothing is promised that nobody keeps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from checkups import actions, worker_reading
from checkups.forms.on_call import OnCallForm
from checkups.models import OnCall
from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page

P = Permission


@require(P.ON_CALL)
def on_call(request: SignedInRequest) -> HttpResponse:
    here, members = worker_reading.to_put_down(request.user)
    form = OnCallForm(request.POST or None, here=here, members=members, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            _put_down(request, form, here)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                "It is down. You hear of it when a call is promised for it.",
            )
            return redirect("checkups:on_call")
    places = worker_reading.places_on_call(request.user, timezone.now())
    return render(request, "checkups/on_call.html", {"form": form, "places": places})


def _put_down(request: SignedInRequest, form: OnCallForm, here: Any) -> None:
    data = form.cleaned_data
    actions.put_all_on_call(
        organisation=data.get("organisation") or here[0],
        user=data.get("user") or request.user,
        spells=form.spells(),
        number=data["number"],
        by=request.user,
    )


@require(P.ON_CALL)
def call_off(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = OnCall.objects.visible_to(request.user).to_call_off(request.user)
    found = get_object_or_404(rows, pk=pk)
    return confirm_page(
        request,
        "checkups/call_off.html",
        "Call it off",
        act=lambda: actions.call_off(row=found, by=request.user),
        done="It is called off. Nobody is promised a call in these hours.",
        to="checkups:on_call",
        row=found,
    )
