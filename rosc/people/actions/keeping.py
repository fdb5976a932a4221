"""How long records are kept: reviews that two people decide, legal holds, and erasing."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rosc.access import Actor, Permission, SomebodyGotThereFirst
from rosc.accounts.models import User
from rosc.audit.actions import record
from rosc.people.actions.checks import need
from rosc.people.actions.erasing import erase
from rosc.people.models import Person, Review, ReviewOutcome, ReviewReason
from rosc.people.models.keeping import KEPT_FOR

HELD = "This record is kept for a legal reason. Lift that first."
HOLD_REASONS = {
    "court": "A court asks for it",
    "inquiry": "A public inquiry asks for it",
    "complaint": "A complaint is open",
    "death": "A death is being looked into",
}


@transaction.atomic
def propose_erasure(*, person: Person, reason: str, by: User) -> Review:
    """Propose that a record is erased; somebody else approves it, and nothing happens before.

    Raises PermissionDenied, ValidationError for what is held for a legal reason, and
    SomebodyGotThereFirst where it is proposed already.
    """
    _may_decide(person, by)
    _not_held(person)
    review = Review.objects.filter(person=person, settled_at=None).first()
    if review is None:
        made = Review(person=person, reason=reason)
        Review.objects.bulk_create([made], ignore_conflicts=True)
    now = timezone.now()
    rows = Review.objects.filter(person=person, settled_at=None, proposed_by=None)
    values = {"proposed_by": by, "proposed_at": now, "reason": ReviewReason(reason)}
    if not rows.update(**values, updated_at=now):
        raise SomebodyGotThereFirst
    found = Review.objects.select_related("person__organisation").get(
        person=person, settled_at=None
    )
    _note(found, by, "person.propose_erasure", {"reason": reason})
    return found


@transaction.atomic
def approve_erasure(*, review: Review, by: User) -> None:
    """Erase what somebody else proposed to erase; it cannot be brought back.

    Raises PermissionDenied, ValidationError for what is held for a legal reason, and
    SomebodyGotThereFirst.
    """
    person = review.person
    _may_decide(person, by)
    if review.proposed_by_id == by.pk:
        raise PermissionDenied(Permission.PERSON_ERASE)
    locked = Person.objects.unscoped_for("erase").select_for_update().get(pk=person.pk)
    _not_held(locked)
    # Proposed by whom the page said: a proposal taken back and made anew is read again first.
    rows = Review.objects.filter(
        pk=review.pk, settled_at=None, proposed_by__isnull=False, proposed_by=review.proposed_by_id
    )
    _settle(rows, by, ReviewOutcome.ERASED)
    _note(review, by, "person.approve_erasure", {"schedule": review.schedule})
    erase(
        person,
        schedule=review.schedule or review.reason,
        proposed_by=review.proposed_by_id,
        approved_by=by.pk,
        by=by,
    )


@transaction.atomic
def keep(*, review: Review, by: User) -> None:
    """Decide that a record is kept: it is looked at again after a year.

    Raises PermissionDenied and SomebodyGotThereFirst.
    """
    _may_decide(review.person, by)
    again = timezone.localdate() + KEPT_FOR
    rows = Review.objects.filter(pk=review.pk, settled_at=None)
    _settle(rows, by, ReviewOutcome.KEPT, look_again_on=again)
    _note(review, by, "person.keep", {})


@transaction.atomic
def hold(*, person: Person, why: str, by: User) -> None:
    """Keep a record whatever the years say, for a legal reason (a code of HOLD_REASONS).

    Raises PermissionDenied, and SomebodyGotThereFirst when it is held already.
    """
    if why not in HOLD_REASONS:
        raise ValueError(why)
    _set_held(person, True, by, "person.hold", {"why": why})


@transaction.atomic
def release(*, person: Person, by: User) -> None:
    """Lift the legal hold. Raises PermissionDenied and SomebodyGotThereFirst."""
    _set_held(person, False, by, "person.release", {})


def _set_held(person: Person, value: bool, by: User, verb: str, details: dict[str, str]) -> None:
    _may_decide(person, by)
    rows = Person.objects.unscoped_for("change").filter(pk=person.pk, is_held=not value)
    if not rows.update(is_held=value, updated_at=timezone.now()):
        raise SomebodyGotThereFirst
    person.is_held = value
    record(by=by, verb=verb, subject=person, organisation=person.organisation, details=details)


def _may_decide(person: Person, by: User) -> None:
    need(by, Permission.PERSON_ERASE, person)
    if person.kept_from.filter(pk=by.pk).exists():
        raise PermissionDenied(Permission.PERSON_ERASE)


def _not_held(person: Person) -> None:
    if person.is_held:
        raise ValidationError(HELD, code="held")


def _settle(
    rows: QuerySet[Review], by: User, outcome: str, look_again_on: date | None = None
) -> None:
    now = timezone.now()
    values = {"settled_at": now, "settled_by": by, "outcome": outcome}
    if not rows.update(**values, look_again_on=look_again_on, updated_at=now):
        raise SomebodyGotThereFirst


def _note(review: Review, by: Actor, verb: str, details: dict[str, str]) -> None:
    where = review.person.organisation
    found = {"review": review.pk, **details}
    record(by=by, verb=verb, subject=review.person, organisation=where, details=found)
