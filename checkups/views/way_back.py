"""Offering a way back into treatment: a human weighs the reasons, and the person decides."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from checkups import actions, returning, worker_reading
from checkups.forms.answering import OfferWayBackForm
from checkups.models import CheckUp
from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page
from rosc.people import actions as people

P = Permission
OFFERS = 30  # at once: it says how many more there are
PER_PAGE = 30
YEAR = timedelta(days=365)


@require(P.CHECK_UP_READ)
def way_back(request: SignedInRequest) -> HttpResponse:
    """Whom it may be time to offer it, what was under way in a year, and how many days each part
    takes. Whoever is named on it is written down as shown."""
    rows = returning.to_offer(request.user)
    offers = list(rows[:OFFERS])
    ways = returning.ways_of(request.user, timezone.localdate() - YEAR)
    page = Paginator(ways, PER_PAGE).get_page(request.GET.get("page"))
    named = {one.person for one in page} | {one.plan.person for one in offers}
    people.searched(people=named, by=request.user, filters=["way-back"])
    context = {
        "offers": worker_reading.offers_of(offers),
        "more": rows.count() - OFFERS if len(offers) == OFFERS else 0,
        "page": page,
        "measures": returning.measures_of(ways),
    }
    return render(request, "checkups/way_back.html", context)


@require(P.CHECK_UP_HOLD)
def offer_way_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = CheckUp.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows, pk=pk)
    if not request.user.may(P.CHECK_UP_HOLD, found.organisation):
        raise PermissionDenied(P.CHECK_UP_HOLD)
    people.opened(person=found.plan.person, by=request.user, what="way-back")
    services = returning.services_for(found.plan.person, found.plan)
    return form_page(
        request,
        OfferWayBackForm(request.POST or None, services=services),
        "checkups/offer_way_back.html",
        act=lambda data: actions.offer_way_back(checkup=found, by=request.user, **data),
        done="It is noted.",
        to="checkups:way_back",
        checkup=found,
        person=found.plan.person,
        reasons=returning.reasons_of(found),
        services=services,
    )
