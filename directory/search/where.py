"""Where somebody is, from what they typed: a postcode, part of one, or the name of a place.

Reads only, answers from our own tables, and asks nobody outside: no postcode leaves the portal.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import TrigramDistance
from django.db.models import Avg, Q, Value

from directory.models import Country, OutwardCode, Place, Postcode
from directory.postcodes.text import (
    Part,
    area_reading,
    full_readings,
    outward_of,
    part_readings,
    spaced,
    squeeze,
)
from directory.reference.place_names import search_name
from directory.reference.rows import read_yaml

LONGEST = 120  # characters that are read; nobody's place is longer
# Control characters, halves of characters, and marks that turn the text around them.
UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
NOWHERE = {
    "nfa", "n f a", "no fixed abode", "no fixed address", "of no fixed abode", "no address",
    "no home", "homeless", "i am homeless", "im homeless", "rough sleeping", "sleeping rough",
    "nowhere", "on the streets", "street homeless", "sofa surfing", "in my car", "in a hostel",
    "zz99 3vz", "zz993vz",  # what the NHS writes for no fixed abode
}  # fmt: skip
CHOICES = 6
FAR_LARGER = 10  # times the people: then "Preston" is the city, and the villages are offered
STANDS_OUT = 0.15  # how much likelier, where 1 is the very name
LEAST_LIKE = 0.7  # of a distance from 0 to 1, as pg_trgm counts
Meant = tuple[
    Sequence[Place], Sequence[Place]
]  # the places that may be meant, and lesser namesakes
OFFSHORE = {"BT": "N", "IM": "M", "JE": "J", "GY": "G"}


class Outcome(StrEnum):
    FOUND = "found"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    TERMINATED = "terminated"
    ELSEWHERE = "elsewhere"
    AMBIGUOUS = "ambiguous"
    NO_FIXED_ADDRESS = "no-fixed-address"
    DUMMY = "dummy"


class Precision(StrEnum):
    """How near to the person the position is."""

    NONE = ""
    POSTCODE = "postcode"
    SECTOR = "sector"
    OUTWARD = "outward"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A country that is not England, and its own way to help."""

    country: str
    text: str
    phone: str
    website: str


@dataclass(frozen=True, slots=True)
class Where:
    """What we understood. Position in WGS84 degrees, or None.

    FOUND, TERMINATED and DUMMY have a position to search from; UNKNOWN has one where at least the
    first half of the postcode is known. `authority_code` is empty where a part of a postcode or a
    place lies in several. `choices` are texts to offer, each of which `locate` understands.
    `outward` is the only part that may be logged.
    """

    outcome: Outcome
    label: str = ""
    latitude: float | None = None
    longitude: float | None = None
    authority_code: str = ""
    precision: Precision = Precision.NONE
    choices: tuple[str, ...] = ()
    country: str = ""
    outward: str = ""
    elsewhere: Elsewhere | None = None

    @property
    def has_position(self) -> bool:
        return self.latitude is not None


ELSEWHERE = {code: Elsewhere(**facts) for code, facts in read_yaml("elsewhere.yaml").items()}


def locate(text: str) -> Where:
    """Where `text` is. At most three queries; never raises, whatever is typed."""
    text = UNSHOWABLE.sub(" ", text[:LONGEST]).strip()
    if not text:
        return Where(Outcome.EMPTY)
    if search_name(text) in NOWHERE:
        return Where(Outcome.NO_FIXED_ADDRESS)
    return _full(text) or _part(text) or _area(text) or _place(text)


# --- Postcodes --------------------------------------------------------------------------------
def _full(text: str) -> Where | None:
    readings = full_readings(text)
    if not readings:
        return None
    known = Postcode.objects.in_bulk(readings)
    rows = [known[reading] for reading in readings if reading in known]
    if not rows:
        return _not_among_ours(readings)
    if len(rows) > 1 and rows[0].pk != squeeze(text):
        return Where(
            Outcome.AMBIGUOUS, label=text, choices=tuple(spaced(row.pk) for row in rows[:6])
        )
    row = rows[0]
    where = Where(
        Outcome.TERMINATED if row.terminated_in else Outcome.FOUND,
        label=spaced(row.pk),
        latitude=row.latitude,
        longitude=row.longitude,
        authority_code=row.authority_code,
        precision=Precision.POSTCODE,
        country="England",
        outward=outward_of(row.pk),
    )
    return where if where.has_position else _without_position(where)


def _not_among_ours(readings: tuple[str, ...]) -> Where:
    """A postcode that is new, mistyped, or of another country."""
    outwards = [outward_of(reading) for reading in readings]
    label = spaced(readings[0])
    known = OutwardCode.objects.in_bulk(outwards)
    code = next((code for code in outwards if code in known), outwards[0])
    if code not in known:
        away = _offshore(code, label)
        return away or Where(Outcome.UNKNOWN, label=label, outward=code)
    outward = known[code]
    if outward.country != Country.ENGLAND:
        return _away(outward.country, label, outward=code)
    return _around(outward, Outcome.UNKNOWN, label)


def _without_position(where: Where) -> Where:
    """A postcode the ONS places nowhere: the middle of its first half stands in."""
    outcome = Outcome.DUMMY if where.outcome == Outcome.FOUND else where.outcome
    outward = OutwardCode.objects.filter(pk=where.outward).first()
    if outward is None:
        return replace(where, outcome=Outcome.UNKNOWN, precision=Precision.NONE)
    return replace(
        where,
        outcome=outcome,
        latitude=outward.latitude,
        longitude=outward.longitude,
        precision=Precision.OUTWARD,
    )


def _part(text: str) -> Where | None:
    """An outward code ("M1"), a sector ("M1 1"), or what is typed on the way to them ("SW1")."""
    parts = part_readings(text)
    if not parts:
        return None
    start = parts[0].outward
    rows = OutwardCode.objects.filter(
        Q(pk__in=[part.outward for part in parts]) | Q(pk__startswith=start)
    )
    known = {row.pk: row for row in rows}
    for part in parts:
        if part.outward in known:
            outward = known[part.outward]
            return _sector(part, outward) if part.tail else _outward(outward)
    away = _offshore(start, text.upper())
    within = [row for code, row in known.items() if code[:-1] == start and code[-1].isalpha()]
    return away or _middle(within, start)


def _area(text: str) -> Where | None:
    """A postcode area: "M", "GL"."""
    area = area_reading(text)
    if not area:
        return None
    rows = OutwardCode.objects.filter(pk__startswith=area)
    inside = [row for row in rows if re.match(rf"{area}[0-9]", row.pk)]
    return _offshore(area, area) or _middle(inside, area)


def _outward(outward: OutwardCode) -> Where:
    if outward.country != Country.ENGLAND and not outward.authority_codes:
        return _away(outward.country, outward.pk, outward=outward.pk)
    return _around(outward, Outcome.FOUND, outward.pk)


def _sector(part: Part, outward: OutwardCode) -> Where:
    """The middle of the postcodes in use that begin so: a few hundred, by the primary key."""
    start = part.outward + part.tail
    label = f"{part.outward} {part.tail}"
    # A letter follows: else "M11" for M1 1 would take in all of M11. "[" is what follows "Z".
    found = Postcode.objects.filter(
        pk__gte=f"{start}A", pk__lt=f"{start}[", terminated_in=None
    ).aggregate(
        latitude=Avg("latitude"),
        longitude=Avg("longitude"),
        authorities=ArrayAgg("authority_code", distinct=True, default=Value([])),
    )
    if found["latitude"] is None:
        return replace(_outward(outward), label=label)
    return Where(
        Outcome.FOUND,
        label=label,
        latitude=found["latitude"],
        longitude=found["longitude"],
        authority_code=_only(found["authorities"]),
        precision=Precision.SECTOR,
        country="England",
        outward=part.outward,
    )


def _middle(outwards: list[OutwardCode], label: str) -> Where | None:
    """The middle of several outward codes; of those in England, if any are."""
    if not outwards:
        return None
    english = [each for each in outwards if each.country == Country.ENGLAND]
    if not english:
        return _away(outwards[0].country, label, outward=label)
    return Where(
        Outcome.FOUND,
        label=label,
        latitude=sum(each.latitude for each in english) / len(english),
        longitude=sum(each.longitude for each in english) / len(english),
        authority_code=_only({code for each in english for code in each.authority_codes}),
        precision=Precision.OUTWARD,
        country="England",
        outward=label,
    )


def _around(outward: OutwardCode, outcome: Outcome, label: str) -> Where:
    return Where(
        outcome,
        label=label,
        latitude=outward.latitude,
        longitude=outward.longitude,
        authority_code=_only(outward.authority_codes),
        precision=Precision.OUTWARD,
        country="England",
        outward=outward.pk,
    )


def _only(authorities: Collection[str]) -> str:
    """The authority if there is but one: a guess could send somebody to the wrong council."""
    return next(iter(authorities)) if len(authorities) == 1 else ""


def _offshore(code: str, label: str) -> Where | None:
    found = re.match(r"(BT|IM|JE|GY)(?=[0-9]|$)", code)
    return _away(OFFSHORE[found.group()], label, outward=code) if found else None


def _away(country: str, label: str, outward: str = "") -> Where:
    elsewhere = ELSEWHERE[country]
    return Where(
        Outcome.ELSEWHERE,
        label=label,
        country=elsewhere.country,
        outward=outward,
        elsewhere=elsewhere,
    )


# --- Names of places --------------------------------------------------------------------------
def _place(text: str) -> Where:
    name = search_name(text)
    places, others = (_meant(name) or _likest(name)) if name else ([], [])
    if not places:
        return Where(Outcome.UNKNOWN, label=text)
    choices = tuple(_choice(place, name) for place in [*places, *others][:CHOICES])
    if len(places) > 1:
        return Where(Outcome.AMBIGUOUS, label=text, choices=choices)
    place = places[0]
    if place.country != Country.ENGLAND:
        return replace(_away(place.country, place.name), choices=choices[1:])
    return Where(
        Outcome.FOUND,
        label=str(place),
        latitude=place.latitude,
        longitude=place.longitude,
        authority_code=place.authority_id or "",
        precision=Precision.PLACE,
        choices=choices[1:],
        country="England",
    )


def _choice(place: Place, name: str) -> str:
    """What to type for this place and no other; `name` alone has just proved not to be enough."""
    if place.qualifier or place.search_name != name:
        return str(place)
    home = place.authority.name if place.authority else Country(place.country).label
    return f"{place.name}, {home}"


def _meant(name: str) -> Meant | None:
    """The places that bear the name typed, alone or with words around it; None if no place does."""
    words = name.split()[:8]
    firsts = [" ".join(words[:count]) for count in range(len(words) - 1, 0, -1)]
    lasts = [" ".join(words[count:]) for count in range(1, len(words))]
    rows = Place.objects.select_related("authority").filter(
        Q(search_name__in=[name, *firsts, *lasts]) | Q(search_name__startswith=f"{name} ")
    )
    by_name: dict[str, list[Place]] = defaultdict(list)
    for row in rows:
        by_name["begins" if row.search_name.startswith(f"{name} ") else row.search_name].append(row)
    exact = by_name[name]
    if exact or by_name["begins"]:
        return _ahead([*exact, *_larger(by_name["begins"], exact)])
    for first, last in zip(firsts, reversed(lasts), strict=True):
        told = [row for row in by_name[first] if last in _surroundings(row)]
        if told or (by_name[first] and by_name[last]):
            return _ahead(told or by_name[first])
    return next((_ahead(by_name[last]) for last in lasts if by_name[last]), None)


def _larger(places: list[Place], exact: list[Place]) -> list[Place]:
    """Those whose name goes on after what was typed, where they are likelier meant."""
    largest = max((place.population for place in exact), default=-1)
    homes = {place.authority_id for place in exact}
    return [p for p in places if p.population > largest and p.authority_id not in homes]


def _surroundings(place: Place) -> set[str]:
    """What may stand after the name: "Newport, Isle of Wight", "Leeds, England"."""
    country = Country(place.country).label
    names = [place.qualifier, country, "UK", "United Kingdom"]
    if place.authority:
        names += [place.authority.name, place.authority.region]
    return {search_name(name) for name in names}


def _ahead(places: list[Place]) -> Meant:
    """The one place far larger than the rest, then the rest; or all of them, to choose from."""
    ordered = sorted(places, key=lambda place: -place.population)
    first = ordered[0]
    second = ordered[1].population if len(ordered) > 1 else 0
    is_far_larger = first.population >= FAR_LARGER * max(second, 1)
    countries = {place.country for place in ordered}
    is_abroad = len(countries) == 1 and Country.ENGLAND not in countries
    if is_abroad or (first.country == Country.ENGLAND and is_far_larger):
        return ordered[:1], ordered[1:]
    return ordered, []


def _likest(name: str) -> Meant:
    """The place most like a mistyped name, or several where none stands out."""
    rows = Place.objects.annotate(unlikeness=TrigramDistance("search_name", name))
    scored = sorted(
        (
            (1 - row.unlikeness + math.log10(row.population + 1) / 20, row)
            for row in rows.order_by("unlikeness")[:30]
            if row.unlikeness <= LEAST_LIKE
        ),
        key=lambda pair: -pair[0],
    )
    near = [row for score, row in scored if score > scored[0][0] - STANDS_OUT][:CHOICES]
    return near, []
