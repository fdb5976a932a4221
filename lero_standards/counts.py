"""How all LEROs together see themselves: of those that said "count us", and from eight on.

Organisations are counted plainly (docs/adr/0040). The answer of a quarter is made once and stored,
so that nobody who joins or leaves within it can be told from the difference.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from lero_standards import framework
from lero_standards.framework import Section, Statement
from lero_standards.models import Assessment, Snapshot
from lero_standards.wording import Said
from rosc.figures.actions import answer
from rosc.figures.models import Answer
from rosc.figures.quarters import Quarter, settled

FEWEST = 8
COUNTED = (Said.IN_PLACE, Said.PARTLY, Said.NOT_YET)
QUESTION, SCOPE = "lero-standards", "england"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a quarter: of how many LEROs, and by section what they say."""

    quarter: Quarter
    leros: int
    parts: list[tuple[Section, list[tuple[Statement, list[int]]]]]


def told(today: date) -> Told | None:
    """That of the last whole quarter; None while fewer than eight are counted."""
    quarter = settled(today)[0]
    published = _published(quarter)
    if published is None:
        return None
    known = framework.get(published["version"])
    parts = [
        (
            section,
            [
                (s, [published["statements"][s.id][str(said)] for said in COUNTED])
                for s in section.statements
                if s.id in published["statements"]
            ],
        )
        for section in known.sections
    ]
    return Told(quarter, published["leros"], [(s, lines) for s, lines in parts if lines])


def _published(quarter: Quarter) -> dict[str, Any] | None:
    where = {"question": QUESTION, "scope": SCOPE, "period": quarter.slug}
    stored = Answer.objects.filter(**where).first()
    if stored is None:
        counted = _counted(quarter)
        if counted["leros"] < FEWEST:
            return None
        stored = answer(question=QUESTION, scope=SCOPE, quarter=quarter, take=lambda: counted)
    return stored.published


def _counted(quarter: Quarter) -> dict[str, Any]:
    """The latest snapshot of each that is counted, up to the end of the quarter. A statement that
    fewer than eight have answered is left out."""
    version = framework.NEWEST
    keys = list(Assessment.objects.counted().values_list("organisation", flat=True))
    rows = Snapshot.objects.latest_by(keys, quarter.last)
    contents = [one.content for one in rows if one.content["version"] == version]
    found: dict[str, Counter[str]] = {}
    for content in contents:
        for entry in content["statements"]:
            if entry["said"] in COUNTED:
                found.setdefault(entry["id"], Counter())[entry["said"]] += 1
    return {
        "version": version,
        "leros": len(contents),
        "statements": {
            id: {str(said): by_said[said] for said in COUNTED}
            for id, by_said in found.items()
            if by_said.total() >= FEWEST
        },
    }
