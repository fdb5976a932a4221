"""The circle of support: for those who work with somebody, and for the person themselves."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, form_page
from rosc.people import actions
from rosc.people.forms.circle import CircleForm
from rosc.people.models import CircleEntry
from rosc.people.views.pages import find_person, home_of
from rosc.people.visits import Me, in_person

P = Permission


@require(P.PERSON_SAFETY)
def add_to_circle(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="circle")
    return form_page(
        request,
        CircleForm(request.POST or None),
        "people/add_to_circle.html",
        act=lambda data: actions.add_to_circle(person=found, by=request.user, **data),
        done="They are added. The person can take them off on any day.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_SAFETY)
def take_off(request: SignedInRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="circle")
    rows = CircleEntry.objects.of([found])
    rows = rows if request.method == "POST" else rows.standing()
    entry = get_object_or_404(rows.select_related("consent__person__organisation"), pk=entry_pk)
    return confirm_page(
        request,
        "people/take_off.html",
        "Take them off",
        act=lambda: actions.take_off(entry=entry, by=request.user),
        done="They are taken off.",
        to=home_of(found),
        person=found,
        entry=entry,
    )


@in_person
def mine_take_off(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    rows = CircleEntry.objects.of(me.people).standing()
    entry = get_object_or_404(rows.select_related("consent__person__organisation"), pk=pk)
    form = ConfirmForm(request.POST or None, label="Take them off")
    if request.method == "POST" and form.is_valid():
        actions.take_off(entry=entry, by=me.actor)
        return redirect(f"{reverse('people:mine')}?done=taken_off")
    context = {"form": form, "person": me.people[0], "entry": entry}
    return render(request, "people/mine_take_off.html", context)
