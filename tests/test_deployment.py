"""What an operator copies is complete: `.env.example` and `docker-compose.yml`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

BASE: Path = settings.BASE_DIR
READERS = r"(?:env\.(?:str|bool|int|list)|required_in_production)"
NAME_READ = re.compile(READERS + r"""\(\s*["'](\w+)""")
NAME_SHOWN = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)
NOT_SETTINGS = {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "PORT"}  # docker-compose.yml, make run


def test_every_setting_is_named_once_in_the_example() -> None:
    read = set(NAME_READ.findall((BASE / "rosc/settings.py").read_text()))
    shown = NAME_SHOWN.findall((BASE / ".env.example").read_text())
    assert {"SECRET_KEY", "DATABASE_URL"} <= read
    assert sorted(shown) == sorted(read | NOT_SETTINGS)


def test_the_example_holds_no_secret() -> None:
    text = (BASE / ".env.example").read_text()
    for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert re.search(rf"^{name}=$", text, re.MULTILINE)


def test_compose_asks_only_for_what_the_example_names() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (BASE / "docker-compose.yml").read_text()))
    shown = set(NAME_SHOWN.findall((BASE / ".env.example").read_text()))
    assert asked
    assert asked <= shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HELPLINES_FILE", "nowhere.yaml"),
        ("HELPLINES_FILE", "docker-compose.yml"),
        ("DIRECTIONS_URL", "javascript:alert({latitude},{longitude})"),
        ("DIRECTIONS_URL", "http://maps.example/?at={latitude},{longitude}"),
        ("DIRECTIONS_URL", "https://maps.example/?at={latitude}"),
        ("DIRECTIONS_URL", "https://maps.example/?at={latitude.real},{longitude}"),
    ],
)
def test_a_setting_that_would_spoil_a_page_stops_the_start(name: str, value: str) -> None:
    """And says which one it is."""
    command = [sys.executable, "-c", "import rosc.settings"]
    for given, is_refused in ((value, True), ("", False)):
        done = subprocess.run(
            command, env={**os.environ, name: given}, cwd=BASE, capture_output=True, text=True
        )
        assert (done.returncode != 0) == is_refused
        assert (f"ImproperlyConfigured: {name}" in done.stderr) == is_refused
