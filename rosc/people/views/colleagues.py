"""The own records of those who work here: closed to colleagues, and never left with nobody."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page
from rosc.people import actions, reading
from rosc.people.forms.agreements import ColleagueForm
from rosc.people.models import Person
from rosc.people.views.pages import find_person, home_of

P = Permission


@require(P.PERSON_CHANGE)
def close(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_CHANGE, what="access")
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Close it to colleagues"),
        "people/close.html",
        act=lambda data: actions.close(person=found, by=request.user),
        done="It is closed. Only you see it, and whoever is named on it.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_CHANGE)
def open_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_CHANGE, what="access")
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Open it to those who work here"),
        "people/open_up.html",
        act=lambda data: actions.open_up(person=found, by=request.user),
        done="Those who work with everybody here can open it now.",
        to="people:people" if found.is_closed else home_of(found),
        person=found,
    )


@require(P.PERSON_GIVE)
def without_a_keeper(request: SignedInRequest) -> HttpResponse:
    """Closed records that nobody who works there can open. Nobody is named."""
    rows = Person.objects.left_without_a_keeper(request.user).select_related("organisation")
    return render(request, "people/without_a_keeper.html", {"records": rows.order_by("created_at")})


@require(P.PERSON_GIVE)
def choose_keeper(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Person.objects.left_without_a_keeper(request.user).select_related("organisation")
    found = get_object_or_404(rows, pk=pk)
    return form_page(
        request,
        ColleagueForm(
            request.POST or None, offered=reading.members_to_keep(found), label="They keep it"
        ),
        "people/choose_keeper.html",
        act=lambda data: actions.choose_keeper(person=found, by=request.user, **data),
        done="They can open it now. Nobody else can.",
        to=reverse("people:without_a_keeper"),
        person=found,
    )
