"""The ways a person can be reached, and what may go by them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page
from rosc.people import actions, reading
from rosc.people.forms.routes import RouteForm
from rosc.people.views.pages import find_person, find_route, home_of

P = Permission


@require(P.PERSON_SAFETY)
def add_route(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="contact")
    return form_page(
        request,
        RouteForm(request.POST or None),
        "people/add_route.html",
        act=lambda data: actions.add_route(person=found, by=request.user, **data),
        done="It is saved. Look at what may be sent, together if you can.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_SAFETY)
def change_route(request: SignedInRequest, pk: UUID, route_pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="contact")
    route = find_route(request, found, route_pk)
    return form_page(
        request,
        RouteForm(request.POST or None, route=None if found.is_stopped else route),
        "people/change_route.html",
        act=lambda data: actions.change_route(route=route, by=request.user, **data),
        done="It is saved.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_SAFETY)
def confirm_route(request: SignedInRequest, pk: UUID, route_pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="contact")
    route = find_route(request, found, route_pk)
    today = timezone.localdate()
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Still right today", is_warning=False),
        "people/confirm_route.html",
        act=lambda data: actions.confirm_route(route=route, on=today, by=request.user),
        done="It is noted as checked with them today.",
        to=home_of(found),
        person=found,
        route=route,
    )


@require(P.PERSON_SAFETY)
def end_route(request: SignedInRequest, pk: UUID, route_pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="contact")
    route = find_route(request, found, route_pk)
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Use it no more"),
        "people/end_route.html",
        act=lambda data: actions.end_route(route=route, by=request.user),
        done="It is not used any more. What was waiting to go by it does not go.",
        to=home_of(found),
        person=found,
        route=route,
    )


@require(P.PERSON_SAFETY)
def preview_messages(request: SignedInRequest, pk: UUID, route_pk: UUID) -> HttpResponse:
    """Everything that may go by this route, word for word, before any of it can."""
    found = find_person(request, pk, P.PERSON_SAFETY, what="contact")
    route = find_route(request, found, route_pk)
    context = {
        "person": found,
        "route": route,
        "samples": reading.samples_for(route),
        "said_through": reading.said_through(route),
        "back_url": home_of(found),
    }
    return render(request, "people/preview_messages.html", context)
