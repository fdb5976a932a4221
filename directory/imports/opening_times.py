"""Opening times as people write them, read into sessions. Nothing is invented.

Reading goes from the start of a text for as long as every word is understood. What follows is
kept in words beside the sessions, unless it may limit them ("term time only", "alternate weeks"):
then no session is made and the words stand alone. `clock` holds the rules for am and pm.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from directory.imports import clock
from directory.imports.clock import Range
from directory.imports.payload import SessionPayload

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_DAY = tuple(range(7))

_DAY = re.compile(
    r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nes(?:day)?)?|thu(?:r(?:s(?:day)?)?)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?:'?s)?(?![a-z])\.?"
)
_DAY_GROUPS = {
    re.compile(r"week ?days?(?![a-z])"): (0, 1, 2, 3, 4),
    re.compile(r"week ?ends?(?![a-z])"): (5, 6),
    re.compile(r"(?:daily|every ?day|(?:7|seven) days(?: a week| per week)?)(?![a-z])"): EVERY_DAY,
}
_NTH = re.compile(r"(1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last)(?![a-z0-9])")
_NTH_NUMBERS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
_NTH_NUMBERS |= {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_OF_MONTH = re.compile(r"\s*(?:of|in) (?:(?:the|each|every|a) )?month(?![a-z])")
_EVERY = re.compile(r"(?:every|each)\s*$")
_LIST_MARK = re.compile(r"\s*(?:(?:,|/|&|\+|and(?![a-z]))\s*)+|\s+")
_SPAN_MARK = re.compile(r"\s*(?:-+|(?:to|until|'?till?|through)(?![a-z]))\s*")
_FILLER = re.compile(
    r"(?:[\s,;.:&+@|()-]|(?:food ?banks?|food (?:store|served|parcels?)|drop-? ?in|sessions?|store"
    r"|opening|opens?|times?|hours|is|are|we|on|at|from|every|each|and|also|the)(?![a-z]))*"
)
_BEFORE_HOURS = re.compile(r"(?:[\s,:;@()-]|(?:from|at|between|open)(?![a-z]))*")
_AFTER_HOURS = re.compile(r"\s*(?:onwards|only)(?![a-z])")
_EXCEPT = re.compile(r"[\s,;(]*(?:except(?:ing)?(?: for)?|excluding|but not|closed)(?: on)?\s+")
_BANK_HOLIDAYS = r"(?: on)?(?: any)?\s+(?:bank|public)\s+holidays?(?![a-z])"
_SHUT_THEN = re.compile(
    r"[\s,;.(]*(?:except(?:ing)?|excluding|excl\.?|(?:not )?(?:open )?(?:not|closed)|not open"
    rf"|no sessions?){_BANK_HOLIDAYS}"
)
_OPEN_THEN = re.compile(rf"[\s,;.(]*(?:including|incl\.?|(?:also )?open){_BANK_HOLIDAYS}")
_WHOLE_DAY = re.compile(r"24 ?/ ?7(?![\d/])|24 ?(?:hours?|hrs?)(?: a day| per day)?(?![a-z])")
_SHUT = re.compile(r"closed(?: all day)?(?![a-z])(?! (?:on|from|for|during|until)\b)")
_ASK_FIRST = re.compile(
    r"[\s,:-]*(?:(?:by|via|on|upon) )?(?:prior )?(?:appointments?|referral|request|arrangement)"
    r"(?: only)?(?![a-z])"
)
_CONTACT = re.compile(r"(?:please )?(?:contact|ring|phone|call)(?: us)?(?: for (?:details|times))?")
_NOT_STATED = re.compile(r"(?:n/?a|not known|not stated|unknown|not relevant|none|tbc|[-?]*)\.?")
# Words that may make a slot narrower than it reads: where one is left over, no slot is made.
_LIMITS = re.compile(
    r"\b(?:except\w*|exclud\w*|unless|only|if|terms?|term-?time|holidays?|closed?|closing|not|no"
    r"|alternat\w*|fortnight\w*|every other|bi-?weekly|monthly|months?|weeks?|years?|until|till"
    r"|starting|starts|temporar\w*|suspended|cancel\w*|moved|moving|instead|approx\w*|tbc|var(?:y"
    r"|ies|iable)|currently|usually|sometimes|appointments?|book\w*|request|jan(?:uary)?"
    r"|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|spring|summer|autumn|winter|easter|christmas|ramadan|1st|2nd|3rd|4th|5th"
    r"|first|second|third|fourth|fifth|last|20\d\d)\b"
)
_SPACE = re.compile(r"\s*")
_EDGES = " .,;()\n"


class Outcome(StrEnum):
    """What became of a text: all of it read; words kept; nothing read, so words kept; nothing."""

    PARSED = "parsed"
    KEPT = "kept"
    FAILED = "failed"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class OpeningTimes:
    """Sessions read from a text, and the whole text wherever they do not say all of it."""

    outcome: Outcome
    sessions: tuple[SessionPayload, ...] = ()
    text: str = ""


@dataclass(slots=True)
class _Segment:
    """Some days and their hours: in which weeks of the month, and on which days they differ."""

    days: tuple[int, ...]
    weeks: tuple[int, ...] = ()
    ranges: tuple[Range, ...] = ()
    others: dict[int, tuple[Range, ...]] = field(default_factory=dict)

    def slots(self) -> Iterable[tuple[int, Range]]:
        for day in self.days:
            for hours in self.others.get(day, self.ranges):
                yield day, hours


def read(text: str) -> OpeningTimes:
    """Read opening times in words, such as "Mon-Fri 9.30am to 12noon, Sat 10-1"."""
    plain = _plain(text)
    if _NOT_STATED.fullmatch(plain):
        return OpeningTimes(Outcome.NOT_STATED)
    reader = _Reader(plain)
    rest = reader.read()
    sessions = _sessions(reader.segments, reader.bank_holidays)
    if _LIMITS.search(rest) or (reader.hours_come_first and re.search(r"\d", rest)):
        return OpeningTimes(Outcome.KEPT if sessions else Outcome.FAILED, text=text.strip())
    if sessions:
        if rest or reader.asks_first:
            return OpeningTimes(Outcome.KEPT, sessions, text.strip())
        return OpeningTimes(Outcome.PARSED, sessions)
    understood = not rest or _CONTACT.fullmatch(rest)
    return OpeningTimes(Outcome.KEPT if understood else Outcome.FAILED, text=text.strip())


def read_week(days: Mapping[int, str], *, is_24: bool = False) -> OpeningTimes:
    """Read one text of hours for each weekday (Monday is 0), such as "08:30-13:00,14:00-17:30".

    `is_24` says that the source writes all hours on the 24-hour clock.
    """
    sessions: list[SessionPayload] = []
    all_read, any_stated = True, False
    for day, text in sorted(days.items()):
        plain = _plain(text)
        any_stated |= not _NOT_STATED.fullmatch(plain)
        if _NOT_STATED.fullmatch(plain) or _SHUT.fullmatch(plain):
            continue
        ranges, end = clock.read_ranges(plain, 0, is_24=is_24)
        if _WHOLE_DAY.fullmatch(plain):
            ranges, end = (clock.WHOLE_DAY,), len(plain)
        if end < len(plain):
            all_read = False
            continue
        sessions += _sessions([_Segment((day,), ranges=ranges)], "not-stated")
    if not any_stated:
        return OpeningTimes(Outcome.NOT_STATED)
    if all_read:
        return OpeningTimes(Outcome.PARSED, tuple(sessions))
    text = "\n".join(f"{DAY_NAMES[day]} {text.strip()}" for day, text in sorted(days.items()))
    return OpeningTimes(Outcome.KEPT if sessions else Outcome.FAILED, tuple(sessions), text)


def _plain(text: str) -> str:
    """Lower case, one kind of space, dash and apostrophe; "=" between hours is read as a dash."""
    text = text.lower().translate(str.maketrans("\xa0\t\r–—−‒’‘", "   ----''"))
    text = re.sub(r"(?<=[\dm])\s*=\s*(?=\d)", "-", text)
    return re.sub(r" {2,}", " ", text).strip()


def _sessions(segments: list[_Segment], bank_holidays: str) -> tuple[SessionPayload, ...]:
    found = {
        SessionPayload(day, start, end, weeks=segment.weeks, bank_holidays=bank_holidays)
        for segment in segments
        for day, (start, end) in segment.slots()
    }
    return tuple(sorted(found, key=lambda s: (s.weekday, s.starts_at, str(s.ends_at), s.weeks)))


class _Reader:
    """Reads segments from the start of a text; `at` is where understanding ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.segments: list[_Segment] = []
        self.bank_holidays = "not-stated"
        self.asks_first = False
        self.hours_come_first = False

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def read(self) -> str:
        """Read all that can be; return what is left."""
        while self.rest():
            before = self.at
            if not (self.bank_holiday() or self.exception() or self.segment()):
                self.at = before
                break
        return self.rest()

    def rest(self) -> str:
        return self.text[self.at :].strip(_EDGES)

    def bank_holiday(self) -> bool:
        if self.take(_SHUT_THEN):
            self.bank_holidays = "closed"
        elif self.take(_OPEN_THEN):
            self.bank_holidays = "runs"
        else:
            return False
        return True

    def exception(self) -> bool:
        """ "except Thursday", "except Thursday 10am - 12pm": no hours, or others, on some days."""
        if not (self.segments and self.take(_EXCEPT)):
            return False
        days, segment = self.days(), self.segments[-1]
        if not days or not set(days) <= set(segment.days):
            return False
        # In "daily except Tuesday 10am - 12pm" the hours are those of the other days.
        segment.others |= dict.fromkeys(days, self.hours() if segment.ranges else ())
        self.take(_AFTER_HOURS)
        return True

    def segment(self) -> bool:
        self.take(_FILLER)
        if not self.rest():
            return True
        if self.take(_WHOLE_DAY):
            self.take(_FILLER)
            self.segments.append(_Segment(self.days() or EVERY_DAY, ranges=(clock.WHOLE_DAY,)))
            return True
        if not self.segments:
            start = self.at
            self.hours_come_first = bool(self.hours())
            self.at = start
        if not self.segments and self.take(_ASK_FIRST):
            self.asks_first = True
            return not self.rest()
        return self.hours_then_days() if self.hours_come_first else self.days_then_hours()

    def hours_then_days(self) -> bool:
        """ "9 - 4 Monday to Friday"."""
        ranges = self.hours()
        self.take(_FILLER)
        weeks, days = self.weeks_and_days() if ranges else ((), ())
        if days:
            self.segments.append(_Segment(days, weeks, ranges))
        return bool(days)

    def days_then_hours(self) -> bool:
        """ "Monday to Friday 9 - 4", or "closed", or "by appointment"."""
        weeks, days = self.weeks_and_days()
        if not days:
            return False
        segment = _Segment(days, weeks)
        self.segments.append(segment)
        before = self.at
        if not self.exception():
            self.at = before
        segment.ranges = self.hours()
        if segment.ranges:
            self.take(_AFTER_HOURS)
            return True
        if self.take(_ASK_FIRST):
            self.asks_first = True
            return True
        self.take(_BEFORE_HOURS)
        if self.take(_SHUT):
            for earlier in self.segments:
                earlier.others |= dict.fromkeys(days, ())
            return True
        self.segments.pop()
        return False

    def hours(self) -> tuple[Range, ...]:
        before = self.at
        self.take(_BEFORE_HOURS)
        if self.take(_WHOLE_DAY):
            return (clock.WHOLE_DAY,)
        ranges, self.at = clock.read_ranges(self.text, self.at)
        if not ranges:
            self.at = before
        return ranges

    def weeks_and_days(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """ "1st and 3rd Tuesday of the month". "Every second Tuesday" may mean either: not read."""
        said_every = _EVERY.search(self.text, 0, self.at)
        weeks = self.listed(self.nth)
        if weeks and said_every:
            return (), ()
        self.take(_SPACE)
        days = self.days()
        if not weeks:
            return (), days
        self.take(_OF_MONTH)
        return (weeks, days) if len(days) == 1 else ((), ())

    def days(self) -> tuple[int, ...]:
        return self.listed(self.day_or_span)

    def listed(self, element: Callable[[], tuple[int, ...]]) -> tuple[int, ...]:
        """What `element` reads, one after the other, each once."""
        found: list[int] = []
        before = self.at
        while read := element():
            found += [number for number in read if number not in found]
            before = self.at
            if not self.take(_LIST_MARK):
                break
        self.at = before
        return tuple(found)

    def nth(self) -> tuple[int, ...]:
        found = self.take(_NTH)
        return (_NTH_NUMBERS[found[1]],) if found else ()

    def day_or_span(self) -> tuple[int, ...]:
        for pattern, days in _DAY_GROUPS.items():
            if self.take(pattern):
                return days
        first = self.day()
        if first is None:
            return ()
        before = self.at
        last = self.day() if self.take(_SPAN_MARK) else None
        if last is None:
            self.at = before
            return (first,)
        return tuple(day % 7 for day in range(first, first + (last - first) % 7 + 1))

    def day(self) -> int | None:
        found = self.take(_DAY)
        if not found:
            return None
        return next(n for n, name in enumerate(DAY_NAMES) if name.lower().startswith(found[1][:3]))
