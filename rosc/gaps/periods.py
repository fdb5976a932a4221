"""The calendar months that a hand-over file is made for."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from rosc.measures import LONDON
from rosc.months import months_after, months_before

MOST = 13


@dataclass(frozen=True, slots=True)
class Month:
    first: date

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, slug: str, today: date) -> Self:
        """From "2026-10"; the month before this one for anything else, or for one to come."""
        if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", slug):
            found = cls(date(int(slug[:4]), int(slug[5:]), 1))
            if found.first <= today:
                return found
        return cls.of(months_before(today.replace(day=1), 1))

    @property
    def last(self) -> date:
        return months_after(self.first, 1) - timedelta(days=1)

    @property
    def slug(self) -> str:
        return f"{self.first:%Y-%m}"

    def __str__(self) -> str:
        return f"{self.first:%B %Y}"

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From its first to its last moment in London."""
        start = datetime.combine(self.first, time.min, tzinfo=LONDON)
        return start, datetime.combine(self.last, time.max, tzinfo=LONDON)

    def has(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def to_choose(today: date) -> list[Month]:
    """This month and the twelve before it, the latest first."""
    this = today.replace(day=1)
    return [Month.of(months_before(this, number)) for number in range(MOST)]
