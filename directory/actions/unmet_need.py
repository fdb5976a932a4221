"""Leaving what could not be found, without a trace of who looked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from directory.models import Kind, LocalAuthority, UnmetNeed
from directory.models.entries import SEARCH
from rosc.measures import LONDON


@transaction.atomic
def record_unmet_need(
    *, kinds: Iterable[str], authority_code: str | None, now: datetime, origin: str = SEARCH
) -> None:
    """One event per kind of help and authority. Of searches, which anybody repeats, one an hour
    counts; every introduction that was declined or never answered does.

    Holds the kind, the authority and the month: never the words typed, nothing of the person. What
    is not a search has no hour either.
    """
    local = now.astimezone(LONDON)
    hour = local.replace(minute=0, second=0, microsecond=0)
    if origin != SEARCH:
        hour = hour.replace(day=1, hour=0)
    known: list[str | None] = list(
        Kind.objects.filter(pk__in=list(kinds)).values_list("pk", flat=True)
    )
    authority = LocalAuthority.objects.filter(pk=authority_code).first()
    UnmetNeed.objects.bulk_create(
        [
            UnmetNeed(
                kind_id=kind,
                authority=authority,
                month=local.date().replace(day=1),
                hour=hour,
                origin=origin,
            )
            for kind in (known or [None])
        ],
        ignore_conflicts=True,
    )
