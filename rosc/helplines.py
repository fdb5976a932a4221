"""Who can be rung when it cannot wait, and whether they answer at a given minute.

Read once, at start-up, from a file (`HELPLINES_FILE`, by default `rosc/helplines.yaml`), so that
pages need neither the database nor the file. Hours are what the clock on the wall says in London.
On a bank holiday nobody has told us about, "open" and "closed" would both be guesses.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ImproperlyConfigured

from rosc.bank_holidays import is_bank_holiday
from rosc.measures import LONDON

FILE = Path(__file__).with_suffix(".yaml")
DAY = 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FOR = ("anybody", "families", "young")
TIMES = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
NUMBER = re.compile(r"[0-9][0-9 ]{1,18}[0-9]")
KNOWN = {
    *("slug", "name", "about", "number", "free", "for", "hours"),
    *("text", "text_word", "web", "checked_on"),
}


class State(Enum):
    OPEN = "open"
    CLOSED = "closed"
    UNSURE = "unsure"  # a bank holiday


@dataclass(frozen=True, slots=True)
class Slot:
    """From `start` to `end` in minutes after the midnight that begins a weekday; the end may lie
    on the next day."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Usual:
    """Hours as the file groups them: "Monday to Friday", with starts and ends in minutes."""

    days: str
    spells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """How it is at a moment. `until` and `opens` are local; `opens` is empty where it is unsure."""

    state: State
    until: datetime | None = None
    opens: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_unsure(self) -> bool:
        return self.state == State.UNSURE


@dataclass(frozen=True, slots=True)
class Helpline:
    """One line. `slots` None: day and night, every day of the year. `is_free` None: not stated."""

    slug: str
    name: str
    about: str
    audiences: tuple[str, ...]
    number: str = ""
    text: str = ""
    text_word: str = ""
    web: str = ""
    is_free: bool | None = None
    slots: tuple[Slot, ...] | None = None
    usual: tuple[Usual, ...] = ()
    checked_on: date | None = None

    @property
    def is_always_open(self) -> bool:
        return self.slots is None

    def answering(self, now: datetime) -> Answering:
        """Whether somebody answers at the moment `now` (aware), as far as it can be told."""
        if self.slots is None:
            return Answering(State.OPEN)
        local = now.astimezone(LONDON)
        today, minute = local.date(), local.hour * 60 + local.minute
        for on, at in ((today, minute), (today - timedelta(days=1), minute + DAY)):
            ends = [s.end for s in self._slots_on(on) if s.start <= at < s.end]
            if ends and not is_bank_holiday(on):
                return Answering(State.OPEN, until=_moment(on, max(ends)))
        if is_bank_holiday(today):
            return Answering(State.UNSURE)
        return Answering(State.CLOSED, opens=self._opens(today, minute))

    def _opens(self, today: date, minute: int) -> datetime | None:
        for days in range(8):
            on = today + timedelta(days=days)
            starts = [s.start for s in self._slots_on(on) if days or s.start > minute]
            if starts:
                return None if is_bank_holiday(on) else _moment(on, min(starts))
        return None

    def _slots_on(self, on: date) -> Iterator[Slot]:
        return (slot for slot in self.slots or () if slot.weekday == on.weekday())


def _moment(on: date, minute: int) -> datetime:
    midnight = datetime(on.year, on.month, on.day, tzinfo=LONDON)
    return midnight + timedelta(minutes=minute)  # on the wall, as arithmetic in one zone is


def lines_for(
    lines: Iterable[Helpline], audience: str, now: datetime
) -> list[tuple[Helpline, Answering]]:
    """The lines of a list: those that answer now first, those that are closed last."""
    order = (State.OPEN, State.UNSURE, State.CLOSED)
    found = [(line, line.answering(now)) for line in lines if audience in line.audiences]
    return sorted(found, key=lambda one: order.index(one[1].state))


# --- Reading the file -----------------------------------------------------------------------------
def read(path: Path) -> tuple[Helpline, ...]:
    """The lines of a file. Raises ImproperlyConfigured, which says what is wrong in it."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ImproperlyConfigured(f"HELPLINES_FILE {path} cannot be read: {error}") from error
    if not isinstance(rows, list):
        raise ImproperlyConfigured(f"HELPLINES_FILE {path} is no list of helplines.")
    lines = tuple(_line(row, number) for number, row in enumerate(rows, start=1))
    if len({line.slug for line in lines}) < len(lines):
        raise ImproperlyConfigured("HELPLINES_FILE has a slug twice.")
    if not any("anybody" in line.audiences for line in lines):
        raise ImproperlyConfigured("HELPLINES_FILE has no line that is for anybody.")
    return lines


def _line(row: Any, number: int) -> Helpline:
    try:
        return _helpline(row)
    except (ValueError, TypeError) as error:
        name = row.get("slug", "") if isinstance(row, Mapping) else ""
        raise ImproperlyConfigured(f"HELPLINES_FILE, line {number} {name}: {error}") from error


def _helpline(row: Any) -> Helpline:
    if not isinstance(row, Mapping):
        raise ValueError("it must have a slug, a name and so on")
    if unknown := set(row) - KNOWN:
        raise ValueError(f"it does not know {', '.join(sorted(map(str, unknown)))}")
    said = {key: str(row.get(key) or "").strip() for key in ("slug", "name", "about", "web")}
    if missing := [key for key in ("slug", "name", "about") if not said[key]]:
        raise ValueError(f"{' and '.join(missing)} must be said")
    slots, usual = _hours(row.get("hours"))
    return Helpline(
        **said,
        **_ways(row),
        audiences=_audiences(row.get("for")),
        is_free=_one_of(row, "free", bool),
        slots=slots,
        usual=usual,
        checked_on=_one_of(row, "checked_on", date),
    )


def _ways(row: Mapping[str, Any]) -> dict[str, str]:
    ways = {key: str(row.get(key) or "") for key in ("number", "text")}
    if not any(ways.values()):
        raise ValueError("it needs a number or a text number, in quotation marks")
    for key, value in ways.items():
        if value and not NUMBER.fullmatch(value):
            raise ValueError(f"{key} {value!r} is not digits and spaces, in quotation marks")
    if not re.match(r"https://[^\s]+$|$", str(row.get("web") or "")):
        raise ValueError("web must begin with https://")
    return {**ways, "text_word": str(row.get("text_word") or "")}


def _audiences(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or set(value) - set(FOR):
        raise ValueError(f"for must be a list of {', '.join(FOR)}")
    return tuple(value)


def _one_of(row: Mapping[str, Any], key: str, kind: type) -> Any:
    value = row.get(key)
    if value is not None and not isinstance(value, kind):
        raise ValueError(f"{key} is {value!r}")
    return value


def _hours(value: Any) -> tuple[tuple[Slot, ...] | None, tuple[Usual, ...]]:
    """The slots, and as they are said; no slots for a line that never closes."""
    if value == "always":
        return None, ()
    if not isinstance(value, Mapping) or not value:
        raise ValueError("hours must be always, or times by weekday")
    slots: list[Slot] = []
    usual: list[Usual] = []
    for days, times in value.items():
        spells = tuple(_times(spell.strip()) for spell in str(times).split(","))
        slots += [Slot(weekday, *spell) for weekday in _days(str(days)) for spell in spells]
        usual.append(Usual(_in_words(str(days)), spells))
    return tuple(slots), tuple(usual)


def _days(value: str) -> range:
    first, _, last = value.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        raise ValueError(f"{value!r} are no days such as mon-fri")
    days = range(DAYS.index(first), DAYS.index(last or first) + 1)
    if not days:
        raise ValueError(f"{value!r} runs backwards: a week begins with mon")
    return days


def _in_words(value: str) -> str:
    days = [WEEKDAYS[day] for day in _days(value)]
    if len(days) == len(WEEKDAYS):
        return "every day"
    joined = " and " if len(days) == 2 else " to "
    return days[0] if len(days) == 1 else f"{days[0]}{joined}{days[-1]}"


def _times(value: str) -> tuple[int, int]:
    found = TIMES.fullmatch(value)
    if not found:
        raise ValueError(f"{value!r} are no times such as 09:00-20:00")
    start, end = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    return start, end if end > start else end + DAY
