"""How much is generated for each size."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Rows to generate, and how many requests of each sort to time."""

    services: int
    meetings: int
    requests: int
    all_postcodes: bool

    def tenth(self) -> "Size":
        return Size(self.services // 10, self.meetings // 10, self.requests, self.all_postcodes)


SIZES = {
    "small": Size(services=600, meetings=300, requests=10, all_postcodes=False),
    "town": Size(services=10_000, meetings=6_000, requests=150, all_postcodes=True),
    "england": Size(services=100_000, meetings=60_000, requests=300, all_postcodes=True),
}
