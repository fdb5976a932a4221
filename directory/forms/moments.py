"""Times and dates as people type them."""

import re
from datetime import date, time
from typing import Any

from directory.imports.clock import read_moment

_DATE = re.compile(r"(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4})")


def read_time(text: str) -> time | None:
    """ "19:30", "7.30pm", "midday"; None for what is no time, or may be morning or evening."""
    said = text.strip().lower()
    found = read_moment(said, 0)
    if not found or found[1] != len(said):
        return None
    moment = found[0]
    if moment.is_bare and ":" not in said:
        return None
    minutes = moment.minutes()
    return time(minutes // 60 % 24, minutes % 60)


def as_typed(value: Any) -> Any:
    """A stored time as it is typed: 19:30."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value[:5] if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d:\d\d", value) else value


def read_date(text: str) -> date | None:
    """A date of three numbers, day first; None for what is none."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
