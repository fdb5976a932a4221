"""Finding the one record that an administrator breaks the glass for."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from rosc.access import Permission
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.people.models import Person


@transaction.atomic
def look_for_one(
    *,
    organisation: str,
    own_reference: str = "",
    name: str = "",
    date_of_birth: date | None = None,
    by: User,
) -> Person | None:
    """The one person of the organisation called so with exactly this reference, or exactly this
    name and date of birth; None for nobody and for several, so that nothing can be guessed at.

    Each look is on the audit, whatever it found. Raises PermissionDenied.
    """
    if not by.may(Permission.PERSON_BREAK_GLASS):
        raise PermissionDenied(Permission.PERSON_BREAK_GLASS)
    where = Organisation.objects.filter(name__iexact=organisation.strip()).first()
    rows = Person.objects.unscoped_for("glass").select_related("organisation")
    known = rows.known_as(own_reference=own_reference, name=name, date_of_birth=date_of_birth)
    if not own_reference and not (name and date_of_birth):
        known = known.none()
    found = list(known.filter(organisation=where).exclude(kept_from=by)[:2])
    person = found[0] if len(found) == 1 else None
    details = {"by": "reference" if own_reference else "name", "found": person is not None}
    record(by=by, verb="person.look_for_one", organisation=where, details=details)
    return person
