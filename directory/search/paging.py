"""Pages of what was found, and the widening of a search that finds nothing."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import Any

from directory.search.asked import Asked, Found


def page_of(rows: list[Any], page: int, size: int) -> tuple[list[Any], int, int]:
    """The rows of a page, its number brought into range, and how many pages there are."""
    pages = max(1, ceil(len(rows) / size))
    page = min(max(1, page), pages)
    return rows[(page - 1) * size : page * size], page, pages


def widen(search: Callable[[Asked, int], Found], asked: Asked, page: int) -> Found:
    """The search as asked or, if it finds nothing, the first wider one that finds something.

    What is online or by phone is an answer, but somebody may want a place to go to: where that is
    all there is, it looks further away, and gives up nothing else that was asked for.
    """
    found = search(asked, page)
    if found.is_near or (found.hits and asked.is_remote_only):
        return found
    for gave_up, wider in asked.further() if found.hits else asked.wider():
        other = search(wider, page)
        if other.is_near or (other.hits and not found.hits):
            return replace(other, widened=gave_up)
    return found
