"""The vocabulary and a few postcodes, as the directory's tests need them."""

import pytest

from directory.models import OutwardCode, Postcode


@pytest.fixture
def postcodes(db) -> None:
    """M1 1AE in Manchester, where the makers put their services; EH1 1AA in Edinburgh."""
    Postcode.objects.create(
        postcode="M11AE", latitude=53.4795, longitude=-2.2451, authority_code="E08000003"
    )
    Postcode.objects.create(
        postcode="M11AZ",
        latitude=53.4795,
        longitude=-2.2451,
        authority_code="E08000003",
        terminated_in=200106,
    )
    for code, country, latitude, longitude in (
        ("M1", "E", 53.4795, -2.2451),
        ("EH1", "S", 55.95, -3.19),
    ):
        OutwardCode.objects.create(
            code=code, country=country, latitude=latitude, longitude=longitude
        )
