"""Letting somebody see a snapshot, taking it back, and writing down who looked."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from lero_standards import framework
from lero_standards.actions.checks import check_lero, note, user_of
from lero_standards.models import Grant, Look, Snapshot
from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.actions.checks import check_may
from rosc.accounts.models import Organisation, User
from rosc.audit.actions import record
from rosc.months import months_after

LONGEST = 24  # months; after that the LERO decides anew
PARTS = ("has_notes", "has_evidence", "has_plan", "is_review")


@transaction.atomic
def share(
    *,
    snapshot: Snapshot,
    recipient: Organisation,
    sections: Iterable[str],
    until: date,
    parts: Iterable[str],
    by: Actor,
) -> Grant:
    """Let an organisation see these sections of a snapshot until a day; `parts` says with what
    beside the answers, of PARTS.

    Raises PermissionDenied, ValidationError.
    """
    check_lero(by, snapshot.organisation)
    chosen, wanted = list(sections), set(parts)
    _check(snapshot, recipient, chosen, until)
    if "is_review" in wanted and not recipient.is_lero:
        raise ValidationError("Only another LERO can review you.")
    who = {"recipient": recipient, "given_by": user_of(by)}
    with_what = {part: part in wanted for part in PARTS}
    row = Grant(organisation=snapshot.organisation, snapshot=snapshot, **who, **with_what)
    row.sections, row.until = chosen, until
    row.save(force_insert=True)
    note("grant.share", by, row.organisation, row, recipient=recipient.pk, sections=chosen)
    return row


def _check(snapshot: Snapshot, recipient: Organisation, sections: list[str], until: date) -> None:
    known = {one.slug for one in framework.get(snapshot.content["version"]).sections}
    today = timezone.localdate()
    if not sections or not set(sections) <= known:
        raise ValidationError("Choose at least one part.")
    if recipient.pk == snapshot.organisation_id or recipient.status != "approved":
        raise ValidationError("Choose another organisation that is on the portal.")
    if not today <= until <= months_after(today, LONGEST):
        raise ValidationError({"until": "Enter a day from today on, within two years."})


@transaction.atomic
def withdraw(*, grant: Grant, by: Actor) -> Grant:
    """Take it back: nobody there sees anything from the next moment on.

    Raises PermissionDenied, SomebodyGotThereFirst.
    """
    check_may(by, Permission.STANDARDS_ANSWER, grant.organisation)
    rows = Grant.objects.unscoped_for("withdraw").filter(pk=grant.pk, withdrawn_at=None)
    now = timezone.now()
    if not rows.update(withdrawn_at=now, updated_at=now):
        raise SomebodyGotThereFirst
    grant.withdrawn_at = now
    note("grant.withdraw", by, grant.organisation, grant, recipient=grant.recipient_id)
    return grant


@transaction.atomic
def look(*, grant: Grant, by: User) -> Look:
    """Somebody of the organisation it is shared with opens it: the LERO sees who, and when.

    Raises PermissionDenied where it is shared no longer.
    """
    standing_for(grant.pk, by)
    found = Look.objects.create(grant=grant, user=by, at=timezone.now())
    record(by=by, verb="grant.look", subject=grant, organisation=grant.recipient)
    return found


def standing_for(pk: UUID, by: Actor) -> Grant:
    """The grant, held until the transaction ends so that it is not withdrawn meanwhile.

    Raises PermissionDenied where `by` may not (or no longer) look.
    """
    if not isinstance(by, User):
        raise PermissionDenied
    rows = Grant.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("organisation", "recipient").filter(pk=pk).first()
    if found is None:
        raise PermissionDenied
    return found
