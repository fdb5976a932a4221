"""schema.org descriptions (JSON-LD) for search engines: what the page says anyway, nothing more.

A data block is no script: browsers do not run it, and the content security policy lets it be.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from directory.models import Location, Service, Session
from directory.models.choices import Cost, Mode
from directory.search.asked import MeetingHit
from directory.wording import contacts_of
from rosc.accounts.models import Organisation
from rosc.bank_holidays import is_bank_holiday

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Data = dict[str, Any]


def of_service(service: Service) -> Data:
    """A service, or the series of meetings that a mutual aid group holds."""
    about = _group(service) if service.is_mutual_aid else _offer(service)
    found = {
        "@context": "https://schema.org",
        "name": service.name,
        "description": service.description,
        "url": settings.PORTAL_URL + service.get_absolute_url(),
        "isAccessibleForFree": _is_free(service),
        **about,
    }
    return _said(found)


def of_organisation(organisation: Organisation) -> Data:
    profile = getattr(organisation, "profile", None)
    address = reverse("directory:organisation", args=[organisation.pk])
    found: Data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": organisation.name,
        "url": settings.PORTAL_URL + address,
    }
    if profile:
        found |= {
            "description": profile.description,
            "telephone": profile.phone,
            "email": profile.email,
            "sameAs": profile.website,
        }
    return _said(found)


def _offer(service: Service) -> Data:
    contacts = {one.label: one.value for one in contacts_of(service)}
    phone = contacts.get("Phone", "")
    channel: Data = {
        "@type": "ServiceChannel",
        "serviceUrl": contacts.get("Website", ""),
        "servicePhone": _said({"@type": "ContactPoint", "telephone": phone}) if phone else "",
        "serviceLocation": [_place(place) for place in service.locations.all()],
    }
    return {
        "@type": "Service",
        "provider": {"@type": "Organization", "name": service.organisation.name},
        "serviceType": [kind.plain_name for kind in service.kinds.all()],
        "audience": [
            {"@type": "Audience", "audienceType": audience.plain_name}
            for audience in service.audiences.all()
        ],
        "areaServed": [str(area) for area in service.areas.all()],
        "availableChannel": _said(channel),
        "hoursAvailable": [_opening(session) for session in service.sessions.all()],
    }


def _group(service: Service) -> Data:
    return {
        "@type": "EventSeries",
        "organizer": {"@type": "Organization", "name": service.organisation.name},
        "location": [_place(place) for place in service.locations.all()],
        "eventAttendanceMode": _way(service.modes),
        "eventSchedule": [_schedule(session) for session in service.sessions.all()],
    }


def of_meetings(hits: Iterable[MeetingHit]) -> Data:
    """A page of the timetable: each meeting at its next time, in that order."""
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "item": _meeting(hit)}
            for position, hit in enumerate(hits, 1)
        ],
    }


def _meeting(hit: MeetingHit) -> Data:
    held, session = hit.occurrence, hit.occurrence.session
    service = session.service
    zone = ZoneInfo(session.timezone)
    modes = session.modes or service.modes
    found: Data = {
        "@type": "Event",
        "name": session.name or service.name,
        "url": settings.PORTAL_URL + service.get_absolute_url(),
        "startDate": held.starts.astimezone(zone).isoformat(),
        "endDate": held.ends.astimezone(zone).isoformat() if held.is_end_said else "",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": _way(modes),
        "isAccessibleForFree": _is_free(service),
        "organizer": {"@type": "Organization", "name": service.organisation.name},
        "location": _held_at(session, modes),
        "eventSchedule": _schedule(session),
    }
    return _said(found)


def _held_at(session: Session, modes: list[str]) -> list[Data]:
    """Where to go, and what to open from afar; neither, where it is by phone alone."""
    found = []
    if session.location and (Mode.IN_PERSON in modes or not modes):
        found.append(_place(session.location))
    if session.join_url and Mode.ONLINE in modes:
        found.append({"@type": "VirtualLocation", "url": session.join_url})
    return found


def _way(modes: list[str]) -> str:
    """How it is taken part in; nothing where nobody has said."""
    ways = {
        (True, False): "OnlineEventAttendanceMode",
        (False, True): "OfflineEventAttendanceMode",
        (True, True): "MixedEventAttendanceMode",
    }
    is_remote = bool({Mode.ONLINE, Mode.PHONE} & set(modes))
    way = ways.get((is_remote, Mode.IN_PERSON in modes), "")
    return f"https://schema.org/{way}" if way else ""


def _is_free(service: Service) -> bool | None:
    return True if service.cost in (Cost.FREE, Cost.DONATION) else None


def _place(place: Location) -> Data:
    """A withheld one is its town: no street, no postcode, no point on the map."""
    address: Data = {
        "@type": "PostalAddress",
        "addressLocality": place.town,
        "addressCountry": "GB",
    }
    if not place.is_withheld:
        address |= {"streetAddress": place.address, "postalCode": place.postcode}
    found: Data = {
        "@type": "Place",
        "name": "" if place.is_withheld else place.name,
        "address": _said(address),
    }
    return _said(found)


def _opening(session: Session) -> Data:
    found: Data = {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": WEEKDAYS[session.weekday],
        "opens": f"{session.starts_at:%H:%M}",
        "closes": f"{session.ends_at:%H:%M}" if session.ends_at else "",
        "validFrom": _day(session.valid_from),
        "validThrough": _day(session.valid_to),
    }
    return _said(found)


def _schedule(session: Session) -> Data:
    found: Data = {
        "@type": "Schedule",
        "byDay": _days(session),
        "startTime": f"{session.starts_at:%H:%M}",
        "endTime": f"{session.ends_at:%H:%M}" if session.ends_at else "",
        "scheduleTimezone": session.timezone,
        "repeatFrequency": "P1M" if session.weeks else "P1W",
        "startDate": _day(session.valid_from),
        "endDate": _day(session.valid_to),
        "exceptDate": [_day(on) for on in _left_out(session)],
    }
    return _said(found)


def _days(session: Session) -> str | list[str]:
    """The weekday; for weeks of the month as a calendar file counts them, "1TU" to "-1TU"."""
    day = WEEKDAYS[session.weekday]
    counted = [f"{week}{day[:2].upper()}" for week in sorted(session.weeks)]
    return counted or f"https://schema.org/{day}"


def _left_out(session: Session) -> list[date]:
    """Dates of the coming year on which it is not held as the schedule says: off, at another
    time, or a bank holiday where that counts."""
    today = timezone.localdate()
    found = {on for on in (*session.cancelled_on, *session.moved_on) if on >= today}
    if session.bank_holidays == Session.BankHolidays.CLOSED:
        ahead = (session.weekday - today.weekday()) % 7
        days = (today + timedelta(days=ahead + 7 * week) for week in range(53))
        found |= {on for on in days if is_bank_holiday(on)}
    return sorted(found)


def _day(on: Any) -> str:
    return on.isoformat() if on else ""


def _said(found: Data) -> Data:
    """Without what nobody has said."""
    return {key: value for key, value in found.items() if value not in ("", [], None)}
