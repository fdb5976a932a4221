"""What the pages about people share: finding one, and writing down that somebody looked."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rosc.access import Permission
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find
from rosc.people import actions
from rosc.people.models import Consent, ContactRoute, Person
from rosc.people.reading import consents_for

P = Permission


def find_person(
    request: SignedInRequest, pk: UUID, permission: Permission, *, what: str = "record"
) -> Person:
    """The person among those visible to the reader: 404 if not, 403 without the right there.

    Every page that shows them is an opening of their record.
    """
    rows: Any = Person.objects.select_related("organisation")
    person: Person = find(request, rows, pk, permission)
    actions.opened(person=person, by=request.user, what=what)
    return person


def find_route(request: HttpRequest, person: Person, pk: UUID) -> ContactRoute:
    """One in use; of a form sent too late, also one that has ended, which the action says."""
    rows = person.routes.all() if request.method == "POST" else person.routes.current()
    return get_object_or_404(rows.select_related("person__organisation"), pk=pk)


def find_consent(request: SignedInRequest, person: Person, pk: UUID) -> Consent:
    """One the reader may know of; of a form sent too late, also one that was withdrawn."""
    rows = consents_for(request.user, person)
    if request.method != "POST":
        rows = rows.not_withdrawn()
    return get_object_or_404(rows.select_related("person__organisation", "recipient"), pk=pk)


def home_of(person: Person) -> str:
    return reverse("people:person", args=[person.pk])
