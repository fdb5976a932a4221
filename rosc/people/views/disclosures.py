"""Sharing without consent: asked by one, decided by another."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, page_of
from rosc.people import actions
from rosc.people.forms.concerns import ApproveDisclosureForm, DiscloseForm
from rosc.people.models import Disclosure
from rosc.people.views.finding import find_person


@require(Permission.DISCLOSURE_APPROVE)
def disclosures(request: SignedInRequest) -> HttpResponse:
    page = page_of(request, Disclosure.objects.visible_to(request.user).for_list())
    people = {disclosure.person for disclosure in page}
    actions.searched(people=people, by=request.user)
    return render(request, "people/disclosures.html", {"page": page})


@require(Permission.PERSON_CHANGE)
def disclose(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, Permission.PERSON_CHANGE, "disclose")
    return form_page(
        request,
        DiscloseForm(request.POST or None),
        "people/disclose.html",
        act=lambda data: actions.disclose(person=person, by=request.user, **data),
        done="Somebody who leads here, or the safeguarding lead, decides now.",
        to=person.get_absolute_url(),
        person=person,
    )


@require(Permission.DISCLOSURE_APPROVE)
def approve_disclosure(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Disclosure.objects.for_list()
    found = find(request, rows, pk, Permission.DISCLOSURE_APPROVE)
    if request.method != "POST":
        actions.read_disclosure(disclosure=found, by=request.user)

    def decide(data: dict[str, Any]) -> None:
        act = actions.approve_disclosure if data["answer"] == "yes" else actions.refuse_disclosure
        act(disclosure=found, by=request.user)

    return form_page(
        request,
        ApproveDisclosureForm(request.POST or None),
        "people/approve_disclosure.html",
        act=decide,
        done="Your answer is written down.",
        to=reverse("people:disclosures"),
        disclosure=found,
    )
