"""What an import did, or would do."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Held:
    """A row that was not taken, and why; or a remark on one that was."""

    row: int | str  # where in the file
    name: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        return {"row": self.row, "name": self.name, "reason": self.reason}


@dataclass(slots=True)
class Report:
    """Counts of entries, each row of the file in one of them. `refused`: nothing was written."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    quarantined: list[Held] = field(default_factory=list)
    refused: str | None = None
    remarks: list[Held] = field(default_factory=list)
    opening_times: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, int]:
        names = ("read", "created", "changed", "unchanged", "withdrawn")
        return {name: getattr(self, name) for name in names}

    def as_dict(self) -> dict[str, Any]:
        """The stable contract of `import_feed --json`."""
        held = [one.as_dict() for one in self.quarantined]
        return {**self.counts(), "quarantined": held, "refused": self.refused}
