"""Loading people from a caseload file: first looked at, then confirmed."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from rosc.access import Permission, SomebodyGotThereFirst
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.people.imports import (
    Caseload,
    CaseloadError,
    CaseloadPlan,
    CaseloadRow,
    plan_caseload,
    read_caseload,
)
from rosc.people.models import CaseloadUpload, ContactRoute, Person, RouteKind


@transaction.atomic
def upload_caseload(*, organisation: Organisation, content: bytes, by: User) -> CaseloadUpload:
    """Read a file and keep what is in it, sealed, for an hour; nobody's record is made yet.

    Raises PermissionDenied, and ValidationError where it is no file of people.
    """
    _need(organisation, by)
    try:
        caseload = read_caseload(content, timezone.localdate())
    except CaseloadError as error:
        raise ValidationError({"file": str(error)}) from error
    CaseloadUpload.objects.filter(user=by, organisation=organisation).delete()
    upload = CaseloadUpload.objects.create(
        organisation=organisation, user=by, body=caseload.as_json()
    )
    details = {"rows": len(caseload.rows), "bad": len(caseload.bad)}
    record(by=by, verb="person.upload_caseload", organisation=organisation, details=details)
    return upload


def planned(upload: CaseloadUpload, by: User) -> tuple[Caseload, CaseloadPlan]:
    """What is in the file, and what would become of each row as things are now."""
    caseload = Caseload.from_json(upload.body)
    own = Person.objects.visible_to(by).filter(organisation=upload.organisation)
    return caseload, plan_caseload(caseload.rows, own)


@transaction.atomic
def import_caseload(*, upload: CaseloadUpload, by: User, with_alike: bool = False) -> int:
    """Make the records that are new (`with_alike`: also of those who may be here already); how
    many. Raises PermissionDenied, and SomebodyGotThereFirst where the file was confirmed or ran
    out meanwhile.

    Whoever imports into an organisation waits for whoever did before: of the same file sent twice
    at once, the second finds everybody there.
    """
    _need(upload.organisation, by)
    if upload.user_id != by.pk:
        raise PermissionDenied(Permission.PERSON_CHANGE)
    organisation = Organisation.objects.select_for_update().get(pk=upload.organisation_id)
    kept = CaseloadUpload.objects.kept(timezone.now()).filter(pk=upload.pk).first()
    if kept is None:
        raise SomebodyGotThereFirst
    _, plan = planned(kept, by)
    kept.delete()
    made = _make(organisation, [*plan.new, *(plan.alike if with_alike else [])])
    if made:
        details = {"how": "caseload", "count": len(made)}
        where = organisation
        record(
            by=by, verb="person.import_caseload", subjects=made, organisation=where, details=details
        )
    return len(made)


def forget_uploads(now: datetime) -> int:
    """Forget the files nobody confirmed in time; how many."""
    forgotten, _ = CaseloadUpload.objects.run_out(now).delete()
    return forgotten


def _make(organisation: Organisation, rows: list[CaseloadRow]) -> list[Person]:
    """The records, with what reaches them marked as not yet safe; a reference that a record nobody
    here may see has already is left out."""
    people = {row.line: Person(organisation=organisation, **row.facts) for row in rows}
    Person.objects.bulk_create(people.values(), ignore_conflicts=True)
    ids = [person.pk for person in people.values()]
    there = set(
        Person.objects.unscoped_for("caseload").filter(pk__in=ids).values_list("pk", flat=True)
    )
    made = [person for person in people.values() if person.pk in there]
    routes = [
        ContactRoute(person=people[row.line], kind=kind, value=value, is_safe=False)
        for row in rows
        for kind, value in ((RouteKind.PHONE, row.phone), (RouteKind.EMAIL, row.email))
        if value and people[row.line].pk in there
    ]
    ContactRoute.objects.bulk_create(routes)
    return made


def _need(organisation: Organisation, by: User) -> None:
    if not by.may(Permission.PERSON_CHANGE, organisation):
        raise PermissionDenied(Permission.PERSON_CHANGE)
