"""What a content says, arranged for a reader: strengths before what is still to come."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lero_standards import framework
from lero_standards.content import Content, day
from lero_standards.framework import Section, Statement
from lero_standards.wording import (
    HEADINGS,
    MARKS,
    NOT_FOR_THIS_TYPE,
    ORDER,
    PlanStatus,
    Progress,
    Said,
    Voice,
    said_in_words,
)

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("said", "note", "reason", "progress", "meeting_note"), ""),
    "is_unconfirmed": False,
    "voices": [],
    "evidence": [],
    "plan": [],
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence, or something planned, as it stands in a content."""

    said: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.said["title"])

    @property
    def link(self) -> str:
        return str(self.said["link"])

    @property
    def note(self) -> str:
        return str(self.said["note"])

    @property
    def dated_on(self) -> date | None:
        return day(self.said["dated_on"])

    @property
    def review_on(self) -> date | None:
        return day(self.said["review_on"])

    @property
    def is_fact(self) -> bool:
        return bool(self.said["is_fact"])


@dataclass(frozen=True, slots=True)
class Planned:
    said: dict[str, Any]

    @property
    def what(self) -> str:
        return str(self.said["what"])

    @property
    def owner(self) -> str:
        return str(self.said["owner"])

    @property
    def shows(self) -> str:
        return str(self.said["shows"])

    @property
    def due_on(self) -> date | None:
        return day(self.said["due_on"])

    @property
    def status(self) -> str:
        return str(PlanStatus(self.said["status"]).label)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one group says, in words; copied where it has not been confirmed since."""

    who: str
    said: str
    note: str
    reason: str
    is_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One statement and all that is said of it."""

    statement: Statement
    entry: dict[str, Any]

    @property
    def said(self) -> str:
        return str(self.entry["said"])

    @property
    def label(self) -> str:
        return NOT_FOR_THIS_TYPE if self.entry.get("is_closed") else said_in_words(self.said)

    @property
    def mark(self) -> str:
        return MARKS[self.said]

    @property
    def note(self) -> str:
        return str(self.entry["note"])

    @property
    def number(self) -> int:
        """Of the answer, as a page that changes it sends it back; 0 where there is none."""
        return int(self.entry.get("number", 0))

    @property
    def reason(self) -> str:
        return str(self.entry["reason"]) if self.said == Said.DOES_NOT_APPLY else ""

    @property
    def meeting_note(self) -> str:
        return str(self.entry["meeting_note"])

    @property
    def progress(self) -> str:
        return str(Progress(self.entry["progress"]).label) if self.entry["progress"] else ""

    @property
    def is_unconfirmed(self) -> bool:
        return bool(self.entry["is_unconfirmed"])

    @property
    def voices(self) -> list[Heard]:
        return [
            Heard(
                who=str(Voice(one["voice"]).label),
                said=said_in_words(one["said"]),
                note=one["note"],
                reason=one["reason"] if one["said"] == Said.DOES_NOT_APPLY else "",
                is_unconfirmed=one.get("is_unconfirmed", False),
            )
            for one in self.entry["voices"]
        ]

    @property
    def do_voices_differ(self) -> bool:
        return len({one["said"] for one in self.entry["voices"] if one["said"]}) > 1

    @property
    def evidence(self) -> list[Shown]:
        return [Shown(one) for one in self.entry["evidence"]]

    @property
    def plan(self) -> list[Planned]:
        return [Planned(one) for one in self.entry["plan"]]

    @property
    def answered(self) -> bool:
        return bool(self.said)


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its lines."""

    section: Section
    lines: list[Line]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many of each answer: mark, words, number; those that are none are left out."""
        found = Counter(line.said for line in self.lines)
        return [(MARKS[s], said_in_words(s), found[s]) for s in ORDER if found[s]]

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole content."""

    framework: framework.Framework
    lero_type: str
    parts: list[Part]
    closed: list[Line]  # statements that are not for the LERO at present, and have a plan

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def answered(self) -> int:
        return sum(part.answered for part in self.parts)

    @property
    def unconfirmed(self) -> int:
        return sum(line.is_unconfirmed for line in self.lines)

    @property
    def by_answer(self) -> list[tuple[str, list[Line]]]:
        """Strengths first: each answer that was given, as a heading, with its lines."""
        found = [(HEADINGS[said], [x for x in self.lines if x.said == said]) for said in ORDER]
        return [(str(heading), lines) for heading, lines in found if lines]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each answer, in the order of a result."""
        found = Counter(line.said for line in self.lines)
        return {str(said): found[said] for said in ORDER}

    @property
    def next(self) -> Line | None:
        """Where one goes on: the first that is not answered, else the first to be confirmed."""
        open_lines = [line for line in self.lines if not line.answered]
        return next(iter(open_lines or [x for x in self.lines if x.is_unconfirmed]), None)

    def line(self, id: str) -> Line | None:
        return next((one for one in self.lines if one.statement.id == id), None)


def of(content: Content) -> Reading:
    known = framework.get(content["version"])
    entries = {one["id"]: one for one in content["statements"]}
    parts = [
        Part(section, [Line(s, entries[s.id]) for s in section.statements if s.id in entries])
        for section in known.sections
    ]
    closed = [_closed(known, one) for one in content.get("closed", [])]
    return Reading(known, content["lero_type"], [part for part in parts if part.lines], closed)


def _closed(known: framework.Framework, entry: dict[str, Any]) -> Line:
    statement = known.statement(entry["id"]) or Statement(entry["id"], "", "", (), (), "")
    return Line(statement, {**EMPTY, **entry, "is_closed": True})


# --- Two beside each other ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Pair:
    """What was said of a statement then, and what later; None where it did not apply."""

    statement: Statement
    before: Line | None
    after: Line | None

    @property
    def words(self) -> str:
        """What has become of it, in words that judge nothing."""
        said = [line.said if line else None for line in (self.before, self.after)]
        if said[0] == said[1]:
            return "The same"
        if said[0] is None:
            return "New for you"
        if said[1] is None:
            return "No longer for you"
        ranks = [_RANK[one] for one in said if one in _RANK]
        if len(ranks) < 2:
            return "Answered now" if not said[0] else "Changed"
        return "More in place" if ranks[1] > ranks[0] else "Less in place"


_RANK: dict[str, int] = {Said.NOT_YET: 0, Said.PARTLY: 1, Said.IN_PLACE: 2}


def beside(before: Content, after: Content) -> list[Pair]:
    """By the statements of the later one's version; where that is another, by what they came
    from: the first of it that was answered."""
    one, two = of(before), of(after)
    ways = framework.came_from(two.framework, one.framework.version)
    pairs = []
    for statement in two.framework.statements:
        then = _first(one, ways[statement.id])
        now = two.line(statement.id)
        if then or now:
            pairs.append(Pair(statement, then, now))
    return pairs


def _first(reading: Reading, ids: Iterable[str]) -> Line | None:
    found = [line for line in map(reading.line, ids) if line]
    return next((line for line in found if line.answered), found[0] if found else None)
