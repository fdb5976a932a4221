"""How ratings go over time, as lines to draw, a table and a sentence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, EDGE = 300, 110, 12  # of one drawing, in its own units
TOP_SCORE = 10


@dataclass(frozen=True, slots=True)
class Point:
    on: date
    score: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A point of the drawing."""

    x: float
    y: float
    on: date
    score: float


@dataclass(frozen=True, slots=True)
class Line:
    """One thing over time, in order of days."""

    name: str
    points: tuple[Point, ...]

    @property
    def drawn(self) -> list[Drawn]:
        """Where each point is: days from left to right, 0 below and 10 on top."""
        first, last = self.points[0].on, self.points[-1].on
        span = max((last - first).days, 1)
        wide, high = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
        return [
            Drawn(
                round(EDGE + wide * (one.on - first).days / span, 1),
                round(HEIGHT - EDGE - high * one.score / TOP_SCORE, 1),
                one.on,
                one.score,
            )
            for one in self.points
        ]

    @property
    def path(self) -> str:
        """The corners of the line, as a drawing takes them."""
        return " ".join(f"{one.x},{one.y}" for one in self.drawn)

    @property
    def sentence(self) -> str:
        """What it shows, in words."""
        first, last = self.points[0], self.points[-1]
        if len(self.points) == 1:
            return f"{self.name}: {_number(last.score)} of 10 on {_day(last.on)}."
        if last.score == first.score:
            went = "as it was"
        else:
            went = "up" if last.score > first.score else "down"
            went = f"{went} by {_number(abs(last.score - first.score))}"
        since = f"since {_day(first.on)}"
        return f"{self.name}: {_number(last.score)} of 10 on {_day(last.on)}, {went} {since}."


def _number(value: float) -> str:
    return f"{value:g}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def lines_of(rows: Sequence[tuple[str, date, float]]) -> list[Line]:
    """A line for each name, in the order in which names come; `rows` are name, day and score."""
    found: dict[str, list[Point]] = {}
    for name, on, score in rows:
        found.setdefault(name, []).append(Point(on, score))
    return [
        Line(name, tuple(sorted(points, key=lambda one: one.on))) for name, points in found.items()
    ]


def sentence_of(lines: Sequence[Line]) -> str:
    """All of them in one sentence: how many went up, down, or stayed."""
    twice = [line for line in lines if len(line.points) > 1]
    if not twice:
        return "Rated once so far. The next time shows how it goes."
    up = sum(line.points[-1].score > line.points[0].score for line in twice)
    down = sum(line.points[-1].score < line.points[0].score for line in twice)
    same = len(twice) - up - down
    return f"Of {len(twice)} rated more than once, {up} went up, {down} down, {same} stayed."
