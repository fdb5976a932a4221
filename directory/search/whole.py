"""All of what a search finds, for files and paper, up to what somebody can still use."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from directory.models.choices import Mode
from directory.search.asked import Asked, Found, MeetingHit

MOST = 200
Search = Callable[[Asked, int, int], Found]  # what is asked, which page, of how many


def whole(search: Search, asked: Asked) -> Found:
    """The first `MOST` of what the pages show, one after the other, as one page.

    Costs the queries of one search, however many there are.
    """
    return replace(search(asked, 1, MOST), pages=1)


def without_internet(hits: Iterable[MeetingHit]) -> list[MeetingHit]:
    """Those that somebody can go to, or ring, with nothing but the paper."""
    found = []
    for hit in hits:
        session = hit.occurrence.session
        ways = set(session.modes or session.service.modes)
        if not ways or Mode.IN_PERSON in ways or (Mode.PHONE in ways and session.join_phone):
            found.append(hit)
    return found
