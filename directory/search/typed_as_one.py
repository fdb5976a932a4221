"""What somebody typed into the box for what they need, though it says where they are as well."""

import re

from directory.search.where import Outcome, Where, locate
from directory.search.words import LONGEST_QUERY

POSTCODE = r"[a-z]{1,2}[0-9][a-z0-9]?\s*[0-9][a-z]{2}"
WAYS = (
    re.compile(r"(?P<what>.+?)\s+(?:in|near|around)\s+(?P<place>.+)", re.IGNORECASE),
    re.compile(rf"(?P<what>(?:.*\s)?)(?P<place>{POSTCODE})", re.IGNORECASE),
)


def told_apart(text: str) -> tuple[Where, str] | None:
    """The place and the other words of "food bank in Leeds", "detox M1 1AE" or "M1 1AE".

    None where there is no place in it: one that is only alike is not meant ("in recovery").
    """
    for way in WAYS:
        parts = way.fullmatch(text[:LONGEST_QUERY].strip())
        if parts:
            where = locate(parts["place"])
            if where.outcome == Outcome.FOUND and _bare(where.label).startswith(
                _bare(parts["place"])
            ):
                return where, parts["what"].strip()
    return None


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
