"""Real files, read where they lie and never copied."""

import csv
from pathlib import Path

import pytest

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
