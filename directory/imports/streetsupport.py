"""Street Support's list of services for people without a home, as its JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from directory.imports import cleaning, opening_times
from directory.imports.feed import Feed, FeedError, read_text
from directory.imports.opening_times import DAY_NAMES, OpeningTimes
from directory.imports.payload import LocationPayload, OrganisationPayload, ServicePayload

NAME = "Street Support"
# Their sub-categories in our words: kinds of help, and for whom.
_KINDS = {
    "general": "social-care-welfare",
    "benefits": "social-care-welfare",
    "housing": "housing-support",
    "dependency": "community-treatment",
    "health": "health",
    "employment": "employment-training-volunteering",
    "ex-offender": "criminal-justice",
}
_AUDIENCES = {
    "lgbt": "lgbtq",
    "younger-people": "young-people",
    "older-people": "older-people",
    "sexwork": "sex-work",
}
_ANY_SUPPORT = "social-care-welfare"
_STREETS = ("streetLine1", "streetLine2", "streetLine3", "streetLine4")
Record = Mapping[str, Any]


def read(path: Path) -> Feed:
    """Every published service as a payload. Raises FeedError for what is no such list."""
    text = read_text(path)
    try:
        records = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise FeedError(f"Line {line} is not JSON; the file may be cut off.") from error
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise FeedError("This is not a list of services, as Street Support publishes it.")
    if not records:
        raise FeedError("The list is empty. That is taken for a failed fetch.")
    payloads = []
    for number, record in enumerate(records, 1):
        try:
            if record.get("isPublished", True):
                payloads.append(_payload(number, record))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise FeedError(
                f"Service {number} is not as Street Support writes one: {error!r}."
            ) from error
    return Feed(payloads)


def _payload(number: int, record: Record) -> ServicePayload:
    organisation = _organisation(record)
    categories = record.get("subCategories") or []
    names = ", ".join(cleaning.line(one["name"]) for one in categories)
    kinds, audiences, problems = _vocabulary(categories)
    phones, _, left = cleaning.contacts(cleaning.line(record.get("telephone")))
    if cleaning.says_something(left):
        problems.append(f"Of its telephone, this was not understood: “{left}”.")
    places, sites = _locations(record["location"])
    opening = _opening_times(record)
    fields = {
        "description": _description(record),
        "phone": next(iter(phones), ""),
        "website": next(iter(sites), ""),
        "opening_text": opening.text,
        "modes": _modes(record, places, sites),
    }
    return ServicePayload(
        key=str(record["id"]),
        row=number,
        organisation=organisation,
        name=f"{organisation.name}: {names}" if names else organisation.name,
        kinds=kinds,
        audiences=audiences,
        fields={name: value for name, value in fields.items() if value},
        locations=places,
        sessions=opening.sessions,
        problems=tuple(problems),
        opening=opening.outcome,
    )


def _organisation(record: Record) -> OrganisationPayload:
    return OrganisationPayload(
        key=str(record["serviceProviderId"]),
        name=cleaning.line(record["serviceProviderName"]),
        kinds=("supporting",),
    )


def _modes(record: Record, places: tuple[LocationPayload, ...], sites: list[str]) -> list[str]:
    modes = ["in-person"] if places else ["online"] if sites else []
    return [*modes, "phone"] if record.get("isTelephoneService") else modes


def _vocabulary(
    categories: list[Record],
) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    slugs = [str(one["id"]) for one in categories]
    kinds = dict.fromkeys(_KINDS[slug] for slug in slugs if slug in _KINDS)
    audiences = dict.fromkeys(_AUDIENCES[slug] for slug in slugs if slug in _AUDIENCES)
    unknown = [slug for slug in slugs if slug not in _KINDS and slug not in _AUDIENCES]
    problems = [f"We have no word for its category “{slug}”." for slug in unknown]
    return tuple(kinds) or (_ANY_SUPPORT,), tuple(audiences), problems


def _description(record: Record) -> str:
    tags = ", ".join(cleaning.line(tag) for tag in record.get("tags") or [])
    parts = [cleaning.text(record.get("info")), f"Who it is for: {tags}" if tags else ""]
    return "\n\n".join(part for part in parts if part)


def _locations(place: Record) -> tuple[tuple[LocationPayload, ...], list[str]]:
    """Where it is; and the web address that an online service gives for its street."""
    streets = [cleaning.address(place.get(name)) for name in _STREETS]
    sites, left = cleaning.websites(" ".join(streets))
    if sites and not left:
        return (), sites
    town = cleaning.line(place.get("city"))
    lines = [street for street in streets if street and street != town]
    found = LocationPayload(
        key="place",
        name=cleaning.line(place.get("description")),
        address=", ".join(lines),
        town=town,
        postcode=cleaning.line(place.get("postcode")),
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
    )
    return ((found,) if found.address or found.postcode or found.name else ()), sites


def _opening_times(record: Record) -> OpeningTimes:
    days: dict[int, str] = {}
    for slot in record.get("openingTimes") or []:
        day = DAY_NAMES.index(slot["day"])
        hours = f"{slot['startTime']}-{slot['endTime']}"
        days[day] = f"{days[day]}, {hours}" if day in days else hours
    if record.get("isOpen247"):
        days = dict.fromkeys(range(7), "24 hours")
    times = opening_times.read_week(days, is_24=True)
    if record.get("isAppointmentOnly"):
        lines = [f"{DAY_NAMES[day]} {hours}" for day, hours in sorted(days.items())]
        text = "\n".join(["By appointment only", *lines])
        return OpeningTimes(opening_times.Outcome.KEPT, text=text)
    return times
