"""Whole months from a day, as people count them."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_before(day: date, months: int) -> date:
    """The last day that lies so many months before `day`, as `months_after` counts."""
    found = months_after(day, -months)
    is_last = day.day == monthrange(day.year, day.month)[1]
    return found.replace(day=monthrange(found.year, found.month)[1]) if is_last else found
