"""When the schedule last did its work, by beat or by cron; a page that wakes a worker is neither.

Kept in the cache, which is a table: it says nothing that a restore would need.
"""

from datetime import UTC, datetime

from django.core.cache import cache

_KEY = "rosc.outbox.pulse"


def note(now: datetime) -> None:
    """The schedule is at work."""
    cache.set(_KEY, now.timestamp(), timeout=None)


def last() -> datetime | None:
    """When it last was; None before the first time."""
    seconds = cache.get(_KEY)
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
