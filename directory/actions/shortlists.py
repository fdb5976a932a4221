"""Sharing a short list, and sending it to oneself. Nobody is recorded: it is the visitor's own."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from directory.models import SharedShortlist
from directory.notifications import mail_to_oneself
from directory.wording import Said
from rosc.accounts.models import hash_of


@transaction.atomic
def share_shortlist(*, keys: Iterable[UUID], now: datetime) -> str:
    """The token of a new link to these services and times; it is said this once and never kept."""
    token = secrets.token_urlsafe(16)
    SharedShortlist.objects.create(
        token_hash=hash_of(token),
        service_ids=list(keys),
        expires_at=now + timedelta(days=settings.SHORTLIST_SHARED_DAYS),
    )
    return token


@transaction.atomic
def mail_shortlist(*, address: str, entries: list[Said]) -> None:
    """Send a list in words to an address that somebody typed; it is kept until it has gone."""
    mail_to_oneself(address, entries)


def forget_shared_shortlists() -> int:
    """Delete the lists whose link has expired; how many there were."""
    return SharedShortlist.objects.filter(expires_at__lte=timezone.now()).delete()[0]
