"""What the person agreed to share, taken once, when it is sent.

`coded` holds no free text and nobody's name: it is what a group sees before it accepts.
`identity` is sealed, and seen only after acceptance, while the consent stands. The preview before
sending and the page of the receiver draw both by `before` and `after`, in one template.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directory.models import Kind
from directory.models.choices import Stated
from referrals.models import AgeBand, Answers, ReferralType, SafetyPoint, Snapshot, Timing
from referrals.models.choices import SENSITIVE_SOURCES
from referrals.models.referral import Referral
from referrals.questions import ITEMS
from rosc.people.models import Detail, Person, RouteKind, Wording
from rosc.people.models.routes import WEEKDAYS

OFFENCES = "offences"  # in `coded`: which of its facts only some of the receiver's workers may see


def take(referral: Referral, details: Collection[str], notes: str, now: datetime) -> Snapshot:
    """Build, without saving, what the receiver is to see of `referral`."""
    return Snapshot(
        referral=referral,
        before=json.dumps(coded(referral, details)),
        after=json.dumps(identity(referral, details, notes)),
        taken_at=now,
    )


def coded(referral: Referral, details: Collection[str]) -> dict[str, Any]:
    """Need, area, age, safety points and timing, in codes and fixed words alone."""
    names = dict(Kind.objects.filter(pk__in=referral.needs).values_list("pk", "plain_name"))
    shares_offences = Detail.OFFENCES in details
    is_prison = referral.type == ReferralType.LEAVING_PRISON
    is_secret = referral.source in SENSITIVE_SOURCES
    found = {
        "service": referral.service.name,
        "type": _type(referral, is_prison and not shares_offences),
        "from": "" if is_secret and not shares_offences else referral.get_source_display(),
        "needs": [names[slug] for slug in referral.needs if slug in names],
        "area": referral.area.name if referral.area else "",
        "age": AgeBand(referral.age_band).label if referral.age_band != "not-stated" else "",
        "timing": Timing(referral.timing).label,
        "languages": list(referral.languages),
        "safety": [SafetyPoint(code).label for code in referral.safety],
        "naloxone": referral.holds_naloxone if referral.is_leaving else "",
        "leaves_on": _day(referral.leaves_on if not is_prison or shares_offences else None),
        "medicine_until": _day(referral.medicine_until),
        OFFENCES: [*["type", "leaves_on"] * is_prison, *["from"] * is_secret]
        if shares_offences
        else [],
    }
    return {name: value for name, value in found.items() if value}


def identity_without_offences(facts: dict[str, Any]) -> dict[str, Any]:
    """`identity`, as the same person sees it."""
    told = {k: v for k, v in facts.get("told", {}).items() if k != Detail.OFFENCES}
    return {**facts, "told": told}


def without_offences(facts: dict[str, Any]) -> dict[str, Any]:
    """`coded` as somebody sees it who may not read what concerns prison or convictions."""
    hidden = {*facts.get(OFFENCES, []), OFFENCES}
    kept = {name: value for name, value in facts.items() if name not in hidden}
    return kept | ({"type": str(ReferralType.NEW.label)} if "type" in hidden else {})


def leave_out_offences(snapshot: Snapshot) -> None:
    """Take out what concerned prison or convictions, once that agreement is withdrawn."""
    snapshot.before = json.dumps(without_offences(snapshot.coded))
    if snapshot.after:
        snapshot.after = json.dumps(identity_without_offences(snapshot.identity))
    snapshot.save(update_fields=["before", "after", "updated_at"])


def _type(referral: Referral, is_hidden: bool) -> str:
    """Leaving prison is offence data: without that consent only the wish to start is told."""
    return str(ReferralType.NEW.label if is_hidden else ReferralType(referral.type).label)


def identity(referral: Referral, details: Collection[str], notes: str) -> dict[str, Any]:
    """Who it is and how to reach them, as far as `details` go."""
    person = referral.person
    facts: dict[str, tuple[str, Any]] = {
        Detail.NAME: ("name", person.preferred_name),
        Detail.FULL_NAME: ("full_name", person.full_name),
        Detail.BIRTH: ("born_on", _day(person.date_of_birth)),
        Detail.CONTACT: ("routes", [route.facts for route in person.routes.safe()]),
        Detail.ADDRESS: ("address", _address(person)),
        Detail.NEEDS: ("helps", person.needs),
        Detail.NEED: ("goals", [goal.text for goal in referral.goals.all()]),
        Detail.NOTES: ("notes", notes),
    }
    shared = [facts[detail] for detail in facts if detail in details]
    shared.append(("told", _told(referral, details)))
    return {name: value for name, value in shared if value}


def _told(referral: Referral, details: Collection[str]) -> dict[str, dict[str, str]]:
    """The fuller answers, by detail and question."""
    answers = Answers.objects.filter(referral=referral).first()
    told = answers.told if answers else {}
    return {detail: told[detail] for detail in ITEMS if detail in details and told.get(detail)}


def _address(person: Person) -> str:
    if person.has_no_fixed_address:
        return "No fixed address"
    return "\n".join(part for part in (person.address, person.postcode) if part)


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


# --- As the page draws it -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """What is told, and each thing said of it."""

    label: str
    values: list[str]


BEFORE = {
    "service": "Service",
    "type": "Kind of introduction",
    "from": "Where they are known",
    "needs": "Would like help with",
    "area": "Area",
    "age": "Age",
    "timing": "When",
    "languages": "Languages",
    "safety": "To keep everybody safe",
    "leaves_on": "Leaves on",
    "naloxone": "Has naloxone",
    "medicine_until": "Prescribed medicine runs out on",
}
AFTER = {
    "name": "Likes to be called",
    "full_name": "Full name",
    "born_on": "Born on",
    "goals": "What they want from it",
    "helps": "What helps them take part",
    "address": "Lives at",
    "notes": "What they wrote with us",
}


def before(facts: dict[str, Any]) -> list[Line]:
    """`coded`, line by line."""
    said = facts | {"naloxone": Stated(facts["naloxone"]).label} if "naloxone" in facts else facts
    return _lines(said, BEFORE)


def after(facts: dict[str, Any]) -> list[Line]:
    """`identity`, line by line."""
    found = _lines(facts, AFTER)
    found += [Line(RouteKind(one["kind"]).label, _route(one)) for one in facts.get("routes", [])]
    for detail, answers in facts.get("told", {}).items():
        found += [
            Line(item.label, [answers[item.slug]])
            for item in ITEMS[detail]
            if answers.get(item.slug)
        ]
    return found


def _lines(facts: dict[str, Any], labels: dict[str, str]) -> list[Line]:
    shown = ((labels[name], facts[name]) for name in labels if facts.get(name))
    return [Line(label, value if isinstance(value, list) else [value]) for label, value in shown]


def _route(facts: dict[str, Any]) -> list[str]:
    """One way to reach somebody, with all they said about using it."""
    days = ", ".join(name for number, name in WEEKDAYS if number in facts["safe_days"])
    hours = f"{facts['safe_from']} to {facts['safe_until']}" if facts["safe_from"] else ""
    times = ", ".join(part for part in (days, hours) if part)
    return [
        words
        for words in (
            facts["value"],
            facts["who"],
            f"Only: {times}" if times else "",
            "You may leave a message" if facts["may_leave_message"] else "Leave no message",
            str(Wording(facts["wording"]).label),
            f"May know: {facts['who_may_know']}" if facts["who_may_know"] else "",
            f"Must not know: {facts['who_must_not']}" if facts["who_must_not"] else "",
        )
        if words
    ]
