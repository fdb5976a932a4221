"""Real files, read where they lie and never copied."""

import csv
import re
from pathlib import Path

import brotli
import msgpack
import pytest
from pyproj import Transformer

from directory.models import Postcode, Source
from directory.postcodes.sources import package_files

COMMUNITY = Path(__file__).resolve().parents[4] / "shared" / "data" / "community"


@pytest.fixture(scope="session")
def community() -> Path:
    if not COMMUNITY.is_dir():
        pytest.skip(f"The real files are not at {COMMUNITY}")
    return COMMUNITY


@pytest.fixture(scope="session")
def food_banks(community) -> dict[tuple[str, str], str]:
    """Opening times as the file has them, by name and postcode."""
    with (community / "gm_food_banks.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["Name"].strip(), row["Postcode"]): row["Opening times"]
            for row in csv.DictReader(file)
        }


@pytest.fixture
def postcodes(db) -> None:
    """A few real postcodes: two in Leeds, one in Manchester, one no longer in use."""
    Postcode.objects.bulk_create(
        Postcode(postcode=code, latitude=latitude, longitude=longitude, authority_code=authority,
                 terminated_in=ended)
        for code, latitude, longitude, authority, ended in (
            ("LS27DE", 53.801277, -1.548567, "E08000035", None),
            ("LS97DP", 53.796800, -1.524600, "E08000035", None),
            ("M11AE", 53.484000, -2.234000, "E08000003", None),
            ("M601AY", 53.479000, -2.245000, "E08000003", 201803),
        )
    )  # fmt: skip


@pytest.fixture(scope="session")
def real_postcodes() -> list[Postcode]:
    """Every postcode of the areas the real files lie in, from the package the portal reads."""
    files = [path for path in package_files() if path.name.split(".")[0][-1] in "BMOSW"]
    to_degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326")
    rows = []
    for path in files:
        data = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)["data"]
        found = [
            (pcd.replace(" ", ""), east, north, district)
            for pcd, east, north, district in zip(
                data["pcd"], data["oseast1m"], data["osnrth1m"], data["laua"], strict=True
            )
            if re.match(r"(BL|M|OL|SK|WA|WN)\d", pcd) and east == east
        ]
        latitudes, longitudes = to_degrees.transform([r[1] for r in found], [r[2] for r in found])
        rows += [
            Postcode(postcode=r[0], latitude=latitude, longitude=longitude, authority_code=r[3])
            for r, latitude, longitude in zip(found, latitudes, longitudes, strict=True)
        ]
    return rows


@pytest.fixture
def greater_manchester(db, real_postcodes, community) -> None:
    """Those of the real postcodes that the real files name."""
    text = "".join(path.read_text(encoding="utf-8").upper() for path in community.iterdir())
    named = {"".join(found) for found in re.findall(r"\b([A-Z]{1,2}\d{1,2}) ?(\d[A-Z]{2})\b", text)}
    Postcode.objects.bulk_create(row for row in real_postcodes if row.postcode in named)


@pytest.fixture
def source() -> Source:
    """A source that has not been saved yet."""
    return Source(slug="feed", name="A feed", format="csv")
