"""A column mapping: for each of our fields, the columns of a source's table it is filled from.

Written as YAML (`mappings/*.yaml`) and then kept with the source. A value is a template: "{Name}"
stands for the cell in the column "Name", everything else for itself.

    name: Food banks in Greater Manchester     the source, as people read it
    licence, website                           likewise
    encoding: cp1252                           if the file is not UTF-8
    key: [Name, Postcode]                      columns that tell two rows apart
    empty: [NA, Not known]                     cells that mean nothing is stated
    organisation: {name: ..., kinds: [...]}    and columns of its public side
    service: {name: ..., kinds: [...], audiences: [...], contact: ..., <column of Service>: ...}
    location: {address: ..., postcode: ..., latitude: ..., longitude: ..., town: ..., name: ...}
    opening: {text: ...} or {monday: ..., ..., clock: 24}
    ignore: [...]                              columns that are left out on purpose
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import FieldDoesNotExist

from directory.imports.feed import FeedError, refuse_pipes
from directory.imports.opening_times import DAY_NAMES
from directory.models import Audience, Kind, OrganisationProfile, Service

SHIPPED = Path(__file__).parent / "mappings"
DAYS = tuple(name.lower() for name in DAY_NAMES)
_COLUMN = re.compile(r"\{([^{}]+)\}")
_LOCATION = {"name", "address", "town", "postcode", "latitude", "longitude"}
_OURS = {"kinds", "audiences", "contact"}  # parts of `service` that are no plain column


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """See the module. Made by `from_dict`, which checks it."""

    name: str
    key: list[str]
    organisation: dict[str, Any]
    service: dict[str, Any]
    location: dict[str, str] = field(default_factory=dict)
    opening: dict[str, Any] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    ignore: list[str] = field(default_factory=list)
    licence: str = ""
    website: str = ""
    encoding: str = ""

    def columns(self) -> set[str]:
        """Every column it reads."""
        parts = (self.organisation, self.service, self.location, self.opening)
        templates = [str(value) for part in parts for value in part.values()]
        return set(self.key).union(*(_COLUMN.findall(template) for template in templates))


def from_dict(values: Any) -> ColumnMapping:
    """Raises FeedError, naming what is missing or unknown."""
    if not isinstance(values, dict):
        raise FeedError("The column mapping is not a table of names and values.")
    needed, known = (
        {"name", "key", "organisation", "service"},
        {f.name for f in fields(ColumnMapping)},
    )
    _complain("The column mapping lacks", needed - set(values))
    _complain("The column mapping has unknown parts", set(values) - known)
    for part, kind in (("key", list), ("organisation", dict), ("service", dict)):
        if not isinstance(values[part], kind) or not values[part]:
            raise FeedError(
                f"“{part}” in the column mapping is not a {kind.__name__} with content."
            )
    mapping = ColumnMapping(**values)
    for part in ("organisation", "service"):
        _complain(f"“{part}” in the column mapping lacks", {"name"} - set(values[part]))
    _complain("“service” in the column mapping lacks", {"kinds"} - set(mapping.service))
    _complain_of_columns(mapping)
    _complain("“kinds” are not in our vocabulary", _unknown(Kind, mapping.service["kinds"]))
    audiences = mapping.service.get("audiences", [])
    _complain("“audiences” are not in our vocabulary", _unknown(Audience, audiences))
    return mapping


def _complain_of_columns(mapping: ColumnMapping) -> None:
    unknown = {name for name in set(mapping.service) - _OURS if not _is_column(Service, name)}
    _complain("“service” in the column mapping names unknown fields", unknown)
    own = set(mapping.organisation) - {"name", "kinds", "key"}
    unknown = {name for name in own if not _is_column(OrganisationProfile, name)}
    _complain("“organisation” in the column mapping names unknown fields", unknown)
    _complain(
        "“location” in the column mapping names unknown fields", set(mapping.location) - _LOCATION
    )
    unknown = set(mapping.opening) - {"text", "clock", *DAYS}
    _complain("“opening” in the column mapping names unknown parts", unknown)


def _is_column(model: type[Service | OrganisationProfile], name: str) -> bool:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return found.concrete and found.editable and not found.is_relation


def _unknown(model: type[Kind | Audience], slugs: Iterable[str]) -> set[str]:
    return set(slugs) - set(model.objects.values_list("pk", flat=True))


def _complain(words: str, names: Iterable[str]) -> None:
    if names := sorted(names):
        raise FeedError(f"{words}: {', '.join(names)}.")


# --- Finding one -------------------------------------------------------------------------------
def load(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file, not yet checked. Raises FeedError."""
    try:
        refuse_pipes(path)
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FeedError(f"The column mapping in {path.name} cannot be read.") from error


def shipped(slug: str) -> dict[str, Any] | None:
    """The mapping that comes with the portal for this source, if any."""
    path = SHIPPED / f"{slug}.yaml"
    return load(path) if path in SHIPPED.iterdir() else None


def shipped_for(header: Iterable[str]) -> dict[str, Any] | None:
    """The shipped mapping that was written for a table with exactly these columns, if any."""
    for path in sorted(SHIPPED.glob("*.yaml")):
        values = load(path)
        mapping = ColumnMapping(**values)
        if mapping.columns() | set(mapping.ignore) == set(header):
            return values
    return None


# --- Using one ---------------------------------------------------------------------------------
def fill(template: Any, row: Mapping[str, str]) -> Any:
    """A template with the cells of `row`; empty if it names columns and all of them are empty."""
    if not isinstance(template, str):
        return template
    names = _COLUMN.findall(template)
    if names and not any(row[name] for name in names):
        return ""
    return _COLUMN.sub(lambda found: row[found[1]], template)
