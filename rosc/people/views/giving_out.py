"""Giving a person all that is held about them."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import recently_proved
from rosc.people import actions
from rosc.people.forms.keeping import ExportForm
from rosc.people.given_out import parts_of
from rosc.people.views.finding import find_person


@require(Permission.PERSON_ERASE)
@recently_proved
def export(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, Permission.PERSON_ERASE, "export")
    form = ExportForm(request.POST or None)
    context = {"form": form, "person": person, "back_url": person.get_absolute_url()}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/export.html", context)
    wanted = form.cleaned_data["form"]
    held = actions.export(person=person, form=wanted, by=request.user)
    if wanted == "page":
        context["parts"] = parts_of(held)
        return render(request, "people/export.html", context)
    response = JsonResponse(held, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="record.json"'
    return response
