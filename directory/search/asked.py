"""What somebody asks of the directory, and what they are given: plain data."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from directory.search import facets
from directory.search.near import Point
from directory.search.when import Occurrence, Window, windows
from directory.search.where import Outcome, Where
from directory.search.words import Meaning

NEAREST = 500  # counts and pages reach this far, and the page says so
ELSEWHERE = 100  # at most so many that come from further away, and so many online or by phone
DEFAULT_MILES = 10
WIDER_MILES = (10, 25, 50)
FURTHEST = WIDER_MILES[-1]
NEAR, FROM_ELSEWHERE, REMOTE = range(3)


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. `now` is aware, `miles` 1 to 50; `chosen` maps a facet group to slugs."""

    where: Where
    now: datetime
    meaning: Meaning = Meaning()
    miles: int = DEFAULT_MILES
    day: str = ""
    at: str = ""
    chosen: dict[str, list[str]] = field(default_factory=dict)

    @property
    def point(self) -> Point | None:
        if self.where.latitude is None or self.where.longitude is None:
            return None
        return Point(self.where.latitude, self.where.longitude)

    @property
    def windows(self) -> list[Window] | None:
        return windows(self.day, self.at, self.now)

    @property
    def is_remote_only(self) -> bool:
        """Whether only help online or by phone was asked for."""
        return facets.is_remote(f"how:{mode}" for mode in self.chosen.get("how", []))

    def kinds(self) -> list[str]:
        """The kinds of help asked for, by choice or in words."""
        return list(dict.fromkeys([*self.chosen.get("kind", []), *self.meaning.kinds()]))

    def without_point(self) -> Q:
        """What to show where there is no point to measure from: what serves the authority; else
        all of England where no place was typed, or what anybody may use where it is not one of
        ours."""
        if self.where.authority_code:
            return Q(areas__contains=[self.where.authority_code])
        return Q() if self.where.outcome == Outcome.EMPTY else Q(is_national=True)

    def out_to(self, miles: int) -> "Asked":
        return replace(self, miles=miles)

    def anything(self) -> "Asked":
        """Whatever there is, from the same place, for somebody for whom nothing fits."""
        return Asked(where=self.where, now=self.now)

    def wider(self) -> "list[tuple[str, Asked]]":
        """The same search giving up ever more, each with what was given up in plain words."""
        steps = []
        asked = self.out_to(FURTHEST) if self.point else self
        if asked.day or asked.at:
            asked = replace(asked, day="", at="")
            steps.append(("at any time", asked))
        if len(asked.meaning.clauses) > 1:
            asked = replace(asked, meaning=asked.meaning.loosened())
            steps.append(("with any of your words", asked))
        extra = {g: v for g, v in asked.chosen.items() if v and g != "kind"}
        if extra:
            asked = replace(asked, chosen={"kind": asked.chosen.get("kind", [])})
            steps.append(("without the other choices you made", asked))
        return steps


class Ranked:
    """Where a hit stands among the others."""

    rank: int

    @property
    def comes_from_elsewhere(self) -> bool:
        return self.rank == FROM_ELSEWHERE

    @property
    def is_remote(self) -> bool:
        return self.rank == REMOTE


@dataclass(frozen=True)
class MeetingHit(Ranked):
    """A meeting as the timetable shows it, at its next time."""

    occurrence: Occurrence
    metres: float | None
    rank: int
    now: datetime

    @property
    def day(self) -> date:
        return self.occurrence.local_start.date()

    @property
    def is_on(self) -> bool:
        return self.occurrence.is_on(self.now)

    @property
    def minutes_in(self) -> int:
        """Minutes since it started."""
        return int((self.now - self.occurrence.starts).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the counts beside it, and how the search was widened."""

    asked: Asked
    hits: list[Any] = field(default_factory=list)
    total: int = 0
    is_capped: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    remote: int = 0
    page: int = 1
    pages: int = 1
    widened: str = ""

    @property
    def is_met(self) -> bool:
        """Whether what was asked for is there, as it was asked for and near where it was."""
        is_near = self.total > self.remote  # somebody there can go to it, or it comes to them
        is_enough = is_near or self.asked.is_remote_only or self.asked.point is None
        return bool(self.hits) and is_enough and not self.widened
