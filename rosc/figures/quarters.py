"""The periods that figures are given for: whole quarters of a year, once they have settled.

One kind of period only: a month beside its quarter could be subtracted from it. A quarter is told a
month after its end, when whatever was sent on its last day has been answered or has run out.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from rosc.measures import LONDON
from rosc.months import months_after

SETTLES = timedelta(days=31)
MOST = 8


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, slug: str) -> Self | None:
        """From "2026-Q3"; None for anything else."""
        found = re.fullmatch(r"(20\d\d)-Q([1-4])", slug)
        return cls(int(found[1]), int(found[2])) if found else None

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return months_after(self.first, 3) - timedelta(days=1)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From its first to its last moment in London."""
        start = datetime.combine(self.first, time.min, tzinfo=LONDON)
        return start, datetime.combine(self.last, time.max, tzinfo=LONDON)

    @property
    def slug(self) -> str:
        return f"{self.year}-Q{self.number}"

    def __str__(self) -> str:
        return f"{self.first:%B} to {self.last:%B %Y}"

    def before(self) -> "Quarter":
        return Quarter.of(self.first - timedelta(days=1))


def settled(today: date) -> list[Quarter]:
    """Those that can be asked for, the latest first."""
    found = Quarter.of(today - SETTLES).before()
    quarters = [found]
    while len(quarters) < MOST:
        quarters.append(quarters[-1].before())
    return quarters
