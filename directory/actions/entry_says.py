"""What an entry says, as one dict of plain JSON: the shape of changes and of versions.

Only what is not a default is held. Places and sessions carry a `key` of their own, a session the
key of its place. `private` names the contacts that are somebody's own, `whose` and `agreed_on` go
with them; a version holds `agreements` (contact -> id) in place of the contacts themselves.
"""

import json
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder

from directory.actions import entry_facts
from directory.actions.entry_facts import ServiceFacts, clean, held
from directory.actions.kept_apart import forgotten, without
from directory.imports import positions
from directory.imports.payload import LocationPayload
from directory.models import ContactAgreement, Location, Service, Session
from directory.models.upkeep import Contact

Says = dict[str, Any]

LINKS = ("kinds", "interventions", "audiences", "areas")
PRIVACY = ("private", "whose", "agreed_on", "agreements")


def says_of(service: Service) -> Says:
    """What the tables hold of it now; prefetch `entry_facts.RELATED` and `agreements`."""
    says: Says = held(entry_facts.SERVICE, service)
    for name in LINKS:
        if keys := sorted(str(one.pk) for one in getattr(service, name).all()):
            says[name] = keys
    if service.fellowship_id:
        says["fellowship"] = service.fellowship_id
    if service.wellbeing:
        says["wellbeing"] = sorted(service.wellbeing)
    if places := [_place(place) for place in entry_facts.locations_in_order(service)]:
        says["locations"] = places
    if slots := [_session(session) for session in service.sessions.all()]:
        says["sessions"] = sorted(slots, key=lambda one: (one["weekday"], str(one["starts_at"])))
    if housing := getattr(service, "housing", None):
        says["housing"] = {**held(entry_facts.HOUSING, housing), "level": housing.level_id}
    says |= _agreed(service)
    return as_json(says)


def as_json(says: Any) -> Any:
    return json.loads(json.dumps(says, cls=DjangoJSONEncoder))


def new_key() -> str:
    return uuid4().hex[:12]


def _place(place: Location) -> Says:
    return {"key": str(place.pk), **held(entry_facts.LOCATION, place)}


def _session(session: Session) -> Says:
    where = str(session.location_id) if session.location_id else None
    exceptions = [held(entry_facts.EXCEPTION, one) for one in session.exceptions.all()]
    said = {"key": str(session.pk), **held(entry_facts.SESSION, session), "location": where}
    return {**said, "exceptions": sorted(exceptions, key=lambda one: one["on"])}


def _agreed(service: Service) -> Says:
    agreements = [one for one in service.agreements.all() if one.ended_at is None]
    if not agreements:
        return {}
    return {
        "private": sorted(one.contact for one in agreements),
        "whose": agreements[0].whose,
        "agreed_on": agreements[0].agreed_on,
    }


# --- To the tables -----------------------------------------------------------------------------
def facts_of(says: Says, service: Service) -> ServiceFacts:
    """The facts that `entry_writing` puts into the tables. Raises Unfit where it would be refused
    there, such as a time that is none."""
    places = says.get("locations", [])
    numbers = {place["key"]: number for number, place in enumerate(places)}
    housing = dict(says["housing"]) if says.get("housing") else None
    level = housing.pop("level", None) if housing else None
    columns = {name: says[name] for name in says if name in entry_facts.SERVICE}
    return ServiceFacts(
        str(service.organisation_id),
        clean(entry_facts.SERVICE, columns, required=["name"]),
        {name: sorted(says.get(name, [])) for name in LINKS},
        says.get("fellowship", ""),
        [clean(entry_facts.LOCATION, _without(place, "key")) for place in places],
        [_session_facts(one, numbers) for one in says.get("sessions", [])],
        None
        if housing is None
        else {**clean(entry_facts.HOUSING, housing), **({"level_id": level} if level else {})},
        authorities=_authorities(places),
    )


def _session_facts(said: Says, numbers: dict[str, int]) -> Says:
    plain = clean(entry_facts.SESSION, _without(said, "key", "location", "exceptions"))
    return {
        **plain,
        "location": numbers.get(said.get("location") or ""),
        "exceptions": [clean(entry_facts.EXCEPTION, one) for one in said.get("exceptions", [])],
    }


def _authorities(places: list[Says]) -> list[str]:
    known = positions.look_up(place.get("postcode", "") for place in places)
    return [
        row.authority_code if (row := known.get(place.get("postcode", ""))) else ""
        for place in places
    ]


def placed(said: Says) -> Says:
    """A place with its position: that of its postcode. Raises positions.Misplaced."""
    payload = LocationPayload(key="", postcode=said.get("postcode", ""))
    found = positions.position(payload, positions.look_up([payload.postcode]))
    at = {"latitude": found.latitude, "longitude": found.longitude}
    return {**_without(said, *at), **at, "postcode": found.postcode}


def _without(said: Says, *names: str) -> Says:
    return {name: value for name, value in said.items() if name not in names}


# --- Versions ----------------------------------------------------------------------------------
def to_keep(says: Says, agreements: dict[str, UUID]) -> Says:
    """As a version holds it: ids of agreements in place of private contacts."""
    kept = _without(says, *PRIVACY, *agreements)
    if agreements:
        kept["agreements"] = {contact: str(pk) for contact, pk in agreements.items()}
    return as_json(kept)


def from_kept(service: Service, kept: Says) -> Says:
    """What a version said, with the private contacts that may still be shown, and no other."""
    says = _without(kept, *PRIVACY)
    wanted = kept.get("agreements", {}).values()
    live = ContactAgreement.objects.filter(pk__in=wanted, ended_at=None)
    for agreement in live:
        says[agreement.contact] = agreement.value
        says |= {"whose": agreement.whose, "agreed_on": agreement.agreed_on.isoformat()}
    if private := sorted(one.contact for one in live):
        says["private"] = private
    open_ = {name: says[name] for name in says.get("private", ())}
    left: Says = without(says, forgotten(service)) | open_
    return {name: value for name, value in left.items() if value or name not in Contact.values}


def is_alike(one: Says, other: Says) -> bool:
    """Whether two say the same, whatever the keys and the order of their places and sessions."""
    return comparable(one) == comparable(other)


def comparable(says: Says) -> Says:
    """Without keys, each session with its place in full."""
    places = {place["key"]: _without(place, "key") for place in says.get("locations", [])}
    found = _without(says, "locations", "sessions")
    slots = [
        {**_without(one, "key"), "location": places.get(one.get("location") or "")}
        for one in says.get("sessions", [])
    ]
    for name, rows in (("locations", list(places.values())), ("sessions", slots)):
        if rows:
            found[name] = sorted(json.dumps(row, sort_keys=True) for row in rows)
    return {name: value for name, value in found.items() if value not in ("", [], {}, None)}
