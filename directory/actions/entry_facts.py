"""An entry as plain data, the same whether a source says it or the tables hold it.

Only what is not a default is held, so a column added later changes no digest. Three states are
compared by digest: what the source says now, what it said last (`source_hash`) and what is stored.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from directory.imports import cleaning
from directory.imports.payload import (
    LocationPayload,
    OrganisationPayload,
    ServicePayload,
    SessionPayload,
)
from directory.imports.positions import Misplaced, position
from directory.models import (
    HousingFacts,
    Location,
    OrganisationProfile,
    Postcode,
    Service,
    Session,
    SessionException,
)
from directory.models.choices import Mode, WhoLeads, may_be_peer_led
from rosc.accounts.models import LeroType, Organisation, OrganisationKind

Values = dict[str, Any]

# Written when an entry is made, then left to the people who run it.
LIVE = (
    *("status", "status_note", "paused_until", "wellbeing"),
    *("capacity", "capacity_weeks", "capacity_said_at", "capacity_said_by_role"),
    "capacity_lasts_weeks",
)
CHECKED = ("checked_on", "checked_by")


class Unfit(Exception):
    """Why an entry cannot be stored, in words."""


def _columns(model: type[models.Model], without: Iterable[str] = ()) -> dict[str, models.Field]:
    """The plain columns of `model` that people fill in."""
    return {
        column.name: column
        for column in model._meta.concrete_fields
        if column.editable and not column.is_relation and column.name not in without
    }


def _named(model: type[models.Model], names: Iterable[str]) -> dict[str, models.Field]:
    return {column.name: column for column in model._meta.concrete_fields if column.name in names}


SERVICE = _columns(Service, [*LIVE, *CHECKED, "source_key"])
SERVICE_ONCE = _named(Service, (*LIVE, *CHECKED))
LOCATION = _columns(Location)
SESSION = _columns(Session)
EXCEPTION = _columns(SessionException)
HOUSING = _columns(HousingFacts)
PROFILE = _columns(OrganisationProfile, ["source_key", "is_trusted", "check_months"])
ORGANISATION = _named(Organisation, ("name", "kinds", "lero_type", "both_reason", "is_example"))


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An organisation and its public side."""

    organisation: Values
    profile: Values
    areas: list[str]

    def digest(self) -> str:
        return _digest(asdict(self))


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service with all that hangs on it. A session holds its place as a number in `locations`."""

    organisation: str
    columns: Values
    links: dict[str, list[str]]  # many-to-many name -> keys
    fellowship: str
    locations: list[Values]
    sessions: list[Values]
    housing: Values | None
    once: Values = field(default_factory=dict)  # LIVE and CHECKED: no part of the digest
    authorities: list[str] = field(default_factory=list)  # of the locations; looked up, so no part

    def digest(self) -> str:
        return _digest({k: v for k, v in asdict(self).items() if k not in ("once", "authorities")})


def _digest(value: Any) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


# --- What a source says ------------------------------------------------------------------------
def said_of_organisation(payload: OrganisationPayload) -> OrganisationFacts:
    """Raises Unfit where the tables would refuse it."""
    kinds, lero = list(payload.kinds), OrganisationKind.LERO in payload.kinds
    if not kinds or not set(kinds) <= set(OrganisationKind.values):
        raise Unfit(f"“{', '.join(kinds)}” are not kinds of organisation.")
    if lero != bool(payload.lero_type) or payload.lero_type not in ("", *LeroType.values):
        raise Unfit("A LERO needs its type, and only a LERO has one.")
    if lero and OrganisationKind.TREATMENT in kinds and not payload.both_reason:
        raise Unfit("Nothing says why this organisation is both treatment and a LERO.")
    values = {
        name: getattr(payload, name) for name in ("name", "lero_type", "both_reason", "is_example")
    }
    return OrganisationFacts(
        {**clean(ORGANISATION, values, required=["name"]), "kinds": sorted(kinds)},
        clean(PROFILE, payload.profile),
        sorted(payload.areas),
    )


def said_of_service(payload: ServicePayload, known: Mapping[str, Postcode]) -> ServiceFacts:
    """Raises Unfit where the tables would refuse it, or a place cannot be trusted.

    `known` holds the postcodes of its locations (`positions.look_up`).
    """
    if not payload.kinds:
        raise Unfit("It has no kind.")
    columns, once = _service_columns(payload)
    is_peer_led = columns.get("who_leads") == WhoLeads.PEER_LED and not payload.fellowship
    if is_peer_led and not may_be_peer_led(payload.organisation.kinds):
        raise Unfit("What a treatment provider or a council runs is peer-delivered, not peer-led.")
    locations, authorities, numbers = _places(payload.locations, known)
    sessions = [_session(one, columns.get("modes", []), numbers) for one in payload.sessions]
    links = ("kinds", "interventions", "audiences", "areas")
    return ServiceFacts(
        payload.organisation.key,
        columns,
        {name: sorted(getattr(payload, name)) for name in links},
        payload.fellowship,
        locations,
        sorted({_json(one): one for one in sessions}.values(), key=_json),
        None if payload.housing is None else _housing(dict(payload.housing)),
        once,
        authorities,
    )


def _service_columns(payload: ServicePayload) -> tuple[Values, Values]:
    """The plain columns of a service, and those that are written only once."""
    fields = {**payload.fields, "name": payload.name}
    once = {name: fields.pop(name) for name in list(fields) if name in SERVICE_ONCE}
    fields["modes"] = fields.get("modes") or ([Mode.IN_PERSON] if payload.locations else [])
    columns = clean(SERVICE, fields, required=["name"])
    low, high = columns.get("min_age"), columns.get("max_age")
    if low is not None and high is not None and low > high:
        raise Unfit(f"It is for people from {low} to {high}: the ages are the wrong way round.")
    return columns, clean(SERVICE_ONCE, once)


def _places(
    places: Sequence[LocationPayload], known: Mapping[str, Postcode]
) -> tuple[list[Values], list[str], dict[str, int]]:
    """Places and their authorities in a fixed order, and the number of each by its key.

    The key "" stands for the first that the source names.
    """
    placed = {place.key: _place(place, known) for place in places}
    if len(placed) < len(places):
        raise Unfit("Two of its places have the same key.")
    unlike = {_json(values): (values, authority) for values, authority in placed.values()}
    in_order = sorted(unlike)
    numbers = {key: in_order.index(_json(values)) for key, (values, _) in placed.items()}
    if numbers:
        numbers.setdefault("", next(iter(numbers.values())))
    found = [unlike[one] for one in in_order]
    return [values for values, _ in found], [authority for _, authority in found], numbers


def _place(place: LocationPayload, known: Mapping[str, Postcode]) -> tuple[Values, str]:
    try:
        found = position(place, known)
    except Misplaced as error:
        raise Unfit(str(error)) from error
    values = {name: getattr(place, name, None) for name in LOCATION}
    values |= {name: getattr(found, name) for name in ("postcode", "latitude", "longitude")}
    return clean(LOCATION, values), found.authority_code


def _session(session: SessionPayload, modes: list[str], numbers: Mapping[str, int]) -> Values:
    values = {name: getattr(session, name, None) for name in SESSION}
    values["modes"] = list(session.modes) or modes
    if not (0 <= session.weekday <= 6 and set(session.weeks) <= {-1, 1, 2, 3, 4, 5}):
        raise Unfit("A session is on a day or in a week that does not exist.")
    if session.valid_from and session.valid_to and session.valid_from > session.valid_to:
        raise Unfit("A session ends before it begins.")
    if session.location_key and session.location_key not in numbers:
        raise Unfit(f"A session is at “{session.location_key}”, which is none of its places.")
    exceptions = [clean(EXCEPTION, {"on": on}) for on in sorted(set(session.cancelled_on))]
    place = numbers.get(session.location_key)
    return {**clean(SESSION, values), "location": place, "exceptions": exceptions}


def _housing(values: Values) -> Values:
    level = values.pop("level", None)
    return {**clean(HOUSING, values), **({"level_id": level} if level else {})}


def clean(
    columns: Mapping[str, models.Field], values: Values, required: Iterable[str] = ()
) -> Values:
    """`values` as the columns hold them, defaults left out. Raises Unfit; nothing is cut off."""
    for name in set(values) - set(columns):
        raise Unfit(f"There is no column “{name}”.")
    found = {}
    for name, value in values.items():
        column = columns[name]
        value = _tidy(value, one_line=isinstance(column, models.CharField))
        if value in column.empty_values:
            if name in required:
                raise Unfit(f"It has no {column.verbose_name}.")
            continue
        try:
            value = column.clean(value, None)
        except ValidationError as error:
            raise Unfit(f"{_capital(column.verbose_name)}: {' '.join(error.messages)}") from error
        if value != column.get_default():
            found[name] = value
    return found


def _capital(label: Any) -> str:
    return str(label)[:1].upper() + str(label)[1:]


def _tidy(value: Any, *, one_line: bool = True) -> Any:
    if isinstance(value, str):
        return cleaning.line(value) if one_line else cleaning.text(value)
    if isinstance(value, list | tuple):
        return [_tidy(one) for one in value]
    if isinstance(value, dict):
        return {key: _tidy(one) for key, one in value.items()}
    return value


# --- What is stored ----------------------------------------------------------------------------
def stored_of_organisation(profile: OrganisationProfile) -> OrganisationFacts:
    """Reads `areas`: prefetch them."""
    organisation = held(ORGANISATION, profile.organisation)
    organisation["kinds"] = sorted(profile.organisation.kinds)
    areas = sorted(area.pk for area in profile.areas.all())
    return OrganisationFacts(organisation, held(PROFILE, profile), areas)


def stored_of_service(service: Service) -> ServiceFacts:
    """Reads all that hangs on it: prefetch `RELATED`, with the profile of its organisation."""
    placed = locations_in_order(service)
    numbers = {place.pk: number for number, place in enumerate(placed)}
    profile = getattr(service.organisation, "profile", None)
    own = profile is not None and profile.source_id == service.source_id and profile.source_key
    housing = getattr(service, "housing", None)
    names = ("kinds", "interventions", "audiences", "areas")
    return ServiceFacts(
        own or str(service.organisation_id),
        held(SERVICE, service),
        {name: sorted(str(one.pk) for one in getattr(service, name).all()) for name in names},
        service.fellowship_id or "",
        [held(LOCATION, place) for place in placed],
        sorted((session_values(s, numbers) for s in service.sessions.all()), key=_json),
        None if housing is None else _stored_housing(housing),
    )


RELATED = (
    *("kinds", "interventions", "audiences", "areas", "locations"),
    *("sessions__exceptions", "housing", "agreements"),
)


def locations_in_order(service: Service) -> list[Location]:
    """As `ServiceFacts.locations` counts them."""
    return sorted(service.locations.all(), key=lambda place: _json(held(LOCATION, place)))


def session_values(session: Session, numbers: Mapping[Any, int]) -> Values:
    exceptions = [held(EXCEPTION, one) for one in session.exceptions.all()]
    return {
        **held(SESSION, session),
        "location": numbers.get(session.location_id),
        "exceptions": sorted(exceptions, key=lambda one: one["on"]),
    }


def _stored_housing(housing: HousingFacts) -> Values:
    level = {"level_id": housing.level_id} if housing.level_id else {}
    return {**held(HOUSING, housing), **level}


def held(columns: Mapping[str, models.Field], row: models.Model) -> Values:
    """The columns of a row that are not at their default."""
    values = {name: getattr(row, name) for name in columns}
    return {
        name: value
        for name, value in values.items()
        if value not in columns[name].empty_values and value != columns[name].get_default()
    }
