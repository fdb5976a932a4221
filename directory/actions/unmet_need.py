"""Leaving what could not be found, without a trace of who looked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from directory.models import Kind, LocalAuthority, UnmetNeed
from rosc.measures import LONDON


@transaction.atomic
def record_unmet_need(
    *, kinds: Iterable[str], authority_code: str, now: datetime, origin: str = "search"
) -> None:
    """One event per kind of help, authority and hour; further ones in that hour are let go.

    Holds the kind, the authority and the month: never the words typed, nothing of the person.
    """
    local = now.astimezone(LONDON)
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
                hour=now.replace(minute=0, second=0, microsecond=0),
                origin=origin,
            )
            for kind in (known or [None])
        ],
        ignore_conflicts=True,
    )
