"""Where a place is, from its postcode and what its source says. Looked up here, never guessed."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from directory.imports.payload import LocationPayload
from directory.models import Postcode
from directory.models.fields import EARTH_RADIUS_METRES

FARTHEST_APART = 5_000  # metres between a given position and its postcode
BATCH = 5_000
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
# Where geocoders put what they do not know: the middle of Great Britain, and nowhere.
_CENTROIDS = ((55.378051, -3.435973), (0.0, 0.0))


class Misplaced(Exception):
    """Why a place cannot be trusted; the entry waits until somebody has looked."""


@dataclass(frozen=True, slots=True)
class Position:
    """WGS84 degrees, if known, and the authority the place lies in; what was odd, in words."""

    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    authority_code: str = ""
    remarks: tuple[str, ...] = ()


def tidy(postcode: str) -> str:
    """ "m11ae" as "M1 1AE". Raises Misplaced for what is no postcode."""
    found = _POSTCODE.fullmatch(re.sub(r"\s+", "", postcode).upper())
    if not found:
        raise Misplaced(f"“{postcode.strip()}” is not a postcode.")
    return f"{found[1]} {found[2]}"


def look_up(postcodes: Iterable[str]) -> dict[str, Postcode]:
    """The known among `postcodes`, by the way we write them, in one query for each 5,000."""
    keys = sorted({re.sub(r"\s+", "", postcode).upper() for postcode in postcodes} - {""})
    found: dict[str, Postcode] = {}
    for start in range(0, len(keys), BATCH):
        for row in Postcode.objects.filter(postcode__in=keys[start : start + BATCH]):
            found[str(row)] = row
    return found


def position(place: LocationPayload, known: Mapping[str, Postcode]) -> Position:
    """Where `place` is: where its source says, or else the middle of its postcode.

    Raises Misplaced for a postcode that is none, one that is unknown where nothing else says where
    it is, and a given position more than five kilometres from its postcode.
    """
    latitude, longitude, remarks = _given(place)
    if not place.postcode.strip():
        return Position("", latitude, longitude, remarks=remarks)
    postcode = tidy(place.postcode)
    row = known.get(postcode)
    if row is None:
        if latitude is None:
            raise Misplaced(f"{postcode} is not a postcode of England that we know.")
        remarks += (f"{postcode} is not a postcode of England that we know.",)
        return Position(postcode, latitude, longitude, remarks=remarks)
    if latitude is None or longitude is None:
        latitude, longitude = _rounded(row.latitude), _rounded(row.longitude)
    elif row.latitude is not None and row.longitude is not None:
        apart = metres((latitude, longitude), (row.latitude, row.longitude))
        if apart > FARTHEST_APART:
            raise Misplaced(f"The position given is {apart / 1000:.0f} km from {postcode}.")
    return Position(postcode, latitude, longitude, row.authority_code, remarks)


def _given(place: LocationPayload) -> tuple[float | None, float | None, tuple[str, ...]]:
    """The position the source gives, unless it is a default, or outside Great Britain."""
    latitude, longitude = place.latitude, place.longitude
    if latitude is None or longitude is None:
        return None, None, ()
    point = (latitude, longitude)
    if any(math.dist(point, centroid) < 0.01 for centroid in _CENTROIDS):
        return None, None, ("The position given is only the middle of the map; it was left out.",)
    if not (49 <= latitude <= 61 and -9 <= longitude <= 2.5):
        return None, None, ("The position given is not in Great Britain; it was left out.",)
    return _rounded(latitude), _rounded(longitude), ()


def _rounded(degrees: float | None) -> float | None:
    """To six places: a tenth of a metre."""
    return None if degrees is None else round(degrees, 6)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two points lie apart on the sphere."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_METRES * math.asin(math.sqrt(half))
