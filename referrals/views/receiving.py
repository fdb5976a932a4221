"""Where an organisation is asked, for those who lead it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from referrals import actions, shown
from referrals.forms.reception import ReceptionForm
from rosc.access import Permission, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, recently_proved


@require(Permission.ORGANISATION_CHANGE)
@recently_proved
def reception(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.ORGANISATION_CHANGE)
    held = shown.reception_of(found)
    q = request.GET.get("q", "").strip()[:100]
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
