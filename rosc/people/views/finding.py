"""Finding one person's record for a page."""

from uuid import UUID

from rosc.access import Permission
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find
from rosc.people.actions import opened
from rosc.people.models import Person


def find_person(request: SignedInRequest, pk: UUID, permission: Permission, what: str) -> Person:
    """The person, if the reader may see them (else 404) and holds the permission there (else 403).

    Showing the page is written down, with `what` part of the record it shows (a code).
    """
    person = find(request, Person.objects.select_related("organisation"), pk, permission)
    if request.method != "POST":
        opened(person=person, by=request.user, what=what)
    return person
