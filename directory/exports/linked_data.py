"""schema.org descriptions (JSON-LD) for search engines: what the page says anyway, nothing more.

A data block is no script: browsers do not run it, and the content security policy lets it be.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from directory.models import Location, Service, Session
from directory.models.choices import Cost, Mode
from directory.wording import contacts_of
from rosc.accounts.models import Organisation

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
        "isAccessibleForFree": True if service.cost in (Cost.FREE, Cost.DONATION) else None,
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
    ways = {
        (True, False): "OnlineEventAttendanceMode",
        (False, True): "OfflineEventAttendanceMode",
        (True, True): "MixedEventAttendanceMode",
    }
    is_remote = bool({Mode.ONLINE, Mode.PHONE} & set(service.modes))
    way = ways.get((is_remote, Mode.IN_PERSON in service.modes), "")
    return {
        "@type": "EventSeries",
        "organizer": {"@type": "Organization", "name": service.organisation.name},
        "location": [_place(place) for place in service.locations.all()],
        "eventAttendanceMode": f"https://schema.org/{way}" if way else "",
        "eventSchedule": [_schedule(session) for session in service.sessions.all()],
    }


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
        "byDay": f"https://schema.org/{WEEKDAYS[session.weekday]}",
        "startTime": f"{session.starts_at:%H:%M}",
        "endTime": f"{session.ends_at:%H:%M}" if session.ends_at else "",
        "scheduleTimezone": session.timezone,
        "repeatFrequency": "P1M" if session.weeks else "P1W",
        "byMonthWeek": sorted(session.weeks),
        "startDate": _day(session.valid_from),
        "endDate": _day(session.valid_to),
        "exceptDate": [_day(on) for on in sorted(session.cancelled_on)],
    }
    return _said(found)


def _day(on: Any) -> str:
    return on.isoformat() if on else ""


def _said(found: Data) -> Data:
    """Without what nobody has said."""
    return {key: value for key, value in found.items() if value not in ("", [], None)}
