"""The sweep that lists whose record has been kept for long enough. It erases nobody."""

from datetime import date
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from rosc.access import SYSTEM
from rosc.accounts.models import Organisation
from rosc.audit.actions import record
from rosc.audit.models import AuditEvent
from rosc.people.models import (
    LawfulBasis,
    Person,
    Review,
    ReviewReason,
    SafeguardingConcern,
)
from rosc.people.models.keeping import years_before
from rosc.people.models.people import PersonQuerySet

log = structlog.get_logger("rosc.people")
AT_ONCE = 500  # records of one organisation in one sweep; the others follow in the next


def list_for_review(today: date) -> int:
    """List the records whose time is over, organisation by organisation; how many are new.

    One organisation's trouble does not stop the others.
    """
    listed = 0
    for organisation in Organisation.objects.filter(people__isnull=False).distinct():
        try:
            listed += _list_of(organisation, today)
        except Exception as error:
            log.error("review sweep", organisation=str(organisation.pk), error=type(error).__name__)
    return listed


@transaction.atomic
def _list_of(organisation: Organisation, today: date) -> int:
    basis = LawfulBasis.objects.filter(organisation=organisation).first() or LawfulBasis()
    worried = SafeguardingConcern.objects.filter(person=OuterRef("pk"))
    rows = _settled_long_ago(organisation, today)
    kinds = (
        ("record", basis.years_kept, ~Exists(worried)),
        ("concern", max(basis.years_kept, basis.years_concerns_kept), Exists(worried)),
    )
    found = []
    for kind, years, which in kinds:
        before = years_before(today, years)
        ids = _over(rows.filter(which), before)[:AT_ONCE]
        found += [_review(pk, f"{kind}.{years}-years") for pk in ids]
    made = Review.objects.bulk_create(found, ignore_conflicts=True)
    if made:
        people = [review.person_id for review in made]
        record(by=SYSTEM, verb="person.list_for_review", subjects=people, organisation=organisation)
    return len(made)


def _settled_long_ago(organisation: Organisation, today: date) -> PersonQuerySet:
    """Whose record may be listed at all: not held, not erased, and not decided on just now."""
    waits = Review.objects.filter(person=OuterRef("pk")).filter(
        Q(settled_at=None) | Q(look_again_on__gt=today)
    )
    rows = Person.objects.unscoped_for("review").filter(organisation=organisation, erased_on=None)
    return rows.filter(~Exists(waits), is_held=False)


def _over(rows: PersonQuerySet, before: date) -> QuerySet[Any, UUID]:
    """Support ended, or the person died, before that day; where neither is written down: nothing
    was changed and nobody looked since."""
    looked = AuditEvent.objects.filter(subject_id=OuterRef("pk"), at__date__gte=before)
    rows = rows.annotate(end=Coalesce(F("ended_on"), F("died_on")))
    ended = Q(end__lte=before)
    forgotten = Q(end=None, updated_at__date__lte=before) & ~Exists(looked)
    return rows.filter(ended | forgotten).order_by("created_at", "pk").values_list("pk", flat=True)


def _review(pk: UUID, schedule: str) -> Review:
    return Review(person_id=pk, reason=ReviewReason.KEPT_LONG, schedule=schedule)
