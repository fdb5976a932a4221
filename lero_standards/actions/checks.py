"""What several actions check, and how they write down that something was done."""

from typing import Any

from django.core.exceptions import ValidationError

from lero_standards import framework
from lero_standards.framework import Statement
from lero_standards.models import Assessment
from rosc.access import Actor, Permission
from rosc.accounts.actions.checks import check_may
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record


def check_lero(by: Actor, organisation: Organisation) -> None:
    """Raises PermissionDenied, and ValidationError for an organisation that is no LERO."""
    check_may(by, Permission.STANDARDS_ANSWER, organisation)
    if not organisation.is_lero:
        raise ValidationError("Only a LERO answers these standards.")


def applying(organisation: Organisation, statement: str, version: str = "") -> Statement:
    """The statement, if it applies to the LERO as it is now. Raises ValidationError."""
    version = version or Assessment.objects.of(organisation).version
    found = framework.get(version).applying(organisation.lero_type)
    wanted = next((one for one in found if one.id == statement), None)
    if wanted is None:
        raise ValidationError("This statement is not for your type of LERO.")
    return wanted


def assessment_of(organisation: Organisation) -> Assessment:
    """That of the LERO, begun where there was none; locked until the transaction ends."""
    Assessment.objects.get_or_create(organisation=organisation)
    return Assessment.objects.select_for_update().get(organisation=organisation)


def user_of(by: Actor) -> User | None:
    """Who it was, where it was somebody who signs in."""
    return by if isinstance(by, User) else None


def note(verb: str, by: Actor, organisation: Organisation, subject: Any = None, **of: Any) -> None:
    """That it was done; never what was written."""
    record(by=by, verb=verb, subject=subject, organisation=organisation, details=of)
