"""The items of a treatment return: what is shipped, with what an administrator has filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rosc.gaps.models import NdtmsCode

FILE = Path(__file__).with_name("ndtms.yaml")
PEER_LED_IN, PEER_LED_OUT = "peer-led-in", "peer-led-out"


@dataclass(frozen=True, slots=True)
class Item:
    """`name` is what older data sets call it; `code` its value, empty where nobody knows it."""

    item: str
    label: str
    name: str
    column: str
    code: str = ""
    is_verified: bool = False
    seen: str = ""

    @property
    def to_write(self) -> str:
        """What a file says: nothing that nobody has checked."""
        return self.code if self.is_verified else ""


@cache
def shipped() -> tuple[str, tuple[Mapping[str, Any], ...]]:
    """The version of the data set, and its items."""
    said = yaml.safe_load(FILE.read_text())
    return said["dataset"], tuple(said["items"])


def items() -> dict[str, Item]:
    """All of them, in the order of the file."""
    version, known = shipped()
    rows = {row.item: row for row in NdtmsCode.objects.filter(dataset_version=version)}
    return {one["item"]: _item(one, rows.get(one["item"])) for one in known}


def _item(said: Mapping[str, Any], row: NdtmsCode | None) -> Item:
    if row is None:
        return Item(**said)
    return Item(**said, code=row.code, is_verified=row.is_verified, seen=seen(row))


def seen(row: NdtmsCode | None) -> str:
    """How a page remembers what it showed."""
    return row.updated_at.isoformat() if row else ""


def version_said(known: Mapping[str, Item]) -> str:
    """The version as a file says it."""
    is_all = all(one.is_verified for one in known.values())
    return shipped()[0] if is_all else f"{shipped()[0]}, not verified"
