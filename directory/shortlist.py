"""Somebody's own short list: kept in their browser, as ids only, until they close it.

The cookie is signed, so that nothing but what they pressed is in it, and says nothing to whoever
reads it. The server keeps nothing; a list that is shared is a row of its own.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from directory.models import Service
from directory.search.when import Occurrence, OpenState, occurrences, open_state
from directory.wording import Said, say

MOST = 20  # more is no short list, and a cookie has to be small
LASTS = 12 * 3600  # seconds; some browsers bring back the cookies of a session that was closed
SALT = "directory.shortlist"
DAYS_AHEAD = 36  # far enough for what is held once a month


def keys_in(request: HttpRequest) -> list[UUID]:
    """The services on the list, in the order they were put there."""
    if not hasattr(request, "_shortlist"):
        said = request.get_signed_cookie(
            settings.SHORTLIST_COOKIE_NAME, default="", salt=SALT, max_age=LASTS
        )
        request._shortlist = _read(said or "")  # type: ignore[attr-defined]
    found: list[UUID] = request._shortlist  # type: ignore[attr-defined]
    return list(found)


def is_full(request: HttpRequest) -> bool:
    return len(keys_in(request)) >= MOST


def added(request: HttpRequest, keys: Iterable[UUID]) -> list[UUID]:
    """The list with these services of the directory on it; those that do not fit are left out."""
    there = keys_in(request)
    known = set(Service.objects.for_public().filter(pk__in=keys).values_list("pk", flat=True))
    return [*there, *(key for key in dict.fromkeys(keys) if key in known - set(there))][:MOST]


def write(response: HttpResponse, keys: list[UUID]) -> None:
    """Have the browser keep this list until it is closed; an empty one is forgotten at once."""
    if not keys:
        forget(response)
        return
    response.set_signed_cookie(
        settings.SHORTLIST_COOKIE_NAME,
        ".".join(_short(key) for key in keys),
        salt=SALT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(settings.SHORTLIST_COOKIE_NAME, samesite="Lax")


def _short(key: UUID) -> str:
    return base64.urlsafe_b64encode(key.bytes).decode().rstrip("=")


def _read(said: str) -> list[UUID]:
    try:
        keys = [UUID(bytes=base64.urlsafe_b64decode(f"{one}==")) for one in said.split(".") if one]
    except (binascii.Error, ValueError):
        return []
    return keys[:MOST]


@dataclass(frozen=True, slots=True)
class Entry:
    """A service on a list, with when it is next held."""

    service: Service
    state: OpenState
    coming: list[Occurrence]

    def said(self, *, is_neutral: bool) -> Said:
        return say(self.service, self.coming, is_neutral=is_neutral)


def entries(keys: list[UUID], now: datetime) -> list[Entry]:
    """What of the list the directory still shows, in its order, in a fixed number of queries."""
    found = Service.objects.for_public().for_detail().in_bulk(keys)
    return [entry_of(found[key], now) for key in keys if key in found]


def entry_of(service: Service, now: datetime) -> Entry:
    sessions = list(service.sessions.all())
    coming = [held for one in sessions for held in occurrences(one, now, days=DAYS_AHEAD)[:1]]
    coming.sort(key=lambda held: held.starts)
    return Entry(service, open_state(sessions, now), coming)
