"""Pages of what was found, and the widening of a search that finds nothing."""

from collections.abc import Callable, Iterator
from math import ceil
from typing import Any, Protocol, TypeVar

from directory.search.asked import FURTHEST, NEAR, REMOTE, WIDER_MILES, Asked
from rosc.measures import METRES_A_MILE


class Row(Protocol):
    """Something found: how far away in metres, and where it stands among the others."""

    @property
    def metres(self) -> float | None: ...

    @property
    def rank(self) -> int: ...


R = TypeVar("R", bound=Row)


def page_of(rows: list[Any], page: int, size: int) -> tuple[list[Any], int, int]:
    """The rows of a page, its number brought into range, and how many pages there are."""
    pages = max(1, ceil(len(rows) / size))
    page = min(max(1, page), pages)
    return rows[(page - 1) * size : page * size], page, pages


def ways(read: Callable[[Asked], list[R]], asked: Asked) -> Iterator[tuple[str, Asked, list[R]]]:
    """The search as asked and, for as long as nobody is content, wider ones that find something:
    what was given up in plain words, what was then asked, and what that found.

    What is online or by phone is an answer, but somebody may want a place to go to: where that is
    all there is, it looks further away, and gives up nothing else that was asked for.
    """
    found = read(asked)
    if _has_near(found) or (found and asked.is_remote_only):
        yield "", asked, found
    if asked.point and asked.miles < FURTHEST:
        further = _nearest(read(asked.out_to(FURTHEST)), asked)
        if further:
            yield further
    if found:
        yield "", asked, found
    for gave_up, wider in asked.wider():
        if other := read(wider):
            yield gave_up, wider, other


def _nearest(rows: list[R], asked: Asked) -> tuple[str, Asked, list[R]] | None:
    """Of what was read furthest out, what lies within the shortest longer distance that will do."""
    longer = [miles for miles in WIDER_MILES if miles > asked.miles]
    for miles in longer:
        metres = miles * METRES_A_MILE
        held = [row for row in rows if row.rank != NEAR or (row.metres or 0) <= metres]
        if _has_near(held):
            return f"within {miles} miles", asked.out_to(miles), held
    return None


def _has_near(rows: list[R]) -> bool:
    """Whether there is something somebody there can go to, or that comes to them."""
    return any(row.rank != REMOTE for row in rows)
