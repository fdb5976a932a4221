"""How much is generated for each size."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Rows to generate, and how many requests of each sort to time."""

    services: int
    meetings: int
    requests: int
    all_postcodes: bool
    organisations: int  # that introduce people to each other
    people: int
    introductions: int
    leros: int  # each with all its answers and five snapshots
    plans: int  # of check-ups


SIZES = {
    "small": Size(
        services=600,
        meetings=300,
        requests=10,
        all_postcodes=False,
        organisations=20,
        people=600,
        introductions=1_000,
        leros=30,
        plans=400,
    ),
    "town": Size(
        services=10_000,
        meetings=6_000,
        requests=150,
        all_postcodes=True,
        organisations=60,
        people=30_000,
        introductions=100_000,
        leros=500,
        plans=20_000,
    ),
    "england": Size(
        services=100_000,
        meetings=60_000,
        requests=300,
        all_postcodes=True,
        organisations=300,
        people=300_000,
        introductions=1_000_000,
        leros=500,
        plans=200_000,
    ),
}
