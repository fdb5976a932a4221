"""What comes round by itself."""

from datetime import date

import structlog
from django.db import transaction

from lero_standards import notifications
from lero_standards.models import Evidence, PlannedAction
from rosc.accounts.models import Organisation

log = structlog.get_logger("lero_standards")


def tell_due(today: date) -> int:
    """Plan this month's digest for each LERO that has something due; how many messages are new.
    One LERO's bad data never stops the others."""
    planned = PlannedAction.objects.due(today).values("organisation")
    evidence = Evidence.objects.past_review(today).values("organisation")
    rows = Organisation.objects.approved()
    found = rows.filter(pk__in=planned) | rows.filter(pk__in=evidence)
    made = 0
    for organisation in found.distinct().order_by("pk"):
        if notifications.is_written_to(organisation):
            made += _one(organisation, today)
    return made


def _one(organisation: Organisation, today: date) -> int:
    try:
        with transaction.atomic():
            return notifications.tell_due(organisation, today)
    except Exception:
        log.exception("digest_failed", organisation=str(organisation.pk))
        return 0
