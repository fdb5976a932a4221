"""The shipped files as rows: one `Shipment` a table, in the order they must be loaded."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Model

from directory import models

FOLDER = Path(__file__).parent
Row = dict[str, Any]


@dataclass(frozen=True)
class Shipment:
    """Rows of a table. `key` names the columns that tell them apart."""

    model: type[Model]
    key: tuple[str, ...]
    rows: list[Row]


def read_csv(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [
            {column: value or None for column, value in row.items()} for row in csv.DictReader(file)
        ]


def read_yaml(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def shipments() -> Iterator[Shipment]:
    """Everything the portal ships, what others refer to first."""
    yield Shipment(models.LocalAuthority, ("code",), read_csv("authorities.csv"))
    yield Shipment(models.AuthorityPopulation, ("authority", "year"), read_csv("populations.csv"))
    yield Shipment(models.AuthorityCode, ("code",), read_csv("former_codes.csv"))
    yield Shipment(
        models.District, ("code",), [_district(row) for row in read_csv("districts.csv")]
    )
    yield Shipment(models.Kind, ("slug",), _terms("kinds.yaml"))
    yield Shipment(
        models.Intervention,
        ("slug",),
        [_intervention(row) for row in _terms("interventions.yaml")],
    )
    yield Shipment(models.Audience, ("slug",), _terms("audiences.yaml"))
    yield Shipment(models.Fellowship, ("slug",), _terms("fellowships.yaml"))
    yield Shipment(models.HousingLevel, ("slug",), _terms("housing_levels.yaml"))
    yield Shipment(models.GlossaryTerm, ("slug",), read_yaml("glossary.yaml"))
    yield Shipment(models.Synonym, ("phrase",), _synonyms())


def _terms(name: str) -> list[Row]:
    return [{**row, "position": position} for position, row in enumerate(read_yaml(name), start=1)]


def _district(row: Row) -> Row:
    return {**row, "is_current": row["ended_in"] is None}


def _intervention(row: Row) -> Row:
    circles = row.pop("in")
    return row | {
        "in_treatment": "treatment" in circles,
        "in_recovery_support": "recovery-support" in circles,
        "in_lero": "lero" in circles,
    }


def _synonyms() -> list[Row]:
    nothing: Row = {"kinds": [], "audiences": [], "fellowships": []}
    return [
        {"phrase": phrase, **nothing, **meaning}
        for phrase, meaning in read_yaml("synonyms.yaml").items()
    ]
