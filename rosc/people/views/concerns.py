"""Safeguarding concerns: for the safeguarding lead, and whoever raised one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, page_of
from rosc.people import actions
from rosc.people.forms.concerns import CloseConcernForm, PassOnConcernForm, RaiseConcernForm
from rosc.people.models import SafeguardingConcern
from rosc.people.notifications import leads_of_safeguarding
from rosc.people.views.finding import find_person


@require(Permission.SAFEGUARDING_RAISE)
def concerns(request: SignedInRequest) -> HttpResponse:
    rows = SafeguardingConcern.objects.visible_to(request.user).for_list()
    page = page_of(request, rows)
    people = {concern.person for concern in page}
    actions.searched(people=people, by=request.user)
    return render(request, "people/concerns.html", {"page": page})


@require(Permission.SAFEGUARDING_RAISE)
def raise_concern(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, Permission.SAFEGUARDING_RAISE, "raise_concern")
    return form_page(
        request,
        RaiseConcernForm(request.POST or None),
        "people/raise_concern.html",
        act=lambda data: actions.raise_concern(person=person, by=request.user, **data),
        done="Thank you. The concern is written down.",
        to=person.get_absolute_url(),
        person=person,
        has_lead=leads_of_safeguarding(person).exists(),
    )


@require(Permission.SAFEGUARDING_RAISE)
def concern(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _find_concern(request, pk, Permission.SAFEGUARDING_RAISE)
    actions.read_concern(concern=found, by=request.user)
    leads = request.user.may(Permission.SAFEGUARDING_READ, found.organisation)
    return render(request, "people/concern.html", {"concern": found, "leads": leads})


@require(Permission.SAFEGUARDING_READ)
def pass_on_concern(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _find_concern(request, pk, Permission.SAFEGUARDING_READ)
    return form_page(
        request,
        PassOnConcernForm(request.POST or None),
        "people/pass_on_concern.html",
        act=lambda data: actions.pass_on_concern(concern=found, by=request.user, **data),
        done="It is written down to whom you passed it on.",
        to=reverse("people:concern", args=[pk]),
    )


@require(Permission.SAFEGUARDING_READ)
def close_concern(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _find_concern(request, pk, Permission.SAFEGUARDING_READ)
    return form_page(
        request,
        CloseConcernForm(request.POST or None),
        "people/close_concern.html",
        act=lambda data: actions.close_concern(concern=found, by=request.user, **data),
        done="The concern is closed.",
        to=reverse("people:concern", args=[pk]),
    )


def _find_concern(
    request: SignedInRequest, pk: UUID, permission: Permission
) -> SafeguardingConcern:
    return find(request, SafeguardingConcern.objects.for_list(), pk, permission)
