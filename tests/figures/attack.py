"""Somebody who has all that is published, knows the rules, and reckons.

Written apart from `rosc.figures`, from what a reader of the page sees: a total is the sum of its
parts, and a rounded number lies between two others. `worlds` looks for one set of whole numbers
that would have been published just so.
"""

from collections.abc import Iterator, Mapping
from typing import Any

MOST = 300
Key = tuple[str, ...]
Ranges = dict[Key, tuple[int, int]]
Sums = list[tuple[Key, list[Key]]]


def sums_of(published: Mapping[str, Any]) -> Sums:
    """Which number is the sum of which."""
    rows, columns = list(published["rows"]), list(published["columns"])
    found: Sums = []
    if columns:
        found.append((("total",), [("rows", row) for row in rows]))
        found.append((("total",), [("columns", column) for column in columns]))
    for row in rows:
        found.append((("rows", row), [("cells", row, column) for column in columns]))
    for column in columns:
        found.append((("columns", column), [("cells", row, column) for row in rows]))
    for column, parts in published["within"].items():
        found.append((("columns", column), [("within", column, part) for part in parts]))
    for name, parts in published["across"].items():
        found.append((("total",), [("across", name, part) for part in parts]))
    return found


def read(published: Mapping[str, Any], key: Key) -> Any:
    found: Any = published
    for part in key:
        found = found[part]
    return found


def ranges_of(published: Mapping[str, Any], sums: Sums, few: int) -> Ranges:
    """What each number may be, by itself. A star is at least 1: 0 would be shown, unless it stands
    below a star or among nothing but stars, where nothing is said of any of them."""
    keys = {key for whole, parts in sums for key in (whole, *parts)}
    shown = {key: read(published, key) for key in keys}
    silent = {
        part
        for whole, parts in sums
        for part in parts
        if shown[whole] == "*" or all(shown[one] == "*" for one in parts)
    }

    def one(key: Key) -> tuple[int, int]:
        value = shown[key]
        if value == "*":
            return (0 if key in silent else 1), MOST
        return (max(value - 2, few + 1), value + 2) if value else (0, 0)

    return {key: one(key) for key in keys}


def tightened(ranges: Ranges, sums: Sums) -> Ranges | None:
    """The same after all that follows from the sums; None if they cannot be."""
    found, changed = dict(ranges), True
    while changed:
        changed = False
        for whole, parts in sums:
            low, high = (sum(found[one][side] for one in parts) for side in (0, 1))
            news = {whole: (max(found[whole][0], low), min(found[whole][1], high))}
            for one in parts:
                least = found[whole][0] - (high - found[one][1])
                most = found[whole][1] - (low - found[one][0])
                news[one] = (max(found[one][0], least), min(found[one][1], most))
            for key, new in news.items():
                if new[0] > new[1]:
                    return None
                if new != found[key]:
                    found[key], changed = new, True
    return found


def worlds(ranges: Ranges, sums: Sums) -> Iterator[Ranges]:
    """All sets of numbers that fit."""
    found = tightened(ranges, sums)
    if found is None:
        return
    open_keys = [key for key, (low, high) in found.items() if low < high]
    if not open_keys:
        yield found
        return
    key = min(open_keys, key=lambda one: (found[one][1] - found[one][0], one))
    low, high = found[key]
    for value in range(low, high + 1):
        yield from worlds({**found, key: (value, value)}, sums)


def could_be(published: Mapping[str, Any], key: Key, value: int, few: int = 7) -> bool:
    """Whether the number at `key` might be `value`, by all that is published."""
    sums = sums_of(published)
    ranges = ranges_of(published, sums, few)
    low, high = ranges[key]
    if not low <= value <= high:
        return False
    return next(worlds({**ranges, key: (value, value)}, sums), None) is not None
