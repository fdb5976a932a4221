"""The numbers that belong together: counted once, and published once, by `disclosure.publish`.

A sheet is a network that people go through: from the total into rows, from a row by a cell into a
column, from a column into its parts, and then through each further way of dividing them all. As
many come out of every node as go in: that is all an attacker has to reckon with, and so have we.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

UNBOUNDED = 10**9
Key = tuple[str, ...]
TOTAL: Key = ("total",)


@dataclass(slots=True, eq=False)
class Arc:
    """One number of the sheet; `start` and `end` are the nodes it lies between."""

    key: Key
    start: Hashable
    end: Hashable
    count: int = 0
    who: set[Any] = field(default_factory=set)
    low: int = 0
    high: int = UNBOUNDED
    is_hidden: bool = False

    @property
    def is_sum(self) -> bool:
        return self.key[0] in ("total", "row", "column")


@dataclass(frozen=True, slots=True)
class Whole:
    """A number and the numbers that add up to it. In a `group` each part says something of its
    people, so that a part which is (nearly) all of it says it of each of them."""

    arc: Arc
    parts: list[Arc]
    is_group: bool


class Sheet:
    """Rows by columns with both totals. `within` divides single columns further, `across` divides
    everybody in another way. Without rows and columns there are only the ways across."""

    def __init__(
        self,
        rows: Sequence[str] = (),
        columns: Sequence[str] = (),
        within: Mapping[str, Sequence[str]] | None = None,
        across: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.rows, self.columns = list(rows), list(columns)
        self.within, self.across = dict(within or {}), dict(across or {})
        self.arcs: dict[Key, Arc] = {arc.key: arc for arc in self._made()}

    def add(
        self,
        who: Hashable,
        *,
        row: str = "",
        column: str = "",
        within: str = "",
        across: Mapping[str, str] | None = None,
    ) -> None:
        """Count one thing of somebody: a person counted twice is still one person.

        Raises ValueError for a place that the sheet does not have.
        """
        keys: list[Key] = [TOTAL]
        if self.columns:
            keys += [("row", row), ("column", column), ("cell", row, column)]
        if column in self.within:
            keys.append(("within", column, within))
        keys += [("across", name, part) for name, part in (across or {}).items()]
        if set(across or {}) != set(self.across) or not set(keys) <= self.arcs.keys():
            raise ValueError("Say where it belongs in each way of dividing them.")
        for key in keys:
            self.arcs[key].count += 1
            self.arcs[key].who.add(who)

    def wholes(self) -> list[Whole]:
        """From the top downwards."""
        total, found = self.arcs[TOTAL], []
        if self.columns:
            found.append(Whole(total, self._all("row"), is_group=False))
            found.append(Whole(total, self._all("column"), is_group=True))
        found += [Whole(total, self._all("across", name), is_group=True) for name in self.across]
        for row in self.rows:
            found.append(Whole(self.arcs["row", row], self._all("cell", row), is_group=True))
        for column in self.columns:
            cells = [self.arcs["cell", row, column] for row in self.rows]
            found.append(Whole(self.arcs["column", column], cells, is_group=False))
        for column in self.within:
            parts = self._all("within", column)
            found.append(Whole(self.arcs["column", column], parts, is_group=True))
        return found

    def _all(self, *start: str) -> list[Arc]:
        return [arc for key, arc in self.arcs.items() if key[: len(start)] == start]

    def _made(self) -> Iterator[Arc]:
        ends = [("end", number) for number in range(len(self.across) + 1)]
        yield Arc(TOTAL, "start", "all" if self.columns else ends[0])
        for row in self.rows:
            yield Arc(("row", row), "all", ("row", row))
            for column in self.columns:
                yield Arc(("cell", row, column), ("row", row), ("column", column))
        for column in self.columns:
            after = ("after", column) if column in self.within else ends[0]
            yield Arc(("column", column), ("column", column), after)
            for part in self.within.get(column, ()):
                yield Arc(("within", column, part), after, ends[0])
        for number, (name, parts) in enumerate(self.across.items()):
            for part in parts:
                yield Arc(("across", name, part), ends[number], ends[number + 1])
        yield Arc(("back",), ends[-1], "start", is_hidden=True)
