"""Reference rows, and a handful of real postcodes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from directory.models import LocalAuthority, OutwardCode, Place, Postcode
from directory.reference.places import FEWEST_POSTCODES, index_places

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    """The folder of real inputs beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"the real inputs are not here: {SHARED}")
    return SHARED


@pytest.fixture(scope="class")
def towns(django_db_setup, django_db_blocker) -> None:
    """The towns of England, as they are once postcodes say whose each is."""
    with django_db_blocker.unblock():
        if not Place.objects.filter(search_name="leeds", kind=Place.Kind.TOWN).exists():
            _name_towns()


def _name_towns() -> None:
    """Index places with some postcodes in the middle of each authority, and take those away."""
    Postcode.objects.bulk_create(
        Postcode(
            postcode=f"E{index:03}{chr(65 + unit)}",
            latitude=authority.latitude,
            longitude=authority.longitude,
            authority_code=authority.pk,
        )
        for index, authority in enumerate(LocalAuthority.objects.all())
        for unit in range(FEWEST_POSTCODES)
    )
    index_places()
    Postcode.objects.filter(postcode__regex="^E[0-9]{3}[A-Z]$").delete()


@pytest.fixture
def postcodes(db) -> None:
    """Some postcodes of Manchester, Oxford and Carlisle, and outward codes of Great Britain."""
    rows = [
        ("M11AE", 53.4834, -2.2308, "E08000003", None),
        ("M11AD", 53.4832, -2.2310, "E08000003", None),
        ("M12AP", 53.4801, -2.2301, "E08000003", None),
        ("M111AA", 53.4780, -2.1830, "E08000003", None),
        ("OX11AA", 51.7500, -1.2670, "E10000025", None),
        ("W1A0AX", 51.5186, -0.1438, "E09000033", None),
        ("W111AA", 51.5130, -0.2050, "E09000020", None),
        ("WC1A1AA", 51.5177, -0.1270, "E09000007", None),
        ("HG11XX", None, None, "E06000065", None),
        ("CA11AA", 54.8905, -2.9438, "E06000063", 199606),
        ("SY101AA", 52.8600, -3.0500, "E06000051", None),
    ]
    Postcode.objects.bulk_create(
        Postcode(
            postcode=code,
            latitude=latitude,
            longitude=longitude,
            authority_code=authority,
            terminated_in=terminated,
        )
        for code, latitude, longitude, authority, terminated in rows
    )
    outwards = [
        ("M1", "E", 53.478, -2.237, ["E08000003"]),
        ("M11", "E", 53.478, -2.183, ["E08000003", "E08000008"]),
        ("OX1", "E", 51.751, -1.260, ["E10000025"]),
        ("W1A", "E", 51.516, -0.146, ["E09000033"]),
        ("W1B", "E", 51.514, -0.141, ["E09000033"]),
        ("W11", "E", 51.513, -0.205, ["E09000020"]),
        ("HG1", "E", 53.998, -1.540, ["E06000065"]),
        ("CA1", "E", 54.892, -2.920, ["E06000063"]),
        ("EH1", "S", 55.952, -3.190, []),
        ("CF10", "W", 51.478, -3.178, []),
        ("SY10", "W", 52.839, -3.107, ["E06000051"]),
    ]
    OutwardCode.objects.bulk_create(
        OutwardCode(
            code=code,
            country=country,
            latitude=latitude,
            longitude=longitude,
            authority_codes=owners,
        )
        for code, country, latitude, longitude, owners in outwards
    )


Onspd = Callable[..., Path]
HEADER = "pcds,doterm,lad25cd,ctry25cd,lat,long"


@pytest.fixture
def onspd(tmp_path: Path) -> Onspd:
    """Writes a file in the ONS's shape, of few columns, and gives its path."""

    def write(*rows: str, header: str = HEADER, name: str = "onspd.csv", encoding="utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
        return path

    return write
