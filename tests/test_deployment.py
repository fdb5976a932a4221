"""What an operator copies is complete: `.env.example` and `docker-compose.yml`."""

import base64
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
    for given, is_refused in ((value, True), ("", False)):
        done = start_with({name: given})
        assert (done.returncode != 0) == is_refused
        assert (f"ImproperlyConfigured: {name}" in done.stderr) == is_refused


PRODUCTION = {
    "PRODUCTION": "true",
    "SECRET_KEY": "k" * 64,
    "ENCRYPTION_KEYS": "k1:" + base64.b64encode(bytes(32)).decode(),
    "ALLOWED_HOSTS": "portal.example",
    "PORTAL_URL": "https://portal.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
IN_THE_SOURCE = "dev:ZGV2ZWxvcG1lbnQta2V5LW5vdC1hLXNlY3JldC0wMDA="


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in PRODUCTION if name != "PRODUCTION"),
        ("SECRET_KEY", "only-for-development-" + "x" * 40),
        ("SECRET_KEY", "k" * 49),
        ("ENCRYPTION_KEYS", IN_THE_SOURCE),
        ("ALLOWED_HOSTS", "*"),
        ("PORTAL_URL", "http://portal.example"),
        ("OUTBOX_EMAIL_PROVIDER", "smpt"),
        ("OUTBOX_TEXT_PROVIDER", "smtp"),
        ("TILE_URL", "https://tiles.example; script-src */{z}"),
        ("TILE_URL", "tiles.example"),
    ],
)
def test_production_does_not_start_with(name: str, value: str) -> None:
    done = start_with({**PRODUCTION, name: value})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name}" in done.stderr


@pytest.mark.parametrize(
    "more",
    [{}, {"TILE_URL": "https://{s}.tiles.example/{z}/{x}/{y}.png"}],
)
def test_production_starts_with_all_of_it(more: dict[str, str]) -> None:
    done = start_with({**PRODUCTION, **more})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["DEBUG", "DEMO"])
def test_production_is_neither_open_nor_an_example(name: str) -> None:
    assert (
        "cannot be combined with DEBUG or DEMO" in start_with({**PRODUCTION, name: "true"}).stderr
    )


def test_production_keeps_no_message_readable_and_asks_for_a_second_factor() -> None:
    page = start_with({**PRODUCTION, "OUTBOX_EMAIL_PROVIDER": "page"})
    one = start_with({**PRODUCTION, "SECOND_FACTOR_REQUIRED": "false"})
    assert "not in PRODUCTION" in page.stderr
    assert "SECOND_FACTOR_REQUIRED" in one.stderr


def start_with(given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The settings read by a process of their own."""
    command = [sys.executable, "-c", "import rosc.settings"]
    environment = {**os.environ, **given}
    return subprocess.run(command, env=environment, cwd=BASE, capture_output=True, text=True)
