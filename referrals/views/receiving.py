"""Where an organisation is asked, and how much."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from referrals import actions, shown
from referrals import load as loads
from referrals.forms.reception import ReceptionForm
from referrals.views.pages import looked_for
from rosc.access import Permission, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, recently_proved


@require(Permission.ORGANISATION_CHANGE)
@recently_proved
def reception(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.ORGANISATION_CHANGE)
    held = shown.reception_of(found)
    q = looked_for(request)
    form = ReceptionForm(request.POST or None, organisation=found, reception=held, q=q)
    return form_page(
        request,
        form,
        "referrals/reception.html",
        act=lambda data: actions.set_reception(organisation=found, by=request.user, **data),
        done="It is saved.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
        reception=held,
        q=q,
    )


@require(Permission.REFERRAL_ANSWER)
def load(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """How many come, and how soon they are answered, for the group itself."""
    found = find(request, Organisation.objects.all(), pk, Permission.REFERRAL_ANSWER)
    now = timezone.now()
    context = {
        "organisation": found,
        "load": loads.own_load(found, now),
        "told": loads.load_of(found, now),
        "fewest": loads.FEWEST_ANSWERS,
        "may_set": request.user.may(Permission.ORGANISATION_CHANGE, found),
        "back_url": reverse("accounts:organisation", args=[pk]),
    }
    return render(request, "referrals/load.html", context)
