"""Reads the example set: the YAML files in `directory/examples`, one a place and sort of entry.

A key carries the name of the column it fills. What is written more shortly than that:

authority           of a file: the code that `here` stands for in `areas`
each                of an organisation: what holds for all its services that do not say else
organisation        of a service outside one: the key of the organisation it belongs to
places, at          locations by key, and those a service is at (all its own, if unsaid)
when                "mon-fri 09:00-17:00", "1st,3rd tue 19:30-21:00", "last sun 12:30-15:30"
yes, no             a "stated" value
..._days_ago, paused_for_days, cancelled_in_weeks
                    dates, counted from the day the set is read for, so that it never goes stale
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import models

from directory.imports.payload import (
    LocationPayload,
    OrganisationPayload,
    ServicePayload,
    SessionPayload,
)
from directory.models import HousingFacts, Service, Session
from rosc.measures import LONDON

FOLDER = Path(__file__).parent.parent / "examples"
SAID_AT = time(9)
YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one, where built, is ten times faster

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
_WHEN = re.compile(
    rf"(?:(?P<weeks>(?:{'|'.join(WEEKS)})(?:,(?:{'|'.join(WEEKS)}))*) )?"
    r"(?P<days>[a-z,-]+) (?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)"
)
Said = dict[str, Any]


def read(day: date) -> list[ServicePayload]:
    """All example services as they stand on `day`. Raises ValueError for a slip in a file."""
    files = {
        path: yaml.load(path.read_text(), YAML)  # noqa: S506 - both are safe loaders
        for path in sorted(FOLDER.rglob("*.yaml"))
    }
    organisations = {
        said["key"]: _organisation(said, file)
        for file in files.values()
        for said in file.get("organisations", [])
    }
    return [
        _service(said, organisations[key], file, day, row=f"{path.relative_to(FOLDER)}: {name}")
        for path, file in files.items()
        for key, said in _services(file)
        for name in [said["key"]]
    ]


def _services(file: Said) -> Iterator[tuple[str, Said]]:
    """Each service of a file with the key of its organisation, those outside one as well."""
    for organisation in file.get("organisations", []):
        for service in organisation.get("services", []):
            yield organisation["key"], service
    for service in file.get("services", []):
        yield service["organisation"], service


def _organisation(said: Said, file: Said) -> Said:
    """What is said of an organisation, with the payload that every service of it carries."""
    areas = said.get("areas", [file["authority"]] if "authority" in file else [])
    payload = OrganisationPayload(
        key=said["key"],
        name=said["name"],
        kinds=tuple(said["kinds"]),
        lero_type=said.get("lero_type", ""),
        profile=said["profile"],
        areas=tuple(areas),
        is_example=True,
    )
    return {**said, "payload": payload}


def _service(said: Said, organisation: Said, file: Said, day: date, row: str) -> ServicePayload:
    facts = {**organisation.get("each", {}), **said}
    for name in ("key", "organisation"):
        facts.pop(name, None)
    places = {**organisation.get("places", {}), **facts.get("places", {})}
    at = facts.pop("at", list(facts.pop("places", {})))
    areas = facts.pop("areas", [])
    housing = facts.pop("housing", None)
    sessions = facts.pop("sessions", [])
    return ServicePayload(
        key=f"{organisation['key']}/{said['key']}",
        row=row,
        organisation=organisation["payload"],
        name=facts.pop("name"),
        kinds=tuple(facts.pop("kinds")),
        interventions=tuple(facts.pop("interventions", ())),
        audiences=tuple(facts.pop("audiences", ())),
        fellowship=facts.pop("fellowship", ""),
        areas=(file["authority"],) if areas == "here" else tuple(areas),
        locations=tuple(_location(key, places[key]) for key in at),
        sessions=tuple(one for session in sessions for one in _sessions(session, day)),
        housing=_housing(housing, day) if housing else None,
        fields=_fields(facts, organisation["checked"], day),
    )


def _location(key: str, said: Said) -> LocationPayload:
    said = {name: value for name, value in said.items() if name != "authority"}
    return LocationPayload(key=key, **said)


def _fields(facts: Said, checked: Said, day: date) -> Said:
    fields = _stated(facts, Service)
    days_ago = fields.pop("checked_days_ago", checked["days_ago"])
    fields |= {"checked_on": day - timedelta(days_ago), "checked_by": checked["by"]}
    if "capacity_said_days_ago" in fields:
        said_on = day - timedelta(fields.pop("capacity_said_days_ago"))
        fields["capacity_said_at"] = datetime.combine(said_on, SAID_AT, LONDON)
    if "paused_for_days" in fields:
        fields["paused_until"] = day + timedelta(fields.pop("paused_for_days"))
    return fields


def _housing(said: Said, day: date) -> Said:
    housing = _stated(said, HousingFacts)
    if "places_said_days_ago" in housing:
        housing["places_said_on"] = day - timedelta(housing.pop("places_said_days_ago"))
    return housing


def _sessions(said: Said, day: date) -> Iterator[SessionPayload]:
    facts = _stated(said, Session)
    weeks, days, starts_at, ends_at = read_when(facts.pop("when"))
    in_weeks = facts.pop("cancelled_in_weeks", None)
    for name in ("modes", "formats"):
        facts[name] = tuple(facts.get(name, ()))
    location_key = facts.pop("at", "")
    for weekday in days:
        off = day + timedelta((weekday - day.weekday()) % 7, weeks=in_weeks or 0)
        yield SessionPayload(
            weekday=weekday,
            starts_at=starts_at,
            ends_at=ends_at,
            weeks=weeks,
            location_key=location_key,
            cancelled_on=() if in_weeks is None else (off,),
            **facts,
        )


def read_when(when: str) -> tuple[tuple[int, ...], list[int], time, time]:
    """ "1st,3rd tue 19:30-21:00" as weeks, weekdays (Monday is 0), start and end.

    Raises ValueError for anything else.
    """
    found = _WHEN.fullmatch(when)
    if not found:
        raise ValueError(f"“{when}” is not written as a time.")
    weeks = tuple(WEEKS[week] for week in (found["weeks"] or "").split(",") if week)
    start, end = (time.fromisoformat(found[name]) for name in ("start", "end"))
    return weeks, _days(found["days"]), start, end


def _days(written: str) -> list[int]:
    if written == "daily":
        return list(range(7))
    if "-" in written:
        first, last = (DAYS.index(day) for day in written.split("-"))
        return list(range(first, last + 1))
    return [DAYS.index(day) for day in written.split(",")]


def _stated(said: Said, model: type[models.Model]) -> Said:
    """`said`, with the yes and no of YAML as the words that columns with choices hold."""
    words = {
        column.name
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField)
    }
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) and name in words else value
        for name, value in said.items()
    }
