"""When check-ups are: from a pattern of days, an anchor and what the person wishes. Pure.

A pattern counts days from its anchor. Each day is brought to the weekday and hour the person likes,
and off weekends and bank holidays. All dates are local, and times are those of the wall clock;
`moment` derives the instant at the last moment.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rosc.measures import LONDON
from rosc.working_days import DAY, is_working_day

EARLIEST, LATEST = time(8), time(20)  # no check-up begins in the quiet hours of the outbox
EARLY_DAYS = 14  # after leaving a place, a contact in these days is never later than its day
LIGHT_STEP = 91  # once a pattern is used up, and nobody said stop
FIRST_WEEK, FIRST_MONTHS, ENOUGH = 7, 90, 4  # RSS guidance, Part 1: the first 90 days
APART = 3  # a light contact this near one of the pattern's own is left out
WEEK = 7
MOST_IN_A_WEEK = 3  # more would be treatment, not check-ups, and cannot keep to working days
LONGEST = 3660


class AnchorKind(StrEnum):
    """What a pattern counts from."""

    TREATMENT = "treatment"
    RESIDENTIAL = "residential"
    HOSPITAL = "hospital"
    RELEASE = "release"
    AGREEMENT = "agreement"


NEVER_LATER = {AnchorKind.RELEASE, AnchorKind.HOSPITAL, AnchorKind.RESIDENTIAL}
LEAVING = {AnchorKind.TREATMENT, *NEVER_LATER}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Days from the anchor, in order; then every `step` days without end. Without a step it is
    used up after the last day. `review_every`: how often, in days, it is looked at again."""

    days: tuple[int, ...]
    step: int | None = None
    review_every: int | None = None

    def problems(self) -> list[str]:
        """What is wrong with it, in words for whoever writes one."""
        return [words for words, is_so in self._rules().items() if is_so]

    def _rules(self) -> dict[str, bool]:
        days, step = self.days, self.step
        in_order = list(days) == sorted(set(days))
        crowded = in_order and any(
            later - first < WEEK for first, later in zip(days, days[MOST_IN_A_WEEK:], strict=False)
        )
        return {
            "Enter at least one day.": not days,
            "Enter each day once, the earliest first.": not in_order,
            "Enter days between 60 before and ten years after.": any(
                not -60 <= one <= LONGEST for one in days
            ),
            "No more than three check-ups in any week.": crowded,
            "A step is between 3 and 366 days.": step is not None and not 3 <= step <= 366,
        }

    @property
    def last(self) -> int | None:
        """The day on which it is used up; None where it goes on."""
        return None if self.step else self.days[-1]

    def offsets(self) -> Iterator[int]:
        """Every day of it without end: after it is used up, lightly."""
        yield from self.days
        day = self.days[-1]
        while True:
            day += self.step or LIGHT_STEP
            yield day

    def is_thin(self) -> bool:
        """Nothing in the first week, or fewer than four contacts in the first 90 days."""
        first = [one for one in self._until(FIRST_MONTHS) if one > 0]
        return not any(one <= FIRST_WEEK for one in first) or len(first) < ENOUGH

    def joined_with(self, other: "Pattern") -> "Pattern":
        """With the days of `other` up to day 90 that are not near one of its own."""
        own = self._until(FIRST_MONTHS + APART)
        more = {
            day
            for day in other.days
            if 0 < day <= FIRST_MONTHS and all(abs(day - one) >= APART for one in own)
        }
        return Pattern(tuple(sorted({*self.days, *more})), self.step, self.review_every)

    def _until(self, last: int) -> list[int]:
        found: list[int] = []
        for day in self.offsets():
            if day > last:
                return found
            found.append(day)
        return found


@dataclass(frozen=True, slots=True)
class Anchor:
    kind: AnchorKind
    on: date


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person likes: a weekday (0 is Monday), a wall time, and whether any day will do.

    Raises ValueError for a time in the quiet hours.
    """

    weekday: int | None = None
    at: time = time(10)
    any_day: bool = False

    def __post_init__(self) -> None:
        if not is_waking(self.at):
            raise ValueError(f"{self.at} lies in the quiet hours")

    def takes(self, day: date) -> bool:
        return self.any_day or is_working_day(day)


@dataclass(frozen=True, slots=True)
class Pace:
    """Another pace than the pattern's: every `every` days, counted from `since`."""

    every: int
    since: date


@dataclass(frozen=True, slots=True)
class Planned:
    """One check-up. `scheduled` is its day before it was moved off weekends and the like;
    `needs_somebody`: it falls where few work, and must not be later."""

    scheduled: date
    on: date
    at: time
    is_review: bool = False
    needs_somebody: bool = False


def is_waking(at: time) -> bool:
    """Whether a check-up may begin then."""
    return EARLIEST <= at < LATEST


def moment(on: date, at: time) -> datetime:
    """The instant of a wall time in England. Where the clocks pass over it, an hour later."""
    local = datetime.combine(on, at, tzinfo=LONDON)
    return datetime.fromtimestamp(local.timestamp(), tz=LONDON)


def dates_for(
    pattern: Pattern,
    anchor: Anchor,
    wishes: Wishes,
    *,
    pace: Pace | None = None,
    taken: Collection[date] = (),
) -> Iterator[Planned]:
    """Every check-up, in order and without end; never two on a day, nor on one that is `taken`.

    In the first 14 days after leaving prison, hospital or residential treatment a contact moves
    earlier, or keeps its day; where its day is taken, that contact stands for it.
    """
    last = date.min
    for day, is_review in _days(pattern, anchor, pace):
        early = anchor.kind in NEVER_LATER and (day - anchor.on).days <= EARLY_DAYS
        place = _early if early else _later
        on = place(_liked(day, anchor, wishes), day, anchor, wishes, _Free(last, taken))
        if on is None:
            continue
        last = on
        yield Planned(day, on, wishes.at, is_review, early and not wishes.takes(on))


@dataclass(frozen=True, slots=True)
class _Free:
    """The days that are still free after `last`."""

    last: date
    taken: Collection[date]

    def __contains__(self, day: date) -> bool:
        return day > self.last and day not in self.taken


def _days(pattern: Pattern, anchor: Anchor, pace: Pace | None) -> Iterator[tuple[date, bool]]:
    """Each day, and whether the plan is to be looked at again then. A pace takes over from its
    first day; the review at the end of the pattern stays."""
    before = 0
    for offset in _offsets(pattern, anchor, pace):
        yield anchor.on + DAY * offset, _is_review(pattern, before, offset)
        before = offset


def _offsets(pattern: Pattern, anchor: Anchor, pace: Pace | None) -> Iterator[int]:
    if pace is None:
        yield from pattern.offsets()
        return
    since = (pace.since - anchor.on).days
    for offset in pattern.offsets():
        if offset > since:
            break
        yield offset
    while True:
        since += pace.every
        yield since


def _is_review(pattern: Pattern, before: int, offset: int) -> bool:
    if pattern.last is not None and before < pattern.last <= offset:
        return True
    every = pattern.review_every
    if pattern.last is not None and offset > pattern.last:
        every = every or LIGHT_STEP * 4
    return every is not None and offset > 0 and offset // every > max(before, 0) // every


def _liked(day: date, anchor: Anchor, wishes: Wishes) -> date:
    """The nearest day of the weekday they like; in the first two weeks, the one before. A contact
    in the first days stays where it is."""
    offset = (day - anchor.on).days
    if wishes.weekday is None or offset < WEEK:
        return day
    back = (day.weekday() - wishes.weekday) % WEEK
    if offset <= EARLY_DAYS or back <= WEEK // 2:
        return day - DAY * back
    return day + DAY * (WEEK - back)


def _later(liked: date, day: date, anchor: Anchor, wishes: Wishes, free: _Free) -> date:
    on = max(liked, free.last + DAY) if free.last > date.min else liked
    while on not in free or not wishes.takes(on):
        on += DAY
    return on


def _early(liked: date, day: date, anchor: Anchor, wishes: Wishes, free: _Free) -> date | None:
    """The last good day up to the one they like, but not before they have left; else the day
    itself. None where that is taken."""
    floor = day if day == anchor.on else anchor.on if day > anchor.on else day - DAY * WEEK
    for on in _back(liked, floor):
        if on in free and wishes.takes(on):
            return on
    return day if day in free else None


def _back(first: date, last: date) -> Iterable[date]:
    while first >= last:
        yield first
        first -= DAY


def more_often(before: int, after: int) -> str:
    """Whether a change of pace, in days between two check-ups, is a step up, down or neither."""
    if after == before:
        return ""
    return "up" if after < before else "down"


def gap_at(pattern: Pattern, anchor: Anchor, pace: Pace | None, today: date) -> int:
    """How many days lie between two check-ups of a plan at this time."""
    if pace:
        return pace.every
    before = 0
    for offset in pattern.offsets():
        if anchor.on + timedelta(days=offset) > today:
            return max(offset - before, 1)
        before = offset
    raise AssertionError  # a pattern goes on without end
