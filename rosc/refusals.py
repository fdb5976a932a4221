"""What stops the start: a setting that would spoil a page or give something away later."""

import re
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

_DIRECTIONS = re.compile(r"https://[^{}\s]*\{latitude\}[^{}\s]*\{longitude\}[^{}\s]*")
_TILES = re.compile(r"https://((?:\{s\}\.)?[a-z0-9.-]+(?::\d+)?)/\S*")


def refuse(name: str, why: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} {why}")


def one_of(name: str, value: str, *known: str) -> None:
    """Stop unless the value is a known one."""
    if value not in known:
        refuse(name, f"must be one of {', '.join(known)}.")


def directions_url(value: str) -> str:
    """The value, where a page can link to it."""
    if value and not _DIRECTIONS.fullmatch(value):
        refuse("DIRECTIONS_URL", "must begin with https:// and hold {latitude}, then {longitude}.")
    return value


def tile_source(url: str) -> str:
    """Where a map's pictures come from, as the content security policy names it."""
    found = _TILES.fullmatch(url)
    if not found:
        refuse("TILE_URL", "must be such as https://tiles.portal.example/{z}/{x}/{y}.png.")
    return "https://" + found[1].replace("{s}", "*")
