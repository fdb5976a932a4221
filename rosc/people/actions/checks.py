"""What every action on a person's record asks first."""

from django.core.exceptions import PermissionDenied

from rosc.access import Actor, Oneself, Permission
from rosc.people.models import Person


def need(by: Actor, permission: Permission, person: Person) -> None:
    """Raises PermissionDenied unless `by` may, in the organisation that holds the record; on their
    own page people change only what is about themselves."""
    if isinstance(by, Oneself) and person.pk not in by.person_ids:
        raise PermissionDenied(permission)
    if not by.may(permission, person.organisation):
        raise PermissionDenied(permission)
