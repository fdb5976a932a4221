"""Hours as people write them: "9.30am to 12noon", "10 - 1", "08:30-13:00".

Where am or pm is missing it is inferred by these rules alone, and else not at all:

1. An hour of 13 or more, or one with a leading zero, is on the 24-hour clock; so is its partner.
2. A start without am or pm takes that of its end, if it then comes before it ("1 - 3pm"); else the
   other one ("10 - 2pm").
3. An end without am or pm is the first such hour after its start ("10am - 2").
4. Two hours without either are daytime if they go from 7-11 to 1-6, or from 9-11 to 12 ("9 - 4").
   Anything else, such as "7 - 9" or "2 - 4", may be morning or evening and is not read.

Spans under ten minutes or over eighteen hours are taken for slips of the pen and not read.
"""

import re
from dataclasses import dataclass
from datetime import time

Range = tuple[time, time | None]
WHOLE_DAY: Range = (time(0), time(0))
SHORTEST, LONGEST = 10, 18 * 60  # minutes
_DAY = 24 * 60

_HALF = r"(?:a\.?m\.?|p\.?m\.?|noon|midday|midnight)(?![a-z])"
_MOMENT = re.compile(
    rf"(?:(?<![\d£$])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>[0-5]\d))?(?![\d:])"
    rf"(?:\s*(?P<half>{_HALF}))?(?![a-z\d%/])|(?P<word>noon|midday|midnight)(?![a-z]))"
)
_SPAN_MARK = re.compile(r"\s*(?:-+|(?:to|until|'?till?)(?![a-z]))\s*")
_AND = re.compile(r"\s*(?:[,;&+/]|and(?![a-z]))\s*")


@dataclass(frozen=True, slots=True)
class Moment:
    """An hour as written. `half` is "am", "pm" or empty; minutes count from midnight."""

    hour: int
    minute: int
    half: str = ""
    is_24: bool = False

    @property
    def is_bare(self) -> bool:
        return not (self.half or self.is_24)

    def minutes(self, half: str = "") -> int:
        """Minutes after midnight, in `half` of the day if the moment does not say."""
        half = self.half or half
        if self.is_24 or not half:
            return self.hour % 24 * 60 + self.minute
        return (self.hour % 12 + (12 if half == "pm" else 0)) * 60 + self.minute


def read_moment(text: str, at: int, *, is_24: bool = False) -> tuple[Moment, int] | None:
    """The hour written at `at`, and where it ends."""
    found = _MOMENT.match(text, at)
    if not found:
        return None
    if found["word"]:
        half = "am" if found["word"] == "midnight" else "pm"
        return Moment(12, 0, half), found.end()
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").replace(".", "")
    half = {"noon": "pm", "midday": "pm", "midnight": "am"}.get(half, half)
    is_24 = not half and (is_24 or hour > 12 or found["hour"].startswith("0"))
    if hour > 24 or (half and not 1 <= hour <= 12) or (is_24 and hour > 12 and not found["minute"]):
        return None
    return Moment(hour, minute, half, is_24), found.end()


def read_ranges(text: str, at: int, *, is_24: bool = False) -> tuple[tuple[Range, ...], int]:
    """The ranges of hours written one after the other at `at`, and where they end."""
    ranges: list[Range] = []
    end = at
    while found := _read_range(text, at, is_24):
        hours, end = found
        ranges.append(hours)
        mark = _AND.match(text, end)
        if not mark:
            break
        at = mark.end()
    return tuple(ranges), end


def _read_range(text: str, at: int, is_24: bool) -> tuple[Range, int] | None:
    first = read_moment(text, at, is_24=is_24)
    if not first:
        return None
    start, end_of_start = first
    mark = _SPAN_MARK.match(text, end_of_start)
    second = read_moment(text, mark.end(), is_24=is_24) if mark else None
    if second:
        hours = resolve(start, second[0])
        return (hours, second[1]) if hours else None
    if mark or start.is_bare:  # "10am - late", "7.30": not said, or not said which
        return None
    return (_time(start.minutes()), None), end_of_start


def resolve(start: Moment, end: Moment) -> Range | None:
    """The range two written hours mean, or None where that is not certain (the rules above)."""
    if start.is_24 or end.is_24:
        begins, ends = start.minutes(), end.minutes()
    elif start.is_bare and end.is_bare:
        if not _is_daytime(start.hour, end.hour):
            return None
        begins, ends = start.minutes("am"), end.minutes("pm")
    elif start.is_bare:
        ends = end.minutes() or _DAY
        same, other = ("am", "pm") if ends <= 12 * 60 - 1 else ("pm", "am")
        begins = start.minutes(same)
        if begins >= ends:
            begins = start.minutes(other)
    else:
        begins = start.minutes()
        ends = min(
            (end.minutes(half) for half in ("am", "pm")), key=lambda m: (m - begins - 1) % _DAY
        )
        ends = end.minutes() if end.half else ends
    return _plausible(begins, ends)


def _is_daytime(start: int, end: int) -> bool:
    return (7 <= start <= 11 and 1 <= end <= 6) or (9 <= start <= 11 and end == 12)


def _plausible(begins: int, ends: int) -> Range | None:
    if begins == 0 and ends % _DAY in (0, _DAY - 1):
        return WHOLE_DAY
    if not SHORTEST <= (ends - begins) % _DAY <= LONGEST:
        return None
    return _time(begins), _time(ends)


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
