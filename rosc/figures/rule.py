"""How one number of people is shown: 0 as it is, a few as `*`, the rest rounded.

HES and ECDS publish so below national level: 1 to 7 hidden, the rest to the nearest 5.
Organisations are no people: they are counted plainly, and never come here.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Self

from django.conf import settings

HIDDEN = "*"
STEP = 5
Shown = int | str


@dataclass(frozen=True, slots=True)
class Rule:
    """`hidden_up_to` people are too few to be shown."""

    hidden_up_to: int

    @classmethod
    def of_this_portal(cls) -> Self:
        return cls(settings.FIGURES_HIDDEN_UP_TO)

    def is_few(self, people: int) -> bool:
        return 0 < people <= self.hidden_up_to

    def rounded(self, count: int) -> int:
        """To the nearest 5: never summed from what was rounded before."""
        return STEP * ((count + STEP // 2) // STEP)

    def could_be(self, shown: int) -> tuple[int, int]:
        """The least and the most that a number shown so may stand for."""
        if shown == 0:
            return 0, 0
        return max(shown - STEP // 2, self.hidden_up_to + 1), shown + STEP // 2

    def middle(self, values: Iterable[tuple[Hashable, int]]) -> Shown | None:
        """The median, a whole number, of values by whose they are; hidden where they are a few
        people's, None where there is nothing at all."""
        found = list(values)
        if not found:
            return None
        people = {who for who, _ in found}
        return HIDDEN if self.is_few(len(people)) else int(median(v for _, v in found) + 0.5)
