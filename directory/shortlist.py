"""Somebody's own short list: kept in their browser, as ids only, until they close it.

An id is that of a service, or of one of its times: "Tuesday 7:30pm" and not all of a group's week.
The cookie is signed, so that nothing but what they pressed is in it, and says nothing to whoever
reads it. The server keeps nothing; a list that is shared is a row of its own.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from directory.models import Location, Service, Session
from directory.search.when import Occurrence, OpenState, occurrences, open_state
from directory.wording import Said, places_held, say

MOST = 20  # more is no short list, and a cookie has to be small
LASTS = 12 * 3600  # seconds; some browsers bring back the cookies of a session that was closed
SALT = "directory.shortlist"
DAYS_AHEAD = 36  # far enough for what is held once a month


def keys_in(request: HttpRequest) -> list[UUID]:
    """The services and times on the list, in the order they were put there."""
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
    """The list with these services and times of the directory on it; those that do not fit are
    left out."""
    there, wanted = keys_in(request), list(dict.fromkeys(keys))
    shown = Service.objects.for_public()
    known = set(shown.filter(pk__in=wanted).values_list("pk", flat=True))
    known |= set(_services_of(wanted, service__in=shown))
    return [*there, *(key for key in wanted if key in known - set(there))][:MOST]


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
    """A service on a list, with when it is next held; with a `slot` that time of it alone."""

    service: Service
    state: OpenState
    coming: list[Occurrence]
    slot: Session | None = None

    @property
    def key(self) -> UUID:
        """What the list holds of it."""
        return self.slot.pk if self.slot else self.service.pk

    @property
    def sessions(self) -> list[Session]:
        return [self.slot] if self.slot else list(self.service.sessions.all())

    @property
    def places(self) -> list[Location]:
        return places_held(self.service, self.slot)

    def said(self, *, is_neutral: bool) -> Said:
        return say(self.service, self.coming, is_neutral=is_neutral, slot=self.slot)


def entries(keys: list[UUID], now: datetime) -> list[Entry]:
    """What of the list the directory still shows, in its order, in a fixed number of queries."""
    service_of = {key: key for key in keys} | _services_of(keys)
    found = Service.objects.for_public().for_detail().in_bulk(set(service_of.values()))
    return [entry_of(found[service_of[key]], now, key) for key in keys if service_of[key] in found]


def _services_of(keys: list[UUID], **narrowed: Any) -> dict[UUID, UUID]:
    """Whose times these are, of those that are times."""
    rows = Session.objects.filter(pk__in=keys, **narrowed)
    return dict(rows.values_list("pk", "service_id"))


def entry_of(service: Service, now: datetime, key: UUID | None = None) -> Entry:
    """A service, or with the key of one of its times that time alone."""
    sessions = list(service.sessions.all())
    slot = next((one for one in sessions if one.pk == key), None)
    held_in = [slot] if slot else sessions
    coming = [held for one in held_in for held in occurrences(one, now, days=DAYS_AHEAD)[:1]]
    coming.sort(key=lambda held: held.starts)
    return Entry(service, open_state(held_in, now), coming, slot)
