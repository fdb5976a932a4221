"""Breaking the glass: who looks, and who is told of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, page_of, recently_proved
from rosc.people import actions
from rosc.people.forms.glass import BreakGlassForm
from rosc.people.given_out import parts_of
from rosc.people.models import Grant, Person
from rosc.people.records import exported

NOBODY = "Nobody was found by exactly that. We have written down that you looked."


@require(Permission.PERSON_BREAK_GLASS)
@recently_proved
def break_glass(request: SignedInRequest) -> HttpResponse:
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = actions.look_for_one(by=request.user, **form.whom)
        if person is not None:
            given = {name: form.cleaned_data[name] for name in ("why", "category")}
            actions.break_glass(person=person, by=request.user, **given)
            return redirect("people:behind_glass", person.pk)
        form.add_error(None, NOBODY)
    context = {"form": form, "back_url": reverse("accounts:desk")}
    return render(request, "people/break_glass.html", context)


@require(Permission.PERSON_BREAK_GLASS)
def behind_glass(request: SignedInRequest, pk: UUID) -> HttpResponse:
    now = timezone.now()
    rows = Person.objects.behind_glass_for(request.user, now).select_related("organisation")
    person = get_object_or_404(rows, pk=pk)
    actions.opened(person=person, by=request.user, what="behind_glass")
    grant = request.user.grants.standing(now).behind_glass().of(person)
    context = {"person": person, "grant": grant, "parts": parts_of(exported(person))}
    return render(request, "people/behind_glass.html", context)


@require(Permission.PERSON_ERASE)
def glass_broken(request: SignedInRequest) -> HttpResponse:
    page = page_of(request, Grant.objects.visible_to(request.user).for_list())
    return render(request, "people/glass_broken.html", {"page": page})


@require(Permission.PERSON_ERASE)
def glass(request: SignedInRequest, pk: UUID) -> HttpResponse:
    grant = _find_grant(request, pk)
    actions.opened(person=grant.person, by=request.user, what="glass")
    return render(request, "people/glass.html", {"grant": grant})


@require(Permission.PERSON_ERASE)
def look_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    grant = _find_grant(request, pk)
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="I have looked it over", is_warning=False),
        "people/look_over.html",
        act=lambda data: actions.look_over(grant=grant, by=request.user),
        done="It is written down that you have looked it over.",
        to=reverse("people:glass", args=[pk]),
        grant=grant,
    )


def _find_grant(request: SignedInRequest, pk: UUID) -> Grant:
    return find(request, Grant.objects.for_list(), pk, Permission.PERSON_ERASE)
