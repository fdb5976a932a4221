"""What the person agreed to share, taken once, when it is sent.

`coded` holds no free text and nobody's name: it is what a group sees before it accepts.
`identity` is sealed, and seen only after acceptance, while the consent stands.
"""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from directory.models import Kind
from referrals.models import (
    AgeBand,
    ReferralType,
    SafetyPoint,
    Snapshot,
    Timing,
)
from referrals.models.choices import SENSITIVE_SOURCES
from referrals.models.referral import Referral
from rosc.people.models import Detail, Person


def take(referral: Referral, details: Collection[str], notes: str, now: datetime) -> Snapshot:
    """Build, without saving, what the receiver is to see of `referral`."""
    return Snapshot(
        referral=referral,
        before=json.dumps(coded(referral, details)),
        after=json.dumps(identity(referral.person, details, notes)),
        taken_at=now,
    )


def coded(referral: Referral, details: Collection[str]) -> dict[str, Any]:
    """Need, area, age, safety points and timing, in codes and fixed words alone."""
    names = dict(Kind.objects.filter(pk__in=referral.needs).values_list("pk", "plain_name"))
    shares_offences = Detail.OFFENCES in details
    is_prison = referral.type == ReferralType.LEAVING_PRISON
    found = {
        "service": referral.service.name,
        "type": _type(referral, is_prison and not shares_offences),
        "from": "" if _hides_source(referral, shares_offences) else referral.get_source_display(),
        "needs": [names[slug] for slug in referral.needs if slug in names],
        "area": referral.area.name if referral.area else "",
        "age": AgeBand(referral.age_band).label if referral.age_band != "not-stated" else "",
        "timing": Timing(referral.timing).label,
        "languages": list(referral.languages),
        "safety": [SafetyPoint(code).label for code in referral.safety],
        "naloxone": referral.holds_naloxone if referral.is_leaving else "",
        "leaves_on": _day(referral.leaves_on if not is_prison or shares_offences else None),
        "medicine_until": _day(referral.medicine_until),
    }
    return {name: value for name, value in found.items() if value}


def _type(referral: Referral, is_hidden: bool) -> str:
    """Leaving prison is offence data: without that consent only the wish to start is told."""
    return str(ReferralType.NEW.label if is_hidden else ReferralType(referral.type).label)


def _hides_source(referral: Referral, shares_offences: bool) -> bool:
    return referral.source in SENSITIVE_SOURCES and not shares_offences


def identity(person: Person, details: Collection[str], notes: str) -> dict[str, Any]:
    """Who it is and how to reach them, as far as `details` go."""
    facts: dict[str, tuple[str, Any]] = {
        Detail.NAME: ("name", person.preferred_name),
        Detail.FULL_NAME: ("full_name", person.full_name),
        Detail.BIRTH: ("born_on", _day(person.date_of_birth)),
        Detail.CONTACT: ("routes", [route.facts for route in person.routes.safe()]),
        Detail.ADDRESS: ("address", _address(person)),
        Detail.NEEDS: ("helps", person.needs),
        Detail.NOTES: ("notes", notes),
    }
    shared = (facts[detail] for detail in facts if detail in details)
    return {name: value for name, value in shared if value}


def _address(person: Person) -> str:
    if person.has_no_fixed_address:
        return "No fixed address"
    return "\n".join(part for part in (person.address, person.postcode) if part)


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""
