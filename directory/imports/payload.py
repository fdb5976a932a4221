"""What an importer gives, whatever the format it read; `actions.upsert` writes it.

Every field carries the name of its column in `directory.models`, where its meaning is said.
Slugs name vocabulary rows. An empty value means "not stated" and is stored as such.
"""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any


@dataclass(frozen=True, slots=True)
class SessionPayload:
    weekday: int  # Monday is 0
    starts_at: time
    ends_at: time | None = None
    location_key: str = ""  # LocationPayload.key; empty: the first location, if any
    name: str = ""
    modes: tuple[str, ...] = ()  # empty: those of the service
    weeks: tuple[int, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    bank_holidays: str = "not-stated"
    visitors_welcome: str = "not-stated"
    formats: tuple[str, ...] = ()
    join_url: str = ""
    join_phone: str = ""
    note: str = ""
    cancelled_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class LocationPayload:
    key: str  # tells the locations of one service apart
    name: str = ""
    address: str = ""
    town: str = ""
    postcode: str = ""
    latitude: float | None = None  # empty: looked up from the postcode
    longitude: float | None = None
    is_withheld: bool = False
    accessibility: tuple[str, ...] = ()
    accessibility_note: str = ""
    directions: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationPayload:
    key: str  # unique within the source
    name: str
    kinds: tuple[str, ...] = ("community",)  # OrganisationKind
    lero_type: str = ""
    both_reason: str = ""
    profile: dict[str, Any] = field(default_factory=dict)  # columns of OrganisationProfile
    areas: tuple[str, ...] = ()  # authority codes
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class ServicePayload:
    key: str  # unique within the source
    row: int | str  # where in the file, for the report
    organisation: OrganisationPayload
    name: str
    kinds: tuple[str, ...]  # Kind slugs
    fields: dict[str, Any] = field(default_factory=dict)  # plain columns of Service
    interventions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    fellowship: str = ""
    areas: tuple[str, ...] = ()  # authority codes
    locations: tuple[LocationPayload, ...] = ()
    sessions: tuple[SessionPayload, ...] = ()
    housing: dict[str, Any] | None = None  # columns of HousingFacts; "level" is its slug
    problems: tuple[str, ...] = ()  # what was read but not understood, in words
    opening: str = ""  # how its opening times were read (opening_times.Outcome), to be counted
