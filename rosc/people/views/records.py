"""People in a list, and one person's record."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page, page_of
from rosc.people import actions, reading
from rosc.people.filters import PersonFilter
from rosc.people.forms.own_page import SendLinkForm
from rosc.people.forms.records import (
    ChangeForm,
    CreateForm,
    DeathForm,
    SecondFactorForm,
    StopForm,
)
from rosc.people.keeping_duties import beside_people
from rosc.people.models import Person
from rosc.people.views.pages import find_person, home_of

P = Permission


@require(P.PERSON_READ)
def people(request: SignedInRequest) -> HttpResponse:
    rows = Person.objects.visible_to(request.user).for_list()
    narrowed = PersonFilter(request.GET, queryset=rows)
    page = page_of(request, narrowed.qs)
    actions.searched(people=page.object_list, by=request.user, filters=narrowed.used())
    context = {
        "filter": narrowed,
        "page": page,
        "may_add": request.user.may(P.PERSON_CHANGE),
        "ways": list(beside_people(request.user)),
        "is_of_several": len(request.user.organisations_with(P.PERSON_READ)) > 1,
    }
    return render(request, "people/people.html", context)


@require(P.PERSON_CHANGE)
def create(request: SignedInRequest) -> HttpResponse:
    form = CreateForm(request.POST or None, by=request.user)
    candidate = form.candidate()
    alike = Person.objects.visible_to(request.user).alike(candidate) if candidate else []
    actions.searched(people=alike, by=request.user, filters=["alike"])
    if not alike and request.method == "POST" and form.is_valid():
        try:
            person = actions.create(by=request.user, **form.facts())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "It is saved. Now note how they can safely be reached.")
            return redirect(person)
    context = {"form": form.once_more() if alike else form, "alike": alike}
    return render(request, "people/create.html", context)


@require(P.PERSON_READ)
def person(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_READ)
    return render(request, "people/person.html", reading.page_of_person(found, request.user))


@require(P.PERSON_CHANGE)
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_CHANGE, what="change")
    return form_page(
        request,
        ChangeForm(request.POST or None, person=found),
        "people/change.html",
        act=lambda data: actions.change(person=found, by=request.user, **data),
        done="It is saved.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_SAFETY)
def stop_contact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="safety")
    return form_page(
        request,
        StopForm(request.POST or None),
        "people/stop_contact.html",
        act=lambda data: actions.stop_contact(person=found, by=request.user, **data),
        done="All contact is stopped. Nothing is sent to them any more.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_SAFETY)
def contact_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="safety")
    label = "They may be contacted again"
    return form_page(
        request,
        ConfirmForm(request.POST or None, label=label, is_warning=False),
        "people/contact_again.html",
        act=lambda data: actions.contact_again(person=found, by=request.user),
        done="It is noted. Check with them which ways are safe.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_CHANGE)
def record_death(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_CHANGE, what="death")
    form = DeathForm(request.POST or None)
    if form.asks_once_more() and not form.cleaned_data["is_sure"]:
        context = {"form": form.again(), "person": found, "day": form.cleaned_data["on"]}
        return render(request, "people/record_death.html", context)
    return form_page(
        request,
        form,
        "people/record_death.html",
        act=lambda data: actions.record_death(person=found, by=request.user, on=data["on"]),
        done="It is written down. Nothing is sent to them any more, by anybody. We are sorry.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_CHANGE)
def choose_second_factor(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_CHANGE, what="own_page")
    initial = {"kind": found.second_factor or "word"}
    return form_page(
        request,
        SecondFactorForm(request.POST or None, initial=initial),
        "people/choose_second_factor.html",
        act=lambda data: actions.choose_second_factor(person=found, by=request.user, **data),
        done="It is saved. You can send them a link to their page now.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_SAFETY)
def send_link(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="own_page")
    return form_page(
        request,
        SendLinkForm(request.POST or None),
        "people/send_link.html",
        act=lambda data: actions.send_link(person=found, by=request.user, **data),
        done="A link goes the way they said is safe, at a time that is safe.",
        to=home_of(found),
        person=found,
        waits_until=reading.waits_until(found),
    )
