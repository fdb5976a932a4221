"""What `npm run build` leaves behind: ours alone, whole, and light enough for an old phone."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

BUILT = Path(settings.BASE_DIR) / "static" / "build"
EVERY_PAGE = ["app.css", "app.js", "icons.svg", "mark.svg"]
FONTS = ["fonts/atkinson-400.woff2", "fonts/atkinson-700.woff2"]
KB = 1000

pytestmark = pytest.mark.skipif(
    not (BUILT / "app.css").exists(), reason="static/build is empty: run `npm run build` first"
)


def weight(content: bytes) -> int:
    """Bytes on the wire."""
    return len(gzip.compress(content))


def test_nothing_of_govuks_own_identity_is_left():
    css = (BUILT / "app.css").read_text()
    for name in ("GDS Transport", "crest", "crown", "govuk-header"):
        assert name not in css


def test_every_file_a_stylesheet_names_is_there():
    for sheet in BUILT.glob("*.css"):
        for address in re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet.read_text()):
            assert address.startswith(("data:", "#")) or (BUILT / address).is_file(), address


def test_only_the_map_page_pays_for_the_map():
    assert "leaflet" not in (BUILT / "app.js").read_text().lower()
    assert "leaflet" in (BUILT / "map.js").read_text().lower()


@pytest.mark.django_db
def test_a_first_visit_is_under_100_kb_and_the_next_under_30(client):
    page = weight(client.get("/").content)
    files = sum(weight((BUILT / name).read_bytes()) for name in EVERY_PAGE)
    fonts = sum((BUILT / name).stat().st_size for name in FONTS)
    assert page + files + fonts < 100 * KB
    assert page < 30 * KB
